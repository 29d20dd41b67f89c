"""Figures as a screen shows them. Nothing here changes a value that is stored or passed on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

ABSENT = "n/a"
DIGITS = 4


def number(value: float | None, digits: int = DIGITS) -> str:
    """Show a figure with `digits` significant digits, never fewer than its whole part.

    Zero is ``0`` and nothing is ``n/a``: they are different statements. Figures below 1e-4 or from
    1e9 on are written as powers of ten.
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    size = abs(value)
    if 10**digits <= size < 1e9:
        return f"{value:.0f}"
    return f"{value:.{digits}g}"


def percent(share: float | None) -> str:
    """Show a share 0..1 with one decimal; a share too small for that is not shown as nothing."""
    if share is None or not math.isfinite(share):
        return ABSENT
    if share == 0:
        return "0 %"
    if abs(share) < 0.0005:
        return "<0.1 %" if share > 0 else ">-0.1 %"
    return f"{share * 100:.1f} %"


def signed(text: str) -> str:
    """Give a change its sign: ``+`` before what is above zero."""
    bare = text.lstrip("<>")
    return text if bare.startswith("-") or bare in ("0", "0 %", ABSENT) else f"+{text}"


def aligned(values: Sequence[float | None], *, sign: bool = False) -> list[str]:
    """Show a column of figures with their decimal points below each other.

    `sign` puts ``+`` before what is above zero, for changes.
    """
    shown = [signed(number(value)) if sign else number(value) for value in values]
    heads = [re.split(r"[.e]", text)[0] if text != ABSENT else text for text in shown]
    tails = [text[len(head) :] for text, head in zip(shown, heads, strict=True)]
    left = max(map(len, heads), default=0)
    right = max(map(len, tails), default=0)
    return [h.rjust(left) + t.ljust(right) for h, t in zip(heads, tails, strict=True)]
