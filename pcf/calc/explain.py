"""Take any number of a result apart, down to rows, datasets, factors and sources.

Addresses: ``total``, ``stage:ID``, ``process:ID``, ``component:ID``, ``ledger:ID``, ``gas:ID``,
``row:TABLE/ID``, ``dataset:bg:ID[/FLOW]``, ``parameters.NAME``, ``stage:ID/ledger:ID``, and those
of `pcf.calc.explain_figures`. Every explanation with parts obeys listed + rest = value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.datasets import DatasetExplainer
from pcf.calc.explain_parameter import parameter_facts, parameter_of
from pcf.calc.explanation import Explanation, Fact, Term, largest
from pcf.errors import UsageError

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint, Part, RowResult
    from pcf.calc.open_flows import OpenEnds, OpenRow


def explain(
    footprint: Footprint, address: str = "total", *, until: float = 0.8, depth: int = 1
) -> Explanation:
    """Explain one number of a footprint.

    Parameters
    ----------
    footprint
        A calculated footprint.
    address
        What to explain; see the module.
    until
        List the largest parts until this share of the absolute sum is covered (0..1).
    depth
        1 lists the parts; 2 takes each of them apart as well, and so on.

    Raises
    ------
    UsageError
        ``GR050`` when the address is unknown, with the nearest known one.
    """
    return _Explainer(footprint, until, max(depth, 1)).explain(address)


class _Explainer:
    def __init__(self, footprint: Footprint, until: float, depth: int) -> None:
        self._footprint = footprint
        self._until = until
        self._depth = depth
        self._solved: Solved = footprint.solved
        self._datasets = DatasetExplainer(self._solved, until)

    def explain(self, address: str) -> Explanation:
        from pcf.calc.explain_figures import figure_of
        from pcf.calc.explain_order import unknown

        kind, _, key = address.partition(":")
        f = self._footprint
        parts = {
            "stage": f.stages,
            "process": f.processes,
            "component": f.components,
            "ledger": f.ledger,
            "gas": f.gases,
        }
        if address == "total":
            facts = [Fact(part.id, f"{part.value:.6g}") for part in f.stages]
            facts += _open_facts(f.coverage.open_ends)
            return self._sum("total", f.product_zh, f.product_en, lambda r: r.value, facts)
        part = next((p for p in parts.get(kind, ()) if p.id == key), None)
        if part is not None:
            return self._part(kind, part)
        if kind == "process" and (idle := self._without_rows(key)) is not None:
            return idle
        row = next((r for r in f.rows if r.address == address), None)
        if row is not None:
            return self._row(row)
        parameter = parameter_of(f, address)
        if parameter is not None:
            facts = [Fact(*pair) for pair in parameter_facts(f, parameter)]
            return Explanation(
                address, parameter.name, parameter.name, parameter.value, parameter.unit, None,
                (), 0, 0.0, tuple(facts), (), parameter.place,
            )  # fmt: skip
        if kind == "dataset":
            found = self._datasets.explain(key, self._depth)
            if found is not None:
                return found
        crossed = self._crossed(key) if kind == "stage" else None
        figure = crossed or figure_of(f, address, self._until)
        if figure is not None:
            return figure
        raise UsageError([unknown(f, address)])

    def _part(self, kind: str, part: Part) -> Explanation:
        def value(row: RowResult) -> float:
            if kind == "ledger":
                return row.ledger.get(part.id, 0.0)
            if kind == "gas":
                return row.gases.get(part.id, 0.0)
            return row.value if getattr(row, kind) == part.id else 0.0

        facts = self._process_facts(part.id) if kind == "process" else []
        return self._sum(f"{kind}:{part.id}", part.name_zh, part.name_en, value, facts)

    def _without_rows(self, id: str) -> Explanation | None:
        """Explain a unit process that has no rows, which is no part of the result: nothing."""
        found = next((p for p in self._solved.linked.model.processes if p.id == id), None)
        if found is None:
            return None
        names, facts = (found.name_zh, found.name_en), self._process_facts(id)
        return self._sum(f"process:{id}", *names, lambda _: 0.0, facts)

    def _crossed(self, key: str) -> Explanation | None:
        """Explain one ledger column of one stage, ``production/ledger:fossil``."""
        stage, _, column = key.partition("/ledger:")
        part = next((p for p in self._footprint.stages if p.id == stage), None)
        ledger = next((p for p in self._footprint.ledger if p.id == column), None)
        if part is None or ledger is None:
            return None

        def value(row: RowResult) -> float:
            return row.ledger.get(column, 0.0) if row.stage == stage else 0.0

        zh, en = (
            f"{getattr(part, name)} · {getattr(ledger, name)}" for name in ("name_zh", "name_en")
        )
        return self._sum(f"stage:{key}", zh, en, value, [])

    def _process_facts(self, process: str) -> list[Fact]:
        record = next((p for p in self._solved.linked.model.processes if p.id == process), None)
        activity = self._solved.activity.get(process, 0.0)
        facts = [Fact("activity_per_unit", f"{activity:.6g}")]
        if record is not None:
            facts += [
                Fact("stage", record.stage),
                Fact("location", record.location),
                Fact("reference_flow", f"{record.reference.value:g} {record.reference.unit}"),
            ]
            facts += [Fact("source", record.source)] if record.source else []
            facts += _allocation_facts(self._solved, process)
        return facts

    def _sum(
        self,
        address: str,
        name_zh: str,
        name_en: str,
        value: Callable[[RowResult], float],
        facts: Iterable[Fact],
    ) -> Explanation:
        rows = self._footprint.rows
        total = fsum(value(row) for row in rows)
        terms = [self._row_term(row, value(row), total) for row in rows if value(row)]
        shown, count, rest = largest(terms, self._until)
        if self._depth > 1:
            shown = tuple(self._deepen(term) for term in shown)
        return Explanation(
            address=address,
            name_zh=name_zh,
            name_en=name_en,
            value=total,
            unit=self._footprint.unit,
            share_of_total=self._footprint.share(total),
            terms=shown,
            rest_count=count,
            rest_value=rest,
            facts=tuple(facts),
        )

    @staticmethod
    def _row_term(row: RowResult, value: float, whole: float) -> Term:
        return Term(
            address=row.address,
            name_zh=row.name_zh,
            name_en=row.name_en,
            value=value,
            share=value / whole if whole else None,
            amount=row.amount,
            unit=row.unit,
            intensity=value / row.amount if row.amount else None,
            tag=row.origin,
            source=row.supplier,
        )

    def _deepen(self, term: Term) -> Term:
        from dataclasses import replace

        return replace(
            term, terms=self._datasets.terms_of(term.source, term.value, self._depth - 1)
        )

    def _row(self, row: RowResult) -> Explanation:
        supplier = row.supplier
        terms = self._datasets.terms_of(supplier, row.value, self._depth)
        listed = fsum(t.value for t in terms)
        facts = [
            Fact("process", row.process),
            Fact("stage", row.stage),
            Fact("activity", f"{row.activity:.6g} {row.activity_unit}"),
            Fact("activity_per_unit", f"{self._solved.activity[row.process]:.6g}"),
            Fact("amount", f"{row.amount:.6g} {row.unit}"),
            Fact("intensity", f"{row.intensity:.6g} kg CO2e/{row.unit}"),
            Fact("supplier", supplier),
            Fact("origin", row.origin),
            Fact("gwp_set", self._footprint.method["gwp_set"]),
        ]
        optional = (
            ("link_reason", row.reason),
            ("open_inputs", self._datasets.open_inputs(supplier)),
            ("evidence", row.evidence),
            ("dq", row.dq),
            ("source", row.source),
        )
        facts += [Fact(key, value) for key, value in optional if value]
        ends = self._footprint.coverage.open_ends
        facts += _open_facts(
            next((r for r in ends.rows if r.address == row.address), None) if ends else None
        )
        if supplier.startswith("process:"):
            facts.append(Fact("carried_by", supplier.split("/")[0]))
        count = self._datasets.count(supplier) - len(terms) if terms else 0
        return Explanation(
            address=row.address,
            name_zh=row.name_zh,
            name_en=row.name_en,
            value=row.value,
            unit=self._footprint.unit,
            share_of_total=self._footprint.share(row.value),
            terms=terms,
            rest_count=count,
            rest_value=row.value - listed if terms else 0.0,
            facts=tuple(facts),
            sources=self._datasets.sources(supplier),
            place=row.place,
        )


def _open_facts(ends: OpenEnds | OpenRow | None) -> list[Fact]:
    """Say what is open upstream, and between what it would lie."""
    from pcf.calc.open_ends import facts_of

    return [] if ends is None else [Fact(key, value) for key, value in facts_of(ends) if value]


def _allocation_facts(solved: Solved, process: str) -> list[Fact]:
    """Allocation shares of a process with several outputs."""
    foreground = solved.foreground
    shares = [
        f"{flow} {share:.4f}"
        for (owner, flow), share in zip(foreground.keys, foreground.shares, strict=True)
        if owner == process
    ]
    return [Fact("allocation_shares", "; ".join(shares))] if len(shares) > 1 else []
