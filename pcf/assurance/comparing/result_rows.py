"""Differences of the rows of two results, where the inputs of one of them are not there."""

from __future__ import annotations

from collections.abc import Iterator

from pcf.assurance.comparing.causes import About
from pcf.assurance.comparing.change import InputChange, Kind
from pcf.calc.footprint import Footprint, RowResult
from pcf.project.raw_edit import plain_address

_FIELDS: tuple[tuple[str, About], ...] = (
    ("process", "activity"), ("stage", "scope"), ("flow", "activity"), ("activity", "activity"),
    ("activity_unit", "activity"), ("supplier", "supplier"), ("origin", "none"),
    ("evidence", "none"), ("source", "none"), ("dq", "none"),
)  # fmt: skip


def row_differences(a: Footprint, b: Footprint) -> tuple[InputChange, ...]:
    """Give the rows that are in one of two results only, and what differs in the others."""
    old, new = ({row.address: row for row in f.rows} for f in (a, b))
    made: list[InputChange] = []
    for address in sorted(old.keys() | new.keys()):
        made += _of_row(plain_address(address), old.get(address), new.get(address))
    return tuple(made)


def _of_row(address: str, a: RowResult | None, b: RowResult | None) -> Iterator[InputChange]:
    if a is None or b is None:
        kind: Kind = "added" if a is None else "removed"
        before, after = (None if row is None else _text(row) for row in (a, b))
        place_a, place_b = (None if row is None else row.place for row in (a, b))
        yield InputChange(address, kind, "activity", before, after, place_a, place_b)
        return
    for name, cause in _FIELDS:
        old, new = getattr(a, name), getattr(b, name)
        if old != new:
            shown = _shown(old), _shown(new)
            yield InputChange(f"{address}.{name}", "changed", cause, *shown, a.place, b.place)


def _text(row: RowResult) -> str:
    return f"{row.flow} {row.activity:.12g} {row.activity_unit} {row.supplier}".strip()


def _shown(value: object) -> str | None:
    if value is None or value == "":
        return None
    return f"{value:.12g}" if isinstance(value, float) else str(value)
