"""Nearest datasets for an input that has no supplier: proposed with a score, never taken.

Looked at are the imported database itself, for a product of the same name under another
identifier, and the embedded background, by the search that ``pcf data match`` uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pcf.background import Background
from pcf.background.match import Ask, Proposal, propose, unit_fit
from pcf.background.match_index import open_index
from pcf.background.records import FlowRecord

#: From this score on, and by these ways, a proposal is taken for the same product.
SAME_SCORE = 0.9
_SAME_WAYS = ("name", "name+cas", "cas", "synonym")
_FITS = ("same", "converts")
#: Proposals for one flow.
MOST = 3
#: Kind of flow of a treatment.
_TREATMENT = "waste_service"


@dataclass(frozen=True, slots=True)
class Near:
    """A dataset that might supply a flow.

    background
        The background it is in; its `process` supplies `flow` there.
    score, way
        How near (0..1) and by what: ``name``, ``synonym``, ``cas`` …
    fit
        Whether the unit is the same, converts or differs.
    is_same
        Whether it counts as the same product: score and way say so, the unit converts, and both
        are treatments or neither is.
    """

    background: Background
    process: str
    flow: str
    score: float
    way: str
    fit: str
    is_same: bool

    @property
    def id(self) -> str:
        """Background and dataset, as one word."""
        return f"{self.background.id}:{self.process}"

    def told(self) -> str:
        """Dataset and score in words of no language."""
        return f"{self.id} ({self.score:.2f})"


class Nearest:
    """Proposes datasets for flows of an imported background.

    Parameters
    ----------
    own
        The imported background.
    others
        Backgrounds that are searched by name, CAS number and synonyms.
    """

    def __init__(self, own: Background, others: Iterable[Background] = ()) -> None:
        self._own = own
        self._others = tuple(other for other in others if other.id != own.id)
        self._made: dict[str, tuple[Near, ...]] = {}
        self._supplied: dict[str, set[str]] | None = None

    def of(self, flow: FlowRecord) -> tuple[Near, ...]:
        """Give what comes nearest to a flow, best first; empty when nothing comes near."""
        if flow.id not in self._made:
            found = [*self._namesakes(flow), *self._searched(flow)]
            found.sort(key=lambda near: (-near.score, near.id, near.flow))
            unique = {(near.id, near.flow): near for near in reversed(found)}
            self._made[flow.id] = tuple(reversed(unique.values()))[:MOST]
        return self._made[flow.id]

    def _namesakes(self, flow: FlowRecord) -> Iterable[Near]:
        """Products of the same name in the database itself."""
        for id in sorted(self._by_name(flow) - {flow.id}):
            other = self._own.flow(id)
            fit = unit_fit(flow.unit, other.unit)
            same = fit in _FITS and _treats(flow) == _treats(other)
            if same:
                yield Near(self._own, self._own.providers(id)[0], id, 1.0, "name", fit, True)

    def _by_name(self, flow: FlowRecord) -> set[str]:
        if self._supplied is None:
            self._supplied = {}
            for _, id in self._own.products:
                if self._own.providers(id):
                    for name in _names(self._own.flow(id)):
                        self._supplied.setdefault(name, set()).add(id)
        return {id for name in _names(flow) for id in self._supplied.get(name, ())}

    def _searched(self, flow: FlowRecord) -> Iterable[Near]:
        for other in self._others:
            index = open_index(other)
            for name in dict.fromkeys((flow.name_zh, flow.name_en)):
                ask = Ask(name, flow.cas, flow.unit)
                for found in propose(other, index, ask, _anywhere, MOST):
                    yield _near(other, found, flow)


def _near(other: Background, found: Proposal, flow: FlowRecord) -> Near:
    sure = found.score >= SAME_SCORE and found.reason in _SAME_WAYS and found.unit_fit in _FITS
    same = sure and _treats(flow) == _treats(other.flow(found.flow))
    return Near(
        other, found.process, found.flow, found.score, found.reason, found.unit_fit, same
    )  # fmt: skip


def _treats(flow: FlowRecord) -> bool:
    return flow.kind == _TREATMENT


def _names(flow: FlowRecord) -> set[str]:
    return {" ".join(name.casefold().split()) for name in (flow.name_zh, flow.name_en) if name}


def _anywhere(wanted: str, offered: str) -> float:
    """Place plays no part: it never makes another product of something."""
    return 1.0
