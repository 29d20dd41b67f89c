"""Compare products of quantities, with their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from pcf.units import Measured, memo, quantity

_MEMO = memo(__file__)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two products in one unit; `fault` is what is wrong with the units, empty for nothing.

    here, there
        The product of the one side and of the other, in the unit of the other.
    """

    here: float
    there: float
    unit: str
    fault: str = ""


def compared(
    left: Sequence[Measured], right: Sequence[Measured], left_bare: bool, right_bare: bool
) -> Compared:
    """Give both products in the unit of the right one.

    Parameters
    ----------
    left_bare, right_bare
        Whether one of the numbers of that side has no unit: where that side has no dimension and
        the other has one, it counts in the unit of the other.
    """
    told = [[(v.value, v.unit) for v in side] for side in (left, right)]
    question = ("compared", told, left_bare, right_bare)
    answer: list[Any] = _MEMO.answer(
        question, lambda: _compared(left, right, left_bare, right_bare)
    )
    if len(answer) == 1:
        return Compared(0.0, 0.0, "", str(answer[0]))
    return Compared(float(answer[0]), float(answer[1]), str(answer[2]))


def _compared(
    left: Sequence[Measured], right: Sequence[Measured], left_bare: bool, right_bare: bool
) -> list[Any]:
    here, there = _made(left), _made(right)
    if here.dimensionless != there.dimensionless:  # a bare number takes the unit of the other side
        if there.dimensionless and right_bare:
            there = quantity(float(there.magnitude), str(here.units))
        elif here.dimensionless and left_bare:
            here = quantity(float(here.magnitude), str(there.units))
    try:
        value = float(here.to(there.units).magnitude)
    except Exception as error:  # pint has several kinds of errors for units that do not fit
        return [str(error)]
    unit = "" if there.dimensionless else f"{there.units:~}"
    return [value, float(there.magnitude), unit]


def _made(values: Sequence[Measured]) -> Any:
    quantities = [value.quantity() for value in values]
    return prod(quantities[1:], start=quantities[0])
