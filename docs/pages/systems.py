r"""Whole product systems, foreground and background in one, and the same with stand-ins.

With technosphere A (outputs positive), direct burden b (kg CO2e) and demand e of one pack, the
intensity of everything is y with Aᵀ y = b, and the scaling is s with A s = e. What product k adds
to the pack, losses included, is :math:`s_k A_{kk} y_k`. A *stand-in* replaces the maker of a
product by another product of the same unit (its column becomes 1 of the other) or by a number of
kg CO2e per unit; y is then solved again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pages.data import BACKGROUND, EXAMPLES
from pcf import Project, open_background
from pcf.calc.footprint import Footprint
from pcf.climate import characterize, load_factor_set
from pcf.exchange.brightway import system_triplets
from pcf.location import data_root

SystemName = Literal["lfp", "nmc811", "nmc622", "nmc111"]
#: Biogenic CO2 is left out on both sides of every comparison, as most of the studies do.
BIOGENIC: Literal["0/0"] = "0/0"
#: What puts an example on the common method, where it states another.
COMMON: dict[str, tuple[str, ...]] = {
    "nmc111": ("pcf.method.gwp_set=AR6", "pcf.method.electricity=national-average")
}
Key = tuple[str, str]
StandIn = str | float


@dataclass(frozen=True)
class System:
    """A pack with everything upstream.

    keys
        (process, flow) of each column: foreground first, then background.
    own
        Number of foreground columns; 0 for a pack of the background.
    pack
        Column of the finished pack; `energy` and `mass` are kWh of nominal energy and kg of one
        unit of it (a pack, or a kg of pack).
    suffix
        What the background appends to the name of a process made for this chemistry.
    """

    keys: tuple[Key, ...]
    own: int
    units: tuple[str, ...]
    a: Any
    b: NDArray[np.float64]
    pack: int
    energy: float
    mass: float | None
    suffix: str
    footprint: Footprint | None = None
    _solved: dict[tuple[tuple[str, StandIn], ...], NDArray[np.float64]] = field(
        default_factory=dict
    )

    def column(self, process: str, *, background: bool = False) -> int:
        """Column of the reference product of a process; the foreground comes first.

        `process` may be ``PROCESS/FLOW``. Raises KeyError when it is unknown.
        """
        name, _, flow = process.partition("/")
        for number, key in enumerate(self.keys):
            if background and number < self.own:
                continue
            if key[0] in (name, name + self.suffix) and flow in ("", key[1]):
                return number
        raise KeyError(process)

    def intensities(self, stand_ins: Mapping[str, StandIn] | None = None) -> NDArray[np.float64]:
        """kg CO2e per unit of every product, with the given makers replaced."""
        from scipy.sparse.linalg import spsolve

        chosen = dict(stand_ins or {})
        key = tuple(sorted(chosen.items(), key=str))
        if key not in self._solved:
            matrix, burden = self.a.tolil(copy=True), self.b.copy()
            for maker, other in chosen.items():
                for column in self._columns(maker):
                    matrix[:, column] = 0.0
                    matrix[column, column] = 1.0
                    burden[column] = 0.0 if isinstance(other, str) else other
                    if isinstance(other, str):
                        matrix[self._stand_in(other, column), column] = -1.0
            self._solved[key] = spsolve(matrix.tocsc().T.tocsc(), burden)
        return self._solved[key]

    def _columns(self, maker: str) -> list[int]:
        """Columns that a stand-in replaces: a process wherever it stands, or all of one flow."""
        if maker.startswith("flow:"):
            flow = maker.removeprefix("flow:")
            return [n for n, key in enumerate(self.keys) if key[1] == flow]
        found = {self.column(maker, background=True)}
        return sorted(found | ({self.column(maker)} if self.own else set()))

    def _stand_in(self, other: str, column: int) -> int:
        found = self.column(other, background=True)
        if self.units[found] != self.units[column]:
            raise ValueError(f"{other}: {self.units[found]} for {self.units[column]}")
        return found

    @property
    def scaling(self) -> NDArray[np.float64]:
        """Units of output of every product per pack."""
        from scipy.sparse.linalg import spsolve

        key = (("scaling", 0.0),)
        if key not in self._solved:
            demand = np.zeros(len(self.keys))
            demand[self.pack] = 1.0
            self._solved[key] = spsolve(self.a.tocsc(), demand)
        return self._solved[key]

    def output(self, column: int) -> float:
        """Gross output of a product per kWh of nominal pack energy, in its unit."""
        return float(self.scaling[column] * self.a[column, column]) / self.energy

    def draw(self, users: Sequence[str], supplier: str) -> float:
        """What the named processes take from a supplier, per kWh of nominal pack energy."""
        source = self.column(supplier, background=True)
        columns = [self.column(user) for user in users]
        return -float(sum(self.a[source, n] * self.scaling[n] for n in columns)) / self.energy


@lru_cache
def system(name: SystemName) -> System:
    """Give a pack: an example (`lfp`, `nmc811`, `nmc111`) or that of the background (`nmc622`)."""
    return _of_background(name) if name in BACKGROUND else _of_example(name)


def example(name: SystemName, scenario: str | None = None) -> Footprint:
    """Calculate an example with biogenic CO2 left out, gas factors of AR6 and grid power.

    Examples that state another gas set or electricity rule are put on the common one.
    """
    folder: Path = data_root("datasets") / "examples" / EXAMPLES[name]
    overrides = [f"pcf.method.biogenic={BIOGENIC}", *COMMON.get(name, ())]
    return Project.load(folder).calculate(scenario, overrides)


def _of_example(name: SystemName) -> System:
    footprint = example(name)
    solved = footprint.context
    triplets = system_triplets(solved)
    background = solved.linked.background
    processes = {p.id: p for p in solved.linked.model.processes}
    keys = (*solved.foreground.keys, *background.products)
    units = [processes[p].reference.unit if p in processes else "" for p, _ in keys]
    own = solved.foreground.size
    units[own:] = [background.flow(flow).unit for _, flow in background.products]
    factors = np.nan_to_num(solved.scored.factors, nan=0.0)
    per = {a.id: a.factor for a in solved.linked.model.unit.alternatives}
    pack = keys.index(("pack_assembly", "battery_pack"))
    whole = per["per-kg" if units[pack] == "kg" else "per-pack"]
    return System(
        keys=keys,
        own=own,
        units=tuple(units),
        a=triplets.technosphere.tocsc(),
        b=np.asarray(triplets.biosphere.T @ factors),
        pack=pack,
        energy=whole / per["per-kwh-capacity"],
        mass=whole / per["per-kg"],
        suffix="",
        footprint=footprint,
    )


def _of_background(name: SystemName) -> System:
    background = open_background()
    a, b = background.matrices()
    factors, _ = characterize(background.columns, load_factor_set("AR6"), BIOGENIC)
    pack = background.index(BACKGROUND[name])
    return System(
        keys=background.products,
        own=0,
        units=tuple(background.flow(flow).unit for _, flow in background.products),
        a=a,
        b=np.asarray(b.T @ np.nan_to_num(factors, nan=0.0)),
        pack=pack,
        energy=1.0,
        mass=None,
        suffix=f"_{name}",
    )
