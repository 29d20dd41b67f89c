"""Hostile books, tables and packed files, made when needed; form as in `hostile_kit`."""

from __future__ import annotations

import bz2
import zipfile
from collections.abc import Callable
from pathlib import Path

#: What a package comes to in which everything is held back as too large, or as unreadable.
LARGE = {("file", "too-large")}
BAD = {("file", "unreadable")}
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_BOOK = '<?xml version="1.0"?><workbook><sheets><sheet name="exchanges"/></sheets></workbook>'
_ROWS = "process,direction,flow,amount,unit\nsteel,reference,steel,1,kg\n"
_SIMAPRO = "{SimaPro 9.5}\r\n{CSV separator: Semicolon}\r\n\r\nProcess\r\n"


def _book(**members: bytes) -> Callable[[Path], Path]:
    """Make a book beside a table that can be read; members are not packed, so no ratio tells."""

    def make(folder: Path) -> Path:
        inner = folder / "p" / "flows.xlsx"
        inner.parent.mkdir()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("[Content_Types].xml", _TYPES)
            packed.writestr("xl/workbook.xml", _BOOK)
            for name, data in members.items():
                packed.writestr(f"xl/{name.replace('__', '/')}.xml", data)
        return _beside(inner.parent)

    return make


def _beside(folder: Path) -> Path:
    (folder / "exchanges.csv").write_text(_ROWS)
    return folder


def _text(name: str, *parts: tuple[str, int]) -> Callable[[Path], Path]:
    """Make a text of repeated parts beside a table that can be read."""

    def make(folder: Path) -> Path:
        root = folder / "p"
        root.mkdir()
        with (root / name).open("w", encoding="utf-8", newline="") as stream:
            for part, times in parts:
                for begin in range(0, times, 100_000):
                    stream.write(part * min(100_000, times - begin))
        return root if name.endswith(".txt") else _beside(root)

    return make


def _parquet(rows: int, text: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import pyarrow as pa
        import pyarrow.parquet as pq

        root = folder / "p"
        root.mkdir()
        zeros = pa.py_buffer(bytes(4 * rows))
        codes = pa.Array.from_buffers(pa.int32(), rows, [None, zeros])
        column = pa.DictionaryArray.from_arrays(codes, pa.array([text]))
        pq.write_table(pa.table({"process": column, "flow": column}), root / "flows.parquet")
        return _beside(root)

    return make


def _packed(folder: Path) -> Path:
    """A bz2 file of a few hundred bytes that unpacks to more than 256 MB."""
    path = folder / "a.bw2package"
    path.write_bytes(bz2.compress(b"[" + b" " * (257 * 2**20), 9))
    return path


_SHEET = b"<worksheet><sheetData><row>%s</row></sheetData></worksheet>"
CORPUS = {
    "book of cells": (_book(worksheets__sheet1=_SHEET % (b"<c/>" * 8_000_001)), LARGE),
    "book of shared texts": (_book(sharedStrings=b"<sst>" + b"<si/>" * 2_000_001), LARGE),
    "book of styles": (_book(styles=b"<s>" + b"<xf/>" * 1_700_000), LARGE),
    "book with entities": (
        _book(worksheets__sheet1=b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + _SHEET % b""), BAD),
    "text of one line": (_text("flows.csv", ('"', 1), ("a", 250_000_000)), BAD),
    "text of separators": (_text("flows.csv", (",", 16_000_001)), LARGE),
    "SimaPro of line ends": (
        _text("a.txt", (_SIMAPRO, 1), ("\r", 100_000_000)), {"IM006", "IM003"}),
    "SimaPro of separators": (
        _text("a.txt", (_SIMAPRO, 1), (";", 20_000_001)), {"IM006", "IM003"}),
    "SimaPro of one line": (
        _text("a.txt", (_SIMAPRO, 1), ("a", 200_000_000)), {"IM006", "IM003"}),
    "bz2 bomb": (_packed, {"IM006", "IM003"}),
    "Parquet of a long text in every row": (_parquet(1_000_000, "a" * 1_000_000), LARGE),
    "Parquet of rows without end": (_parquet(20_000_000, "a"), LARGE),
}  # fmt: skip
