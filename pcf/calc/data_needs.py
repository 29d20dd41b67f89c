r"""Data needs: the quality rating of the PEF method, and the data that each row has to rest on.

Criteria are TeR, GeR, TiR and P (1 best, 5 worst). A row states them in its column ``dq``, as
``TeR=1;GeR=2;TiR=1;P=2``; other scores are another scale and are not used here. A row of primary
activity data counts as company-specific, every other one as secondary (reading of pcf).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.years import last_year
from pcf.i18n import Language, label
from pcf.model import Model, StudyValue
from pcf.model.quality import CRITERIA, PefScores, pef_scores
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult

Kind = Literal["company", "secondary"]
Verdict = Literal["met", "missed", "not_rated", "own_data_needed"]
#: 1 run by the company, 2 not run but with access to its data, 3 no access; None not stated.
Situation = Literal[1, 2, 3]
#: Part of the absolute contributions that the most relevant ones make up.
MOST_RELEVANT = 0.8
WORST = 5.0
#: Keys of ``study.toml`` that list unit processes by situation.
SITUATION_KEYS: Mapping[Situation, str] = {
    1: "data_needs.run",
    2: "data_needs.access",
    3: "data_needs.no_access",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """Limits of one kind of data: rating, P, and each of the other criteria; None for no limit.

    evidence
        ``verified`` read in the recommendation, ``recall`` remembered: it may warn, never fail.
    """

    rating: float
    precision: float | None
    other: float | None
    evidence: Literal["verified", "recall"]


#: Recommendation (EU) 2021/2279, annex I, 4.6.5.
COMPANY = Limit(1.5, 3.0, 2.0, "verified")
SECONDARY_RELEVANT = Limit(3.0, None, None, "recall")
SECONDARY_OTHER = Limit(4.0, None, None, "recall")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What one contributing row needs and has.

    contributor
        Dataset, received footprint or own process that carries the burden of the row.
    share
        Absolute contribution by the sum of absolute contributions.
    rating
        By the criteria asked for; None when the row lacks them.
    over
        Names of what exceeds its limit: ``DQR``, ``TeR``, ``GeR``, ``TiR``, ``P``.
    proposed_tir
        Score that the age of the dataset suggests (remembered scale). It is shown to a person and
        enters no rating.
    """

    address: str
    process: str
    contributor: str
    kind: Kind
    situation: Situation | None
    most_relevant: bool
    share: float
    scores: PefScores | None
    rating: float | None
    limit: Limit
    over: tuple[str, ...]
    verdict: Verdict
    proposed_tir: int | None


@dataclass(frozen=True, slots=True)
class DataNeeds(PlainData):
    r"""Data-quality rating of a study and the needs of its rows.

    .. math:: DQR = \frac{\sum_i |F_i|\,DQR_i}{\sum_i |F_i|}

    over the rated rows i of the most relevant contributors, which are ranked by absolute
    contribution until they make up 80 %.

    criteria
        4 for TeR, GeR, TiR and P; 3 without P.
    rating
        None when no row of a most relevant contributor is rated.
    rated_share
        Part of the most relevant contributions on rated rows.
    worst
        The rating when every row without rating counts as 5.
    """

    criteria: Literal[3, 4]
    rows: tuple[NeedRow, ...]
    most_relevant: tuple[str, ...]
    rating: float | None
    rated_share: float | None
    worst: float | None

    def of(self, verdict: Verdict) -> tuple[NeedRow, ...]:
        """Rows of one verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the needs as plain data."""
        return {
            "criteria": list(CRITERIA[: self.criteria]),
            "dqr": self.rating,
            "rated_share": self.rated_share,
            "worst": self.worst,
            "most_relevant": list(self.most_relevant),
            "rows": [_row_json(row, lang) for row in self.rows],
        }


def _row_json(row: NeedRow, lang: Language) -> dict[str, Any]:
    return {
        "address": row.address,
        "process": row.process,
        "contributor": row.contributor,
        "kind": row.kind,
        "situation": row.situation,
        "most_relevant": row.most_relevant,
        "share": row.share,
        "scores": str(row.scores) if row.scores else None,
        "dqr": row.rating,
        "limit": row.limit.rating,
        "limit_evidence": row.limit.evidence,
        "over": list(row.over),
        "verdict": row.verdict,
        "verdict_name": label(f"needs_{row.verdict}", lang),
        "proposed_tir": row.proposed_tir,
    }


def largest(weights: Mapping[str, float], part: float = MOST_RELEVANT) -> tuple[str, ...]:
    """Names of the largest weights until they make up `part` of all, largest first."""
    whole, reached = fsum(weights.values()), 0.0
    top = []
    for name, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if not weight or reached >= part * whole:
            break
        top.append(name)
        reached += weight
    return tuple(top)


