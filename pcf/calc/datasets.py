"""Explain the intensity of a background dataset by its own exchanges.

For product k of a process with output amount a_k and allocation share λ_k,

.. math:: y_k·c = Σ_{inputs} (λ_k x / a_k)·(y_{provider}·c) + Σ_{emissions} (λ_k e / a_k)·c_e

so the terms of a dataset add up to its intensity.
"""

from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from pcf.background.records import ExchangeRecord, GhgColumn, ProcessRecord
from pcf.climate import characterize
from pcf.units import convert

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.calc.calculate import Solved
    from pcf.calc.explanation import Explanation, Fact, Term


#: Open inputs that are named.
_LISTED = 5


def dataset_behind(background: Background, record: ProcessRecord) -> ProcessRecord:
    """Give the dataset that a name mapping passes on; any other dataset is itself."""
    if record.kind != "mapping":
        return record
    inputs = [e for e in background.exchanges(record.id) if e.direction == "input"]
    if len(inputs) != 1 or not inputs[0].provider:
        return record
    return background.process(inputs[0].provider)


class DatasetExplainer:
    """Explains suppliers of one solved system."""

    def __init__(self, solved: Solved, until: float) -> None:
        self._solved = solved
        self._background = solved.linked.background
        self._until = until
        method = solved.linked.model.method
        self._set = solved.factor_set
        self._biogenic = method.biogenic
        factors, _ = characterize(self._background.columns, solved.factor_set, method.biogenic)
        self._factors = np.nan_to_num(factors, nan=0.0)
        received = {r.id: r for r in solved.linked.model.received}
        self._received = received

    def intensity(self, process: str, flow: str) -> float:
        """kg CO2e per unit of a background product."""
        index = self._background.index(process, flow)
        return float(self._background.intensities[index] @ self._factors)

    def _split(self, supplier: str) -> tuple[str, str] | None:
        """Process and flow of a ``bg:`` supplier, or None."""
        if not supplier.startswith("bg:"):
            return None
        process, _, flow = supplier.removeprefix("bg:").partition("/")
        try:
            record = self._background.process(process)
            self._background.index(process, flow or record.product)
        except KeyError:
            return None
        return process, flow or record.product

    def count(self, supplier: str) -> int:
        """How many exchanges of a dataset carry something."""
        found = self._split(supplier)
        return 0 if found is None else sum(1 for t in self._terms(*found, 1.0) if t.value)

    def open_inputs(self, supplier: str) -> str:
        """Inputs of a dataset that have no supplier and count nothing, the first few by name."""
        found = self._split(supplier)
        rows = () if found is None else self._background.exchanges(found[0])
        names = [
            self._background.flow(row.flow).name_en
            for row in rows
            if row.direction == "input" and not row.provider
        ]
        more = f" (+{len(names) - _LISTED})" if len(names) > _LISTED else ""
        return f"{len(names)}: {'; '.join(names[:_LISTED])}{more}" if names else ""

    def sources(self, supplier: str) -> tuple[tuple[str, str], ...]:
        """Citations of a supplier, as (key, text)."""
        if supplier.startswith("supplier:"):
            received = self._received[supplier.removeprefix("supplier:")]
            return ((received.id, received.source),)
        if supplier == "emission":
            return ((self._set.id, self._set.source),)
        found = self._split(supplier)
        if found is None:
            return ()
        record = self._background.process(found[0])
        return tuple((key, self._background.source(key).citation) for key in record.sources)

    def terms_of(self, supplier: str, value: float, depth: int) -> tuple[Term, ...]:
        """Largest parts of a value drawn from a background supplier, scaled to that value."""
        from pcf.calc.explanation import largest

        found = self._split(supplier)
        if found is None or depth < 1:
            return ()
        intensity = self.intensity(*found)
        scale = value / intensity if intensity else 0.0
        shown, _, _ = largest(self._terms(*found, scale), self._until)
        if depth > 1:
            shown = tuple(
                replace(
                    t, terms=self.terms_of(t.address.removeprefix("dataset:"), t.value, depth - 1)
                )
                for t in shown
            )
        return shown

    def explain(self, key: str, depth: int) -> Explanation | None:
        """Explain ``bg:ID[/FLOW]`` per unit of the dataset; None when it is unknown."""
        from pcf.calc.explanation import Explanation, Fact, largest

        found = self._split(key)
        if found is None:
            return None
        record = self._background.process(found[0])
        terms = self._terms(*found, 1.0)
        shown, rest_count, rest_value = largest(terms, self._until)
        if depth > 1:
            shown = self.terms_of(key, fsum(t.value for t in terms), depth)
        facts = [
            Fact("dataset", record.id),
            Fact("location", record.location),
            Fact("year", record.year),
            Fact("technology", record.technology),
            Fact("kind", record.kind),
            Fact("tag", record.tag),
            Fact("allocation", f"{record.allocation} {self._background.share(*found):.4f}"),
            Fact("open_inputs", self.open_inputs(key)),
            Fact("gwp_set", self._set.id),
        ]
        return Explanation(
            address=f"dataset:bg:{found[0]}/{found[1]}",
            name_zh=record.name_zh,
            name_en=record.name_en,
            value=self.intensity(*found),
            unit=f"kg CO2e/{self._background.unit_of(*found)}",
            share_of_total=None,
            terms=shown,
            rest_count=rest_count,
            rest_value=rest_value,
            facts=tuple(fact for fact in (*facts, *self._upstream(*found)) if fact.value),
            sources=self.sources(key),
        )

    def _upstream(self, process: str, flow: str) -> list[Fact]:
        """Open inputs upstream of one unit of a dataset."""
        from pcf.calc.explanation import Fact
        from pcf.calc.open_ends import facts_of, open_upstream

        index = self._background.index(process, flow)
        ends = open_upstream(self._solved, f"bg:{process}", index, 1.0)
        return [Fact(key, value) for key, value in facts_of(ends)]

    def _terms(self, process: str, flow: str, scale: float) -> list[Term]:
        exchanges = self._background.exchanges(process)
        output = fsum(
            self._in_flow_unit(e)
            for e in exchanges
            if e.direction in ("output", "coproduct") and e.flow == flow
        )
        share = self._background.share(process, flow) / output * scale
        whole = self.intensity(process, flow) * scale
        return [
            self._term(exchange, self._in_flow_unit(exchange) * share, whole)
            for exchange in exchanges
            if exchange.direction in ("input", "emission")
        ]

    def _in_flow_unit(self, exchange: ExchangeRecord) -> float:
        return convert(exchange.amount, exchange.unit, self._background.flow(exchange.flow).unit)

    def _term(self, exchange: ExchangeRecord, amount: float, whole: float) -> Term:
        from pcf.calc.explanation import Term

        record = self._background.flow(exchange.flow)
        if exchange.direction == "input" and not exchange.provider:
            intensity, address = 0.0, f"open:{exchange.flow}"
            zh, en = f"（未连接）{record.name_zh}", f"(open end) {record.name_en}"
        elif exchange.direction == "input":
            intensity = self.intensity(exchange.provider, exchange.flow)
            provider = self._background.process(exchange.provider)
            address = f"dataset:bg:{exchange.provider}/{exchange.flow}"
            zh, en = provider.name_zh, provider.name_en
        else:
            column = GhgColumn(record.id, exchange.ledger or record.ledger, record.gas)
            factor, missing = characterize((column,), self._set, self._biogenic)
            intensity = 0.0 if missing else float(factor[0])
            address, zh, en = f"gas:{record.gas}", record.name_zh, record.name_en
        value = amount * intensity
        return Term(
            address=address,
            name_zh=zh,
            name_en=en,
            value=value,
            share=value / whole if whole else None,
            amount=amount,
            unit=record.unit,
            intensity=intensity,
            tag=exchange.tag,
            source="; ".join(exchange.sources),
        )
