"""Each published figure beside its computed number, and the sentences on their differences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pages.data import SHOWN, Published, levers, published
from pages.targets import Target, parse, value
from pages.text import three

LIMIT = 0.2
Side = Literal["inside", "below", "above", ""]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure beside one computed number."""

    row: Published
    target: Target
    text: str
    computed: float

    @property
    def ratio(self) -> float | None:
        """Computed / published value; None when only a range is published."""
        return None if not self.row.value else self.computed / self.row.value

    @property
    def side(self) -> Side:
        """Where the computed number lies against the published range; empty without a range."""
        low, high = self.row.lower, self.row.upper
        if low is None and high is None:
            return ""
        if low is not None and self.computed < low:
            return "below"
        return "above" if high is not None and self.computed > high else "inside"

    @property
    def near(self) -> bool:
        """Within 20 % of the value where one is published, and not outside the range."""
        close = self.ratio is None or abs(self.ratio - 1) <= LIMIT
        return close and self.side in ("", "inside")

    @property
    def mark(self) -> float:
        """The published number that a gap is measured from: the value, else the nearest bound."""
        if self.row.value is not None:
            return self.row.value
        bounds = [b for b in (self.row.lower, self.row.upper) if b is not None]
        return min(bounds, key=lambda b: abs(b - self.computed))


@lru_cache
def comparisons() -> tuple[Comparison, ...]:
    """Every comparison, in the order of the table."""
    return tuple(
        Comparison(row, target, text, value(target))
        for row in published()
        for text in row.compare
        for target in (parse(text),)
    )


def of_row(row: Published) -> tuple[Comparison, ...]:
    """Comparisons of one published figure."""
    return tuple(c for c in comparisons() if c.row.id == row.id)


_FIELD = re.compile(r"\{([^{}]+)\}")


def filled(template: str, row: Published) -> str:
    """Fill a sentence with computed numbers.

    ``{computed}`` the row's own targets; ``{is TARGET}`` any target; ``{now LEVER}`` the row's
    targets under a stand-in; ``{closes LEVER}`` how much of the gap that closes, in percent. Rows
    with several targets give several numbers, in their order.

    Raises
    ------
    ValueError
        For a field that is none of these.
    """
    return _FIELD.sub(lambda found: _field(found[1], row), template)


def _field(text: str, row: Published) -> str:
    verb, _, rest = text.partition(" ")
    if verb == "is":
        return three(value(parse(rest)))
    own = of_row(row)
    if verb == "computed":
        return _joined(c.computed for c in own)
    if rest not in levers() or verb not in ("now", "closes"):
        raise ValueError(f"{row.id}: {{{text}}}")
    changed = [value(c.target, rest) for c in own]
    if verb == "now":
        return _joined(changed)
    closed = [
        (c.computed - v) / (c.computed - c.mark) * 100 for c, v in zip(own, changed, strict=True)
    ]
    return " / ".join(f"{part:.0f}" for part in closed)


def _joined(values: Iterable[float]) -> str:
    return " / ".join(three(v) for v in values)


def shown(comparison: Comparison) -> str:
    """Words for the computed side of a comparison, for a table."""
    if comparison.target.verb == "data":
        return f"`bg:{comparison.text.removeprefix('data ')}`"
    system = comparison.target.words[0]
    return f"`{SHOWN[system]}`" if system in SHOWN else comparison.text
