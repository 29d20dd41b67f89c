r"""Printed parts of a printed total, so that what is printed adds up.

A table of parts and its total end at one decimal place ``10^p``: the last digit of the largest
value at the digits of the policy, or finer, so that no part is printed as nothing and the total
keeps its own digits, by at most `FURTHER` places. The total is rounded to that place, ties to even.
Parts are cut there, and the places that are missing go to the parts that lost most (largest
remainders), so

.. math:: \sum_i \bar{x}_i = \bar{X}, \qquad |\bar{x}_i - x_i| < 10^p

A part that is smaller than even that place is printed as ``<0.01`` and counts as nothing. Shares
are rounded one by one, so that a share has one text wherever it stands; they may miss 100 % in the
last digit, by the `share_gap`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from pcf.documents.digits import WHOLE, decimal_text, exact, quantum

#: Places that a table of parts may have beyond the digits of its largest value.
FURTHER = 3
#: Parts whose sum misses the total by more, relative to the largest of them, are not all of it.
_WHOLE_WITHIN = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class RoundedPart:
    """A rounded value: `exact` is the value behind it, `address` what ``pcf explain`` takes."""

    id: str
    name_zh: str
    name_en: str
    exact: float
    value: Decimal
    share: str
    address: str
    unit: str

    @property
    def text(self) -> str:
        """Printed text; ``<0.01`` for a value that is not zero and has no digit at its place."""
        if self.value or not self.exact:
            return decimal_text(self.value)
        place = Decimal(1).scaleb(int(self.value.as_tuple().exponent))
        return f"<{decimal_text(place)}" if self.exact > 0 else f">-{decimal_text(place)}"


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """Rounded parts of a total.

    total
        The total as it is printed below the parts; it may have more digits than where it stands
        alone.
    gap, share_gap
        Sum of the printed parts less the printed total, exactly, and sum of the printed shares less
        100; zero where they add up.
    """

    parts: tuple[RoundedPart, ...]
    total: RoundedPart
    gap: Decimal
    share_gap: Decimal


def sum_place(total: float, values: Sequence[float], digits: int) -> Decimal:
    """Give the place at which parts and their total end; of nothing but zeros, the unit.

    Parts and totals that no place within reach shows are not waited for.
    """
    every = [value for value in (total, *values) if value]
    if not every:
        return Decimal(1)
    coarse = quantum(max(every, key=abs), digits)
    finest = coarse.scaleb(-FURTHER)
    wanted = [_leading(value) for value in every]
    if total and _leading(total) >= finest:
        wanted.append(max(quantum(total, digits), finest))
    return min([coarse, *(place for place in wanted if place >= finest)])


def _leading(value: float) -> Decimal:
    """Place of the first digit of a value."""
    return Decimal(1).scaleb(exact(value).adjusted())


def added_up(values: Sequence[float], total: float, place: Decimal) -> list[Decimal]:
    """Round parts at a place so that they add up to their total rounded there.

    Parts that are not all of the total add up to their own rounded sum.
    """
    every = [exact(value) for value in values]
    own, whole = sum(every, Decimal(0)), exact(total)
    scale = max([abs(whole), *map(abs, every)])
    goal = whole if abs(own - whole) <= scale * _WHOLE_WITHIN else own
    return largest_remainder(values, goal.quantize(place, ROUND_HALF_EVEN), place)


def largest_remainder(values: Sequence[float], total: Decimal, last: Decimal) -> list[Decimal]:
    """Cut parts at the digit `last` and give what is missing to those that lost most.

    Ties go to the earlier part. The parts add up to `total`.
    """
    floors = [exact(value).quantize(last, ROUND_FLOOR) for value in values]
    lost = [exact(value) - floor for value, floor in zip(values, floors, strict=True)]
    missing = int((total - sum(floors, Decimal(0))) / last)
    order = sorted(range(len(values)), key=lambda i: (-lost[i], i))
    for position in order[: max(missing, 0)]:
        floors[position] += last
    return floors


def share_gap(texts: Sequence[str]) -> Decimal:
    """Give the sum of printed shares less 100, exactly; zero where nothing has a share."""
    known = [text.removesuffix(" %") for text in texts if text not in ("", "n/a")]
    if not known:
        return Decimal(0)
    return sum((Decimal(t) for t in known if t[0] not in "<>"), Decimal(0)) - WHOLE
