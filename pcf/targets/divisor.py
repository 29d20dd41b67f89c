"""Whether the parameter of a service life is what the unit is divided by.

With the parameter p multiplied by k, one unit delivered takes 1/k of the product: every reference
flow and the quantity at the end of life become 1/k, and no row of the model changes. A reference
flow that stays as it is must be stated per unit delivered: one of the use stage, or one in the unit
of the functional unit. The service life L then takes a whole number of products, n = a·L / u with a
the reference flow in pieces (or in mass, over the mass of one product) and u the functional unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from pcf.findings import Finding, finding
from pcf.model import Model
from pcf.model.target import Target
from pcf.project.overrides import Override
from pcf.targets.project import Base
from pcf.units import UnitError, compatible, convert

#: Steps tried until the model can be read: a parameter may have bounds of its own.
_STEPS = (2.0, 0.5, 1.001, 0.999)
_SAME = 1e-9
#: Rounding of a stated mass or capacity, for the number of products.
_WHOLE = 0.01


def check_divisor(
    target: Target, life: tuple[Override, ...], under: Model, base: Base, faults: list[Finding]
) -> None:
    """Report what does not go with one over the parameter (``TG040``, ``TG041``, ``TG042``).

    Parameters
    ----------
    life
        Overrides of the service life; the first one sets the parameter.
    under
        Model with them put in.
    """
    stepped = _stepped(life, target, base)
    if stepped is None or target.service is None:
        return
    at, name = target.service.parameter.place, str(target.service.parameter.value)
    step, other = stepped
    wrong = list(_unscaled(under, other, step))
    if wrong:
        params = {"observed": name, "expected": ", ".join(wrong)}
        faults.append(finding("TG040", at, node=target.id, **params))  # type: ignore[arg-type]
        return
    moved = [a for a, value in _rows(under).items() if _rows(other).get(a) != value]
    if moved:
        shown = ", ".join(moved[:3]) + (", ..." if len(moved) > 3 else "")
        faults.append(finding("TG041", at, node=target.id, observed=name, expected=shown))
        return
    for process, count in _products(under, float(str(life[0].value)), name):
        if count < 1.0 - _WHOLE or abs(count - round(count)) > _WHOLE * count:
            shown = f"{count:.4g}"
            faults.append(
                finding("TG042", at, node=target.id, observed=name, expected=shown, process=process)
            )
            return


def _stepped(life: tuple[Override, ...], target: Target, base: Base) -> tuple[float, Model] | None:
    first, *rest = life
    for step in _STEPS:
        changed = replace(first, value=float(str(first.value)) * step)
        model = base.read((changed, *rest), target.id).model
        if model is not None:
            return step, model
    return None


def _unscaled(under: Model, other: Model, step: float) -> Iterator[str]:
    """Addresses of what neither follows the parameter nor is per unit delivered."""
    stages = {process.id: process.stage for process in under.processes}
    unit = under.unit.amount.unit
    after = {flow.process: flow.amount.value for flow in other.unit.reference_flows}
    followed = False
    for flow in under.unit.reference_flows:
        if math.isclose(after[flow.process] * step, flow.amount.value, rel_tol=_SAME):
            followed = True
            continue
        stays = math.isclose(after[flow.process], flow.amount.value, rel_tol=_SAME)
        is_per_unit = stages.get(flow.process) == "use" or compatible(flow.amount.unit, unit)
        if not stays or not is_per_unit:
            yield f"unit.reference_flow.{flow.process}"
    if followed and not _follows(_end(under), _end(other), step):
        yield "endoflife.quantity"


def _end(model: Model) -> float | None:
    end = model.end_of_life
    return end.quantity.value if end is not None and end.quantity is not None else None


def _follows(before: float | None, after: float | None, step: float) -> bool:
    if before is None or after is None:
        return True
    return math.isclose(after * step, before, rel_tol=_SAME)


def _rows(model: Model) -> dict[str, object]:
    """Amounts per reference flow of a unit process, by address."""
    made: dict[str, object] = {e.address: e.amount.value for e in model.exchanges}
    made |= {use.exchange.address: use.exchange.amount.value for use in model.electricity}
    for leg in model.transport:
        made[f"transport/{leg.id}"] = (
            leg.mass.value if leg.mass else None,
            leg.distance.value if leg.distance else None,
        )
    return made


def _products(under: Model, value: float, name: str) -> Iterator[tuple[str, float]]:
    """Number of products over the service life, for flows in pieces or in mass."""
    unit, mass = under.unit, under.product.mass
    of = next((p.unit for p in under.parameters if p.name == name), "")
    try:
        units = convert(value, of, unit.amount.unit) / unit.amount.value
    except UnitError:
        return
    stages = {process.id: process.stage for process in under.processes}
    for flow in unit.reference_flows:
        if stages.get(flow.process) != "production":
            continue
        whole = flow.amount.value * units
        if flow.amount.unit == "piece":
            yield flow.process, whole
        elif mass is not None and compatible(flow.amount.unit, mass.unit):
            yield flow.process, convert(whole, flow.amount.unit, mass.unit) / mass.value
