"""Grammar of a SimaPro CSV file: a header in braces, then blocks that end with ``End``.

A block begins with its kind. In it, a line with one cell that is the name of a section begins that
section; what follows until the next section are its rows. Separator and decimal sign come from the
header, texts are UTF-8 or Windows-1252, and the sign DEL stands for a line break inside a cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pcf.importing.delimited import decoded
from pcf.importing.grid import MAX_CELL, GridError

_SEPARATORS = {"semicolon": ";", "comma": ",", "tab": "\t", ";": ";", ",": ","}
_HEADER = re.compile(r'^"?\{(.*)\}"?[;,\t]*$')
_MAX_JOINED = 500
#: Bounds of a file: lines, and cells that a separator begins.
_MAX_LINES = 4_000_000
_MAX_CELLS = 20_000_000
#: What `str.splitlines` takes for the end of a line.
_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
#: Sections of a process that hold rows.
TABLES = (
    "products", "waste treatment", "waste scenario", "avoided products", "resources",
    "materials/fuels", "electricity/heat", "emissions to air", "emissions to water",
    "emissions to soil", "final waste flows", "non material emissions", "non material emission",
    "social issues", "economic issues", "waste to treatment", "separated waste",
    "remaining waste", "input parameters", "calculated parameters",
)  # fmt: skip
#: Sections of a process that hold text.
TEXTS = (
    "platformid", "category type", "process identifier", "type", "process name", "status",
    "time period", "geography", "technology", "representativeness", "multiple output allocation",
    "substitution allocation", "cut off rules", "capital goods", "boundary with nature",
    "infrastructure", "date", "record", "generator", "external documents",
    "literature references", "collection method", "data treatment", "verification", "comment",
    "allocation rules", "system description", "waste treatment allocation",
)  # fmt: skip
#: Words that begin a block wherever they stand alone among the rows of a process.
_STARTERS = (
    "process", "product stage", "quantities", "units", "raw materials", "airborne emissions",
    "waterborne emissions", "database input parameters", "database calculated parameters",
    "project input parameters", "project calculated parameters",
)  # fmt: skip
_KNOWN: Mapping[str, frozenset[str]] = {
    "process": frozenset((*TABLES, *TEXTS)),
    "product stage": frozenset((
        "category type", "status", "products", "materials/assemblies", "processes",
        "reference assembly", "assembly", "waste scenarios", "disposal scenarios",
        "waste/disposal scenario", "disassemblies", "reuses", "additional life cycles",
        "input parameters", "calculated parameters",
    )),
    "system description": frozenset((
        "name", "category", "description", "sub-systems", "cut-off rules", "energy model",
        "transport model", "waste model", "other assumptions", "other information",
        "allocation rules",
    )),
    "literature reference": frozenset((
        "name", "documentation link", "category", "description", "comment",
    )),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: its number and its cells."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Text of a cell (0-based); empty when there is none."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True)
class Block:
    """A block: its kind in lower case, and its rows by section (one section ``""`` for lists)."""

    kind: str
    line: int
    sections: dict[str, list[Line]] = field(default_factory=dict)
    closed: bool = False

    def text(self, section: str) -> str:
        """Text of a section on one line per row."""
        return "\n".join(row.cell(0) for row in self.sections.get(section, ())).strip()


@dataclass(frozen=True, slots=True)
class Content:
    """A file: its header, its decimal sign, its blocks, and characters that were not readable."""

    header: Mapping[str, str]
    decimal: str
    blocks: tuple[Block, ...]
    replaced: int


def read_content(data: bytes) -> Content:
    """Split a file into blocks.

    Raises
    ------
    GridError
        No SimaPro header, or beyond a bound.
    """
    if max(map(data.count, (b",", b";", b"\t"))) > _MAX_CELLS:
        raise GridError(f"> {_MAX_CELLS} cells", "too-large")
    text, replaced = _text(data)
    if sum(map(text.count, _ENDS)) > _MAX_LINES:
        raise GridError(f"> {_MAX_LINES} lines", "too-large")
    lines = text.splitlines()
    del text
    header, start = _header(lines)
    delimiter = _SEPARATORS.get(header.get("csv separator", "").casefold()) or _guessed(lines)
    decimal = header.get("decimal separator", ".").strip() or "."
    blocks = tuple(_blocks(_rows(lines, start, delimiter)))
    return Content(header, decimal, blocks, replaced)


def _text(data: bytes) -> tuple[str, int]:
    try:
        return decoded(data, "cp1252")[0], 0
    except GridError:
        text = data.decode("cp1252", errors="replace")
        return text, text.count("\N{REPLACEMENT CHARACTER}")


def _header(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    header: dict[str, str] = {}
    start = 0
    for number, line in enumerate(lines):
        match = _HEADER.match(line.strip())
        if match is None:
            start = number
            break
        name, _, value = match.group(1).partition(":")
        header.setdefault(name.strip().casefold(), value.strip())
        start = number + 1
    if not header:
        raise GridError("no {SimaPro} header")
    return header, start


def _guessed(lines: Sequence[str]) -> str:
    """Most frequent separator, for a header that does not state it."""
    sample = "\n".join(lines[:2000])
    return max((";", "\t", ","), key=sample.count)


def _rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Line]:
    position = start
    while position < len(lines):
        first, text = position + 1, lines[position]
        position += 1
        joined = text
        if text.count('"') % 2:  # a quoted cell with line breaks, or a stray quotation mark
            for extra in range(position, min(position + _MAX_JOINED, len(lines))):
                joined = f"{joined}\n{lines[extra]}"
                if joined.count('"') % 2 == 0:
                    text, position = joined, extra + 1
                    break
        yield Line(first, _cells(text, delimiter))


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    if len(text) > 16 * MAX_CELL:
        raise GridError(f"> {16 * MAX_CELL} characters in a line", "too-large")
    found = text.split(delimiter)
    if '"' in text and text.count('"') % 2 == 0:
        try:
            found = next(csv.reader([text.replace("\n", "\x7f")], delimiter=delimiter))
        except (csv.Error, StopIteration):
            found = text.split(delimiter)
    return tuple(cell.replace("\x7f", "\n").strip() for cell in found)


def _blocks(rows: Iterator[Line]) -> Iterator[Block]:
    block: Block | None = None
    section = ""
    for row in rows:
        word = row.cell(0).casefold() if not any(row.cells[1:]) else ""
        if block is None:
            if word:
                block, section = Block(word, row.line), ""
        elif word == "end":
            block.closed = True
            yield block
            block = None
        elif word in _STARTERS and section in TABLES:  # its ``End`` is missing, but it is whole
            block.closed = True
            yield block
            block, section = Block(word, row.line), ""
        elif word and word in _names(block.kind) and not _is_text(block, section, word):
            section = word
            block.sections.setdefault(section, [])
        elif any(row.cells):
            block.sections.setdefault(section, []).append(row)
    if block is not None:
        yield block


def _names(kind: str) -> frozenset[str]:
    return _KNOWN.get(kind, frozenset())


def _is_text(block: Block, section: str, word: str) -> bool:
    """Whether a word that is the name of a section is the value of the one that is open.

    ``Category type`` may say ``waste treatment``, ``waste scenario`` or ``assembly``.
    """
    return section == "category type" and not block.sections[section] and word in (
        "waste treatment", "waste scenario", "assembly",
    )  # fmt: skip
