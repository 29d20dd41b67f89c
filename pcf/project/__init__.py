"""Read, check and write the project folder; every value remembers its file, row and column."""

from pcf.project.folder import find_project
from pcf.project.lockfile import (
    Lock,
    LockedLink,
    LockReading,
    Pin,
    lock_text,
    read_lock,
    write_lock,
)
from pcf.project.overrides import Override, scenario_names, setting, swap
from pcf.project.reader import Reading, read_project
from pcf.project.schema import TABLE_BY_NAME, TABLES, Column, Table
from pcf.project.workbook import read_workbook, write_workbook
from pcf.project.writer import table_text, write_table

__all__ = [
    "TABLES",
    "TABLE_BY_NAME",
    "Column",
    "Lock",
    "LockReading",
    "LockedLink",
    "Override",
    "Pin",
    "Reading",
    "Table",
    "find_project",
    "lock_text",
    "read_lock",
    "read_project",
    "read_workbook",
    "scenario_names",
    "setting",
    "swap",
    "table_text",
    "write_lock",
    "write_table",
    "write_workbook",
]
