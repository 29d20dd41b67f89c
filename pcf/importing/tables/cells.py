"""Fields of neutral records as cells, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from pcf.importing.grid import Cell, NoValue, cell_number, cell_text
from pcf.importing.package import Names, Uncertainty
from pcf.importing.tables.columns import NAMES, SPREAD

#: Fields that have tables of their own, or say where a record stood.
_BESIDE = frozenset(
    ("place", "pointer", "line", "exchanges", "parameters", "allocations", "properties", "units")
)
#: Words, of which blanks around them are no part; other texts stay as they are.
_WORDS = frozenset((
    "id", "version", "kind", "direction", "flow", "provider", "unit", "location", "year",
    "reference_property", "unit_group", "uncertainty",
))  # fmt: skip
#: What a kind may be; another word becomes the first of them.
_KINDS = {
    "Process": ("unit", "result", "parameter", "sector"),
    "Flow": ("product", "waste", "elementary", "other"),
    "Document": ("source", "contact"),
}


def columns_of(kind: type) -> tuple[str, ...]:
    """Columns of the fields of a record, in their order."""
    made: list[str] = []
    for field in fields(kind):
        if field.name == "names":
            made += NAMES
        elif field.name == "uncertainty":
            made += SPREAD
        elif field.name not in _BESIDE:
            made.append(field.name)
    return tuple(made)


def row_of(record: Any) -> dict[str, str | float]:
    """Give the cells of a record; what says nothing is left out."""
    made: dict[str, str | float] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Names):
            other = _packed(value.other)
            made |= {"name_zh": value.zh, "name_en": value.en, "name_other": other}
        elif isinstance(value, Uncertainty):
            parts = (value.kind or "-", value.low, value.high, value.deviation, value.mode)
            pairs = zip(SPREAD, parts, strict=True)
            made |= {name: part for name, part in pairs if part is not None}
        elif field.name not in _BESIDE and value is not None:
            made[field.name] = _cell(value)
    return {name: cell for name, cell in made.items() if cell != ""}


def _cell(value: Any) -> str | float:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return _packed(value)
    return value if isinstance(value, float) else str(value)


def _packed(parts: tuple[Any, ...]) -> str:
    """A list in one cell: ``a; b`` where that can be read back, else JSON."""
    if not parts:
        return ""
    plain = all(
        isinstance(p, str) and p and p == p.strip() and ";" not in p and p[0] != "[" for p in parts
    )
    return "; ".join(parts) if plain else json.dumps(parts, ensure_ascii=False)


def _unpacked(text: str) -> tuple[Any, ...]:
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return tuple(tuple(p) if isinstance(p, list) else str(p) for p in found)
    return tuple(part.strip() for part in text.split(";") if part.strip())


def record_of(kind: type, cells: Mapping[str, Cell], **given: Any) -> Any:
    """Give the record that cells make; `given` are its fields that are no cells."""
    return kind(**{**dict(_fields(kind, cells)), **given})


def _fields(kind: type, cells: Mapping[str, Cell]) -> Iterator[tuple[str, Any]]:
    for field in fields(kind):
        text, name = str(field.type), field.name
        if name == "names":
            listed = _unpacked(_text(cells, "name_other"))
            other = tuple(p for p in listed if isinstance(p, tuple) and len(p) == 2)
            yield name, Names(_text(cells, "name_zh"), _text(cells, "name_en"), other)
        elif name == "uncertainty":
            yield name, _spread(cells)
        elif name in _BESIDE:
            if field.default is not MISSING:
                yield name, field.default
        elif name == "kind" and kind.__name__ in _KINDS:
            known = _KINDS[kind.__name__]
            yield name, _text(cells, name) if _text(cells, name) in known else known[0]
        elif text == "bool":
            yield name, _text(cells, name).casefold() in ("yes", "true", "1", "是")
        elif text.startswith("float"):
            yield name, cell_number(cells.get(name))
        elif text.startswith("tuple"):
            found = _unpacked(_text(cells, name))
            pairs = "tuple[tuple" in text
            yield name, tuple(p for p in found if isinstance(p, tuple) == pairs)
        else:
            yield name, _text(cells, name)


def _text(cells: Mapping[str, Cell], name: str) -> str:
    text = cell_text(cells.get(name))
    return text.strip() if name in _WORDS else text


def _spread(cells: Mapping[str, Cell]) -> Uncertainty | None:
    kind = _text(cells, "uncertainty")
    low, high, deviation, mode = (cell_number(cells.get(name)) for name in SPREAD[1:])
    if not kind and low is None and high is None and deviation is None and mode is None:
        return None
    return Uncertainty("" if kind == "-" else kind, low, high, deviation, mode)


def amount_of(cells: Mapping[str, Cell]) -> tuple[float | None, str, str]:
    """Amount, its text, and the formula that stands for it when there is no amount."""
    cell = cells.get("amount")
    formula = cell_text(cells.get("formula"))
    if isinstance(cell, NoValue):
        return None, cell.text, cell.text if cell.text.startswith("=") else formula
    value = cell_number(cell)
    stated = cell_text(cells.get("stated")) or ("" if value is not None else cell_text(cell))
    return value, stated, formula
