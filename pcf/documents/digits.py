"""Numbers as printed text: significant digits, shares, amounts; and the policy of a rule pack.

Rounding is to even on the shortest decimal text of a number, as GB/T 8170 does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pcf.rules.pack import Pack

Sums = Literal["note", "largest-remainder"]
#: Shares are printed in percent to this digit.
SHARE = Decimal("0.1")
_DEFAULT_DIGITS = 3
#: A share above this is no share of anything: the total nearly cancels out.
_ODD = 1e9
#: A whole in percent.
WHOLE = Decimal(100)
#: Digits of what a project states, and the powers of ten between which it is written out.
_STATED = 6
_PLAIN = (-6, 9)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a rule pack rounds: significant digits, and what becomes of sums."""

    digits: int = _DEFAULT_DIGITS
    sums: Sums = "largest-remainder"


def policy_of(pack: Pack | None) -> Policy:
    """Policy of a pack; three digits and sums that add up where it says nothing."""
    said = pack.settings.get("rounding", {}) if pack is not None else {}
    digits = int(said.get("digits", _DEFAULT_DIGITS))
    return Policy(digits, "note" if said.get("sums") == "note" else "largest-remainder")


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


def amount_text(value: float | None) -> str:
    """Amount of a row as text, to six digits without trailing zeros; ``n/a`` for none.

    Very small and very large ones have an exponent, ``1.2e-9``.
    """
    if value is None or not math.isfinite(value):
        return "n/a"
    if not value:
        return "0"
    shown = significant(value, _STATED)
    low, high = _PLAIN
    if not low <= shown.adjusted() <= high:
        head, _, tail = f"{shown:e}".partition("e")
        return f"{_trimmed(head)}e{int(tail)}"
    return _trimmed(format(shown, "f"))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def share_text(share: float | None) -> str:
    """Share (0..1) in percent; one too small for its digit is not printed as nothing.

    ``n/a`` for one of a total that nearly cancels out.
    """
    if share is None or not math.isfinite(share) or abs(share) > _ODD:
        return "n/a"
    shown = (exact(share) * WHOLE).quantize(SHARE, ROUND_HALF_EVEN)
    if share and not shown:
        return "<0.1 %" if share > 0 else ">-0.1 %"
    return f"{decimal_text(shown)} %"
