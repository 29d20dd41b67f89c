"""Records of the unit processes of a project, with their balances."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from math import fsum

from pcf.calc.balance_book import Book
from pcf.calc.energy import energy_balances
from pcf.calc.footprint import RowResult
from pcf.calc.mass import mass_balances
from pcf.graph.reach import reach_of
from pcf.model import Model, UnitProcess
from pcf.rules.balance_fields import balances_of, carbon_weight, gap_fields, stated_mass_fields
from pcf.rules.conditions import Value
from pcf.rules.context import Context, joined, model_of
from pcf.rules.energy_fields import energy_fields
from pcf.rules.record import Record, yes_no


def processes(about: Context) -> tuple[Record, ...]:
    """Unit processes of the project."""
    model, linked = model_of(about), about.case.linked
    reached = reach_of(model, linked.rows, linked.links).active if linked else None
    book = Book(linked) if linked else None
    balances = balances_of(about, book)
    masses = {b.process: b for b in mass_balances(linked)} if linked else {}
    energy = {b.process: b for b in energy_balances(linked, book)} if linked else {}
    bom = Counter(e.process for e in model.exchanges if e.table == "bom")
    rows: dict[str, list[RowResult]] = defaultdict(list)
    for row in about.results.values():
        rows[row.process].append(row)
    counts = _directions(model)
    made = []
    for p in model.processes:
        record = _process(p, about, counts, rows.get(p.id, []))
        more = gap_fields(p.id, balances) | stated_mass_fields(masses.get(p.id))
        more |= energy_fields(energy.get(p.id))
        more["carbon_weight"] = carbon_weight(p.id, record.share, about, balances)
        more["bom_rows"] = float(bom[p.id])
        more["reached"] = None if reached is None else yes_no(p.id in reached)
        made.append(replace(record, values={**record.values, **more}))
    return tuple(made)


def _directions(model: Model) -> Counter[tuple[str, str]]:
    """Rows of each process by direction, and all of them; electricity and transport are inputs."""
    counts: Counter[tuple[str, str]] = Counter((e.process, e.direction) for e in model.exchanges)
    counts.update((u.exchange.process, "input") for u in model.electricity)
    counts.update((leg.process, "input") for leg in model.transport)
    for (process, _), number in tuple(counts.items()):
        counts[process, ""] += number
    return counts


def _process(
    process: UnitProcess,
    about: Context,
    counts: Counter[tuple[str, str]],
    rows: list[RowResult],
) -> Record:
    model = model_of(about)
    share = about.share(about.by_process.get(process.id, 0.0))
    coproducts = counts[process.id, "coproduct"]
    rule = process.allocation or (model.method.allocation if coproducts else None)
    year = float(process.year) if process.year else None
    values: dict[str, Value] = {
        "id": process.id,
        "name_zh": process.name_zh,
        "name_en": process.name_en,
        "stage": process.stage,
        "component": process.component,
        "location": process.location,
        "product": process.product,
        "amount": float(process.reference.value),
        "unit": process.reference.unit,
        "reference": yes_no(process.id in about.taken),
        "allocation": rule.method if rule else "none",
        "allocation_reason": rule.reason if rule else "",
        "coproducts": float(coproducts),
        "rows": float(counts[process.id, ""]),
        "emissions": float(counts[process.id, "emission"]),
        "inputs": float(counts[process.id, "input"]),
        "wastes": float(counts[process.id, "waste"]),
        "year": year,
        "age": about.age(year),
        "technology": process.technology,
        "source": process.source,
        "value": fsum(r.value for r in rows) if about.case.footprint else None,
        "share": share,
        "in_top_80": about.in_top(process.id, about.top_processes),
        "words": about.process_words[process.id],
        "own_words": joined(process.id, process.name_zh, process.name_en),
        "product_words": about.product_words[process.id],
        "output_kg": _size(about.measures.kg(process.product, process.reference)),
        "output_kwh": _size(about.measures.kwh(process.reference)),
        "output_kg_unit": _made(process, about),
        "runs": about.runs.get((process.id, process.product)),
        "primary_share": _part(rows, [r for r in rows if r.origin == "primary"]),
        "evidence_share": _part(rows, [r for r in rows if r.evidence]),
    }
    return Record(values, process.id, process.place, share)


def _size(amount: float | None) -> float | None:
    return None if amount is None else abs(amount)


def _made(process: UnitProcess, about: Context) -> float | None:
    """kg of the reference product that one functional or declared unit takes."""
    kg = about.measures.kg(process.product, process.reference)
    footprint = about.case.footprint
    if kg is None or footprint is None:
        return None
    runs = about.runs[process.id, process.product]
    return abs(kg) * runs / model_of(about).unit.amount.value


def _part(rows: list[RowResult], chosen: list[RowResult]) -> float | None:
    whole = fsum(abs(r.value) for r in rows)
    return fsum(abs(r.value) for r in chosen) / whole if whole else None
