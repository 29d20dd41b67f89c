r"""Processes of one plant: which of those that a floor picks hang together, and what leaves them.

A floor of stoichiometry is about a furnace. Words pick its neighbours too: grinding before it,
desulphurisation, purification, crushing or casting behind it. So the processes that are picked and
linked to each other are one plant, and what counts of each is what it makes and hands out:

.. math:: m_p = f_p \left(1 - \frac{\sum_q t_{qp}}{o_p}\right)

with the part :math:`t_{qp} / o_p` of its output that the plant itself takes back in. :math:`f_p` is
1 for a process that converts something. A *step* passes one material on. Behind a process that
converts something it takes half of what it takes, or more, of the product of that one, and no more
of it than it makes: it carries that part, whatever it burns. Else one material that it takes in
weighs about as much as its product (a gas by the density stated), little else comes in, little
leaves to the air, and it takes no fuel, electrode or reductant whose carbon stays untold: it makes
nothing (0), and neither does a treatment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.rules.conditions import Value
from pcf.rules.measures import Measures
from pcf.rules.plant_carbon import PlantCarbon
from pcf.rules.record import Record

if TYPE_CHECKING:
    from pcf.rules.subjects import Subjects

#: What a step takes in of the material that it passes on, by the mass of its product.
_FROM_ELSEWHERE, _AT_MOST = 1.0, 1.25
#: The same for a gas, whose mass rests on a stated density.
_GAS_FROM_ELSEWHERE = 0.8
#: Part of all it takes in that a step behind a furnace takes of that one, but for rounding.
_HALF = 0.5 - 1e-9
#: What else may come in, and what may leave to the air, by the mass of the product of a step.
_BESIDE, _EMITTED = 0.25, 0.05
#: Carbon that comes in beside and is not told to leave, by the mass of the product of a step.
_UNTOLD = 0.005
_MATERIAL = ("bom", "exchanges")
#: Measures in which the materials of a process are given, and those around a gas.
_SOLID, _GAS = ("mass",), ("mass", "volume")
_Steps = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one reference flow of a process takes of an output of another one.

    share
        Part of the output of one reference flow of the supplier.
    """

    supplier: str
    flow: str
    share: float


@dataclass(frozen=True, slots=True)
class Plant:
    """Processes that hang together.

    scale
        Reference flows of each that count; 0 for what the product does not draw on.
    made
        Part of the main output of each that the plant makes and hands out.
    converted
        Part of the main output of each that is not a step, less what others of those take.
    converts
        Whether a process among them is more than a step.
    """

    members: frozenset[str]
    scale: Mapping[str, float]
    made: Mapping[str, float]
    converted: Mapping[str, float]
    converts: bool


