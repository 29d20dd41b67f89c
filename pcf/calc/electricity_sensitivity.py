r"""Compute a footprint under every admissible view of the project's own electricity.

A *view* gives each kilowatt-hour that counts as grid electricity the factor of another scope, year
or basis: national, regional, provincial, residual. Another one counts contracts and dedicated
lines at their grid fallback. With amount q_i and intensity y_i of the electricity rows i and
everything else R,

.. math:: F_v = R + Σ_i q_i\, y_i^{(v)}

so that one solve serves all views: only suppliers of rows change. Electricity inside the background
stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Literal

import numpy as np

from pcf.calc.calculate import Solved, solve_linked
from pcf.calc.electricity_spread import (
    ElectricitySensitivity,
    ElectricityView,
    FactorUse,
    Kept,
    NotAdmissible,
    Why,
)
from pcf.calc.electricity_views import (
    Drawn,
    ElectricityDataset,
    ElectricityTable,
    country_of,
    drawn_electricity,
    electricity_table,
)
from pcf.calc.fallback import fallback_is_grid
from pcf.calc.score import Scorer
from pcf.findings import Findings
from pcf.graph.link import Link, Linker
from pcf.i18n import label
from pcf.model import Supplier

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

Target = Callable[[Drawn], Supplier | Why]


@dataclass(frozen=True, slots=True)
class _View:
    """A view: what it is about, and which supplier a row takes at its place, or why none."""

    kind: str
    target: Target
    about: Literal["grid", "instrument"] = "grid"
    year: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.year}" if self.year else self.kind

    def names(self) -> tuple[str, str]:
        key = f"electricity_view_{self.kind}"
        return label(key, "zh").format(year=self.year), label(key, "en").format(year=self.year)

    def refused(self, why: Why) -> NotAdmissible:
        key = f"electricity_why_{why}"
        return NotAdmissible(self.id, *self.names(), why, label(key, "zh"), label(key, "en"))


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Links that a view puts in place, rows that keep theirs, and why nothing changes at all."""

    links: Mapping[str, Link]
    kept: tuple[Kept, ...] = ()
    why: Why | None = None


def electricity_sensitivity(
    footprint: Footprint, table: ElectricityTable | None = None
) -> ElectricitySensitivity:
    """Compute a footprint under every electricity view.

    Parameters
    ----------
    footprint
        Result of a calculation, with its solved system.
    table
        What the electricity datasets stand for; the shipped table when None.
    """
    solved: Solved = footprint.solved
    known = table or electricity_table(solved.linked.background)
    study = _Study(solved, known, drawn_electricity(solved, known))
    stated = study.view(_View("stated", _kept), solved, _Exchange({}), None)
    views, refused = [stated], []
    for view in _views(known):
        exchange = study.exchange(view)
        if exchange.why is None:
            other = study.relinked(exchange.links)
            views.append(study.view(view, other, exchange, stated))
        else:
            refused.append(view.refused(exchange.why))
    refused.append(_View("generation-only", _kept).refused("generation-only"))
    return ElectricitySensitivity(
        project=footprint.project,
        product_zh=footprint.product_zh,
        product_en=footprint.product_en,
        scenario=footprint.scenario,
        unit=footprint.unit,
        background="; ".join(
            f"{part.id} {part.version}" for part in footprint.identity.backgrounds
        ),
        views=tuple(views),
        not_admissible=tuple(refused),
        findings=footprint.findings,
    )


def _kept(drawn: Drawn) -> Supplier | Why:
    """Supplier that the row has."""
    return drawn.link.supplier


def _fallback(drawn: Drawn, table: ElectricityTable) -> Supplier | Why:
    """Grid supplier that counts when the claim does not."""
    if drawn.claim is None or drawn.claim.fallback is None:
        return "no-fallback"
    if fallback_is_grid(drawn.claim, table) is False:
        return "fallback-no-grid"
    return drawn.claim.fallback


def _views(table: ElectricityTable) -> list[_View]:
    """All views, in the order in which they are shown."""

    def of(find: Callable[[str], ElectricityDataset | None]) -> Target:
        def target(drawn: Drawn) -> Supplier | Why:
            found = find(drawn.location)
            return Supplier("background", found.dataset) if found else "no-dataset"

        return target

    def official(year: str) -> Target:
        return of(lambda place: table.find("national", country_of(place), "official", year))

    return [
        _View(
            "national-network",
            of(lambda place: table.find("national", country_of(place), "network")),
        ),
        *(_View("national-official", official(year), year=year) for year in table.official_years()),
        _View("regional", of(lambda place: table.find("regional", table.region(place)))),
        _View("provincial", of(lambda place: table.find("provincial", place))),
        _View("residual", of(table.residual)),
        _View("grid-for-contracts", lambda drawn: _fallback(drawn, table), "instrument"),
    ]


