"""Brightway Excel inventories. Formulas of the sheet are never computed: saved values count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pcf.findings import Location, finding
from pcf.importing.archive import Archive, MemberError
from pcf.importing.brightway.joining import join
from pcf.importing.brightway.nodes import Edge, Key, Node
from pcf.importing.brightway.sections import Section, TableRow, read_page
from pcf.importing.brightway.spread import spread
from pcf.importing.conservation import Collect, Held
from pcf.importing.grid import (
    Cell,
    GridError,
    NoValue,
    Sheet,
    books,
    cell_number,
    cell_text,
    is_book,
    read_book,
)
from pcf.importing.keeping import hold_file
from pcf.importing.package import Package, Parameter, Place
from pcf.importing.variables import readable, visible
from pcf.progress import stage

_SNIFFED = 2**20
_SPREAD = ("uncertainty type", "loc", "scale", "minimum", "maximum")
_SUM = re.compile(r"\bsum\(\s*\[([^\[\]]*)\]\s*\)")
_INPUT = re.compile(r"^\(\s*['\"]?(.*?)['\"]?\s*,\s*['\"]?(.*?)['\"]?\s*\)$")


class ExcelReader:
    """Reads Excel books with Brightway's ``Database`` and ``Activity`` sections."""

    name = "brightway-excel"

    def sniff(self, archive: Archive) -> float:
        """Say how sure it is: the words of the sections stand among the texts of the book."""
        if not is_book(archive):
            return 0.0
        for member in archive.members:
            if member.name == "xl/sharedStrings.xml" or "worksheets/sheet" in member.name:
                try:
                    head = archive.head(member, _SNIFFED)
                except MemberError:
                    return 0.0
                if b">Activity<" in head or b">Exchanges<" in head:
                    return 0.8
        return 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all books of a package."""
        nodes: list[Node] = []
        if not is_book(archive):
            _pass_over(archive, collect)
        stage("stage_reading")
        for name, member in books(archive):
            collect.ledger.enter("file")
            try:
                sheets = read_book(archive, name, member)
            except GridError as error:
                hold_file(name, error.reason, str(error), collect)
                continue
            collect.ledger.take("file", "inventory")
            nodes += _Book(name, collect).nodes(sheets)
        return join(nodes, self.name, archive.name, archive.sha256, collect)


def _pass_over(archive: Archive, collect: Collect) -> None:
    for member in archive.members:
        if member.suffix not in (".xlsx", ".xlsm"):
            collect.ledger.enter("file")
            hold_file(member.name, "not-inventory", member.suffix, collect)


@dataclass(slots=True)
class _Book:
    file: str
    collect: Collect
    database: str = ""
    common: dict[str, Parameter] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def nodes(self, sheets: Iterable[Sheet]) -> list[Node]:
        pages = [(sheet.title, self._sections(sheet)) for sheet in sheets]
        for title, sections in pages:
            for section in sections:
                self._head(title, section)
        made = [
            self._node(title, section)
            for title, sections in pages
            for section in sections
            if section.kind == "activity"
        ]
        if self.kept:
            at = Location(self.file)
            found = finding("IM041", at, observed=len(self.kept), expected=self.kept[0][:80])
            self.collect.findings.add(found)
        return made

    def _sections(self, sheet: Sheet) -> list[Section]:
        page = read_page(sheet)
        self.collect.ledger.enter("block")
        if page.skipped:
            place = Place(self.file, sheet.title, 1)
            item = Held("block", "not-inventory", place, sheet.title, "skip")
            self.collect.ledger.hold(item)
        else:
            self.collect.ledger.take("block", "sheet")
        if page.outside:
            at = Location(self.file, page.outside[0], sheet.title)
            found = finding("IM040", at, observed=len(page.outside), expected=sheet.title)
            self.collect.findings.add(found)
        return page.sections

    def _head(self, title: str, section: Section) -> None:
        if section.kind == "database":
            self.database = self.database or section.title
        # a parameter of the database goes before one of the project
        for kind in ("project parameters", "database parameters"):
            for parameter in self._parameters(section.tables.get(kind, ())):
                if kind.startswith("database") or parameter.name not in self.common:
                    self.common[parameter.name] = parameter

    def _parameters(self, rows: Iterable[TableRow]) -> Iterator[Parameter]:
        for row in rows:
            if row.text("name"):
                formula = self._formula(row, row.number("amount") is not None)
                yield Parameter(
                    row.text("name"), row.number("amount"), formula, row.number("minimum"),
                    row.number("maximum"), row.text("comment"),
                )  # fmt: skip

    def _formula(self, row: TableRow, has_amount: bool) -> str:
        cell = row.cells.get("formula")
        if cell is None or isinstance(cell, NoValue):
            return "" if cell is None or has_amount else cell_text(cell)
        formula = _SUM.sub(lambda m: "(" + "+".join(m.group(1).split(",")) + ")", cell_text(cell))
        if readable(formula) or not has_amount:
            return formula
        self.kept.append(formula)
        return ""

    def _node(self, title: str, section: Section) -> Node:
        keys = section.keys
        unit, location = cell_text(keys.get("unit")), cell_text(keys.get("location"))
        product = cell_text(keys.get("reference product")) or cell_text(keys.get("product"))
        code = cell_text(keys.get("code")) or "\x1f".join((section.title, product, unit, location))
        edges = tuple(self._edge(title, row) for row in section.tables.get("exchanges", ()))
        own = tuple(self._parameters(section.tables.get("parameters", ())))
        return Node(
            key=(self.database, code),
            name=section.title,
            place=Place(self.file, title, section.line),
            kind=cell_text(keys.get("type")),
            product=product,
            unit=unit,
            location=location,
            categories=_parts(keys.get("categories")),
            comment=cell_text(keys.get("comment")),
            source=cell_text(keys.get("source")),
            amount=cell_number(keys.get("production amount")),
            cas=cell_text(keys.get("cas number")) or cell_text(keys.get("cas")),
            parameters=visible(own, self.common, (edge.formula for edge in edges)),
            edges=edges,
        )

    def _edge(self, title: str, row: TableRow) -> Edge:
        amount, stated, formula = self._amount(row)
        kind = row.text("type").casefold()
        return Edge(
            kind=kind,
            amount=amount,
            pointer=f"{title}!A{row.line}",
            line=row.line,
            stated=stated,
            formula=formula,
            key=self._key(row),
            name=row.text("name"),
            product=row.text("reference product") or row.text("product"),
            unit=row.text("unit"),
            location=row.text("location"),
            database=row.text("database") if kind != "biosphere" else "",
            categories=_parts(row.cells.get("categories")),
            uncertainty=spread({name: row.number(name) for name in _SPREAD}, amount),
            comment=row.text("comment"),
        )

    def _amount(self, row: TableRow) -> tuple[float | None, str, str]:
        cell = row.cells.get("amount")
        stated = cell_text(cell)
        if isinstance(cell, NoValue):
            return None, stated, stated if stated.startswith("=") else ""
        amount = cell_number(cell)
        formula = self._formula(row, amount is not None)
        return (None if formula else amount), stated, formula

    def _key(self, row: TableRow) -> Key | None:
        match = _INPUT.match(row.text("input"))
        if match is not None:
            return match.group(1), match.group(2)
        code, database = row.text("code"), row.text("database") or self.database
        return (database, code) if code else None


def _parts(cell: Cell) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell_text(cell).split("::") if part.strip())
