"""What a target makes of the unit: its service life, and the same total per another unit.

Per an alternative unit with the factor f (kg CO2e per unit = total · f), every reference flow, the
quantity at the end of life and, the other way round, every other factor are scaled by f.
"""

from __future__ import annotations

from pcf.findings import Finding, finding
from pcf.model import Alternative, Model
from pcf.model.target import Target
from pcf.project.overrides import Override
from pcf.rules.pack import Pack
from pcf.suggest import nearest
from pcf.targets.decide import Choice, Decider
from pcf.targets.divisor import check_divisor
from pcf.targets.plan import Group
from pcf.targets.project import Base
from pcf.targets.result import Setting
from pcf.targets.service import ServiceLife, service_life


def unit_group(decider: Decider, base: Base) -> Group:
    """Set the service life, then turn the result into the unit that the target names."""
    target, pack, faults = decider.target, decider.pack, decider.findings
    life = _service(target, pack, base, faults)
    overrides, settings = ([*life.overrides], [*life.settings]) if life else ([], [])
    model = _under(overrides, target, base, faults)
    alternative = _alternative(target, model, faults)
    if alternative is not None and pack.service is not None:
        decider.tell("TG039", "unit", observed=alternative.id, pack=pack.id)
    kinds = tuple(pack.settings.get("unit", {}).get("kinds", ()))
    stated = None if alternative is None else _kind_of(alternative, kinds)
    kind = decider.decide(Choice("unit_kind", stated, kinds, model.unit.kind))
    unit = model.unit.amount.unit if alternative is None else alternative.unit
    allowed = pack.settings.get("unit", {}).get("units", ())
    if allowed and unit not in allowed:
        fitting = [a.id for a in model.unit.alternatives if a.unit in allowed]
        near = f'unit = "{fitting[0]}"' if fitting else None
        decider.tell(
            "TG004",
            "unit",
            field="unit",
            observed=unit,
            pack=pack.id,
            expected=", ".join(allowed),
            suggestion=near,
        )
    if alternative is not None:
        overrides += _per(alternative, model, target)
    if kind.value != base.model.unit.kind:
        overrides.append(Override("set", "pcf.unit.kind", kind.value, target.at("unit")))
    amount = model.unit.amount
    shown = f"1 {unit} ({alternative.id})" if alternative else f"{amount.value:g} {unit}"
    named = Setting("unit", shown, "target" if alternative else "project")
    return Group("unit", tuple(overrides), (named, kind, *settings))


def _kind_of(alternative: Alternative, kinds: tuple[str, ...]) -> str | None:
    """Another unit than the functional one is a declared unit, unless the pack knows none."""
    return "declared" if not kinds or "declared" in kinds else None


def _service(target: Target, pack: Pack, base: Base, faults: list[Finding]) -> ServiceLife | None:
    if pack.service is None:
        if target.service is not None:
            faults.append(finding("TG016", target.service.place, node=target.id, observed=pack.id))
        return None
    if target.service is None:
        needed = ", ".join(pack.service.inputs) or "formula, formula_source"
        faults.append(
            finding(
                "TG006",
                target.at("service"),
                node=target.id,
                observed=pack.id,
                expected=f"parameter, {needed}",
            )
        )
        return None
    return service_life(target.service, pack.service, base.model, target.id, faults.append)


def _under(overrides: list[Override], target: Target, base: Base, faults: list[Finding]) -> Model:
    """Give the model with the service life in it; ``TG035`` when that does not reach the unit."""
    if not overrides:
        return base.model
    reading = base.read(overrides, target.id)
    if reading.model is None:
        faults.extend(f for f in reading.findings.errors if f not in faults)
        return base.model
    before, after = base.model.unit, reading.model.unit
    changed = {p.name: p.value for p in reading.model.parameters} != {
        p.name: p.value for p in base.model.parameters
    }
    if changed and before.reference_flows == after.reference_flows and target.service:
        stated = target.service.parameter
        faults.append(finding("TG035", stated.place, node=target.id, observed=stated.value))
    else:
        check_divisor(target, tuple(overrides), reading.model, base, faults)
    return reading.model


def _alternative(target: Target, model: Model, faults: list[Finding]) -> Alternative | None:
    stated = target.text("unit")
    if stated is None:
        return None
    known = {a.id: a for a in model.unit.alternatives}
    if stated not in known:
        faults.append(
            finding(
                "TG029",
                target.at("unit"),
                node=target.id,
                observed=stated,
                expected=", ".join(known) or "-",
                suggestion=nearest(stated, known),
            )
        )
    return known.get(stated)


def _per(alternative: Alternative, model: Model, target: Target) -> list[Override]:
    factor, at = alternative.factor, target.at("unit")
    values: dict[str, object] = {
        "pcf.unit.amount": 1.0,
        "pcf.unit.unit": alternative.unit,
        "pcf.unit.description_zh": f"1 {alternative.unit}({alternative.name_zh})",
        "pcf.unit.description_en": f"1 {alternative.unit} ({alternative.name_en})",
    }
    for flow in model.unit.reference_flows:
        head = f"pcf.unit.reference_flow.{flow.process}"
        values[f"{head}.amount"] = flow.amount.value * factor
    for other in model.unit.alternatives:
        values[f"pcf.unit.alternative.{other.id}.factor"] = other.factor / factor
    if model.end_of_life is not None and model.end_of_life.quantity is not None:
        values["endoflife.quantity"] = model.end_of_life.quantity.value * factor
    return [Override("set", address, value, at) for address, value in values.items()]
