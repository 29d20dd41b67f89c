"""Values of facts that are read straight off a model or a result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pcf.calc.footprint import Part
from pcf.model import Model
from pcf.rules.conditions import Value
from pcf.rules.record import yes_no
from pcf.units import is_mass


def part_of(parts: tuple[Part, ...], key: str) -> Value:
    """Share of a named part by the total, 0 when there is no such part."""
    return next((p.share for p in parts if p.id == key), 0.0)


def leaves(data: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Give every single key of nested tables with its dotted name."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}", value


def plain(value: Any) -> Value:
    """Value of TOML as a fact; a list is its texts joined by commas."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value if not isinstance(part, (dict, list)))
    return str(value).strip()


def typed(model: Model) -> dict[str, Value]:
    """Settings whose words the reader has understood."""
    method = model.method
    return {
        "pcf.unit.kind": model.unit.kind,
        "pcf.unit.amount": model.unit.amount.value,
        "pcf.boundary.kind": model.boundary.kind,
        "pcf.boundary.stages": ", ".join(model.boundary.stages),
        "pcf.method.biogenic": method.biogenic,
        "pcf.method.electricity": method.electricity,
        "pcf.method.end_of_life": method.end_of_life or "none",
        "pcf.method.allocation": method.allocation.method if method.allocation else "per-process",
    }


def counts(model: Model) -> dict[str, int]:
    """Counts of what the project states."""
    kinds = Counter(f"electricity_{use.kind}" for use in model.electricity)
    ways = Counter(e.direction for e in model.exchanges)
    end = model.end_of_life
    return {
        "processes": len(model.processes),
        "materials": len(
            {e.flow for e in model.exchanges if e.direction == "input" and is_mass(e.amount.unit)}
        ),
        "coproduct_processes": len(
            {e.process for e in model.exchanges if e.direction == "coproduct"}
        ),
        "electricity": len(model.electricity),
        **{
            f"electricity_{kind}": kinds[f"electricity_{kind}"]
            for kind in ("grid", "self", "direct", "contract")
        },
        "transport": len(model.transport),
        "transport_air": sum(1 for leg in model.transport if leg.mode.startswith("air")),
        "exclusions": len(model.exclusions),
        "routes": len(end.routes) if end else 0,
        "recovered": sum(len(route.recovered) for route in end.routes) if end else 0,
        "parameters": len(model.parameters),
        "evidence": len(model.evidence),
        "received": len(model.received),
        "alternatives": len(model.unit.alternatives),
        "reference_flows": len(model.unit.reference_flows),
        "emissions": ways["emission"],
        "removals": ways["removal"],
        "wastes": ways["waste"],
    }
