r"""One printed text for each value of a result, chosen once for all of its tables.

Stages, ledger columns, gases, components, elementary flows and the ledger columns of each stage end
at one decimal place ``10^p`` (`common_place`). Each value is rounded to the nearest there, ties to
even. By what the parts of a table then miss their total,

.. math:: d = \bar X - \sum_i \bar x_i ,

units of the last place go to those of its parts that have three digits or more and lost most
(largest remainders); a smaller part stays the nearest. Values that are equal are one value: it is
settled in the first table that has it, those with the most parts first, and every other table takes
it as it is. Only where a table has no value of its own left, as with three equal thirds, one of its
parts has another last digit there.

A value that no table of parts has, that of a unit process or a row, ends at the same place, or at
its own digits where those are finer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from pcf.documents.digits import exact, quantum, significant

#: Places that parts may have beyond the digits of the largest value.
FURTHER = 3
#: Part of the total from which a part has at least two digits.
SEEN = 1e-3
#: Values that differ by less, relative to themselves, are one value.
_SAME = 1e-9
#: Digits of such a part, unless the policy has fewer.
_SEEN_DIGITS = 2
#: Parts with as many units of the last place can have one more or less; without any, those with
#: two digits.
_LARGE, _LEAST = 100, 10


@dataclass(frozen=True, slots=True)
class Whole:
    """Parts of a table, and what they are parts of."""

    values: tuple[float, ...]
    whole: float


@dataclass(frozen=True, slots=True)
class Printed:
    """Printed numbers of a result.

    alone
        Whether each value is rounded alone, to its digits.
    place
        Place at which its parts end.
    known, units
        Values of its tables, ascending, and their printed numbers in units of the place.
    """

    digits: int
    alone: bool = True
    place: Decimal = Decimal(1)
    known: tuple[float, ...] = ()
    units: tuple[int, ...] = ()

    def has(self, value: float) -> bool:
        """Whether a value stands in a table of parts."""
        return not self.alone and _position(self.known, value) >= 0

    def number(self, value: float) -> Decimal:
        """Printed number of a value: that of the tables, or at its own digits where finer.

        One that is smaller than the place has its own digits where it stands alone.
        """
        if self.alone:
            return significant(value, self.digits)
        at = _position(self.known, value)
        if at >= 0 and (self.units[at] or not value):
            return self.units[at] * self.place
        return exact(value).quantize(min(self.place, quantum(value, self.digits)), ROUND_HALF_EVEN)

    def total(self, whole: float) -> Decimal:
        """Printed total below a table of parts."""
        if self.alone:
            return significant(whole, self.digits)
        return self._units(whole) * self.place

    def parts(self, table: Whole) -> list[Decimal]:
        """Printed parts of a table, which add up to their printed total."""
        if self.alone:
            return [significant(value, self.digits) for value in table.values]
        units = [self._units(value) for value in table.values]
        goal = self._units(table.whole) if _adds_up(table) else _nearest(_own(table), self.place)
        missing = goal - sum(units)
        if missing:  # no value of its own was left
            units[max(range(len(units)), key=lambda at: abs(units[at]))] += missing
        return [unit * self.place for unit in units]

    def _units(self, value: float) -> int:
        at = _position(self.known, value)
        if at >= 0:
            return self.units[at]
        return _nearest(exact(value), self.place)


def common_place(tables: Iterable[Whole], digits: int) -> Decimal:
    """Give the place at which tables of parts and their totals end; of nothing, the unit.

    It is the last digit of the largest value, or finer: so that a part of 0.1 % of its total or
    more has two digits, and the total its own; by at most `FURTHER` places.
    """
    held = [(value, abs(table.whole) * SEEN) for table in tables for value in table.values if value]
    totals = [table.whole for table in tables if table.whole]
    every = [*(value for value, _ in held), *totals]
    if not every:
        return Decimal(1)
    coarse = quantum(max(every, key=abs), digits)
    finest = coarse.scaleb(-FURTHER)
    further = 1 - min(digits, _SEEN_DIGITS)
    wanted = [_leading(v).scaleb(further) for v, least in held if abs(v) >= least]
    wanted += [max(quantum(total, digits), finest) for total in totals if _leading(total) >= finest]
    return min([coarse, *(place for place in wanted if place >= finest)])


def printed_of(
    tables: Sequence[Whole], digits: int, more: Sequence[Whole] = (), place: Decimal | None = None
) -> Printed:
    """Settle the printed numbers of tables at one place.

    Parameters
    ----------
    more
        Tables that take the place of the others and are settled after them.
    place
        Place to use instead of the common one, where several results stand in one table.
    """
    place = place or common_place(tables, digits)
    known = _distinct([v for t in (*tables, *more) for v in (*t.values, t.whole)])
    order = [*sorted(tables, key=lambda t: -sum(map(bool, t.values))), *more]
    given: dict[int, int] = {}
    for _ in order:
        given, failed = _settled(order, known, place)
        if failed is None:
            break
        order.insert(0, order.pop(failed))
    units = (given.get(at, _nearest(exact(value), place)) for at, value in enumerate(known))
    return Printed(digits, False, place, known, tuple(units))


def _settled(
    order: Sequence[Whole], known: Sequence[float], place: Decimal
) -> tuple[dict[int, int], int | None]:
    """Settle table after table; also the first that has no value of its own to settle."""
    given: dict[int, int] = {}
    failed: int | None = None
    for number, table in enumerate(order):
        whole = _position(known, table.whole)
        goal = given.setdefault(whole, _nearest(exact(table.whole), place))
        if not _adds_up(table):
            goal = _nearest(_own(table), place)
        counted = Counter(_position(known, value) for value in table.values if value)
        own = [at for at in counted if at not in given]
        given.update((at, _nearest(exact(known[at]), place)) for at in own)
        missing = goal - sum(given[at] * count for at, count in counted.items())
        loose = [at for at in own if counted[at] == 1 and abs(given[at]) >= _LEAST]
        if missing and not loose:
            failed = number if failed is None else failed
        for at in _who(loose, given, known, (missing, place)):
            given[at] += 1 if missing > 0 else -1
    return given, failed


def _who(
    loose: Sequence[int], given: dict[int, int], known: Sequence[float], due: tuple[int, Decimal]
) -> list[int]:
    """Values that get a unit each: large ones by what they lost; without any, the largest."""
    missing, place = due
    if not missing or not loose:
        return []
    sign = 1 if missing > 0 else -1
    large = [at for at in loose if abs(given[at]) >= _LARGE]
    lost = {at: (exact(known[at]) / place - given[at]) * sign for at in loose}
    ordered = sorted(large, key=lambda at: (-lost[at], -abs(known[at]), at))
    ordered = ordered or sorted(loose, key=lambda at: (-abs(given[at]), at))[:1]
    return [ordered[number % len(ordered)] for number in range(abs(missing))]


def _leading(value: float) -> Decimal:
    """Place of the first digit of a value."""
    return Decimal(1).scaleb(exact(value).adjusted())


def _nearest(value: Decimal, place: Decimal) -> int:
    return int((value / place).to_integral_value(ROUND_HALF_EVEN))


def _own(table: Whole) -> Decimal:
    return sum(map(exact, table.values), Decimal(0))


def _adds_up(table: Whole) -> bool:
    """Whether the parts are all of their whole."""
    scale = max([abs(table.whole), *map(abs, table.values)])
    return abs(_own(table) - exact(table.whole)) <= exact(scale) * exact(_SAME)


def _distinct(values: Iterable[float]) -> tuple[float, ...]:
    """Values ascending, those that are one value once."""
    made: list[float] = []
    for value in sorted(set(values)):
        if not made or abs(value - made[-1]) > _SAME * max(abs(value), abs(made[-1])):
            made.append(value)
    return tuple(made)


def _position(known: Sequence[float], value: float) -> int:
    """Position of a value among known ones; -1 for one that is not among them."""
    at = bisect_left(known, value)
    near = [n for n in (at - 1, at) if 0 <= n < len(known)]
    return next((n for n in near if abs(known[n] - value) <= _SAME * abs(value)), -1)
