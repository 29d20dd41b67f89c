"""Study reports of example projects and of small ones, each made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pcf.api import Project
from pcf.documents.document import Document, Heading, Notice, Paragraph, Table, plain_text
from pcf.documents.report import Report
from pcf.location import data_root

EXAMPLES = data_root("datasets") / "examples"


@cache
def example(name: str) -> Project:
    return Project.load(EXAMPLES / name)


@cache
def study(name: str, lang: str = "en", kind: str = "study", target: str = "") -> Report:
    """Draft of a document of an example; without a target that of the project itself."""
    targets = (target,) if target else ()
    return example(name).report(kind, *targets, lang=lang, draft=True)


def copied(name: str, folder: Path) -> Path:
    """Copy an example without what was derived from it."""
    return shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("build"))


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def table(document: Document, caption: str) -> Table:
    """The one table whose caption ends so; its number is left out."""
    [found] = [b for b in document.blocks if isinstance(b, Table) and b.caption.endswith(caption)]
    return found


def cells(found: Table) -> list[list[str]]:
    return [[plain_text(cell) for cell in row.cells] for row in found.rows]


def words(document: Document) -> str:
    """All running text and all cells."""
    told: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            told.append(block.text)
        elif isinstance(block, Paragraph):
            told.append(plain_text(block.content))
        elif isinstance(block, Table):
            told += [block.caption, *(text for row in cells(block) for text in row)]
        elif isinstance(block, Notice):
            told += [block.title, block.text, *block.items]
    return "\n".join(told)


def small(
    folder: Path, emissions: Iterable[Mapping[str, Any]], files: Mapping[str, str] | None = None,
    **names: str,
) -> Path:  # fmt: skip
    """One process with emissions of its own and no background."""
    from kit import project

    rows = [{"id": f"E{n}", "process": "P", "unit": "kg", "direction": "emission",
             "source": "meter", **row} for n, row in enumerate(emissions)]  # fmt: skip
    process = {"id": "P", "product": "p", "amount": 1, "unit": "kg", **names}
    return project(
        folder, [process], demand={"P": (1, "kg")}, files=files,
        tables={"flows": [{"id": "p", "unit": "kg"}], "exchanges": rows},
    )  # fmt: skip


def agrees(text: str, value: float) -> bool:
    """Whether a printed text is less than a unit of its last place from a value.

    ``<0.01`` stands for a value that is not zero and smaller than that.
    """
    if text[0] in "<>":
        bound = float(text[1:])
        return 0 < value < bound if text[0] == "<" else bound < value < 0
    shown = Decimal(text)
    place = Decimal(1).scaleb(int(shown.as_tuple().exponent))
    if text[-1] == "0" and "." not in text:  # 1150: its last place may be that of the 5
        place = Decimal(1).scaleb(len(text) - len(text.rstrip("0"))) if shown else place
    return bool(shown or not value) and abs(shown - Decimal(repr(float(value)))) < place
