"""Records of the products that the unit of a study takes: how many, as the model solves it.

A reference flow may be the product itself, or its delivery, its use or its function, which take the
product in. So each is followed, through what is no production, to the process that makes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pcf.model import Model, UnitProcess
from pcf.rules.context import Context, footprint_of, model_of
from pcf.rules.record import Record
from pcf.units import UnitError, conversion_factor, is_mass

_PRODUCTION = "production"
#: Stages whose processes hand the product on or use it.
_AROUND = ("distribution", "use")
_PIECE = "piece"


def products(about: Context) -> tuple[Record, ...]:
    """Reference flows outside of use, and the makers of the product that they lead to."""
    model, processes = model_of(about), {p.id: p for p in model_of(about).processes}
    made: dict[str, Record] = {}
    for flow in model.unit.reference_flows:
        process = processes.get(flow.process)
        if process is not None and process.stage != "use":
            values = float(flow.amount.value), flow.amount.unit
            made[process.id] = _record(about, process, values, stated=True)
    first = [flow.process for flow in model.unit.reference_flows]
    for process in _makers(about, first, processes):
        amount = _taken(about, process)
        if process.id not in made and amount:
            made[process.id] = _record(about, process, (amount, process.reference.unit))
    return tuple(made.values())


def _record(
    about: Context, process: UnitProcess, amount: tuple[float, str], *, stated: bool = False
) -> Record:
    model = model_of(about)
    flows = {flow.process: flow.place for flow in model.unit.reference_flows}
    return Record(
        {
            "process": process.id,
            "stage": process.stage,
            "unit": amount[1],
            "amount": amount[0],
            "count": _count(model, *amount),
        },
        process.id,
        flows.get(process.id) if stated else process.place,
    )


def _count(model: Model, amount: float, unit: str) -> float | None:
    """Number of products: pieces, or a mass by that of one product."""
    mass = model.product.mass
    try:
        return amount * conversion_factor(unit, _PIECE)
    except UnitError:
        pass  # no number of pieces: perhaps a mass
    try:
        return None if mass is None else amount * conversion_factor(unit, mass.unit) / mass.value
    except UnitError:
        return None


def _makers(
    about: Context, first: list[str], processes: Mapping[str, UnitProcess]
) -> Iterator[UnitProcess]:
    """Processes of production that the given ones take the product from."""
    taken: dict[str, list[UnitProcess]] = defaultdict(list)
    linked = footprint_of(about).solved.linked
    for row in linked.rows:
        link = linked.links.get(row.address)
        if link is not None and link.supplier.kind == "process" and row.direction == "input":
            found = processes.get(link.supplier.id)
            taken[row.process] += [found] if found is not None else []
    waiting, seen = list(first), set(first)
    while waiting:
        process = processes.get(waiting.pop())
        if process is None or process.stage not in _AROUND:
            continue
        for maker in _product_of(about, taken[process.id]):
            if maker.stage == _PRODUCTION:
                yield maker
            elif maker.id not in seen:
                seen.add(maker.id)
                waiting.append(maker.id)


def _taken(about: Context, process: UnitProcess) -> float:
    """Amount of the product of a process that the unit takes, in the unit of its reference."""
    runs = about.runs.get((process.id, process.product), 0.0)
    return runs * process.reference.value


def _product_of(about: Context, taken: list[UnitProcess]) -> list[UnitProcess]:
    """Tell the product from what goes with it: a piece, else the heaviest of what is weighed."""
    model = model_of(about)
    counted = []
    for process in taken:
        count = _count(model, _taken(about, process), process.reference.unit)
        if count is not None:
            kg = about.measures.kg(process.product, process.reference)
            counted.append((not is_mass(process.reference.unit), kg or 0.0, process))
    heaviest = max(counted, key=lambda found: found[:2], default=None)
    return [] if heaviest is None else [heaviest[2]]
