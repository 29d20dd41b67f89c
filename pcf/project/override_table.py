"""Put a value into a cell of a table."""

from __future__ import annotations

from array import array
from typing import Any

from pcf.findings import Location, finding
from pcf.project.cells import CellFault, number
from pcf.project.collect import Collector
from pcf.project.raw_table import RawTable
from pcf.suggest import nearest

#: Setting one of a pair empties the other: an amount is a number or a formula.
PARTNERS = {
    "amount": "formula",
    "formula": "amount",
    "mass": "mass_formula",
    "mass_formula": "mass",
    "distance": "distance_formula",
    "distance_formula": "distance",
}


def set_cell(
    raw: RawTable, address: str, value: Any, at: Location, collect: Collector
) -> RawTable | None:
    """Give the table with `value` at ``ROW.COLUMN``; None and a finding when that is unknown."""
    table = raw.table
    row, _, column = address.rpartition(".")
    index = _find(raw, row)
    if index is None or table.column(column) is None:
        collect.add(
            finding("US006", at, observed=f"{table.name}.{address}",
                    suggestion=_suggestion(raw, row, column, index is not None, address))
        )  # fmt: skip
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        collect.add(
            finding("IO018", at, observed=_shown(value), expected='"..." | 1.5', field=column)
        )
        return None
    text = value if isinstance(value, str) else repr(value)
    if column in PARTNERS and column in raw.names:
        stands = raw.rows[index][raw.names.index(column)]
    else:
        stands = ""
    if stands and is_same_number(stands, text):
        return raw  # nothing is replaced, so the spread of the value stays its spread
    changed = _with_column(raw, column)
    _put(changed, index, column, text, at)
    partner = PARTNERS.get(column)
    if partner in changed.names and partner is not None and text.strip():
        _put(changed, index, partner, "", at)
    return changed


def is_same_number(one: Any, other: Any) -> bool:
    """Whether two cells hold the same number, however it is written."""
    try:
        a, b = (number(x) if isinstance(x, str) else x for x in (one, other))
    except CellFault:
        return False
    return a is not None and a == b


def _find(raw: RawTable, row: str) -> int | None:
    return next((n for n, name in enumerate(raw.column("id")) if name == row and row), None)


def _suggestion(raw: RawTable, row: str, column: str, has_row: bool, address: str) -> str | None:
    names = [c.name for c in raw.table.columns]
    if not has_row and address and _find(raw, address) is not None:
        return f"{raw.table.name}.{address}.{'amount' if 'amount' in names else names[1]}"
    near_row = row if has_row else nearest(row, raw.column("id"))
    near_column = column if column in names else nearest(column, names)
    if not near_row or not near_column:
        return None
    return f"{raw.table.name}.{near_row}.{near_column}"


def _with_column(raw: RawTable, column: str) -> RawTable:
    """Copy the table; add the column when the file does not have it."""
    names, rows = raw.names, list(raw.rows)
    if column not in names:
        names = (*names, column)
        rows = [(*cells, "") for cells in rows]
    return RawTable(raw.table, names, rows, array("q", raw.lines), dict(raw.origins))


def _put(raw: RawTable, index: int, column: str, text: str, at: Location) -> None:
    cells = list(raw.rows[index])
    cells[raw.names.index(column)] = text
    raw.rows[index] = tuple(cells)
    raw.origins[index, column] = at


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else type(value).__name__
