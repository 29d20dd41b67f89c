"""Tables of variants: looked through once for faults and their number, then read row by row."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.hashing import file_sha256
from pcf.project.collect import Collector
from pcf.project.files import TextFile, open_text
from pcf.project.raw_table import MAX_CELL

#: Largest table that is read; it is never in memory as a whole.
MAX_BYTES = 2**40
#: Ids that are compared with each other; of a longer table, the first ones.
MOST_COMPARED = 2_000_000
_NAMES = {"id": "id", "编号": "id", "note": "note", "备注": "note"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}").fullmatch


@dataclass(frozen=True, slots=True)
class VariantTable:
    """A table of variants that was found sound.

    columns
        Addresses as in ``--set``, in the order of the file.
    places
        Position of each address in a row; `id_at` is that of the id.
    header
        Line of the header.
    """

    source: TextFile
    columns: tuple[str, ...]
    places: tuple[int, ...]
    id_at: int
    header: int
    count: int
    sha256: str

    def rows(self) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Give line, id and cells of each variant."""
        with _reader(self.source) as reader:
            for line, cells in _lines(reader):
                if line > self.header:
                    texts = tuple([cells[place].strip() for place in self.places])
                    yield line, cells[self.id_at].strip(), texts


def open_table(folder: Path, file: str) -> VariantTable:
    """Look through a table of variants.

    Raises
    ------
    PcfError
        With every fault, each with its line: ``IO009`` a column twice, ``IO011`` no column of ids,
        ``IO021`` a column without a name, ``BA007`` a row of another width, ``ID002`` an id that is
        none, ``ID003`` an id that comes again, ``BA008`` no variant.
    """
    collect = Collector()
    source = open_text(folder, file, MAX_BYTES, collect)
    made = None
    if source is not None:
        try:
            made = _looked_through(source, collect)
        except csv.Error:
            collect.add(finding("IO025", Location(file)))
    if made is None or collect.has_errors:
        raise PcfError(collect.close().ordered())
    return made


def _looked_through(source: TextFile, collect: Collector) -> VariantTable | None:
    def tell(code: str, line: int | None, **params: Any) -> None:
        collect.add(finding(code, Location(source.file, line), **params))

    names: list[str] = []
    header, count, id_at, width = 0, 0, -1, 0
    hashes = array("q")
    with _reader(source) as reader:
        for line, cells in _lines(reader):
            if not names:
                names, header = [_name(cell) for cell in cells], line
                if not _header(names, lambda code, line=line, **p: tell(code, line, **p)):
                    return None
                id_at, width = names.index("id"), len(names)
                continue
            count += 1
            if len(cells) != width:
                tell("BA007", line, observed=len(cells), expected=width)
            elif _ID(id := cells[id_at].strip()) is None:
                tell("ID002", line, observed=id[:80], suggestion=f"v{count}")
            elif count <= MOST_COMPARED:
                hashes.append(hash(id))
    for line, id, first in _twice(source, (header, id_at), hashes):
        tell("ID003", line, observed=id, first=first)
    if not count:
        tell("BA008", None, observed=source.file)
    places = tuple(n for n, name in enumerate(names) if name not in ("id", "note"))
    columns = tuple(names[place] for place in places)
    return VariantTable(source, columns, places, id_at, header, count, file_sha256(source.path))


def _twice(
    source: TextFile, at: tuple[int, int], hashes: array[int]
) -> Iterator[tuple[int, str, int]]:
    """Give line, id and first line of ids that come again; the table is read again for them."""
    ordered = np.sort(np.frombuffer(hashes, dtype=np.int64))
    again = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
    if not again:
        return
    header, place = at
    first: dict[str, int] = {}
    with _reader(source) as reader:
        for line, cells in _lines(reader):
            id = cells[place].strip() if line > header and len(cells) > place else ""
            if id and hash(id) in again and first.setdefault(id, line) != line:
                yield line, id, first[id]


def _header(names: list[str], tell: Any) -> bool:
    """Check the header; False when rows cannot be read by it."""
    good = True
    for number, name in enumerate(names):
        if not name:
            tell("IO021", observed=number + 1)
            good = False
        elif name in names[:number]:
            tell("IO009", observed=name, expected=name, first=name)
            good = False
    if "id" not in names:
        tell("IO011", node="variants", observed="id", expected="编号")
        good = False
    return good


def _name(cell: str) -> str:
    text = cell.strip()
    return _NAMES.get(text.casefold(), text)


def _lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Give the first physical line and the cells of each row that is not blank."""
    last = 0
    for cells in reader:
        line, last = last + 1, reader.line_num
        if any(map(str.strip, cells)):
            yield line, cells


@contextmanager
def _reader(source: TextFile) -> Iterator[Any]:
    csv.field_size_limit(MAX_CELL)
    with source.path.open(encoding=source.encoding, newline="") as stream:
        yield csv.reader(stream, strict=True)
