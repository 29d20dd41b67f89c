r"""Amounts that are stated in a property that the unit alone does not tell.

Of a flow with net and gross calorific value an exchange of 28 MJ may be meant in either. The
neutral form knows the unit of an amount only, which stands for the first property of the flow that
is measured in it; an amount of another property is turned into the reference unit of the flow:

.. math:: a_\mathrm{ref} = a \cdot f_\mathrm{unit} / f_\mathrm{property}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pcf.importing.package import Exchange, Flow, FlowProperty, UnitGroup


def in_reference_unit(
    row: Exchange,
    property: str,
    flow: Flow | None,
    properties: Mapping[str, FlowProperty],
    groups: Mapping[str, UnitGroup],
) -> Exchange:
    """Give an exchange back, its amount in the reference unit where its unit is ambiguous.

    Parameters
    ----------
    row
        The exchange.
    property
        Flow property in which its amount is stated; empty when it states none.
    flow
        Its flow.
    properties, groups
        Flow properties and unit groups of the package.
    """
    if flow is None or not property or len(flow.properties) < 2:
        return row
    factors: dict[str, float] = {}
    for part in flow.properties:
        named = properties.get(part.property)
        group = groups.get(named.unit_group) if named else None
        unit = next((u for u in group.units if u.name == row.unit), None) if group else None
        if unit is not None and unit.factor is not None and part.factor:
            factors[part.property] = unit.factor / part.factor
    first = next(iter(factors), property)
    if first == property or property not in factors:
        return row
    factor = factors[property]
    named = properties[property]
    stated = f"{row.stated} {row.unit} ({named.names.any})"
    amount = None if row.amount is None else row.amount * factor
    formula = f"({row.formula}) * {factor!r}" if row.formula else ""
    return replace(row, amount=amount, formula=formula, stated=stated, unit=flow.unit)
