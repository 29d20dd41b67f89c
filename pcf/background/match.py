"""Datasets proposed for the rows of a bill of materials. A proposal never decides.

The score of a dataset joins what its names say, whether its CAS number is that of the row, and,
as small factors, whether the unit can be converted and how near its place is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pcf import units
from pcf.background.background import Background
from pcf.background.match_index import Index
from pcf.background.match_query import near_cas, read_query
from pcf.background.match_score import Answer, find, has_cas, with_cas
from pcf.background.search import preference

Reason = Literal[
    "confirmed", "cas", "name+cas", "name", "synonym", "formula", "typo", "id", "context"
]
UnitFit = Literal["same", "converts", "differs", "unknown", ""]
#: Proposals below are not made: the name then says too little.
LEAST_SCORE = 0.45
_CAS_WORTH, _CAS_ALONE, _CAS_AMBIGUOUS = 0.6, 0.92, 0.75
#: From so many products on, a CAS number alone does not say which one is meant.
_AMBIGUOUS = 4
_OTHER_CAS, _NO_CAS = 0.7, 0.93
_UNIT_DIFFERS = 0.85
_PLACE = 0.04
_OF_ONE_FLOW = 2
_CONSIDERED = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """A row of a bill of materials.

    Parameters
    ----------
    name
        As the buyer or supplier writes it, in any language; may be empty when `cas` is given.
    cas, unit, location
        As stated; empty when not.
    """

    name: str
    cas: str = ""
    unit: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dataset proposed for a row; `score` is 0..1.

    Parameters
    ----------
    process, flow
        What would supply the row.
    reason
        Why: ``name`` and ``id`` as written, ``synonym`` by the list of terms, ``typo`` after
        reading a word right, ``context`` by place or technology only.
    detail
        The words or CAS number read instead of mistyped ones.
    unit_fit
        Whether the unit of the row is that of the dataset, converts into it, or differs.
    """

    process: str
    flow: str
    score: float
    reason: Reason
    detail: str = ""
    unit_fit: UnitFit = ""


Nearness = Callable[[str, str], float]


def propose(
    background: Background, index: Index, ask: Ask, near: Nearness, most: int = 3
) -> list[Proposal]:
    """Propose datasets for a row, best first; empty when nothing comes near enough.

    Parameters
    ----------
    near
        Score (0..1) of a dataset's place for the place wanted.
    most
        Most proposals; of one flow at most two, so that another good gets its chance.
    """
    scored = _scored(index, ask)
    made = [_proposal(background, ask, near, answer, detail) for answer, detail in scored]
    made.sort(key=lambda p: (-p.score, p.process, p.flow))
    kept: list[Proposal] = []
    for one in made:
        same = sum(other.flow == one.flow for other in kept)
        if one.score >= LEAST_SCORE and len(kept) < most and same < _OF_ONE_FLOW:
            kept.append(one)
    return kept


def _scored(index: Index, ask: Ask) -> list[tuple[Answer, str]]:
    """Answers to name and CAS number together, each with what is to be said about it."""
    query = read_query(ask.name, index)
    named = {a.product: a for a in find(query, index, 0.2, _CONSIDERED)}
    stated = (*read_query(ask.cas, index).cas, *query.cas)
    cas = stated[0] if stated else ""
    substance = with_cas(index, cas) if cas else frozenset()
    read = near_cas(cas, index) if cas and not substance else ""
    if read:
        substance = with_cas(index, read)
    if not cas:
        return [(a, a.note) for a in named.values()]
    others = has_cas(index, named) - substance
    alone = _CAS_ALONE if len(substance) < _AMBIGUOUS else _CAS_AMBIGUOUS
    made = [(_with_cas(named.get(p), p, 0.0 if query.text else alone), read) for p in substance]
    for product, answer in named.items():
        if product not in substance:
            factor = _OTHER_CAS if product in others else _NO_CAS
            made.append((_scaled(answer, factor), answer.note))
    return made


def _with_cas(named: Answer | None, product: int, alone: float) -> Answer:
    """Raise an answer whose CAS number is that of the row: 1 - (1 - name)(1 - CAS).

    `alone` is the score when the row has no name.
    """
    if alone or named is None:
        return Answer(product, alone or _CAS_WORTH, "cas", "cas")
    score = 1 - (1 - named.score) * (1 - _CAS_WORTH)
    return Answer(product, score, named.by, "cas", named.note)


def _scaled(answer: Answer, factor: float) -> Answer:
    return Answer(answer.product, answer.score * factor, answer.by, answer.way, answer.note)


def _proposal(
    background: Background, ask: Ask, near: Nearness, answer: Answer, detail: str
) -> Proposal:
    process_id, flow_id = background.products[answer.product]
    fit = unit_fit(ask.unit, background.unit_of(process_id, flow_id))
    score = answer.score * preference(background, answer.product)
    score *= _UNIT_DIFFERS if fit == "differs" else 1.0
    if ask.location:
        place = background.process(process_id).location
        score *= 1 - _PLACE * (1 - near(ask.location, place))
    return Proposal(process_id, flow_id, round(score, 3), _reason(answer), detail, fit)


def _reason(answer: Answer) -> Reason:
    if answer.way == "cas":
        return "cas" if answer.by == "cas" else "name+cas"
    if answer.note:
        return "typo"
    if answer.way in ("meaning", "formula") or answer.by == "formula":
        return "formula" if "formula" in (answer.way, answer.by) else "synonym"
    if answer.by == "id":
        return "id"
    return "context" if answer.by in ("location", "technology", "category") else "name"


def unit_fit(stated: str, offered: str) -> UnitFit:
    """Say whether an amount in the unit `stated` can be taken of a dataset in `offered`.

    ``""`` when no unit is stated, ``unknown`` when it is none that can be read.
    """
    unit = stated.strip()
    if not unit:
        return ""
    if unit == offered:
        return "same"
    if not units.is_known(unit):
        return "unknown"
    return "converts" if units.compatible(unit, offered) else "differs"
