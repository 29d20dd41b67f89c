"""Records of a background as a bundle states them: typed and bounded before anything uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from math import isfinite
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pcf.background.records import GhgColumn
from pcf.background.tables import Manifest
from pcf.findings import Finding, Location, finding

#: Findings and columns of a background, parts of a list in a cell, characters of a text.
_MOST_FINDINGS, _MOST_COLUMNS, _MOST_PARTS, _LONGEST = 10_000, 1000, 1000, 20_000


def shortened(text: str) -> str:
    """Cut a text to the length that is read from a bundle."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def finite(text: str) -> float:
    """Give a number; raises `ValueError` for none and for one that is not finite."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


def record_of(kind: Any, row: Mapping[str, str], **more: Any) -> Any:
    """Rebuild a record from its cells; a comment is never in a bundle.

    Raises
    ------
    ValueError
        For a cell that its field cannot hold: no number, no word of the list, a text or list that
        is too long.
    """
    values: dict[str, Any] = dict(more)
    hints = _hints(kind)
    for f in fields(kind):
        if f.name not in values and f.name in row:
            values[f.name] = _value(row[f.name], hints[f.name])
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(cell: str, hint: Any) -> Any:
    if len(cell) > _LONGEST:
        raise ValueError(cell[:20])
    if hint is float:
        return finite(cell)
    if float in get_args(hint):
        return finite(cell) if cell else None
    if get_origin(hint) is tuple:
        parts = tuple(part for part in cell.split(";") if part)
        if len(parts) > _MOST_PARTS:
            raise ValueError(cell[:20])
        return parts
    if get_origin(hint) is Literal and cell not in get_args(hint):
        raise ValueError(cell[:20])
    return cell


def manifest_of(item: Mapping[str, Any]) -> Manifest:
    """Give the identity of a background; raises `TypeError` for a value of another type."""
    stated = {}
    for name, hint in _hints(Manifest).items():
        value = item[name]
        if get_origin(hint) is tuple:
            value = tuple(_text(part) for part in _list(value, _MOST_PARTS))
        elif type(value) is not hint:
            raise TypeError(name)
        elif hint is str:
            value = _text(value)
        stated[name] = value
    return Manifest(**stated)


def columns_of(item: Mapping[str, Any]) -> tuple[GhgColumn, ...]:
    """Give the columns of the greenhouse-gas inventory, each once."""
    listed = [_list(part, 3) for part in _list(item["columns"], _MOST_COLUMNS)]
    columns = tuple(GhgColumn(*map(_text, part)) for part in listed)
    if len(set(columns)) != len(columns):
        raise ValueError("columns")
    return columns


def findings_of(item: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Give the findings that opening the background gave; each of them can be shown."""
    return tuple(map(_finding, _list(item["findings"], _MOST_FINDINGS)))


def refuse_unknown(lists: Mapping[str, Any], columns: Sequence[GhgColumn]) -> None:
    """Raise `ValueError` where a table names what another one does not have, or has it twice."""
    flows = {flow.id for flow in lists["flows"]}
    sources = {source.key for source in lists["sources"]}
    named = {flow for _, flow in lists["products"]} | {c.flow for c in columns}
    named |= {process.product for process in lists["processes"]}
    cited = {key for process in lists["processes"] for key in process.sources}
    if not (named <= flows and cited <= sources):
        raise ValueError("reference")
    counts = (len(flows), len(sources), len(set(lists["products"])))
    if counts != (len(lists["flows"]), len(lists["sources"]), len(lists["products"])):
        raise ValueError("twice")


def _finding(item: Mapping[str, Any]) -> Finding:
    texts: dict[str, Any] = {n: item[n] if item[n] is None else _text(item[n])
                             for n in ("node", "observed", "expected", "suggestion")}  # fmt: skip
    params = {str(k): v for k, v in item["params"].items() if isinstance(v, str | int | float)}
    made = replace(finding(_text(item["code"]), _place(item["at"])), **texts, params=params)
    for lang in ("zh", "en"):
        made.message(lang)  # a template that misses a value raises KeyError here
    return made


def _place(at: Mapping[str, Any] | None) -> Location | None:
    if at is None:
        return None
    line, column = at["line"], at["column"]
    if line is not None and type(line) is not int:
        raise TypeError("line")
    return Location(_text(at["file"]), line, None if column is None else _text(column))


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError("list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise TypeError("text")
    return value
