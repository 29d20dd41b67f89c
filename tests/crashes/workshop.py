"""A small project with two files that a fix changes, and the ways in which its inputs change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import kit
from dying import Work

from pcf.commands import main
from pcf.findings import Finding
from pcf.fixing.apply import Repair, State, write_fixes
from pcf.fixing.safe import with_fixes
from pcf.project import read_project, read_workbook, write_workbook


def make(folder: Path, unit: str = "Kg") -> Path:
    """Write a project whose unit stands in two files, misspelt unless it is ``kg``."""
    return kit.project(
        folder,
        [{"id": "assembly", "product": "chair", "amount": 1, "unit": "kg"}],
        demand={"assembly": (1, "kg")},
        tables={
            "flows": [{"id": "chair", "unit": "kg"}, {"id": "steel", "unit": "kg"}],
            "bom": [{"id": "B-1", "process": "assembly", "amount": 2, "unit": unit,
                     "flow": "steel", "supplier": "bg:steel"}],
            "exchanges": [{"id": "E-1", "process": "assembly", "direction": "emission",
                           "flow": "co2_fossil", "amount": 0.1, "unit": unit}],
        },
    )  # fmt: skip


def told(folder: Path) -> list[Finding]:
    """Read a project and give what that says of its writers."""
    return [item for item in read_project(folder).findings if item.code.startswith("IO05")]


def look(folder: Path) -> State:
    """Find what reading finds."""
    found = tuple(read_project(folder).findings)
    return State(found, found, is_whole=False)


def fix(folder: Path) -> Repair:
    """Write what ``pcf check --fix`` writes."""
    before = look(folder)
    return write_fixes(folder, with_fixes(folder, before.every), before, lambda: look(folder))


def taking_in(folder: Path, home: Path) -> Work:
    """Give the reading of a workbook that changes both tables of a project."""
    book = home / "book.xlsx"
    if not book.exists():
        write_workbook(make(home / "other", "t"), book, "en")
    return lambda: read_workbook(book, folder)


WAYS: dict[str, Callable[[Path, Path], Work]] = {
    "check --fix": lambda folder, home: lambda: fix(folder),
    "workbook import": taking_in,
}


def init(folder: Path) -> Work:
    """Give ``pcf init FOLDER``, which must end well."""

    def work() -> None:
        assert main(["init", str(folder), "--lang", "en"]) == 0

    return work
