"""Take apart what stands beside the total: coverage, quality, balances, spread, flows, parameters.

Addresses: ``coverage.NAME``, ``duty.NAME``, ``needs.NAME``, ``recycled.METAL``,
``exclusions/ID``, ``exclusions.BASIS.NAME``, ``allocation:PROCESS/FLOW``, ``endoflife.ROUTE``,
``balance:PROCESS/KIND``, ``balance:PROCESS/energy.FIELD``, ``flow:ID/LEDGER``,
``cumulative:ADDRESS``, ``rest:rows`` and ``rest:processes``, and those of
`pcf.calc.explain_spread` and `pcf.calc.explain_supply`. Shares and counts have no unit; listed +
rest = value holds where parts are listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from pcf.calc.explanation import Explanation, Fact, Term, largest
from pcf.i18n import label

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult
    from pcf.findings import Location

_DUTIES = {"dqr": "rating", "dqr_rated_share": "rated_share", "dqr_worst": "worst"}
_GRID = {"grid_total": "total", "grid_delta": "delta", "grid_change": "relative"}
_NEEDS = {"dqr4": "rating", "rated_share": "rated_share"}
_ORIGINS = ("primary", "secondary", "estimate")


def figure_of(footprint: Footprint, address: str, until: float) -> Explanation | None:
    """Explain a figure that is no part of the total; None when there is none of that address."""
    head, _, key = re.sub(r"^(\w+)[.:/]", r"\1\0", address).partition("\0")
    from pcf.calc.explain_order import ORDERED
    from pcf.calc.explain_spread import SPREAD
    from pcf.calc.explain_supply import SUPPLY

    made = {**_READERS, **ORDERED, **SPREAD, **SUPPLY}.get(head)
    return None if made is None else made(Figures(footprint, until, address), key)


def figure_addresses(footprint: Footprint) -> list[str]:
    """Addresses of figures that are named, for suggestions."""
    model = footprint.solved.linked.model
    return [
        *(f"coverage.{f.name}" for f in fields(footprint.coverage) if f.name != "uncharacterized"),
        *(f"coverage.{origin}" for origin in _ORIGINS),
        *(f"duty.{name}" for name in (*_DUTIES, *_GRID)),
        *(f"needs.{name}" for name in _NEEDS),
        *(f"parameters.{item.name}" for item in model.parameters),
        *(f"exclusions/{item.id}" for item in model.exclusions),
        *(f"upstream:process:{item.id}" for item in model.processes),
        *(f"alternative:{item.id}" for item in footprint.alternatives),
        "uncertainty", "uncertainty.low95", "uncertainty.high95", "rest:rows", "rest:processes",
    ]  # fmt: skip


class Figures:
    """Explains figures of a footprint; one for each address that is asked for."""

    def __init__(self, footprint: Footprint, until: float, address: str) -> None:
        self.footprint, self._until, self._address = footprint, until, address

    def made(
        self,
        name: tuple[str, str],
        value: float | None,
        unit: str = "",
        terms: Iterable[Term] = (),
        facts: Sequence[Fact] = (),
        place: Location | None = None,
    ) -> Explanation:
        """Put an explanation of this address together."""
        listed, count, rest = largest(terms, self._until)
        shown = tuple(replace(t, share=t.value / value if value else None) for t in listed)
        of_total = unit == self.footprint.unit and value is not None
        share = self.footprint.share(value or 0.0) if of_total else None
        told = tuple(fact for fact in facts if fact.value)
        return Explanation(self._address, *name, value, unit, share, shown, count, rest, told,
                           place=place)  # fmt: skip

    def _weights(self, part: Callable[[RowResult], float]) -> list[Term]:
        """Rows with their part of the absolute contributions."""
        rows = self.footprint.rows
        whole = fsum(abs(row.value) for row in rows)
        return [row_term(row, part(row) / whole, row.value) for row in rows if whole and part(row)]

    def coverage(self, key: str) -> Explanation | None:
        """Explain an entry of the coverage ledger."""
        cover = self.footprint.coverage
        name, how = named(key, f"how_{key}"), [Fact("how", f"how_{key}")]
        if key in _ORIGINS:
            terms = self._weights(lambda row: abs(row.value) if row.origin == key else 0.0)
            return self.made(
                name, fsum(t.value for t in terms), "", terms, [Fact("how", "how_origin")]
            )
        if key == "open_ends":
            count = cover.open_ends.inputs if cover.open_ends else 0
            return self.made(name, float(count), facts=how)
        if key == "unexplained_mass":
            value = self.footprint.cutoff_proof().unexplained_mass
            return self.made(name, value, facts=[*how, *self._masses()])
        if key not in {item.name for item in fields(cover)} or key == "uncharacterized":
            return self._uncharacterized(key)
        value = getattr(cover, key)
        return self.made(
            name, None if value is None else float(value), "kg" if key.endswith("_kg") else "",
            self._coverage_terms(key), [*how, *(self._masses() if "mass" in key else [])],
        )  # fmt: skip

    def _masses(self) -> list[Fact]:
        cover = self.footprint.coverage
        masses = (
            ("product_mass_kg", cover.product_mass_kg),
            ("explained_mass_kg", cover.explained_mass_kg),
        )
        return [Fact(key, f"{kg:.6g} kg") for key, kg in masses if kg is not None]

    def _uncharacterized(self, flow: str) -> Explanation | None:
        found = next((u for u in self.footprint.coverage.uncharacterized if u.flow == flow), None)
        if found is None:
            return None
        names = found.name_zh, found.name_en
        return self.made(names, found.kg, "kg", facts=[Fact("how", "how_uncharacterized")])

    def _coverage_terms(self, key: str) -> list[Term]:
        from pcf.calc.coverage import is_weak

        solved = self.footprint.solved
        parts: dict[str, Callable[[RowResult], float]] = {
            "primary_share": lambda row: abs(row.value) if row.origin == "primary" else 0.0,
            "evidence_share": lambda row: abs(row.value) if row.evidence else 0.0,
            "estimate_share": lambda row: abs(row.value) if is_weak(solved, row) else 0.0,
            "unsplit_share": lambda row: abs(row.ledger.get("unsplit", 0.0)),
        }
        if key == "excluded_share":
            return [
                Term(f"exclusions/{e.id}", e.what, e.what, e.share, None, source=e.source)
                for e in solved.linked.model.exclusions
                if e.share
            ]
        return self._weights(parts[key]) if key in parts else []

    def duty(self, key: str) -> Explanation | None:
        """Explain a rating of the data, or the second run with the grid."""
        from pcf.calc.duties import row_rating

        how = [Fact("how", f"how_{key}")]
        if key in _GRID:
            grid = self.footprint.grid_total()
            value = None if grid is None else getattr(grid, _GRID[key])
            unit = "" if key == "grid_change" else self.footprint.unit
            return self.made(named(key), value, unit, facts=how)
        if key not in _DUTIES:
            return None
        value = getattr(self.footprint.data_quality(), _DUTIES[key])
        rated = [(row, row_rating(row.dq)) for row in self.footprint.rows if row.value]
        whole = fsum(abs(row.value) for row, rating in rated if rating or key != "dqr")
        worst = 5.0 if key == "dqr_worst" else 0.0
        terms = [
            row_term(
                row, abs(row.value) / whole * (1.0 if key == "dqr_rated_share" else mark), row.value
            )
            for row, rating in rated
            if (mark := rating or worst)
        ]
        return self.made(named(key), value, "", terms, how)

    def needs(self, key: str) -> Explanation | None:
        """Explain the rating of the most relevant processes."""
        if key not in _NEEDS:
            return None
        value = getattr(self.footprint.data_needs(), _NEEDS[key])
        return self.made(named(f"needs_{key}"), value, facts=[Fact("how", f"how_needs_{key}")])

    def recycled(self, key: str) -> Explanation | None:
        """Explain the recycled content of a metal."""
        found = self.footprint.recycled_content().metal(key)
        if found is None:
            return None
        facts = [Fact("how", "how_recycled"), *(
            Fact(name, f"{value:.6g}")
            for name in ("kg", "pre_share", "post_share")
            if (value := getattr(found, name)) is not None
        )]  # fmt: skip
        return self.made((key, key), found.share, facts=facts)

    def exclusion(self, key: str) -> Explanation | None:
        """Explain something left out, or one measure of all of it (``mass.total``)."""
        basis, _, name = key.partition(".")
        proof = self.footprint.cutoff_proof()
        if basis in ("footprint", "mass", "energy") and name:
            value = getattr(getattr(proof, basis), name, None)
            names = named(f"cutoff_{name}")
            return self.made(names, value, facts=[Fact("how", f"how_cutoff_{basis}")])
        found = next(
            (e for e in self.footprint.solved.linked.model.exclusions if e.id == key), None
        )
        if found is None:
            return None
        facts = [Fact("how", "how_exclusion"), Fact("sheet_reason", found.reason),
                 Fact("source", found.source)]  # fmt: skip
        return self.made((found.what, found.what), found.share, facts=facts, place=found.place)

    def allocation(self, key: str) -> Explanation | None:
        """Explain the part of a process that one of its outputs carries."""
        foreground = self.footprint.solved.foreground
        for (process, flow), share in zip(foreground.keys, foreground.shares, strict=True):
            if f"{process}/{flow}" == key:
                facts = [Fact("how", "how_allocation"), Fact("process", process)]
                return self.made((flow, flow), float(share), facts=facts)
        return None

    def route(self, key: str) -> Explanation | None:
        """Explain the share of an end-of-life route."""
        end = self.footprint.solved.linked.model.end_of_life
        found = next((r for r in (end.routes if end else ()) if r.id == key), None)
        if found is None:
            return None
        return self.made(
            (found.name_zh, found.name_en), found.share, facts=[Fact("how", "how_stated")]
        )

    def balance(self, key: str) -> Explanation | None:
        """Explain the gap of a balance, or ``PROCESS/energy.FIELD`` of its energy."""
        from pcf.calc.explain_balance import balance_facts, energy_facts, energy_figure, energy_of

        process, _, kind = key.rpartition("/")
        if kind.startswith("energy."):
            figure = energy_figure(self.footprint, process, kind.removeprefix("energy."))
            facts = energy_facts(energy_of(self.footprint, process))
            names = named("study_balance_energy")
            return None if figure is None else self.made(names, *figure, facts=facts)
        whole = process == "system"
        known = self.footprint.system_balances() if whole else self.footprint.unit_balances()
        found = next((b for b in known if b.kind == kind and (whole or b.process == process)), None)
        if found is None:
            return None
        facts = balance_facts(found, self.footprint)
        return self.made(named(f"study_balance_{kind}"), found.gap, facts=facts)

    def flow(self, key: str) -> Explanation | None:
        """Explain an elementary flow: mass times factor, by row."""
        from pcf.calc.gas_inventory import gas_inventory

        id, _, ledger = key.partition("/")
        known = gas_inventory(self.footprint)
        found = next((g for g in known if g.flow == id and ledger in ("", g.ledger)), None)
        if found is None:
            return None
        solved = self.footprint.solved
        scored, factor = solved.scored, found.factor or 0.0
        column = [(c.flow, c.ledger) for c in scored.columns].index((found.flow, found.ledger))
        line = np.asarray(scored.line)
        kg = np.where(line >= 0, solved.quantity * scored.inventory[line, column], 0.0)
        rows = {row.address: row for row in self.footprint.rows}
        terms = [
            row_term(rows[r.address], float(mass) * factor, found.value)
            for r, mass in zip(solved.linked.rows, kg, strict=True)
            if mass and r.address in rows
        ]
        facts = [Fact("how", "how_flow"), Fact("mass", f"{found.kg:.6g} kg"),
                 Fact("factor", "" if found.factor is None else f"{found.factor:.12g} kg CO2e/kg"),
                 Fact("ledger", found.ledger)]  # fmt: skip
        return self.made(
            (found.name_zh, found.name_en), found.value, self.footprint.unit, terms, facts
        )


def named(*keys: str) -> tuple[str, str]:
    """Names of a figure: of the first label that exists."""
    known = next((k for k in keys if label(k, "en") != k), keys[0])
    return label(known, "zh"), label(known, "en")


def row_term(row: RowResult, value: float, whole: float) -> Term:
    """Term of a row with its value, and that by the whole."""
    share = value / whole if whole else None
    return Term(
        row.address, row.name_zh, row.name_en, value, share, tag=row.origin, source=row.supplier
    )


_READERS: dict[str, Callable[[Figures, str], Explanation | None]] = {
    "coverage": Figures.coverage, "duty": Figures.duty, "needs": Figures.needs,
    "recycled": Figures.recycled,
    "exclusions": Figures.exclusion, "allocation": Figures.allocation,
    "endoflife": Figures.route, "balance": Figures.balance, "flow": Figures.flow,
}  # fmt: skip
