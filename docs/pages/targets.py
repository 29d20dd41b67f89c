"""The vocabulary of the column ``compare``: which computed number a published one stands beside.

==================================  ==============================================================
Words                               Number
==================================  ==============================================================
``pack SYSTEM``                     cradle-to-gate pack, kg CO2e per kWh of nominal energy
``pack-per-kg SYSTEM``              the same per kg of pack
``part SYSTEM PART ...``            what the parts add to the pack, losses included, kg CO2e/kWh
``without SYSTEM PART ...``         the pack less these parts
``share SYSTEM PART ... of WHOLE``  parts in % of ``pack`` or of another part
``energy SYSTEM KIND``              kWh per kWh of cells: ``electricity``, ``gas``, ``total``
``end-of-life SYSTEM [SCENARIO]``   end-of-life stage, kg CO2e per kWh of nominal energy
``effect SYSTEM LEVER [from L2]``   change of the pack by a stand-in, in % of the pack (under L2)
``made SYSTEM PROCESS``             kg CO2e per unit of a product of the foreground
``data DATASET``                    kg CO2e per unit of a product of the background
==================================  ==============================================================

``@LEVER`` after the words computes the number under a stand-in of ``levers.toml``; ``* NUMBER``
multiplies it (hydrate to anhydrous, kWh to MJ). Systems: ``lfp``, ``nmc811``, ``nmc622`` and
``nmc111``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from pages.data import Part, levers, parts
from pages.systems import StandIn, System, SystemName, example, system

CELL_MAKING = "cell_energy"


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed target: verb, words, stand-in, factor."""

    verb: str
    words: tuple[str, ...]
    lever: str = ""
    factor: float = 1.0

    @property
    def system(self) -> SystemName:
        """System it speaks of; background datasets are read off the LFP system."""
        return "lfp" if self.verb == "data" else cast(SystemName, self.words[0])


def parse(text: str) -> Target:
    """Read a target; ValueError when a word is not of the vocabulary."""
    words, factor, lever = text.split(), 1.0, ""
    if len(words) > 2 and words[-2] == "*":
        factor, words = float(words[-1]), words[:-2]
    if words and words[-1].startswith("@"):
        lever, words = words[-1][1:], words[:-1]
    if not words or words[0] not in _VERBS or (lever and lever not in levers()):
        raise ValueError(f"not a target: {text}")
    return Target(words[0], tuple(words[1:]), lever, factor)


def value(target: Target, lever: str = "") -> float:
    """Compute a target, under another stand-in than its own when one is given."""
    name = lever or target.lever
    stand_ins = dict(levers()[name].stand_ins) if name else {}
    return _VERBS[target.verb](target, stand_ins) * target.factor


def part_value(name: SystemName, part: Part, stand_ins: dict[str, StandIn]) -> float:
    """kg CO2e per kWh that a part adds to the pack."""
    of, y = system(name), system(name).intensities(stand_ins)
    found = [of.column(product) for product in part.products if _has(of, product)]
    total = sum(of.output(column) * float(y[column]) for column in found)
    for users, suppliers in part.draws:
        present = [user for user in users if _has(of, user)]
        for supplier in suppliers:
            price = float(y[of.column(supplier, background=True)])
            total += of.draw(present, supplier) * price
    return total


def _has(of: System, process: str) -> bool:
    try:
        of.column(process)
    except KeyError:
        return False
    return True


def _sum(target: Target, names: Sequence[str], stand_ins: dict[str, StandIn]) -> float:
    return sum(part_value(target.system, parts()[name], stand_ins) for name in names)


def _pack(target: Target, stand_ins: dict[str, StandIn]) -> float:
    of = system(target.system)
    change = of.intensities(stand_ins)[of.pack] - of.intensities()[of.pack]
    return base_pack(target.system) + float(change) / of.energy


def base_pack(name: SystemName) -> float:
    """Cradle-to-gate pack per kWh: stages raw material and production of the example."""
    of = system(name)
    if of.footprint is None:
        return float(of.intensities()[of.pack]) / of.energy
    per = next(a.value for a in of.footprint.alternatives if a.id == "per-kwh-capacity")
    stages = {part.id: part.value for part in of.footprint.stages}
    return (stages["raw_material"] + stages["production"]) * per / of.footprint.total


def _pack_per_kg(target: Target, stand_ins: dict[str, StandIn]) -> float:
    of = system(target.system)
    if of.mass is None:
        raise ValueError(f"mass of {target.system} is not known")
    return _pack(target, stand_ins) * of.energy / of.mass


def _part(target: Target, stand_ins: dict[str, StandIn]) -> float:
    return _sum(target, target.words[1:], stand_ins)


def _without(target: Target, stand_ins: dict[str, StandIn]) -> float:
    return _pack(target, stand_ins) - _sum(target, target.words[1:], stand_ins)


def _share(target: Target, stand_ins: dict[str, StandIn]) -> float:
    *names, of, whole = target.words[1:]
    if of != "of":
        raise ValueError("share ... of WHOLE")
    base = _pack(target, stand_ins) if whole == "pack" else _sum(target, [whole], stand_ins)
    return 100 * _sum(target, names, stand_ins) / base


def _energy(target: Target, stand_ins: dict[str, StandIn]) -> float:
    of = system(target.system)
    kind = target.words[1]
    total = 0.0
    for users, suppliers in parts()[CELL_MAKING].draws:
        for supplier in suppliers:
            unit = of.units[of.column(supplier, background=True)]
            if kind in ("total", {"kWh": "electricity", "MJ": "gas"}[unit]):
                total += of.draw(users, supplier) / (3.6 if unit == "MJ" else 1.0)
    return total


def _end_of_life(target: Target, stand_ins: dict[str, StandIn]) -> float:
    footprint = example(target.system, target.words[1] if target.words[1:] else None)
    per = next(a.value for a in footprint.alternatives if a.id == "per-kwh-capacity")
    stage = next(part.value for part in footprint.stages if part.id == "end_of_life")
    return stage * per / footprint.total


def _effect(target: Target, stand_ins: dict[str, StandIn]) -> float:
    name, lever, *start = target.words
    base = dict(levers()[start[1]].stand_ins) if start else {}
    before = _pack(Target("pack", (name,)), base)
    after = _pack(Target("pack", (name,)), base | dict(levers()[lever].stand_ins))
    return 100 * (after - before) / before


def _made(target: Target, stand_ins: dict[str, StandIn]) -> float:
    of = system(target.system)
    return float(of.intensities(stand_ins)[of.column(target.words[1])])


def _data(target: Target, stand_ins: dict[str, StandIn]) -> float:
    of = system(target.system)
    return float(of.intensities(stand_ins)[of.column(target.words[0], background=True)])


_VERBS: dict[str, Callable[[Target, dict[str, StandIn]], float]] = {
    "pack": _pack,
    "pack-per-kg": _pack_per_kg,
    "part": _part,
    "without": _without,
    "share": _share,
    "energy": _energy,
    "end-of-life": _end_of_life,
    "effect": _effect,
    "made": _made,
    "data": _data,
}
