r"""Data-quality rating of a result, read off the one result object; it changes no number of it.

What was left out is in `pcf.calc.cutoff`, balances are in `pcf.calc.mass` and `pcf.calc.balances`,
uncertainty is in `pcf.calc.uncertainty`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.i18n import Language, label
from pcf.model.quality import pef_scores

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

WORST = 5.0


@dataclass(frozen=True, slots=True)
class DataQuality:
    r"""Data-quality rating of the result.

    .. math:: DQR = \frac{\sum_i |F_i|\,DQR_i}{\sum_i |F_i|}

    over the rows i that have scores; the rating of a row is the mean of its scores (1 best, 5
    worst; the scale is `data_quality_scale`, a default of pcf and not of a standard).

    rating
        None when no row with a contribution has scores.
    rated_share
        Part of the footprint on rows with scores, by absolute contribution.
    worst
        The rating when every row without scores counts as 5: the bound of what is not known.
    """

    rating: float | None
    rated_share: float | None
    worst: float | None


def row_rating(dq: str | None) -> float | None:
    """Mean of the scores of a row, e.g. ``2,1,3,2,4`` gives 2.4; None without scores.

    Of the criteria of the PEF method those that are given count.
    """
    if not dq:
        return None
    named = pef_scores(dq)
    if named is not None:
        return named.of_three if named.of_four is None else named.of_four
    scores = [float(part) for part in dq.replace(";", ",").split(",") if part.strip()]
    return fsum(scores) / len(scores) if scores else None


def data_quality(footprint: Footprint) -> DataQuality:
    """Rate the data behind a result; see `DataQuality`."""
    weights = [(abs(row.value), row_rating(row.dq)) for row in footprint.rows if row.value]
    whole = fsum(weight for weight, _ in weights)
    rated = fsum(weight for weight, rating in weights if rating is not None)
    if not whole:
        return DataQuality(None, None, None)
    weighted = fsum(weight * rating for weight, rating in weights if rating is not None)
    return DataQuality(
        weighted / rated if rated else None,
        rated / whole,
        (weighted + (whole - rated) * WORST) / whole,
    )


#: Aspects of the default scale, in the order of the scores of a row.
ASPECTS = ("time", "geography", "technology", "completeness", "reliability")


def data_quality_scale(lang: Language) -> tuple[tuple[str, int, str], ...]:
    """Scale of the scores: aspect, score 1 (best) to 5, meaning.

    It is a default of pcf: no standard gives these limits. A rule pack may bring its own.
    """
    return tuple(
        (label(f"dq_{aspect}", lang), score, label(f"dq_{aspect}_{score}", lang))
        for aspect in ASPECTS
        for score in range(1, 6)
    )
