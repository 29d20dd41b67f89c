"""Read the footprint off a solved system: rows, and the partitions of the total."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import fsum
from sys import intern

import numpy as np
from numpy.typing import NDArray

from pcf.calc.calculate import Solved
from pcf.calc.coverage import coverage_of
from pcf.calc.footprint import (
    AlternativeTotal,
    BackgroundIdentity,
    Footprint,
    Identity,
    Part,
    RowResult,
)
from pcf.calc.mixing import approach_of, used_backgrounds
from pcf.calc.product_mass import mass_findings
from pcf.calc.recycled_content import recycled_of
from pcf.climate import LEDGERS
from pcf.findings import Finding, finding
from pcf.graph.completeness import completeness_findings
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.i18n import label
from pcf.model import FunctionalUnit, Model, Stage


def footprint_of(solved: Solved, findings: Iterable[Finding], *, locked: bool) -> Footprint:
    """Assemble the result object of a solved system."""
    model = solved.linked.model
    reader = RowReader(solved)
    rows = reader.rows()
    total = fsum(row.value for row in rows)
    gases = solved.scored.gases()
    coverage = coverage_of(solved, rows, reader.demand_times_intensity())
    processes = {p.id: p for p in model.processes}
    linked = solved.linked
    all_findings = [*findings, *linked.findings]
    all_findings += completeness_findings(model, linked.rows, linked.links)
    all_findings += [
        finding("LC032", node=gas.flow, observed=f"{gas.kg:.4g} kg", set=model.method.gwp_set)
        for gas in coverage.uncharacterized
    ]
    all_findings += recycled_of(solved).findings
    all_findings += mass_findings(model, coverage)

    def process_names(key: str) -> tuple[str, str]:
        if key in processes:
            return processes[key].name_zh, processes[key].name_en
        return label("end_of_life", "zh"), label("end_of_life", "en")

    return Footprint(
        project=model.id,
        product_zh=model.product.name_zh,
        product_en=model.product.name_en,
        scenario=model.scenario,
        unit=unit_text(model.unit),
        unit_kind=model.unit.kind,
        unit_zh=model.unit.description_zh,
        unit_en=model.unit.description_en,
        boundary=model.boundary.kind,
        method=_method_facts(model),
        total=total,
        rows=rows,
        stages=_parts(rows, total, lambda r: r.stage, model.boundary.stages, _labels),
        processes=_parts(rows, total, lambda r: r.process, None, process_names),
        components=_parts(rows, total, lambda r: r.component, None, lambda key: (key, key)),
        ledger=tuple(
            _part(name, *_labels(name), (r.ledger.get(name, 0.0) for r in rows), total)
            for name in LEDGERS
        ),
        gases=tuple(
            _part(name, *_labels(name), (r.gases.get(name, 0.0) for r in rows), total)
            for name in gases
        ),
        alternatives=tuple(
            AlternativeTotal(a.id, a.name_zh, a.name_en, f"kg CO2e/{a.unit}", total * a.factor)
            for a in model.unit.alternatives
        ),
        coverage=coverage,
        identity=_identity(solved, locked),
        findings=tuple(all_findings),
        context=solved,
    )


def unit_text(unit: FunctionalUnit) -> str:
    """Unit of results, e.g. ``kg CO2e/kWh`` or ``kg CO2e/(1000 kg)``."""
    per = unit.amount.unit
    return f"kg CO2e/{per}" if unit.amount.value == 1 else f"kg CO2e/({unit.amount.value:g} {per})"


def _labels(key: str) -> tuple[str, str]:
    return label(key, "zh"), label(key, "en")


def _part(key: str, name_zh: str, name_en: str, values: Iterable[float], total: float) -> Part:
    value = fsum(values)
    return Part(key, name_zh, name_en, value, value / total if total else None)


def _parts(
    rows: tuple[RowResult, ...],
    total: float,
    key: Callable[[RowResult], str],
    order: Iterable[str] | None,
    names: Callable[[str], tuple[str, str]],
) -> tuple[Part, ...]:
    """Partition the rows; in the given order, else largest absolute part first."""
    groups: dict[str, list[float]] = {name: [] for name in (order or ())}
    for row in rows:
        groups.setdefault(key(row), []).append(row.value)
    parts = [_part(name, *names(name), values, total) for name, values in groups.items()]
    return tuple(parts if order else sorted(parts, key=lambda p: (-abs(p.value), p.id)))


def _method_facts(model: Model) -> dict[str, str]:
    method = model.method
    facts = {
        "gwp_set": method.gwp_set,
        "biogenic": method.biogenic,
        "electricity": method.electricity,
        "end_of_life": method.end_of_life or "none",
        "allocation": method.allocation.method if method.allocation else "per-process",
        "background_allocation": model.background.allocation,
    }
    if method.open_loop_factor is not None:
        facts["open_loop_factor"] = f"{method.open_loop_factor:g}"
    return facts


def _identity(solved: Solved, locked: bool) -> Identity:
    linked = solved.linked
    background = linked.background.components[0]
    used = used_backgrounds(linked.background, linked.links)
    return Identity(
        background.id,
        background.version,
        background.sha256,
        background.allocation,
        solved.factor_set.id,
        solved.factor_set.sha256,
        locked,
        tuple(
            BackgroundIdentity(
                part.id, part.version, part.sha256, part.allocation, approach_of(part),
                part.licence, part.redistributable, part in used,
            )
            for part in linked.background.components
        ),
    )  # fmt: skip


class RowReader:
    """Reads `RowResult`s off a solved system."""

    def __init__(self, solved: Solved) -> None:
        self._solved = solved
        self._model = solved.linked.model
        self._background = solved.linked.background
        self._processes = {p.id: p for p in self._model.processes}
        self._flows = {f.id: f for f in self._model.flows}
        self._received = {r.id: r for r in self._model.received}
        self._fed = solved.intensities()
        scored = solved.scored
        self._gas_names = scored.gases()
        self._per_ledger = _named(LEDGERS, scored.by(LEDGERS, "ledger"))
        self._per_gas = _named(self._gas_names, scored.by(self._gas_names, "gas"))
        self._per_unit: list[float] = scored.characterized().sum(axis=1).tolist()

    def demand_times_intensity(self) -> float:
        """Total by the transposed solve: demand × cradle-to-gate intensity of each product."""
        foreground = self._solved.foreground
        return fsum(
            float(amount) * self._fed[key]
            for key, amount in zip(foreground.keys, foreground.demand, strict=True)
        )

    def rows(self) -> tuple[RowResult, ...]:
        """Every row of the system, ordered by address."""
        return tuple(self._row(number, row) for number, row in enumerate(self._solved.linked.rows))

    def _row(self, number: int, row: Row) -> RowResult:
        solved = self._solved
        line = int(solved.scored.line[number])
        amount = float(solved.quantity[number])
        supplier, unit, intensity, reason = self._supplier(row, line)
        split = self._split(line, amount)
        name_zh, name_en = self._names(row, supplier)
        supplier_zh, supplier_en = self._supplier_names(row)
        process = self._processes.get(row.process)
        return RowResult(
            address=row.address,
            process=row.process,
            stage=self._stage(row.process),
            component=process.component if process else "end_of_life",
            part=row.part,
            direction=row.direction,
            flow=row.flow or supplier.rpartition("/")[2].removeprefix("process:"),
            name_zh=name_zh,
            name_en=name_en,
            supplier=supplier,
            supplier_zh=supplier_zh,
            supplier_en=supplier_en,
            reason=reason,
            origin=row.origin,
            evidence=row.evidence,
            source=row.source,
            dq=row.dq,
            activity=row.amount.value * row.sign,
            activity_unit=row.amount.unit,
            amount=amount,
            unit=unit,
            intensity=intensity,
            value=amount * self._per_unit[line] if line >= 0 else 0.0,
            ledger=split[0],
            gases=split[1],
            place=row.place,
        )

    def _stage(self, process: str) -> Stage:
        return "end_of_life" if process == END_OF_LIFE else self._processes[process].stage

    def _split(self, line: int, amount: float) -> tuple[dict[str, float], dict[str, float]]:
        if line < 0:
            return {}, {}
        return _nonzero(amount, self._per_ledger[line]), _nonzero(amount, self._per_gas[line])

    def _supplier(self, row: Row, line: int) -> tuple[str, str, float, str]:
        if row.kind == "emission":
            unit, _ = self._solved.emission_units[row.address]
            return "emission", unit, self._per_unit[line], ""
        link = self._solved.linked.links[row.address]
        if link.supplier.kind == "process":
            intensity = self._fed[(link.supplier.id, link.supplier.flow or "")]
        else:
            intensity = self._per_unit[line]
        return intern(str(link.supplier)), link.unit, intensity, link.reason

    def _names(self, row: Row, supplier: str) -> tuple[str, str]:
        if row.flow in self._flows:
            return self._flows[row.flow].name_zh, self._flows[row.flow].name_en
        try:
            record = self._background.flow(row.flow)
        except KeyError:
            return (row.flow, row.flow) if row.flow else self._supplier_names(row)
        return record.name_zh, record.name_en

    def _supplier_names(self, row: Row) -> tuple[str, str]:
        link = self._solved.linked.links.get(row.address)
        if link is None:
            return "", ""
        if link.supplier.kind == "process":
            process = self._processes[link.supplier.id]
            return process.name_zh, process.name_en
        if link.supplier.kind == "received":
            received = self._received[link.supplier.id]
            return received.name_zh, received.name_en
        record = self._background.process(link.supplier.id)
        return record.name_zh, record.name_en


def _named(names: tuple[str, ...], lines: NDArray[np.float64]) -> list[list[tuple[str, float]]]:
    """Values of each line that are not zero, with their names."""
    return [
        [(name, value) for name, value in zip(names, line, strict=True) if value]
        for line in lines.tolist()
    ]


def _nonzero(amount: float, parts: list[tuple[str, float]]) -> dict[str, float]:
    return {name: value for name, part in parts if (value := amount * part)}
