"""The questions that a verifier would ask first, with numbers, places and reasons.

Every question has a stake: the part of the footprint (gross contributions) that hangs on it. The
largest stake is asked first. A stake that nobody knows (an exclusion without estimate) is put where
`UNKNOWN_RANKS_AS` would stand, and is said to be unknown. Of one kind at most `EACH` questions are
asked while other kinds have any. It is arithmetic on one result and no verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import fsum
from typing import TYPE_CHECKING, Any

from pcf.findings import Location
from pcf.i18n import Language, label, phrase
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Evidence

COUNT = 10
EACH = 3
#: Only for the order of questions whose stake is unknown; it is never shown as a number.
UNKNOWN_RANKS_AS = 0.05
#: In the order in which questions of one stake are asked.
KINDS = (
    "evidence", "estimate", "old", "foreign", "balance", "electricity", "allocation", "exclusion",
    "outlier", "received", "distance", "gases",
)  # fmt: skip
Words = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Question(PlainData):
    """One question.

    kind
        One of `KINDS`.
    address
        What it is about, as ``pcf explain`` takes it where that is possible.
    stake
        Part of the footprint that hangs on it; None when nobody has estimated it.
    params
        Values of the sentences ``question_KIND`` and ``why_KIND``; `words` those that differ by
        language.
    place, proof
        Where to look: place in the project, evidence.
    also
        Other kinds that ask about the same row.
    """

    kind: str
    address: str
    stake: float | None
    params: Mapping[str, object]
    words: Mapping[str, Words] = field(default_factory=dict)
    place: Location | None = None
    proof: Evidence | None = None
    also: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[float, int, str]:
        """Place among the questions: largest stake first, then by kind and address."""
        stake = UNKNOWN_RANKS_AS if self.stake is None else self.stake
        return (-round(stake, 12), KINDS.index(self.kind), self.address)

    def text(self, lang: Language) -> str:
        """Give the question as a sentence."""
        return phrase(f"question_{self.kind}", lang, **self._values(lang))

    def why(self, lang: Language) -> str:
        """Say why it is asked."""
        told = phrase(f"question_why_{self.kind}", lang, **self._values(lang))
        if not self.also:
            return told
        more = (label(f"question_short_{kind}", lang) for kind in self.also)
        mark = "；" if lang == "zh" else "; "
        gap = "" if lang == "zh" else " "
        return f"{told}{gap}{phrase('question_also', lang, what=mark.join(more))}"

    def where(self, lang: Language) -> str:
        """Say where to look."""
        spots = [str(self.place) if self.place else ""]
        if self.proof is not None:
            page = phrase("question_page", lang, page=self.proof.page) if self.proof.page else ""
            spots.append(" ".join(filter(None, (self.proof.file, page))))
        if self.address.startswith(("row:", "process:")):
            spots.append(f"pcf explain {self.address}")
        return " · ".join(filter(None, spots))

    def _values(self, lang: Language) -> dict[str, object]:
        return {**self.params, **{name: words[lang] for name, words in self.words.items()}}

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the question as plain data."""
        at = self.place
        return {
            "kind": self.kind,
            "address": self.address,
            "stake": self.stake,
            "question": self.text(lang),
            "why": self.why(lang),
            "where": self.where(lang),
            "place": None if at is None else {"file": at.file, "line": at.line,
                                              "column": at.column},
            "evidence": None if self.proof is None else self.proof.id,
            "also": list(self.also),
        }  # fmt: skip


def questions(footprint: Footprint, count: int = COUNT) -> tuple[Question, ...]:
    """Give the questions that a verifier would ask first, the largest stake first."""
    from pcf.assurance.question_kinds import asked

    candidates = sorted(asked(footprint), key=lambda q: q.order)
    merged = _merged(candidates)
    first: list[Question] = []
    rest: list[Question] = []
    taken: dict[str, int] = {}
    for question in merged:
        taken[question.kind] = taken.get(question.kind, 0) + 1
        (first if taken[question.kind] <= EACH else rest).append(question)
    chosen = [*first, *rest][:count] if len(first) < count else first[:count]
    return tuple(sorted(chosen, key=lambda q: q.order))


def _merged(candidates: list[Question]) -> list[Question]:
    """Ask about a row once; what else is weak about it is said with the first question."""
    about_rows = ("evidence", "estimate", "old", "foreign")
    kept: dict[str, Question] = {}
    for number, question in enumerate(candidates):
        key = question.address if question.kind in about_rows else f"{number}"
        if key in kept:
            kept[key] = replace(kept[key], also=(*kept[key].also, question.kind))
        else:
            kept[key] = question
    return list(kept.values())


def stake_of(footprint: Footprint, values: list[float]) -> float:
    """Part of the gross contributions that some values are."""
    gross = fsum(abs(row.value) for row in footprint.rows)
    return fsum(abs(value) for value in values) / gross if gross else 0.0
