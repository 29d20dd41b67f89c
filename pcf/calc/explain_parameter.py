"""What stands behind a parameter: value, formula, spread, and what the total does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.calc.uncertain.derivatives import slope_of
from pcf.calc.uncertain.stated import Input, stated_inputs
from pcf.project.reparametrize import names_in, uses_of

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Model, Parameter

_PREFIX = "parameters."
_LISTED = 8


def parameter_of(footprint: Footprint, address: str) -> Parameter | None:
    """Parameter of ``parameters.NAME``; None when there is none of that name."""
    if not address.startswith(_PREFIX):
        return None
    name = address.removeprefix(_PREFIX)
    return next((p for p in footprint.solved.linked.model.parameters if p.name == name), None)


def parameter_facts(footprint: Footprint, parameter: Parameter) -> list[tuple[str, str]]:
    """Facts of a parameter: pairs of label key and text."""
    model = footprint.solved.linked.model
    facts = [("formula", parameter.formula or "")]
    address = f"{_PREFIX}{parameter.name}"
    drawn = next((i for i in stated_inputs(model).inputs if i.address == address), None)
    facts.append(("spread", _spread(parameter, drawn)))
    if parameter.formula is None:
        slope = slope_of(footprint, parameter)
        if slope is not None:
            unit = f"{footprint.unit} / {parameter.unit}"
            facts.append(("derivative", f"{slope:.6g} {unit}"))
    rows = _rows_of(model, parameter.name)
    more = f" (+{len(rows) - _LISTED})" if len(rows) > _LISTED else ""
    facts += [("used_by", ", ".join(rows[:_LISTED]) + more), ("source", parameter.source)]
    return [(key, text) for key, text in facts if text]


def _spread(parameter: Parameter, drawn: Input | None) -> str:
    if drawn is None:
        return ""
    if parameter.gsd is not None:
        return f"{drawn.distribution}, gsd {parameter.gsd:g}"
    if parameter.values:
        return f"{drawn.distribution}, {parameter.values[0][0]:g} .. {parameter.values[-1][0]:g}"
    if parameter.low is None or parameter.high is None:
        return drawn.distribution
    return f"{drawn.distribution}, {parameter.low:g} .. {parameter.high:g}"


def _rows_of(model: Model, name: str) -> list[str]:
    """Addresses of rows and settings that use a parameter, through other ones as well."""
    behind = uses_of(model)
    near = {other for other, plain in behind.items() if name in plain} | {name}
    found = [
        row.address
        for row in (*model.exchanges, *(use.exchange for use in model.electricity))
        if near.intersection(names_in(row.amount.text))
    ]
    found += [
        f"row:transport/{leg.id}"
        for leg in model.transport
        for amount in (leg.mass, leg.distance)
        if amount is not None and near.intersection(names_in(amount.text))
    ]
    found += [
        f"pcf.unit.reference_flow.{flow.process}"
        for flow in model.unit.reference_flows
        if near.intersection(names_in(flow.amount.text))
    ]
    end = model.end_of_life
    if end is not None and end.quantity is not None:
        found += ["endoflife.quantity"] if near.intersection(names_in(end.quantity.text)) else []
    return sorted(dict.fromkeys(found))
