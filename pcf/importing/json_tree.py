"""JSON of strangers as plain nested data, within bounds."""

from __future__ import annotations

import json
from typing import Any

from pcf.importing.xml_tree import MAX_DEPTH, Tree, TreeError

#: Bounds of a document: bytes, objects and lists, and the commas between their parts.
MAX_BYTES = 160 * 2**20
MAX_OPENED = 4_000_000
MAX_PARTS = 20_000_000


def parse_json(data: bytes) -> Tree:
    """Read a document whose top is an object.

    NaN and infinities, which JSON does not know but programs write, are read as texts.

    Raises
    ------
    TreeError
        Not JSON, not an object, not UTF-8, too deep, or more than the bounds above.
    """
    if len(data) > MAX_BYTES:
        raise TreeError(f"> {MAX_BYTES >> 20} MB", None)
    opened = data.count(b"{") + data.count(b"[")
    if opened > MAX_OPENED or data.count(b",") > MAX_PARTS:
        raise TreeError("too many", None)
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, parse_constant=str)
    except json.JSONDecodeError as error:
        raise TreeError(error.msg, error.lineno) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise TreeError(type(error).__name__, 1) from error
    if not isinstance(found, dict):
        raise TreeError("no object", 1)
    _check_depth(found)
    return found


def _check_depth(top: Any) -> None:
    level: list[Any] = [top]
    for _ in range(MAX_DEPTH):
        parts = (part.values() if isinstance(part, dict) else part for part in level)
        level = [item for part in parts for item in part if isinstance(item, dict | list)]
        if not level:
            return
    raise TreeError("too deep", None)
