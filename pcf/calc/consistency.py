"""Consistency of electricity: one study keeps to one kind of factor, or says why it does not.

National and provincial factors answer different questions, and so do factors of different years or
of different making. Mixing them lets a study choose the lower one row by row. The findings here
name what is mixed and the share of the total that hangs on it; ``method.electricity_reason`` turns
the warnings on mixing into information that shows the reason. They never change a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.electricity import MIX_RULES
from pcf.calc.electricity_views import (
    GRID_SCOPES,
    Drawn,
    ElectricityDataset,
    ElectricityTable,
    Scope,
    country_of,
    drawn_electricity,
    electricity_table,
    listed,
)
from pcf.calc.fallback import fallback_is_grid
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint

#: Warning on mixing, and the information that takes its place when the study gives a reason.
_WITH_REASON = {"EL040": "EL050", "EL041": "EL051", "EL042": "EL052"}

#: Scopes that a place can fall into, from narrow to wide.
_WIDTH: tuple[Scope, ...] = ("provincial", "regional", "national", "international")


def with_electricity_findings(footprint: Footprint) -> Footprint:
    """Give the footprint with the findings on its electricity added; no number changes."""
    found = electricity_findings(footprint.solved, footprint.total)
    return replace(footprint, findings=(*footprint.findings, *found)) if found else footprint


def electricity_findings(
    solved: Solved, total: float, table: ElectricityTable | None = None
) -> tuple[Finding, ...]:
    """Check the electricity of a solved system.

    Parameters
    ----------
    total
        kg CO2e per functional unit, to which shares refer.
    table
        What the datasets stand for; the shipped table when None.

    Returns
    -------
    tuple
        ``EL040`` scopes mixed, ``EL041`` years mixed, ``EL042`` bases mixed (``EL050``–``EL052``
        with a reason); ``EL043`` a technology without instrument; ``EL044`` a coarser, ``EL045``
        another, ``EL046`` a finer grid than the place of the process; ``EL047`` a dataset of which
        nothing is known; ``EL053`` a fallback that is no grid.
    """
    known = table or electricity_table(solved.linked.background)
    check = _Check(solved, total, known, drawn_electricity(solved, known))
    found = [
        *check.scopes(),
        *check.years(),
        *check.bases(),
        *check.technologies(),
        *check.places(),
        *check.unknown(),
        *check.fallbacks(),
    ]
    reason = solved.linked.model.method.electricity_reason
    return tuple(_explained(item, reason) for item in found)


def _explained(item: Finding, reason: str) -> Finding:
    code = _WITH_REASON.get(item.code)
    if code is None or not reason:
        return item
    return finding(
        code,
        item.location,
        node=item.node,
        observed=item.observed,
        share_of_total=item.share_of_total,
        reason=reason,
        **item.params,
    )


@dataclass(frozen=True, slots=True)
class _Check:
    solved: Solved
    total: float
    table: ElectricityTable
    drawn: tuple[Drawn, ...]

    def scopes(self) -> list[Finding]:
        """``EL040``: processes of one country on grid factors of different scope.

        The rule ``residual`` itself gives the use stage another scope, which is no mixture.
        """
        model = self.solved.linked.model
        apart = {p.id for p in model.processes if p.stage == "use"}
        if model.method.electricity != "residual":
            apart = set()
        grid = [d for d in self.drawn if d.counts_as != "instrument" and d.row.process not in apart]
        return self._mixed("EL040", grid, lambda d: d.scope, by_country=True)

    def years(self) -> list[Finding]:
        """``EL041``: electricity datasets of different reference years."""
        return self._mixed("EL041", self.drawn, lambda d: d.year)

    def bases(self) -> list[Finding]:
        """``EL042``: grids of one country and one scope whose factors were made differently."""
        found = []
        grid = [d for d in self.drawn if d.counts_as == "grid"]
        for scope in GRID_SCOPES:
            same = [d for d in grid if d.dataset and d.dataset.scope == scope]
            found += self._mixed("EL042", same, lambda d: d.basis, by_country=True)
        return found

    def _mixed(
        self,
        code: str,
        drawn: Sequence[Drawn],
        kind: Callable[[ElectricityDataset], str],
        *,
        by_country: bool = False,
    ) -> list[Finding]:
        """Say where rows that ought to be of one kind are of several.

        The share is that of the rows outside the kind that holds the most electricity; with
        `by_country` each country is looked at alone.
        """
        found = []
        groups: dict[str, list[Drawn]] = {}
        for item in drawn:
            if item.dataset is not None:
                country = country_of(item.location) if by_country else ""
                groups.setdefault(country, []).append(item)
        for country, items in groups.items():
            kinds: dict[str, list[Drawn]] = {}
            for item in items:
                kinds.setdefault(kind(item.dataset) if item.dataset else "", []).append(item)
            if len(kinds) < 2:
                continue
            main = max(kinds, key=lambda name: (fsum(abs(d.kwh) for d in kinds[name]), name))
            others = [d for name, group in kinds.items() if name != main for d in group]
            found.append(self._tell(code, others, observed=_counted(items), country=country))
        return found

    def technologies(self) -> list[Finding]:
        """``EL043``: electricity without instrument from a dataset that is no grid."""
        found = []
        groups: dict[str, list[Drawn]] = {}
        for item in self.drawn:
            if item.counts_as != "instrument" and item.dataset and not item.dataset.is_grid:
                groups.setdefault(item.dataset.dataset, []).append(item)
        for dataset, items in groups.items():
            fit = self.table.fitting(_largest(items).location)
            effect = self._effect(items)
            found.append(
                self._tell(
                    "EL043",
                    items,
                    observed=dataset,
                    suggestion=f"bg:{fit.dataset}" if fit else None,
                    effect="?" if effect is None else f"{effect * 100:+.1f} %",
                )
            )
        return found

    def _effect(self, items: Iterable[Drawn]) -> float | None:
        """Relative change of the total if rows counted at the grid of their place; None unknown."""
        changes = []
        for item in items:
            fit = self.table.fitting(item.location)
            if fit is None or not self.total:
                return None
            changes.append(item.kwh * self._factor(fit.dataset) - item.value)
        return fsum(changes) / abs(self.total)

    def _factor(self, dataset: str) -> float:
        """kg CO2e/kWh of a dataset of the background."""
        from pcf.calc.datasets import DatasetExplainer

        product = self.solved.linked.background.process(dataset).product
        return DatasetExplainer(self.solved, 1.0).intensity(dataset, product)

    def places(self) -> list[Finding]:
        """Grids that are not those of the place of the process, by place and dataset."""
        groups: dict[tuple[str, str, str], list[Drawn]] = {}
        for item in self.drawn:
            if item.counts_as == "grid" and item.dataset and item.dataset.is_grid:
                code = self._misfit(item.dataset, item.location)
                if code:
                    groups.setdefault((code, item.location, item.dataset.dataset), []).append(item)
        found = []
        for (code, location, dataset), items in groups.items():
            held = self.table.of(dataset)
            fit = self.table.fitting(location)
            found.append(
                self._tell(
                    code,
                    items,
                    observed=dataset,
                    expected=location,
                    suggestion=f"bg:{fit.dataset}" if fit else None,
                    place=held.location if held else "",
                )
            )
        return found

    def _misfit(self, dataset: ElectricityDataset, location: str) -> str:
        """Code of how a grid misses a place; empty when it fits, or nothing finer exists."""
        if not self.table.covers(dataset, location):
            return "EL046" if self.table.lies_within(dataset, location) else "EL045"
        fit = self.table.fitting(location)
        if dataset.scope == "residual" or fit is None:
            return ""
        return "EL044" if _WIDTH.index(fit.scope) < _WIDTH.index(dataset.scope) else ""

    def unknown(self) -> list[Finding]:
        """``EL047``: datasets of the electricity ledger of which the table knows nothing."""
        groups: dict[str, list[Drawn]] = {}
        for item in self.drawn:
            if item.is_background and item.dataset is None:
                groups.setdefault(str(item.link.supplier), []).append(item)
        return [self._tell("EL047", items, observed=name) for name, items in groups.items()]

    def fallbacks(self) -> list[Finding]:
        """``EL053``: claims whose fallback is known to be no grid, where a fallback matters."""
        model = self.solved.linked.model
        if model.method.electricity in MIX_RULES:
            return []
        drawn = {d.row.address: d for d in self.drawn}
        found = []
        for use in model.electricity:
            if use.kind == "grid" or fallback_is_grid(use, self.table) is not False:
                continue
            at, item = use.exchange.place, drawn.get(use.exchange.address)
            fit = self.table.fitting(item.location) if item else None
            found.append(
                finding(
                    "EL053",
                    replace(at, column="fallback") if at else None,
                    node=use.exchange.address,
                    observed=str(use.fallback),
                    suggestion=f"bg:{fit.dataset}" if fit else "-",
                    share_of_total=abs(item.value / self.total) if item and self.total else None,
                )
            )
        return found

    def _tell(self, code: str, items: Sequence[Drawn], **words: str | None) -> Finding:
        """Make a finding on several rows, at the place of the one that carries most."""
        largest = _largest(items)
        share = fsum(abs(d.value) for d in items) / abs(self.total) if self.total else None
        rows = listed(d.row.address.removeprefix("row:") for d in items)
        return finding(
            code,
            largest.row.place,
            node=largest.row.address,
            observed=words.pop("observed"),
            expected=words.pop("expected", None),
            suggestion=words.pop("suggestion", None),
            share_of_total=share,
            rows=rows,
            **words,
        )


def _largest(items: Sequence[Drawn]) -> Drawn:
    return min(items, key=lambda d: (-abs(d.value), d.row.address))


def _counted(items: Iterable[Drawn]) -> str:
    """Text of datasets with the number of their rows, most rows first."""
    counts: dict[str, int] = {}
    for item in items:
        if item.dataset is not None:
            name = item.dataset.dataset
            counts[name] = counts.get(name, 0) + 1
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return listed((f"{name} ({count})" for name, count in order), 6)
