r"""What an ecoSpold 2 package means as a whole: suppliers, treatments, units of products.

Treatment of a waste is an activity whose reference product has a negative amount, and what gives
waste to it has it as an input with a negative amount. In the neutral form both are turned: the
activity takes the waste in, the other gives it out,

.. math:: -x\ \text{in} = x\ \text{out}

which leaves every result as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pcf.findings import Finding, finding
from pcf.importing.intake import row_id
from pcf.importing.package import Exchange, Flow, Process
from pcf.importing.quantities import our_unit
from pcf.units import compatible


def wastes(processes: Mapping[str, Process]) -> set[str]:
    """Flows that some activity treats: its reference product with a negative amount."""
    return {
        row.flow
        for process in processes.values()
        for row in process.exchanges
        if row.id in process.references and row.amount is not None and row.amount < 0
    }


def turned(process: Process, treated: set[str]) -> Process:
    """Give an activity with negative amounts of wastes turned to the other side."""
    return replace(process, exchanges=tuple(_turned(row, treated) for row in process.exchanges))


def _turned(row: Exchange, treated: set[str]) -> Exchange:
    if row.flow not in treated or row.amount is None or row.amount >= 0 or not row.direction:
        return row
    way = "output" if row.direction == "input" else "input"
    formula = f"-({row.formula})" if row.formula else ""
    return replace(row, direction=way, amount=-row.amount, formula=formula)  # type: ignore[arg-type]


def with_suppliers(process: Process, by_activity: Mapping[str, tuple[str, ...]]) -> Process:
    """Give an activity with data sets in the place of linked activities.

    Of a linked activity that is divided by product the data set of the product counts; one that is
    not in the package stays as it is named.
    """
    rows = []
    for row in process.exchanges:
        known = by_activity.get(row.provider, ()) if row.provider else ()
        wanted = [id for id in known if id.endswith(f"_{row_id(row.flow)}")] or list(known)
        rows.append(replace(row, provider=wanted[0]) if len(wanted) == 1 else row)
    return replace(process, exchanges=tuple(rows))


def units_of_products(
    processes: Mapping[str, Process], flows: Mapping[str, Flow]
) -> tuple[dict[str, Process], list[Finding]]:
    """Read amounts in the unit of their product where the stated one measures something else.

    A product has one unit in this format; a name of a unit that cannot be converted is a slip of
    the exchange. It is told (``IM051``), once for each product.
    """
    slips: dict[tuple[str, str], list[Exchange]] = {}
    found: list[Finding] = []
    made: dict[str, Process] = {}
    places: dict[tuple[str, str], Process] = {}
    for id, process in processes.items():
        rows = []
        for row in process.exchanges:
            if _fits(row, flows.get(row.flow)):
                rows.append(row)
                continue
            slips.setdefault((row.flow, row.unit), []).append(row)
            places.setdefault((row.flow, row.unit), process)
            rows.append(replace(row, unit=""))
        made[id] = replace(process, exchanges=tuple(rows))
    for (flow, unit), listed in slips.items():
        at = places[flow, unit].place_of(listed[0]).location()
        name, own = flows[flow].names.any, flows[flow].unit
        found.append(
            finding("IM051", at, observed=unit, expected=own, flow=name, count=len(listed))
        )
    return made, found


def _fits(row: Exchange, flow: Flow | None) -> bool:
    if flow is None or not row.unit or not flow.unit or flow.kind == "elementary":
        return True
    one, own = our_unit(row.unit), our_unit(flow.unit)
    return one == own or compatible(one, own)


def by_activity(processes: Mapping[str, Process]) -> dict[str, tuple[str, ...]]:
    """Data sets of each activity."""
    found: dict[str, tuple[str, ...]] = {}
    for id in processes:
        activity = id.partition("_")[0]
        found[activity] = (*found.get(activity, ()), id)
    return found