class PlantFlows:
    """Links between the unit processes of a project."""

    def __init__(self, subjects: Subjects) -> None:
        self._processes = {str(r.values["id"]): r.values for r in subjects.records("processes")}
        self._outputs = {
            (id, str(values["product"])): _number(values["amount"])
            for id, values in self._processes.items()
        }
        self._beside: set[tuple[str, str]] = set()
        for other in subjects.records("coproducts"):
            key = str(other.values["process"]), str(other.values["flow"])
            self._beside.add(key)
            self._outputs[key] = _number(other.values["amount"])
        self._rows: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
        for row in subjects.records("rows"):
            self._rows[str(row.values["process"])].append(row.values)
        self._carbon = PlantCarbon(subjects.case.linked)

    def taken(self, row: Mapping[str, Value]) -> Taken | None:
        """What a row takes of another process of the project; None where it takes none."""
        kind, _, told = str(row.get("supplier") or "").partition(":")
        id, _, flow = told.partition("/")
        if kind != "process" or id not in self._processes:
            return None
        flow = flow or str(self._processes[id]["product"])
        output = self._outputs.get((id, flow), 0.0)
        supplied = row.get("supplied")
        if not output or not isinstance(supplied, float):
            return None
        return Taken(id, flow, abs(supplied / output))

    def plants(self, names: Iterable[str], *, doubt: bool = False) -> list[Plant]:
        """Put processes that are linked to each other together, in the order of the names.

        With `doubt` a process is no step where it takes materials of unknown carbon.
        """
        wanted = dict.fromkeys(name for name in names if name in self._processes)
        place = {name: name for name in wanted}
        for name in wanted:
            for link in self._links(name):
                if link.supplier in place:
                    one, other = _root(place, name), _root(place, link.supplier)
                    place[max(one, other)] = min(one, other)
        groups: dict[str, list[str]] = defaultdict(list)
        for name in wanted:
            groups[_root(place, name)].append(name)
        return [self._plant(group, doubt) for group in groups.values()]

    def _plant(self, members: list[str], doubt: bool) -> Plant:
        scale = {name: self._scale(name, single=len(members) == 1) for name in members}
        steps = {name: self._from_plant(name, members) for name in members}
        carried = self._carried(members, steps, doubt)
        out = self._handed_out(members, scale)
        made = {name: carried[name] * out[name] for name in members}
        furnaces = [n for n in members if carried[n] and not _part_of(steps[n], carried)]
        converted = dict.fromkeys(members, 0.0) | self._handed_out(furnaces, scale)
        return Plant(frozenset(members), scale, made, converted, any(carried.values()))

    def _handed_out(self, members: list[str], scale: Mapping[str, float]) -> dict[str, float]:
        """Part of the main output of each that none of them takes back in."""
        back: dict[str, list[float]] = defaultdict(list)
        for name in members:
            for link in self._links(name):
                if link.supplier in members and self._is_main(link) and scale[link.supplier]:
                    part = link.share * scale[name] / scale[link.supplier]
                    back[link.supplier].append(part)
        return {name: max(0.0, 1.0 - fsum(back[name])) for name in members}

    def _scale(self, name: str, *, single: bool) -> float:
        """Reference flows per unit of the study; one of a process that stands for itself."""
        runs = self._processes[name].get("runs")
        if single:
            return 1.0 if not isinstance(runs, float) or runs > 0.0 else 0.0
        return max(runs, 0.0) if isinstance(runs, float) else 0.0

    def _carried(self, members: list[str], steps: _Steps, doubt: bool) -> dict[str, float]:
        """Part of the product of each that a process of the plant converts: 1 where it does so."""
        alone = {name: 0.0 if self._makes_nothing(name, doubt) else 1.0 for name in members}
        carried = dict.fromkeys(members, 1.0)
        for _ in members:  # the longest chain of steps
            before = carried
            carried = {name: _part_of(steps[name], before) or alone[name] for name in members}
            if carried == before:
                break
        return carried

    def _from_plant(self, name: str, members: list[str]) -> dict[str, float]:
        """What a step takes of products of the plant by the mass of its own; empty for no step."""
        kg = _number(self._processes[name].get("output_kg"))
        if not kg:
            return {}
        parts: dict[str, float] = defaultdict(float)
        for link in self._links(name):
            if link.supplier in members and link.supplier != name and self._is_main(link):
                weight = _number(self._processes[link.supplier].get("output_kg"))
                parts[link.supplier] += link.share * weight / kg
        whole = fsum(parts.values())
        taken = fsum(_number(row["kg"]) for row in self._weighed(name, "input"))
        return dict(parts) if _HALF * taken <= whole * kg <= _AT_MOST * kg else {}

    def _makes_nothing(self, name: str, doubt: bool) -> bool:
        """Whether a process treats a waste, or passes on what comes from elsewhere."""
        process = self._processes[name]
        if _number(process["amount"]) < 0.0:
            return True
        kg = _number(process.get("output_kg"))
        is_gas = Measures.dimension(str(process["unit"])) == "volume"
        inputs = self._weighed(name, "input", _GAS if is_gas else _SOLID)
        if not kg or not inputs:
            return False
        passed = max(inputs, key=lambda row: _number(row["kg"]))
        largest = _number(passed["kg"])
        beside = fsum(_number(row["kg"]) for row in inputs) - largest
        emitted = fsum(_number(row["kg"]) for row in self._weighed(name, "emission"))
        least = _GAS_FROM_ELSEWHERE if is_gas else _FROM_ELSEWHERE
        if not least * kg <= largest <= _AT_MOST * kg:
            return False
        if beside > _BESIDE * kg or emitted > _EMITTED * kg:
            return False
        untold = self._carbon.untold(name, str(passed["address"]), emitted)
        return (untold.high if doubt else untold.low) <= _UNTOLD * kg

    def _weighed(
        self, name: str, direction: str, measures: Collection[str] = _SOLID
    ) -> list[Mapping[str, Value]]:
        """Rows of materials of known mass, given in units of one of the measures."""
        return [
            row
            for row in self._rows[name]
            if row["direction"] == direction
            and row["measure"] in measures
            and isinstance(row["kg"], float)
            and row["table"] in _MATERIAL
        ]

    def _links(self, name: str) -> list[Taken]:
        found = (self.taken(row) for row in self._rows[name] if row["direction"] == "input")
        return [link for link in found if link is not None]

    def _is_main(self, link: Taken) -> bool:
        return (link.supplier, link.flow) not in self._beside

    def counts(self, plant: Plant, record: Record, of: str) -> float:
        """By what the value of a record of a plant is multiplied.

        The reference flows of its process; of an output only what leaves the plant.
        """
        values = record.values
        if of == "processes":
            id = str(values["id"])
            return plant.scale[id] * plant.made[id]
        scale = plant.scale[str(values["process"])]
        if of != "coproducts" or not scale:
            return scale
        key = str(values["process"]), str(values["flow"])
        back = [
            link.share * plant.scale[name]
            for name in plant.members
            for link in self._links(name)
            if (link.supplier, link.flow) == key
        ]
        return max(0.0, scale - fsum(back))


def _part_of(step: Mapping[str, float], carried: Mapping[str, float]) -> float:
    """Part of the product of a step that the processes it takes from convert."""
    return min(1.0, fsum(part * carried[supplier] for supplier, part in step.items()))


def _number(value: Value) -> float:
    return float(value) if isinstance(value, float | int) else 0.0


def _root(place: Mapping[str, str], name: str) -> str:
    while place[name] != name:
        name = place[name]
    return name
