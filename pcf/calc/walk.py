"""A walk between two footprints, one group of changes at a time.

The state after k groups is a full calculation. With totals t_0 (start) … t_n (end),

.. math:: t_n − t_0 = Σ_k (t_k − t_{k−1})

holds exactly: a float difference is kept with what its rounding left, so that ``math.fsum`` of all
parts is ``t_n − t_0`` bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from pcf.calc.footprint import Footprint
from pcf.errors import PcfError
from pcf.findings import Finding

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[Name]):
    """A part of the walk: the groups that change in it, the states around it.

    because
        Why the states between its groups cannot be computed; empty for a single group.
    """

    names: tuple[Name, ...]
    before: Footprint
    after: Footprint
    because: tuple[Finding, ...] = ()


def exact_difference(before: float, after: float) -> tuple[float, float]:
    """Give ``after − before`` as a float and what its rounding left: their sum is exact."""
    delta = after - before
    return delta, float(Fraction(after) - Fraction(before) - Fraction(delta))


def walk(
    names: Sequence[Name],
    differing: Collection[Name],
    ends: tuple[Footprint, Footprint],
    state: Callable[[int], Footprint],
) -> tuple[Stretch[Name], ...]:
    """Walk from one end to the other; groups between which nothing can be computed are one.

    Parameters
    ----------
    names
        Every group in the order of the walk.
    differing
        The groups that change something; the last of them leads to the end itself.
    ends
        Start and end.
    state
        Computes the state after the group of that number; raises `PcfError` when it cannot be.
    """
    before, end = ends
    last = [name for name in names if name in differing][-1:]
    made: list[Stretch[Name]] = []
    waiting: list[Name] = []
    because: list[Finding] = []
    for number, name in enumerate(names):
        if name not in differing:
            made.append(Stretch((name,), before, before))
            continue
        waiting.append(name)
        try:
            after = end if name in last else state(number)
        except PcfError as error:
            because += [f for f in error.findings if f.level == "error" and f not in because]
            continue
        made.append(Stretch(tuple(waiting), before, after, tuple(because)))
        before, waiting, because = after, [], []
    return tuple(made)


def relative_change(before: float, after: float, units: tuple[str, str]) -> float | None:
    """Difference by the size of the total before; None when that is zero or in another unit."""
    if not before or units[0] != units[1]:
        return None
    return (after - before) / abs(before)
