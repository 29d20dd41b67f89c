"""Read a workbook back into a project folder; refuse what is not plainly text or a number."""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.errors import PcfError
from pcf.findings import Findings, Location, finding
from pcf.i18n import LANGUAGES, Language
from pcf.project.changing import changing
from pcf.project.collect import Collector
from pcf.project.raw import TOML_FILES
from pcf.project.raw_table import header_name, match_header
from pcf.project.schema import TABLES, Table
from pcf.project.workbook_archive import refuse_archive
from pcf.project.writer import cell_text, table_text
from pcf.suggest import nearest

if TYPE_CHECKING:
    from openpyxl import Workbook

STAMP_SHEET = "_pcf"
SCENARIO_SHEET = "scenarios"
SCHEMA = "1"
MAX_ROWS = 1_048_576
MAX_COLUMNS = 256
_UNESCAPE = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)")
_SCENARIO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*").fullmatch
TextRow = tuple[int, list[str]]


def import_workbook(path: Path, folder: Path) -> Findings:
    """See `pcf.project.read_workbook`."""
    refused = refuse_archive(path)
    if refused is not None:
        raise PcfError([refused])
    collect = Collector()
    texts = _read(path, collect)
    findings = collect.close()
    if collect.has_errors:
        raise PcfError(findings)
    mark = codecs.BOM_UTF8
    with changing(folder, "workbook import") as change:
        change.put(
            {f: (mark if f.endswith(".csv") else b"") + t.encode() for f, t in texts.items()}
        )
    return findings


def _read(path: Path, collect: Collector) -> dict[str, str]:
    """Give the text of every file that the workbook holds."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            with closing(book):
                return _Sheets(path.name, book, collect).texts()
    except PcfError:
        raise
    except Exception:  # a damaged file makes openpyxl and its parsers raise anything
        collect.add(finding("IO028", Location(path.name)))
        return {}


class _Sheets:
    """The sheets of one open workbook."""

    def __init__(self, file: str, book: Workbook, collect: Collector) -> None:
        self.file = file
        self.book = book
        self.collect = collect
        self.lang: Language = "en"

    def say(
        self, code: str, sheet: str, cell: str = "", line: int | None = None, **more: Any
    ) -> None:
        """Report something at ``sheet!cell``."""
        column = f"{sheet}!{cell}" if cell else sheet
        self.collect.add(finding(code, Location(self.file, line, column), **more))

    def texts(self) -> dict[str, str]:
        expected = self._stamp()
        tables = {header_name(w): t for t in TABLES for w in (t.name, t.zh)}
        tomls = {Path(file).name: file for file in TOML_FILES}
        made: dict[str, str] = {}
        for title in self.book.sheetnames:
            table = tables.get(header_name(title))
            if title == STAMP_SHEET:
                continue
            if table is not None:
                made[table.file] = self._table(title, table)
            elif title in tomls:
                made[tomls[title]] = "\n".join(line for _, line in self._pairs(title))
            elif title == SCENARIO_SHEET:
                made.update(self._scenarios(title))
            else:
                near = nearest(title, [*tables, *tomls, SCENARIO_SHEET])
                self.say("IO029", title, observed=title, suggestion=near)
        for title in sorted(expected - set(self.book.sheetnames)):
            self.say("IO042", title, observed=title)
        return made

    def _stamp(self) -> set[str]:
        """Read the stamp: schema, language, and the sheets that were written."""
        if STAMP_SHEET not in self.book.sheetnames:
            self.say("IO043", STAMP_SHEET, observed="-", expected=f"schema {SCHEMA}")
            return set()
        pairs = self._pairs(STAMP_SHEET)
        schema = next((value for name, value in pairs if name == "schema"), "-")
        if schema != SCHEMA:
            self.say("IO043", STAMP_SHEET, observed=schema, expected=f"schema {SCHEMA}")
        lang = next((value for name, value in pairs if name == "lang"), "")
        self.lang = next((known for known in LANGUAGES if known == lang), "en")
        return {value for name, value in pairs if name == "sheet"}

    def _pairs(self, title: str) -> list[tuple[str, str]]:
        """Give the first two cells of every row that is not blank."""
        return [((*cells, "")[0], (*cells, "", "")[1]) for _, cells in self._rows(title)]

    def _scenarios(self, title: str) -> dict[str, str]:
        lines: dict[str, list[str]] = {}
        for number, cells in self._rows(title):
            name, line = (*cells, "", "")[:2]
            if _SCENARIO(name) is None:
                self.say("IO044", title, f"A{number}", number, observed=name)
            else:
                lines.setdefault(name, []).append(line)
        return {f"scenarios/{name}.toml": "\n".join(found) for name, found in lines.items()}

    def _table(self, title: str, table: Table) -> str:
        rows = self._rows(title)
        line, header = next(rows, (1, []))
        if not header:
            expected = ",".join(c.name for c in table.columns if c.required)
            self.say("IO013", title, observed="", expected=expected, node=table.name)
            return ""
        while header and not header[-1].strip():
            header.pop()
        found, faults = match_header(table, header)
        for fault in faults:
            more = {"expected": fault.expected, "suggestion": fault.suggestion, **fault.params}
            self.say(fault.code, title, "", line, observed=fault.observed, node=table.name, **more)
        made = []
        for number, cells in rows:
            if any(cell.strip() for cell in cells[len(header) :]):
                self.say("IO008", title, f"A{number}", number, observed=len(cells),
                         expected=len(header), node=table.name)  # fmt: skip
            padded = cells + [""] * (len(header) - len(cells))
            made.append({name: padded[position] for name, position in found.items()})
        return table_text(table, made, self.lang)

    def _rows(self, title: str) -> Iterator[TextRow]:
        """Give number and texts of every row that is not blank; refuse what is no plain cell."""
        sheet: Any = self.book[title]
        if not hasattr(sheet, "reset_dimensions"):
            return  # a sheet of charts has no cells
        sheet.reset_dimensions()  # the stated size may be a lie
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                shown = f"{number} x {len(cells)}"
                expected = f"<= {MAX_ROWS} x {MAX_COLUMNS}"
                self.say("IO041", title, f"A{number}", number, observed=shown, expected=expected)
                return
            texts = [self._text(title, number, cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                yield number, texts

    def _text(self, title: str, number: int, cell: Any) -> str:
        value = cell.value
        if value is None:
            return ""
        place = f"{cell.column_letter}{number}"
        if cell.data_type == "f":
            shown = str(getattr(value, "text", value))[:80]
            self.say("IO040", title, place, number, observed=shown)
        elif isinstance(value, str) and cell.data_type != "e":
            return _UNESCAPE.sub("_", value).replace("\r\n", "\n").replace("\r", "\n")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            return cell_text(value)
        else:
            self.say("IO045", title, place, number, observed=str(value)[:80])
        return ""
