"""Data-quality scores of a row: a pedigree or the four criteria of the PEF method."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import fsum

#: Names of the criteria, in the order in which they are written.
CRITERIA = ("TeR", "GeR", "TiR", "P")
_LOWEST, _HIGHEST = 1.0, 5.0
_SCORE = re.compile(r"(ter|ger|tir|p)\s*=\s*([0-9]+(?:\.[0-9]+)?)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class PefScores:
    r"""Scores of a dataset in the context of its row, 1 best to 5 worst.

    technology, geography, time
        TeR, GeR, TiR: how well the dataset stands for technology, place and time.
    precision
        P: precision and uncertainty of the activity data; None when it is not rated.
    """

    technology: float
    geography: float
    time: float
    precision: float | None = None

    @property
    def of_three(self) -> float:
        r"""Mean of three criteria: :math:`(TeR + GeR + TiR) / 3`."""
        return fsum((self.technology, self.geography, self.time)) / 3.0

    @property
    def of_four(self) -> float | None:
        r"""Rating of the PEF method, :math:`(TeR + GeR + TiR + P) / 4`; None while P is missing."""
        if self.precision is None:
            return None
        return fsum((self.technology, self.geography, self.time, self.precision)) / 4.0

    def __str__(self) -> str:
        values = (self.technology, self.geography, self.time, self.precision)
        named = zip(CRITERIA, values, strict=True)
        return ";".join(f"{name}={value:g}" for name, value in named if value is not None)


def pef_scores(text: str | None) -> PefScores | None:
    """Read ``TeR=1;GeR=2;TiR=1;P=2`` (P may be left out); None for anything else.

    Commas, semicolons and blanks separate; the order is free; no criterion may come twice.
    """
    parts = [part for part in re.split(r"[;,、；，\s]+", (text or "").strip("() ")) if part]
    made: dict[str, float] = {}
    for part in parts:
        match = _SCORE.fullmatch(part)
        if match is None or match[1].lower() in made:
            return None
        score = float(match[2])
        if not _LOWEST <= score <= _HIGHEST:
            return None
        made[match[1].lower()] = score
    if not {"ter", "ger", "tir"} <= set(made):
        return None
    return PefScores(made["ter"], made["ger"], made["tir"], made.get("p"))
