r"""The one table of rounded values that every sheet, format and language prints.

A value is rounded to the significant digits of the rule pack (``[rounding] digits``), ties to even
(as GB/T 8170 does), on the shortest decimal text of the number. Parts of a sum are rounded one by
one; where what is printed does not add up, the table carries a note and no value is bent. A pack
that says ``sums = "largest-remainder"`` has parts cut at the last digit of the total instead, and
what is missing given to the parts that lost most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.footprint import AlternativeTotal, Footprint, Part

if TYPE_CHECKING:
    from pcf.rules.pack import Pack

Sums = Literal["note", "largest-remainder"]
#: Shares are printed in percent to this digit.
SHARE = Decimal("0.1")
_DEFAULT_DIGITS = 3
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a rule pack rounds: significant digits, and what becomes of sums."""

    digits: int = _DEFAULT_DIGITS
    sums: Sums = "note"


def policy_of(pack: Pack | None) -> Policy:
    """Policy of a pack; three digits and notes where it says nothing."""
    said = pack.settings.get("rounding", {}) if pack is not None else {}
    largest = said.get("sums") == "largest-remainder"
    digits = int(said.get("digits", _DEFAULT_DIGITS))
    return Policy(digits, "largest-remainder" if largest else "note")


def exact(value: float) -> Decimal:
    """Give the shortest decimal number that is this floating-point number."""
    return Decimal(repr(float(value)))


def quantum(value: float, digits: int) -> Decimal:
    """Give the last digit that is printed of a value; of zero, the unit."""
    if not value:
        return Decimal(1)
    first = exact(value).adjusted()
    last = Decimal(1).scaleb(first - digits + 1)
    carried = exact(value).quantize(last, ROUND_HALF_EVEN)
    return last.scaleb(1) if carried.adjusted() > first else last


def significant(value: float, digits: int) -> Decimal:
    """Round to significant digits, ties to even."""
    return exact(value).quantize(quantum(value, digits), ROUND_HALF_EVEN)


def decimal_text(value: Decimal) -> str:
    """Decimal number as text, without exponent; zero is ``0``."""
    return format(value, "f") if value else "0"


def number_text(value: float | None, digits: int) -> str:
    """Rounded number as text; ``n/a`` for none."""
    if value is None or not math.isfinite(value):
        return "n/a"
    return decimal_text(significant(value, digits))


def share_text(share: float | None) -> str:
    """Share (0..1) in percent; one too small for its digit is not printed as nothing."""
    if share is None or not math.isfinite(share):
        return "n/a"
    shown = (exact(share) * _WHOLE).quantize(SHARE, ROUND_HALF_EVEN)
    if share and not shown:
        return "<0.1 %" if share > 0 else ">-0.1 %"
    return f"{decimal_text(shown)} %"


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
        """Printed text."""
        return decimal_text(self.value)


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """Rounded parts of a total.

    gap, share_gap
        Sum of the printed parts less the printed total, at the last digit of the total, and sum of
        the printed shares less 100; zero where they add up.
    """

    parts: tuple[RoundedPart, ...]
    gap: Decimal
    share_gap: Decimal


@dataclass(frozen=True, slots=True)
class RoundedResult:
    """Every rounded value of a result."""

    policy: Policy
    unit: str
    total: RoundedPart
    stages: RoundedSum
    ledger: RoundedSum
    gases: RoundedSum
    alternatives: tuple[RoundedPart, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the table as plain data."""
        return {
            "digits": self.policy.digits,
            "sums": self.policy.sums,
            "total": _json(self.total),
            "stages": [_json(part) for part in self.stages.parts],
            "ledger": [_json(part) for part in self.ledger.parts],
            "gases": [_json(part) for part in self.gases.parts],
            "alternatives": [_json(part) for part in self.alternatives],
        }


def _json(part: RoundedPart) -> dict[str, Any]:
    return {
        "id": part.id,
        "address": part.address,
        "value": part.exact,
        "rounded": part.text,
        "unit": part.unit,
        "share": part.share,
    }


def rounded_result(footprint: Footprint, stages: Sequence[Part], pack: Pack) -> RoundedResult:
    """Round a result once, by the policy of its rule pack."""
    policy, unit = policy_of(pack), footprint.unit
    total = _total(footprint, policy)

    def whole(kind: str, parts: Sequence[Part]) -> RoundedSum:
        return _sum(kind, parts, total, policy)

    return RoundedResult(
        policy,
        unit,
        total,
        whole("stage", stages),
        whole("ledger", footprint.ledger),
        whole("gas", footprint.gases),
        tuple(_alternative(item, policy) for item in footprint.alternatives),
    )


def _total(footprint: Footprint, policy: Policy) -> RoundedPart:
    value = significant(footprint.total, policy.digits)
    share = share_text(1.0 if footprint.total else None)
    return RoundedPart("total", "", "", footprint.total, value, share, "total", footprint.unit)


def _alternative(item: AlternativeTotal, policy: Policy) -> RoundedPart:
    value = significant(item.value, policy.digits)
    return RoundedPart(
        item.id, item.name_zh, item.name_en, item.value, value, "", "total", item.unit
    )


def _sum(kind: str, parts: Sequence[Part], total: RoundedPart, policy: Policy) -> RoundedSum:
    last = quantum(total.exact, policy.digits)
    if policy.sums == "largest-remainder":
        values = largest_remainder([part.value for part in parts], total.value, last)
    else:
        values = [significant(part.value, policy.digits) for part in parts]
    made = tuple(
        RoundedPart(
            part.id, part.name_zh, part.name_en, part.value, value, share_text(part.share),
            f"{kind}:{part.id}", total.unit,
        )
        for part, value in zip(parts, values, strict=True)
    )  # fmt: skip
    gap = sum(values, Decimal(0)).quantize(last, ROUND_HALF_EVEN) - total.value
    return RoundedSum(made, gap, _share_gap(parts))


def _share_gap(parts: Sequence[Part]) -> Decimal:
    shares = [part.share for part in parts if part.share is not None]
    if not shares:
        return Decimal(0)
    printed = [(exact(s) * _WHOLE).quantize(SHARE, ROUND_HALF_EVEN) for s in shares]
    return sum(printed, Decimal(0)) - _WHOLE


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
