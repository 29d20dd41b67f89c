"""What a change of an input is about, and the order in which changes are walked through.

Scope, method, factors and background come first: the state after them is the old study computed by
the rules, factors and datasets of the new one. What is left is what the producer and the suppliers
have changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Cause = Literal["scope", "method", "factors", "background", "supplier", "activity"]
#: Order of the walk.
CAUSES: tuple[Cause, ...] = get_args(Cause)
#: What another version of pcf makes of the same inputs: before and after the walk.
PROGRAM = "program"
#: Cause of an input on which no number rests.
NONE = "none"
About = Literal[
    "scope", "method", "factors", "background", "supplier", "activity", "none"
]  # fmt: skip

#: Tables on which no number of the footprint rests.
_SILENT_TABLES = ("exclusions", "judgements", "matches", "recycled")
_COLUMNS: Mapping[str, About] = {
    "supplier": "supplier",
    "fallback": "supplier",
    "displaces": "supplier",
    "certificate": "supplier",
    "attributes_sold": "supplier",
    "kind": "supplier",
    "stage": "scope",
    "allocation": "method",
    "ledger": "method",
    **dict.fromkeys(
        ("allocation_reason", "name_zh", "name_en", "component", "part", "origin", "uncertainty",
         "low", "high", "dq", "source", "note", "year", "technology"),
        "none",
    ),
}  # fmt: skip
_SETTINGS: Mapping[str, About] = {
    "unit": "scope",
    "boundary": "scope",
    "product": "scope",
    "method": "method",
    "background": "background",
}


def cause_of_cell(table: str, column: str) -> About:
    """Cause of a changed cell of a table."""
    if table in _SILENT_TABLES:
        return "none"
    if table == "evidence" or column == "evidence":
        return "supplier" if table == "electricity" else "none"
    return _COLUMNS.get(column, "activity")


def cause_of_row(table: str) -> About:
    """Cause of a row that is in one of the two only."""
    return "none" if table in (*_SILENT_TABLES, "evidence") else "activity"


def cause_of_key(file: str, first: str, second: str) -> About:
    """Cause of a changed key of a TOML file by the first two names of its path."""
    if file == "pcf":
        if (first, second) == ("method", "gwp_set"):
            return "factors"
        return _SETTINGS.get(first, "none")
    if file == "endoflife":
        return "supplier" if second == "supplier" else "activity"
    return "activity" if file == "parameters" else "none"


def cause_of_file(name: str) -> About:
    """Cause of a changed file that is compared as a whole."""
    return "supplier" if name.startswith("suppliers/") else "none"
