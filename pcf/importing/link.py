"""Linking inputs to suppliers: a policy that is stated, and choices that are written down.

In this order: the decision of the user; the supplier that the package names; the only supplier of
the flow at the nearest place (the place itself, province, country, region, world), where a declared
market goes before the others; the only supplier anywhere. What is left over is ambiguous: it is
decided by the policy of the import, or stays open.

A supplier that the package names and that cannot be used (held back, not in the package, of another
flow) is not replaced in silence: under the policy ``refuse`` the input stays open, under the others
it is linked by them, with a reason of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pcf.importing.package import ProcessKind
from pcf.importing.places import chain
from pcf.importing.settings import ImportSettings
from pcf.progress import counted

Reason = Literal[
    "stated", "mapped", "decided", "same-place", "larger-place", "market", "only-supplier",
    "policy-average", "policy-market", "instead-of-named",
    "open-ambiguous", "open-none", "open-named-absent", "open-other-kind", "open-supplier-held",
    "open-flow-missing",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demand:
    """An input that needs a supplier. `provider` is the one that the package names.

    The package does not describe the flow of a `missing` one: it stays open.
    """

    row: str
    process: str
    flow: str
    location: str
    kind: ProcessKind
    provider: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Supply:
    """A process that supplies a flow."""

    process: str
    flow: str
    location: str
    kind: ProcessKind
    market: bool = False
    year: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What became of an input.

    providers
        Pairs of process and share; the shares add up to 1; empty when the input stays open.
    level
        Place at which the choice was made; empty when place played no part. Of a supplier that a
        mapping list names: file and line of its row.
    candidates
        All suppliers that came into question, sorted.
    """

    demand: Demand
    providers: tuple[tuple[str, float], ...]
    reason: Reason
    level: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the input has no supplier."""
        return not self.providers


def link(
    demands: Iterable[Demand],
    supplies: Sequence[Supply],
    settings: ImportSettings,
    decisions: Mapping[str, str],
) -> tuple[Choice, ...]:
    """Choose the supplier of every input.

    Parameters
    ----------
    demands, supplies
        Inputs, and what can supply them.
    settings
        Policy, and the kinds that may be mixed.
    decisions
        Decisions of the user: process by row.
    """
    linker = _Linker(supplies, settings, decisions)
    listed = tuple(demands)
    return tuple(map(linker.choose, counted(listed, "stage_linking", len(listed))))


class _Linker:
    def __init__(
        self, supplies: Sequence[Supply], settings: ImportSettings, decisions: Mapping[str, str]
    ) -> None:
        self._settings = settings
        self._decisions = decisions
        self._of_flow: dict[str, list[Supply]] = {}
        for supply in sorted(supplies, key=lambda s: s.process):
            self._of_flow.setdefault(supply.flow, []).append(supply)

    def choose(self, demand: Demand) -> Choice:
        if demand.missing:
            return Choice(demand, (), "open-flow-missing")
        suppliers = self._of_flow.get(demand.flow, [])
        ids = {supply.process for supply in suppliers}
        if self._decisions.get(demand.row, "") in ids:
            return _one(demand, self._decisions[demand.row], "decided", "", ids)
        if demand.provider in ids:
            return _one(demand, demand.provider, "stated", "", ids)
        if demand.provider:
            return self._instead(demand, suppliers)
        return self._unnamed(demand, suppliers)

    def _instead(self, demand: Demand, suppliers: list[Supply]) -> Choice:
        """What stands in for a named supplier that cannot be used: by the policy, or nothing."""
        found = self._unnamed(demand, suppliers)
        if self._settings.policy == "refuse" or found.is_open:
            return replace(found, providers=(), reason="open-named-absent", level="")
        return replace(found, reason="instead-of-named")

    def _unnamed(self, demand: Demand, suppliers: list[Supply]) -> Choice:
        ids = {supply.process for supply in suppliers}
        fitting = [s for s in suppliers if self._fits(demand.kind, s.kind)]
        if not fitting:
            return Choice(
                demand, (), "open-other-kind" if ids else "open-none", "", tuple(sorted(ids))
            )
        return self._nearest(demand, fitting)

    def _fits(self, consumer: ProcessKind, supplier: ProcessKind) -> bool:
        return supplier == consumer or (consumer == "unit" and supplier in self._settings.mix)

    def _nearest(self, demand: Demand, fitting: list[Supply]) -> Choice:
        ids = {supply.process for supply in fitting}
        steps = chain(demand.location)
        for step in steps:
            there = [s for s in fitting if _stands_at(s.location, step)]
            if not there:
                continue
            if len(there) == 1:
                if len(fitting) > 1:
                    reason: Reason = "same-place" if step == steps[0] else "larger-place"
                else:
                    reason = "only-supplier"
                return _one(demand, there[0].process, reason, step, ids)
            markets = [s for s in there if s.market]
            if len(markets) == 1:
                return _one(demand, markets[0].process, "market", step, ids)
            return self._by_policy(demand, there, fitting, step)
        if len(fitting) == 1:
            return _one(demand, fitting[0].process, "only-supplier", "", ids)
        return self._by_policy(demand, fitting, fitting, "")

    def _by_policy(
        self, demand: Demand, there: list[Supply], fitting: list[Supply], step: str
    ) -> Choice:
        policy = self._settings.policy
        ids = {supply.process for supply in fitting}
        if policy == "same-country-then-average":
            pool = _in_country(demand, there) or _in_country(demand, fitting)
            shares = tuple((supply.process, 1.0 / len(pool)) for supply in pool)
            if shares:
                place = step or _country(demand.location)
                return Choice(demand, shares, "policy-average", place, tuple(sorted(ids)))
        if policy == "first-market":
            markets = sorted((s for s in there if s.market), key=lambda s: s.process)
            if markets:
                newest = max(markets, key=lambda s: s.year)
                return _one(demand, newest.process, "policy-market", step, ids)
        return Choice(demand, (), "open-ambiguous", step, tuple(sorted(ids)))


def _country(location: str) -> str:
    """Country of a place; empty for a region or the world."""
    steps = [step for step in chain(location) if len(step) == 2]
    return steps[0] if steps else ""


def _in_country(demand: Demand, among: list[Supply]) -> list[Supply]:
    """Suppliers of the country of the consumer, at any place in it."""
    country = _country(demand.location)
    return [s for s in among if country and _country(s.location) == country]


def _stands_at(location: str, step: str) -> bool:
    """Whether a supplier stands for exactly this place, whatever its code is written like."""
    return chain(location)[0] == step


def _one(demand: Demand, process: str, reason: Reason, level: str, ids: set[str]) -> Choice:
    return Choice(demand, ((process, 1.0),), reason, level, tuple(sorted(ids)))
