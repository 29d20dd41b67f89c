"""Records of what the project states: processes, exclusions, routes, parameters, evidence ..."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from math import fsum

from pcf.background.balance import Kind
from pcf.calc.balance_book import Book
from pcf.calc.balances import unit_balances
from pcf.calc.energy import energy_balances
from pcf.calc.footprint import RowResult
from pcf.calc.mass import MassBalance, mass_balances
from pcf.graph.reach import reach_of
from pcf.model import STAGES, Flow, Model, UnitProcess
from pcf.rules.conditions import Value
from pcf.rules.context import Context, joined, model_of
from pcf.rules.energy_fields import energy_fields
from pcf.rules.left_out import is_unshown_gas, named_substances
from pcf.rules.record import Record, yes_no


def processes(about: Context) -> tuple[Record, ...]:
    """Unit processes of the project."""
    model, case = model_of(about), about.case
    linked = case.linked
    balances = {b.process: b for b in mass_balances(linked)} if linked else {}
    bom = Counter(e.process for e in model.exchanges if e.table == "bom")
    reached = reach_of(model, linked.rows, linked.links).active if linked else None
    book = Book(linked) if linked else None
    others = unit_balances(linked, book) if linked and case.footprint else ()
    known = {(b.process, b.kind): b for b in others}
    energy = {b.process: b for b in energy_balances(linked, book)} if linked else {}
    rows: dict[str, list[RowResult]] = defaultdict(list)
    for row in about.results.values():
        rows[row.process].append(row)
    counts = _directions(model)
    made = []
    for p in model.processes:
        record = _process(p, about, counts, rows.get(p.id, []), balances.get(p.id))
        kinds: tuple[Kind, ...] = ("carbon", "energy")
        found = [(kind, known.get((p.id, kind))) for kind in kinds]
        more: dict[str, Value] = {f"{kind}_gap": b.gap if b else None for kind, b in found}
        more |= {f"{kind}_state": b.state if b else None for kind, b in found}
        more |= energy_fields(energy.get(p.id))
        more |= {"mass_short": _short(balances.get(p.id)), "bom_rows": float(bom[p.id])}
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
    balance: MassBalance | None,
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
        "mass_in_kg": balance.mass_in_kg if balance else None,
        "mass_out_kg": balance.mass_out_kg if balance else None,
        "mass_gap": balance.gap if balance else None,
    }
    return Record(values, process.id, process.place, share)


def _short(balance: MassBalance | None) -> float | None:
    """Part of the output that no input explains."""
    if balance is None or balance.mass_out_kg <= 0.0:
        return None
    return max(0.0, 1.0 - balance.mass_in_kg / balance.mass_out_kg)


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


def coproducts(about: Context) -> tuple[Record, ...]:
    """Co-products of the unit processes."""
    model = model_of(about)
    flows = {flow.id: flow for flow in model.flows}
    rules = {p.id: p.allocation.method for p in model.processes if p.allocation}
    study = model.method.allocation.method if model.method.allocation else "none"
    made = []
    for row in model.exchanges:
        if row.direction != "coproduct":
            continue
        flow = flows.get(row.flow)
        values: dict[str, Value] = {
            "id": row.id,
            "process": row.process,
            "flow": row.flow,
            "amount": float(row.amount.value),
            "unit": row.amount.unit,
            "mass_kg": flow.mass_kg if flow else None,
            "energy_mj": flow.energy_mj if flow else None,
            "price": flow.price if flow else None,
            "displaces": str(row.displaces) if row.displaces else None,
            "source": row.source,
            "words": joined(row.id, row.flow, *_names(flow)),
            "flow_words": joined(row.flow, *_names(flow)),
            "process_words": about.process_words.get(row.process, row.process),
            "process_allocation": rules.get(row.process) or study,
            "kg": about.measures.kg(row.flow, row.amount),
            "mj": about.measures.mj(row.flow, row.amount),
            "m3": about.measures.m3(row.amount),
            "measure": about.measures.dimension(row.amount.unit),
            "origin": row.origin,
        }
        made.append(Record(values, f"{row.table}/{row.id}", row.place))
    return tuple(made)


def _names(flow: Flow | None) -> tuple[str, ...]:
    return (flow.name_zh, flow.name_en) if flow else ()


def exclusions(about: Context) -> tuple[Record, ...]:
    """What is left out; the share of the record is its estimate."""
    return tuple(
        Record(
            {
                "id": item.id,
                "what": item.what,
                "substances": named_substances(item.what),
                "unshown_gas": yes_no(is_unshown_gas(item)),
                "reason": item.reason,
                "share_stated": item.share,
                "source": item.source,
            },
            f"exclusions/{item.id}",
            item.place,
            item.share,
        )
        for item in model_of(about).exclusions
    )


def routes(about: Context) -> tuple[Record, ...]:
    """End-of-life routes; the share of the record is that of its rows in the footprint."""
    end = model_of(about).end_of_life
    made = []
    for route in end.routes if end else ():
        own = [r for a, r in about.results.items() if a.startswith(f"row:endoflife/{route.id}")]
        values: dict[str, Value] = {
            "id": route.id,
            "name_zh": route.name_zh,
            "name_en": route.name_en,
            "share": float(route.share),
            "supplier": str(route.supplier) if route.supplier else None,
            "origin": route.origin,
            "recovered": float(len(route.recovered)),
            "displaced": float(sum(1 for r in route.recovered if r.displaces is not None)),
            "source": route.source,
        }
        share = about.share(fsum(abs(r.value) for r in own)) if own else None
        made.append(Record(values, f"endoflife.{route.id}", route.place, share))
    return tuple(made)


def parameters(about: Context) -> tuple[Record, ...]:
    """Parameters of the project."""
    return tuple(
        Record(
            {
                "id": p.name,
                "value": float(p.value),
                "unit": p.unit,
                "formula": p.formula,
                "source": p.source,
                "low": p.low,
                "high": p.high,
            },
            p.name,
            p.place,
        )
        for p in model_of(about).parameters
    )


def reference_flows(about: Context) -> tuple[Record, ...]:
    """Reference flows of the functional unit."""
    return tuple(
        Record(
            {
                "process": flow.process,
                "amount": float(flow.amount.value),
                "unit": flow.amount.unit,
                "stage": about.stages.get(flow.process),
            },
            flow.process,
            flow.place,
        )
        for flow in model_of(about).unit.reference_flows
    )


def alternatives(about: Context) -> tuple[Record, ...]:
    """Alternative units of the result."""
    result = about.case.footprint
    total = result.total if result else None
    return tuple(
        Record(
            {
                "id": item.id,
                "unit": item.unit,
                "factor": float(item.factor),
                "value": None if total is None else total * item.factor,
            },
            item.id,
        )
        for item in model_of(about).unit.alternatives
    )


def stages(about: Context) -> tuple[Record, ...]:
    """All five stages; one outside the boundary has the value 0."""
    model = model_of(about)
    result = about.case.footprint
    parts = {p.id: p for p in result.stages} if result else {}
    made = []
    for stage in STAGES:
        part = parts.get(stage)
        zero = 0.0 if result else None
        values: dict[str, Value] = {
            "id": stage,
            "in_boundary": yes_no(stage in model.boundary.stages),
            "processes": float(sum(1 for p in model.processes if p.stage == stage)),
            "value": part.value if part else zero,
            "share": part.share if part else zero,
        }
        share = abs(part.share) if part and part.share is not None else None
        made.append(Record(values, stage, None, share))
    return tuple(made)
