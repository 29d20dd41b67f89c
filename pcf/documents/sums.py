"""Printed parts of a printed total, so that what is printed adds up.

Parts and their total end at one decimal place; which, and what becomes of what rounding leaves, is
told in `pcf.documents.printed`. A part that is smaller than even that place is printed as ``<0.01``
and counts as nothing. Shares are rounded one by one, so that a share has one text wherever it
stands; they may miss 100 % in the last digit, by the `share_gap`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pcf.calc.footprint import Part
from pcf.documents.digits import WHOLE, Policy, decimal_text, share_text, significant
from pcf.documents.printed import Printed, Whole, printed_of


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


def share_gap(texts: Sequence[str]) -> Decimal:
    """Give the sum of printed shares less 100, exactly; zero where nothing has a share."""
    known = [text.removesuffix(" %") for text in texts if text not in ("", "n/a")]
    if not known:
        return Decimal(0)
    return sum((Decimal(t) for t in known if t[0] not in "<>"), Decimal(0)) - WHOLE


def rounded_total(value: float, unit: str, policy: Policy) -> RoundedPart:
    """Round a total where it stands alone."""
    share = share_text(1.0 if value else None)
    return RoundedPart(
        "total", "", "", value, significant(value, policy.digits), share, "total", unit
    )


def rounded_sum(
    kind: str,
    parts: Sequence[Part],
    total: RoundedPart,
    policy: Policy,
    place: Decimal | None = None,
) -> RoundedSum:
    """Round parts of a total that stand in no other table, by the policy of sums.

    `place` is used instead of the table's own.
    """
    printed = Printed(policy.digits)
    if policy.sums == "largest-remainder":
        values = tuple(part.value for part in parts)
        printed = printed_of([Whole(values, total.exact)], policy.digits, place=place)
    return table_of(kind, parts, total, printed)


def table_of(kind: str, parts: Sequence[Part], total: RoundedPart, printed: Printed) -> RoundedSum:
    """Table of parts as it is printed."""
    numbers = printed.parts(Whole(tuple(part.value for part in parts), total.exact))
    below = replace(total, value=printed.total(total.exact))
    return sum_of(kind, parts, numbers, below)


def sum_of(
    kind: str, parts: Sequence[Part], numbers: Sequence[Decimal], below: RoundedPart
) -> RoundedSum:
    """Table of parts with the printed total `below` them."""
    shares = [share_text(part.share) for part in parts]
    made = tuple(
        RoundedPart(
            part.id, part.name_zh, part.name_en, part.value, value, share, f"{kind}:{part.id}",
            below.unit,
        )
        for part, value, share in zip(parts, numbers, shares, strict=True)
    )  # fmt: skip
    return RoundedSum(made, below, sum(numbers, Decimal(0)) - below.value, share_gap(shares))