@dataclass(frozen=True, slots=True)
class _Study:
    """A solved project and its electricity."""

    solved: Solved
    table: ElectricityTable
    drawn: tuple[Drawn, ...]

    def exchange(self, view: _View) -> _Exchange:
        """Find suppliers for the rows that a view is about."""
        if not self.drawn:
            return _Exchange({}, (), "no-electricity")
        wanted, kept = [], []
        for item in self._subject(view):
            own = view.about == "grid" and item.link.supplier.kind == "process"
            target = "own-process" if own else view.target(item)
            if isinstance(target, Supplier):
                wanted.append(replace(item.row, supplier=target, reason=view.id))
            else:
                kept.append(Kept(item.row.address, target))
        linked = self.solved.linked
        links = Linker(linked.model, linked.background, {}).link(wanted)
        kept += [Kept(r.address, "other-unit") for r in wanted if r.address not in links]
        if links:
            return _Exchange(links, tuple(kept))
        nothing: Why = "no-grid-row" if view.about == "grid" else "no-claim"
        return _Exchange({}, tuple(kept), kept[0].why if kept else nothing)

    def _subject(self, view: _View) -> Iterable[Drawn]:
        """Rows that a view is about; own generation is no contract and stays."""
        for item in self.drawn:
            self_made = item.claim is not None and item.claim.kind == "self"
            if item.counts_as == view.about and not (view.about == "instrument" and self_made):
                yield item

    def relinked(self, links: Mapping[str, Link]) -> Solved:
        """Give the system with other suppliers of some rows.

        The foreground matrix holds only links between unit processes of the project; while none of
        those is touched the solution stays, and rows are scored anew.
        """
        solved = self.solved
        before = solved.linked.links
        linked = replace(solved.linked, links={**before, **links})
        inside = any(
            "process" in (link.supplier.kind, before[address].supplier.kind)
            for address, link in links.items()
        )
        if inside:
            return solve_linked(linked, solved.factor_set)
        scorer = Scorer(linked.background, solved.factor_set, linked.model.method, Findings())
        received = {item.id: item for item in linked.model.received}
        scored = scorer.score(linked.rows, linked.links, received)
        other = replace(solved, linked=linked, scored=scored, emission_units=scorer.emission_units)
        quantity = [
            other.per_reference(number) * solved.activity[row.process]
            for number, row in enumerate(linked.rows)
        ]
        return replace(other, quantity=np.array(quantity))

    def view(
        self, view: _View, solved: Solved, exchange: _Exchange, stated: ElectricityView | None
    ) -> ElectricityView:
        """Read one view off its solved system; `stated` is what it is compared with."""
        values = _row_values(solved)
        own = {item.number for item in self.drawn}
        total = fsum(values)
        base = stated.total if stated else total
        electricity = fsum(value for number, value in enumerate(values) if number in own)
        return ElectricityView(
            view.id,
            *view.names(),
            total=total,
            delta=total - base,
            relative=(total - base) / abs(base) if base else None,
            electricity=electricity,
            share=electricity / total if total else None,
            rest=fsum(value for number, value in enumerate(values) if number not in own),
            covered=tuple(sorted(exchange.links)),
            kept=exchange.kept,
            factors=self._factors(solved),
        )

    def _factors(self, solved: Solved) -> tuple[FactorUse, ...]:
        """Factors of a view, the one that serves most electricity first."""
        groups: dict[str, list[Drawn]] = {}
        for item in drawn_electricity(solved, self.table):
            groups.setdefault(str(item.link.supplier), []).append(item)
        uses = [self._use(name, items) for name, items in groups.items()]
        return tuple(sorted(uses, key=lambda use: (-abs(use.kwh), use.supplier)))

    def _use(self, name: str, items: list[Drawn]) -> FactorUse:
        dataset = items[0].dataset
        zh, en, sources = self._about(items[0])
        return FactorUse(
            supplier=name,
            name_zh=zh,
            name_en=en,
            scope=dataset.scope if dataset else "",
            location=dataset.location if dataset else "",
            year=dataset.year if dataset else "",
            basis=dataset.basis if dataset else "",
            sources=sources,
            rows=len(items),
            kwh=fsum(d.kwh for d in items),
            factor=items[0].factor,
            value=fsum(d.value for d in items),
        )

    def _about(self, item: Drawn) -> tuple[str, str, tuple[str, ...]]:
        """Names and sources of a supplier."""
        supplier, linked = item.link.supplier, self.solved.linked
        if supplier.kind == "background":
            record = linked.background.process(supplier.id)
            return record.name_zh, record.name_en, record.sources
        if supplier.kind == "received":
            received = next(r for r in linked.model.received if r.id == supplier.id)
            return received.name_zh, received.name_en, (received.source,)
        process = next(p for p in linked.model.processes if p.id == supplier.id)
        return process.name_zh, process.name_en, (process.source,) if process.source else ()


def _row_values(solved: Solved) -> list[float]:
    """kg CO2e per functional unit that each row carries."""
    per_unit = solved.scored.characterized().sum(axis=1)
    return [
        float(quantity) * float(per_unit[line]) if line >= 0 else 0.0
        for quantity, line in zip(solved.quantity, solved.scored.line, strict=True)
    ]
