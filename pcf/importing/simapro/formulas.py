"""Numbers and formulas of SimaPro in the spelling of the house.

SimaPro does not tell upper from lower case in names, writes ``^`` for a power, and uses the decimal
sign of the file inside formulas, with ``;`` between arguments. ``sqr`` is a square.
"""

from __future__ import annotations

import math
import re

_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SQUARE = re.compile(r"\bsqr\(([^()]*)\)")


def number(text: str, decimal: str) -> float | None:
    """Give the finite number that a cell states; None when it is none."""
    plain = text.replace(",", ".") if decimal == "," else text
    plain = plain.strip().removesuffix("%")
    if "_" in plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def formula(text: str, decimal: str) -> str:
    """Give a formula in lower case and with decimal points."""
    plain = text.casefold().strip().removeprefix("=")
    if decimal == ",":
        plain = _COMMA.sub(".", plain)
    return _SQUARE.sub(r"((\1)**2)", plain).replace(";", ",")


def name(text: str) -> str:
    """Give the name of a parameter as formulas find it."""
    return text.strip().casefold()
