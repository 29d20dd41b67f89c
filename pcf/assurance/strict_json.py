"""JSON of a bundle: finite numbers, no key twice, and one way only to write it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from math import isfinite
from typing import Any, NoReturn

from pcf.assurance.rounded import json_bytes

#: Digits of an integer; sizes and counts have fewer, and all of these fit into a float.
_MOST_DIGITS = 18
#: Escape of half a character; alone it is no text.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json(content: bytes) -> Any:
    """Read JSON that another wrote.

    Raises
    ------
    ValueError
        For what is no JSON in UTF-8, a number that is not finite (``NaN``, ``1e999``), an integer
        of more than 18 digits, a key that is there twice, half a character, nesting without end.
    """
    try:
        made = json.loads(
            content.decode("utf-8"), parse_constant=_refuse, parse_float=_float, parse_int=_int,
            object_pairs_hook=_once,
        )  # fmt: skip
        if _HALF.search(content) is not None:
            json.dumps(made, ensure_ascii=False).encode()  # UnicodeEncodeError is a ValueError
    except RecursionError as error:
        raise ValueError("nesting") from error
    return made


def is_canonical(content: bytes) -> bool:
    """Whether JSON stands as a bundle writes it; what cannot be read does not."""
    try:
        return json_bytes(read_json(content)) == content
    except (ValueError, RecursionError):
        return False


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _float(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        _refuse(text[:20])
    return value


def _int(text: str) -> int:
    if len(text.lstrip("-")) > _MOST_DIGITS:
        _refuse(text[:20])
    return int(text)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("key twice")
    return made
