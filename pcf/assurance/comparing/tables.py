"""Tables of defaults that differ between two sides, and whether a total hangs on them."""

from __future__ import annotations

from dataclasses import replace

from pcf.assurance.comparing.resting import TableChange, table_differences
from pcf.assurance.comparing.sides import Side, compute
from pcf.errors import PcfError


def table_changes(a: Side, b: Side) -> tuple[TableChange, ...]:
    """Tables of defaults that differ, and whether they move a total."""
    if a.system is None or b.system is None:
        return ()
    found = tuple(table_differences(a.system.resting, b.system.resting))
    moves = bool(found) and (_moves(a, b) or _moves(b, a))
    return tuple(TableChange(name, rows, moves) for name, rows in found)


def _moves(side: Side, other: Side) -> bool:
    """Whether a side has another total with the tables of the other one."""
    if side.system is None or other.system is None:
        return False
    data = side.system.data
    totals = []
    for tables in (data.tables, other.system.data.tables):
        try:
            made = compute(side.system.raw, replace(data, tables=tables), side.name)
        except PcfError:
            return True
        totals.append(made.total)
    return totals[0] != totals[1]