def data_needs(footprint: Footprint, criteria: Literal[3, 4] = 4) -> DataNeeds:
    """Rate the data of a result by the PEF method and compare each row with its limits.

    Parameters
    ----------
    footprint
        A result with its solved system.
    criteria
        4 (TeR, GeR, TiR, P) or 3 (without P), as the rule asks.
    """
    rows = [row for row in footprint.rows if row.value]
    weights: dict[str, float] = defaultdict(float)
    for row in rows:
        weights[contributor(row)] += abs(row.value)
    top = largest(weights)
    about = _About(footprint, criteria, frozenset(top), fsum(weights.values()))
    made = tuple(about.need(row) for row in rows)
    rating, rated, worst = _rating([row for row in made if row.most_relevant])
    return DataNeeds(criteria, made, top, rating, rated, worst)


def contributor(row: RowResult) -> str:
    """Who carries the burden of a row: its dataset, received footprint, or its own process."""
    if row.supplier.startswith(("bg:", "supplier:")):
        return row.supplier.split("/")[0]
    return f"process:{row.process}"


def situations(study: Mapping[str, StudyValue]) -> dict[str, Situation]:
    """Situation of each unit process that ``study.toml`` lists under ``[data_needs]``.

    A process that stands in two lists has the stricter situation, the lower number.
    """
    made: dict[str, Situation] = {}
    for situation, key in SITUATION_KEYS.items():
        value = study[key].value if key in study else ()
        names = (value,) if isinstance(value, str) else value
        for name in names if isinstance(names, tuple) else ():
            made.setdefault(name.strip(), situation)
    return made


def limit_of(kind: Kind, most_relevant: bool) -> Limit:
    """Limit of company-specific and secondary data."""
    if kind == "company":
        return COMPANY
    return SECONDARY_RELEVANT if most_relevant else SECONDARY_OTHER


def proposed_tir(years_past: float | None) -> int | None:
    """Score that the age of a dataset suggests: within its years 1, 2, 4, 6 years past 2, 3, 4.

    The scale is remembered from the guidance for product category rules; nothing uses it silently.
    """
    if years_past is None:
        return None
    return next(
        (s for s, most in ((1, 0.0), (2, 2.0), (3, 4.0), (4, 6.0)) if years_past <= most), 5
    )


class _About:
    """What every row is compared with."""

    def __init__(
        self, footprint: Footprint, criteria: Literal[3, 4], top: frozenset[str], whole: float
    ) -> None:
        linked = footprint.solved.linked
        self._model: Model = linked.model
        self._background = linked.background
        self._criteria = criteria
        self._top = top
        self._whole = whole
        self._situations = situations(self._model.study)

    def need(self, row: RowResult) -> NeedRow:
        name = contributor(row)
        kind: Kind = "company" if row.origin == "primary" else "secondary"
        relevant = name in self._top
        situation = self._situations.get(row.process)
        limit = limit_of(kind, relevant)
        scores = pef_scores(row.dq)
        rating = None
        if scores is not None:
            rating = scores.of_three if self._criteria == 3 else scores.of_four
        over = exceeded(scores, rating, limit) if scores is not None else ()
        return NeedRow(
            address=row.address,
            process=row.process,
            contributor=name,
            kind=kind,
            situation=situation,
            most_relevant=relevant,
            share=abs(row.value) / self._whole,
            scores=scores,
            rating=rating,
            limit=limit,
            over=over,
            verdict=_verdict(kind, situation, relevant, rating, over),
            proposed_tir=proposed_tir(self._years_past(name)),
        )

    def _years_past(self, name: str) -> float | None:
        """Years from the last year of a dataset to the end of the reporting period."""
        if not name.startswith("bg:"):
            return None
        year = last_year(self._background.process(name.removeprefix("bg:")).year)
        end = last_year(self._model.product.period)
        return None if year is None or end is None else end - year


def _verdict(
    kind: Kind,
    situation: Situation | None,
    relevant: bool,
    rating: float | None,
    over: tuple[str, ...],
) -> Verdict:
    if kind == "secondary" and situation == 1 and relevant:
        return "own_data_needed"
    if over:
        return "missed"
    return "not_rated" if rating is None else "met"


def exceeded(scores: PefScores, rating: float | None, limit: Limit) -> tuple[str, ...]:
    """Names of the criteria that are worse than their limit, the rating first."""
    values = (scores.technology, scores.geography, scores.time, scores.precision)
    limits = (limit.other, limit.other, limit.other, limit.precision)
    made = ["DQR"] if rating is not None and rating > limit.rating else []
    for name, value, most in zip(CRITERIA, values, limits, strict=True):
        if value is not None and most is not None and value > most:
            made.append(name)
    return tuple(made)


def _rating(rows: Iterable[NeedRow]) -> tuple[float | None, float | None, float | None]:
    weights = [(row.share, row.rating) for row in rows]
    whole = fsum(weight for weight, _ in weights)
    if not whole:
        return None, None, None
    rated = fsum(weight for weight, rating in weights if rating is not None)
    weighted = fsum(weight * rating for weight, rating in weights if rating is not None)
    worst = (weighted + (whole - rated) * WORST) / whole
    return (weighted / rated if rated else None), rated / whole, worst
