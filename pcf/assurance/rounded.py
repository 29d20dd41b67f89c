"""Numbers as a bundle writes them: 12 significant digits, the same on every machine.

The last bits of a solved number depend on the processor. Before they are written here, numbers were
refined (`pcf.assurance.refined`) so far that rounding gives the same digits everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

#: Significant digits of numbers in a bundle.
DIGITS = 12


def rounded(value: Any, digits: int = DIGITS) -> Any:
    """Give plain data with every number rounded to significant digits."""
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") + 0.0 if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: rounded(part, digits) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part, digits) for part in value]
    return value


def json_bytes(body: Mapping[str, Any]) -> bytes:
    """Give JSON with sorted keys, in UTF-8, ending with a line."""
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()
