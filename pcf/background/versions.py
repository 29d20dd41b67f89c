r"""What changed between two contents of a background, and why.

For a product in both, per unit, with input amounts *a*, intensities *y* and direct burden *e*
before (0) and after (1),

.. math::

    \Delta y = \underbrace{\sum_i (a_{1i} - a_{0i})\,y_{0i} + (e_1 - e_0)}_{\text{own exchanges}}
             + \underbrace{\sum_i a_{1i}\,(y_{1i} - y_{0i})}_{\text{upstream}}

A supplier that is in one of the two only counts wholly as own exchange. With the own parts of all
products as a vector *o*, :math:`\Delta y = (I - T_1^\mathsf{T})^{-1} o` over the products in both
(*T* the inputs per unit), so that :math:`x_k o_k` is what the own change of product *k* does to a
product that draws :math:`x_k` of it over the whole chain: the roots of a change, which add up to
it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from pcf.background.background import Background

if TYPE_CHECKING:
    from scipy.sparse import csc_array

#: Process, flow and unit: what makes a product the same in two contents.
Product = tuple[str, str, str]
#: Relative change below which a product counts as unchanged: noise of the solver.
NOISE = 1e-10


@dataclass(frozen=True, slots=True)
class Term:
    """What one exchange does to the change of a product, kg CO2e per unit.

    kind
        ``input`` (`name` is ``process/flow``) or ``emission`` (`name` is the elementary flow).
    before, after
        Amount per unit of product.
    own, upstream
        Effect of its own amount, and of its supplier.
    """

    kind: Literal["input", "emission"]
    name: str
    before: float
    after: float
    own: float
    upstream: float


@dataclass(frozen=True, slots=True)
class Root:
    """What the own change of a product upstream (or the product itself) does to a product."""

    process: str
    flow: str
    value: float


@dataclass(frozen=True, slots=True)
class ProductChange:
    """Change of one product: `delta` = `own` + `upstream`, kg CO2e per `unit`."""

    process: str
    flow: str
    unit: str
    before: float
    after: float
    delta: float
    own: float
    upstream: float

    @property
    def relative(self) -> float | None:
        """Change over the value before; None when that is zero."""
        return self.delta / abs(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Lone:
    """A product that is in one of the two contents only, with its intensity."""

    process: str
    flow: str
    unit: str
    value: float


@dataclass(frozen=True)
class Side:
    """One of the two contents in one metric.

    values
        kg CO2e per unit of every product.
    factors
        kg CO2e per kg of every greenhouse-gas column.
    """

    background: Background
    values: NDArray[np.float64]
    factors: NDArray[np.float64]

    def products(self) -> dict[Product, int]:
        """Position of every product."""
        of = self.background
        return {(p, f, of.unit_of(p, f)): j for j, (p, f) in enumerate(of.products)}


class VersionDifference:
    """Difference B − A of two contents of a background.

    Attributes
    ----------
    a, b
        The two sides.
    added, removed
        Products of one side only, by size.
    changed
        Products in both whose intensity moved, the largest relative change first.
    unchanged
        Number of the other products.
    """

    def __init__(self, a: Side, b: Side) -> None:
        self.a, self.b = a, b
        self._in_a, self._in_b = a.products(), b.products()
        self._both = [key for key in self._in_b if key in self._in_a]
        self._places = {key: k for k, key in enumerate(self._both)}
        self._old = _Matrices(a, self._both, self._in_a)
        self._new = _Matrices(b, self._both, self._in_b)
        self._own = self._own_effects()
        self.added = _lone(self._in_b, self._in_a, b)
        self.removed = _lone(self._in_a, self._in_b, a)
        self.changed = self._changes()
        self.unchanged = len(self._both) - len(self.changed)

    @property
    def is_empty(self) -> bool:
        """Whether no product was added, removed or moved."""
        return not (self.added or self.removed or self.changed)

    def _own_effects(self) -> NDArray[np.float64]:
        old, new = self._old, self._new
        inputs = (new.inputs - old.inputs).T @ old.values
        return np.asarray(inputs + new.rest - old.rest + new.direct - old.direct)

    def _changes(self) -> tuple[ProductChange, ...]:
        old, new = self._old, self._new
        found = []
        for k, (process, flow, unit) in enumerate(self._both):
            before, after = float(old.values[k]), float(new.values[k])
            delta = after - before
            if abs(delta) > NOISE * max(abs(before), abs(after)):
                own = float(self._own[k])
                change = ProductChange(process, flow, unit, before, after, delta, own, delta - own)
                found.append(change)

        def size(change: ProductChange) -> tuple[float, str, str]:
            relative = change.relative
            return -abs(relative) if relative is not None else -np.inf, change.process, change.flow

        return tuple(sorted(found, key=size))

    def terms(self, process: str, flow: str) -> tuple[Term, ...]:
        """Exchanges that make the change of a product in both, the largest first.

        Raises KeyError when the product is not in both.
        """
        old, new = (_Column(side, process, flow) for side in (self.a, self.b))
        made = [self._input(name, old, new) for name in {**old.inputs, **new.inputs}]
        for gas in {**old.direct, **new.direct}:
            (before, scored), (after, rescored) = (
                part.direct.get(gas, (0.0, 0.0)) for part in (old, new)
            )
            made.append(Term("emission", gas, before, after, rescored - scored, 0.0))
        moved = [term for term in made if term.own or term.upstream]
        return tuple(sorted(moved, key=lambda t: (-abs(t.own + t.upstream), t.name)))

    def _input(self, name: Product, old: _Column, new: _Column) -> Term:
        before, after = old.inputs.get(name, 0.0), new.inputs.get(name, 0.0)
        shown = f"{name[0]}/{name[1]}"
        if name not in self._in_a or name not in self._in_b:
            value = after * self._value(self.b, self._in_b, name)
            value -= before * self._value(self.a, self._in_a, name)
            return Term("input", shown, before, after, value, 0.0)
        price = float(self.a.values[self._in_a[name]])
        step = float(self.b.values[self._in_b[name]]) - price
        return Term("input", shown, before, after, (after - before) * price, after * step)

    @staticmethod
    def _value(side: Side, places: Mapping[Product, int], name: Product) -> float:
        return float(side.values[places[name]]) if name in places else 0.0

    @cached_property
    def _factorized(self) -> Any:
        from scipy.sparse import csc_array, identity
        from scipy.sparse.linalg import splu

        return splu(csc_array(identity(len(self._both)) - self._new.inputs))

    def roots(self, process: str, flow: str) -> tuple[Root, ...]:
        """Own changes along the chain that make the change of a product, the largest first.

        They add up to the change. Raises KeyError when the product is not in both.
        """
        demand = np.zeros(len(self._both))
        demand[self._places[process, flow, self.b.background.unit_of(process, flow)]] = 1.0
        drawn = self._factorized.solve(demand)
        values = drawn * self._own
        limit = NOISE * max(abs(float(self._new.values @ demand)), 1e-300)
        found = [
            Root(key[0], key[1], float(value))
            for key, value in zip(self._both, values, strict=True)
            if abs(value) > limit
        ]
        return tuple(sorted(found, key=lambda r: (-abs(r.value), r.process, r.flow)))


class _Matrices:
    """One side over the products in both: inputs among them, and what else a product carries.

    rest
        kg CO2e per unit from suppliers that are in this side only.
    direct
        kg CO2e per unit emitted by the product itself.
    """

    def __init__(self, side: Side, both: list[Product], places: Mapping[Product, int]) -> None:
        from scipy.sparse import csc_array, identity

        a, b = side.background.matrices()
        keep = np.array([places[key] for key in both], dtype=np.intp)
        lone = np.setdiff1d(np.arange(a.shape[0]), keep)
        drawn: csc_array[np.float64] = csc_array(identity(a.shape[0]) - a)
        self.values = side.values[keep]
        self.inputs: Any = drawn[keep][:, keep]
        self.rest = np.asarray(drawn[lone][:, keep].T @ side.values[lone])
        self.direct = np.asarray(b.T @ side.factors)[keep]


class _Column:
    """Inputs and scored emissions of one product, per unit."""

    def __init__(self, side: Side, process: str, flow: str) -> None:
        of = side.background
        a, b = of.matrices()
        j = of.index(process, flow)
        self.inputs: dict[Product, float] = {}
        self.direct: dict[str, tuple[float, float]] = {}
        for i, value in _entries(a, j):
            amount = (1.0 if i == j else 0.0) - value
            if amount:
                supplier = of.products[i]
                self.inputs[(*supplier, of.unit_of(*supplier))] = amount
        for k, amount in _entries(b, j):
            gas = of.columns[k].flow
            kg, scored = self.direct.get(gas, (0.0, 0.0))
            self.direct[gas] = (kg + amount, scored + amount * float(side.factors[k]))


def _entries(matrix: Any, column: int) -> list[tuple[int, float]]:
    summed: dict[int, list[float]] = {}
    start, end = matrix.indptr[column], matrix.indptr[column + 1]
    for i, value in zip(matrix.indices[start:end], matrix.data[start:end], strict=True):
        summed.setdefault(int(i), []).append(float(value))
    return [(i, fsum(values)) for i, values in summed.items()]


def _lone(own: Mapping[Product, int], other: Mapping[Product, int], side: Side) -> tuple[Lone, ...]:
    found = [
        Lone(process, flow, unit, float(side.values[j]))
        for (process, flow, unit), j in own.items()
        if (process, flow, unit) not in other
    ]
    return tuple(sorted(found, key=lambda item: (-abs(item.value), item.process, item.flow)))
