"""The JSON envelope: one form around the data of every verb (``pcf/schemas/envelope.json``).

No time and no machine is in it: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite
from typing import Any, Literal

from pcf.findings import Finding
from pcf.project.digest import ProjectStamp as ProjectStamp
from pcf.project.digest import stamp as stamp

Status = Literal["ok", "findings", "error"]


def tool_version() -> str:
    """Version of pcf."""
    import pcf

    return pcf.__version__


def status_of(exit_code: int) -> Status:
    """Word of the envelope for an exit code: 0 ok, 1 findings, else error."""
    return "ok" if exit_code == 0 else "findings" if exit_code == 1 else "error"


def envelope(
    schema: str,
    data: Mapping[str, Any] | None,
    findings: Iterable[Finding] = (),
    *,
    exit_code: int = 0,
    project: ProjectStamp | None = None,
) -> dict[str, Any]:
    """Put the envelope around one answer.

    Parameters
    ----------
    schema
        Name of the verb; the field reads ``pcf/<schema>/1``.
    data
        What the verb found; None when it could not be done.
    findings
        In the order to be shown.
    exit_code
        Sets the status.
    project
        None when the verb reads no project.
    """
    return {
        "schema": f"pcf/{schema}/1",
        "tool": {"name": "pcf", "version": tool_version()},
        "project": None if project is None else {"id": project.id, "digest": project.digest},
        "lock": None if project is None else project.lock,
        "status": status_of(exit_code),
        "data": data,
        "findings": [item.to_dict() for item in findings],
    }


def json_parts(body: Mapping[str, Any], *, ascii_only: bool = False) -> Iterator[str]:
    r"""JSON text of an answer in parts, so that a million rows need no second copy in memory.

    Parameters
    ----------
    body
        The envelope. Within its first levels an iterator may stand for a list.
    ascii_only
        Write Chinese as ``\uXXXX``, for a stream that cannot carry it.

    Raises
    ------
    ValueError
        When a number is not finite: such an answer is a bug and must not leave the house.
    """
    yield from _parts(body, "\n", _Writer(ascii_only))
    yield "\n"


#: Levels of an answer that are given part by part; an item of a list is put together at once.
_LEVELS_IN_PARTS = 3
_STEP = "  "
_MOST_KEYS = 1_000


class _Writer:
    """Text of plain data as `json.dumps(indent=2)` gives it; that one is many times slower."""

    def __init__(self, ascii_only: bool) -> None:
        encoder = json.JSONEncoder(ensure_ascii=ascii_only, allow_nan=False)
        self._quoted = encode_basestring_ascii if ascii_only else encode_basestring
        self._other: Callable[[Any], str] = encoder.encode
        self._keys: dict[str, str] = {}

    def key(self, key: object) -> str:
        """Text of a key with its colon; the same few stand in every row."""
        if isinstance(key, str):
            made = self._keys.get(key)
            if made is None:
                made = f"{self._quoted(key)}: "
                if len(self._keys) < _MOST_KEYS:
                    self._keys[key] = made
            return made
        if key is None or isinstance(key, int | float):
            return f'"{self._other(key)}": '
        raise TypeError(f"key {key!r}")

    def scalar(self, value: Any) -> str:
        """Text of a value that holds no others; raises `ValueError` for what is not finite."""
        kind = type(value)
        if kind is str:
            return self._quoted(value)
        if kind is float and isfinite(value):
            return repr(value)
        return "null" if value is None else self._other(value)

    def text(self, value: Any, line: str) -> str:
        """Text of a value; `line` begins a line at its depth."""
        kind = type(value)
        if kind is str:
            return self._quoted(value)
        if kind is float or value is None:
            return self.scalar(value)
        if isinstance(value, dict):
            inner = line + _STEP
            parts = [self.key(key) + self.text(item, inner) for key, item in value.items()]
            return f"{{{inner}{(',' + inner).join(parts)}{line}}}" if parts else "{}"
        if isinstance(value, list | tuple):
            inner = line + _STEP
            parts = [self.text(item, inner) for item in value]
            return f"[{inner}{(',' + inner).join(parts)}{line}]" if parts else "[]"
        return self.scalar(value)


def _parts(value: Any, line: str, write: _Writer, levels: int = _LEVELS_IN_PARTS) -> Iterator[str]:
    inner = line + _STEP
    if levels and isinstance(value, dict) and value:
        before = "{" + inner
        for key, item in value.items():
            yield before + write.key(key)
            yield from _parts(item, inner, write, levels - 1)
            before = "," + inner
        yield line + "}"
    elif levels and isinstance(value, list | tuple | Iterator):
        before = "[" + inner
        for item in value:
            yield before + write.text(item, inner)
            before = "," + inner
        yield line + "]" if before[0] == "," else "[]"
    else:
        yield write.text(value, line)
