"""Records of what the project states: co-products, exclusions, routes, parameters, stages ..."""

from __future__ import annotations

from math import fsum

from pcf.model import STAGES, Flow
from pcf.rules.conditions import Value
from pcf.rules.context import Context, joined, model_of
from pcf.rules.left_out import is_unshown_gas, named_substances
from pcf.rules.record import Record, yes_no


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
