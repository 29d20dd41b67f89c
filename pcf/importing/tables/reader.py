"""Plain tables as a package. What the tables do not describe is made of what exchanges say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from pcf.importing.archive import Archive, MemberError
from pcf.importing.conservation import Collect, Held
from pcf.importing.grid import cell_number, is_book
from pcf.importing.keeping import keep_process, plain_id, word_id
from pcf.importing.package import (
    Allocation,
    Document,
    Exchange,
    Flow,
    FlowAmount,
    FlowKind,
    FlowProperty,
    Names,
    Package,
    Parameter,
    Process,
    Unit,
    UnitGroup,
)
from pcf.importing.tables.cells import amount_of, record_of
from pcf.importing.tables.columns import DIRECTIONS, MISSING, Meaning
from pcf.importing.tables.sheets import SUFFIXES, TableRow, read_tables, table_of

Tables = Mapping[str, list[TableRow]]
T = TypeVar("T")
_NO_DIRECTION: Meaning = ("", "product", False, False)


class TablesReader:
    """Reads folders, zips and books of tables, and a single table of exchanges."""

    name = "tables"

    def sniff(self, archive: Archive) -> float:
        """Say how sure it is: a table, or a sheet of a book, is named exchanges."""
        if is_book(archive):
            return 0.5 if _has_sheet(archive) else 0.0
        members = [m for m in archive.members if m.suffix in SUFFIXES]
        if any(table_of(member.name) == "exchanges" for member in members):
            return 0.6
        return 0.1 if len(members) == 1 and len(archive.members) == 1 else 0.0

    def read(self, archive: Archive, collect: Collect) -> Package:
        """Read all tables of a package."""
        tables = read_tables(archive, collect)
        builder = _Builder(tables, collect)
        processes = builder.processes()
        return Package(
            self.name,
            archive.name,
            archive.sha256,
            builder.flows,
            processes,
            builder.simple("flow_properties", "flow property", FlowProperty),
            builder.unit_groups(),
            builder.simple("documents", "source", Document),
        )


def _has_sheet(archive: Archive) -> bool:
    try:
        member = next(m for m in archive.members if m.name == "xl/workbook.xml")
        text = archive.head(member, 2**16).decode("utf-8", "replace")
    except (MemberError, StopIteration):
        return False
    titles = (part.partition('"')[0] for part in text.split('name="')[1:])
    return any(table_of(title) == "exchanges" for title in titles)


def _grouped(rows: Iterable[TableRow], column: str) -> dict[str, list[TableRow]]:
    found: dict[str, list[TableRow]] = {}
    for row in rows:
        found.setdefault(row.text(column), []).append(row)
    return found


class _Builder:
    def __init__(self, tables: Tables, collect: Collect) -> None:
        self._tables = tables
        self._collect = collect
        listed = tables.get("flows", ())
        self._missing = {_id_of(row) for row in listed if row.text("kind") == MISSING}
        self._amounts = _grouped(tables.get("flow_amounts", ()), "flow")
        self.flows = self._records("flows", "flow", self._flow)
        self._ids = {flow.names.any: id for id, flow in self.flows.items()}

    def _records(
        self, table: str, what: str, make: Callable[[TableRow, str], T]
    ) -> dict[str, T]:  # fmt: skip
        """Records of a table by id; the second of one id is held back."""
        found: dict[str, T] = {}
        ledger = self._collect.ledger
        for row in self._tables.get(table, ()):
            id = _id_of(row)
            if table == "flows" and row.text("kind") == MISSING:
                continue
            ledger.enter(what)
            if not id or id in found:
                reason = "duplicate-id" if id else "no-id"
                ledger.hold(Held(what, reason, row.place, id))
                continue
            ledger.take(what)
            found[id] = make(row, id)
        return found

    def simple(self, table: str, what: str, kind: type[T]) -> dict[str, T]:
        """Records of a table that nothing else belongs to."""
        return self._records(
            table, what, lambda row, id: record_of(kind, row.cells, id=id, place=row.place)
        )

    def unit_groups(self) -> dict[str, UnitGroup]:
        """Groups of units with their units."""
        units = _grouped(self._tables.get("units", ()), "unit_group")

        def make(row: TableRow, id: str) -> UnitGroup:
            listed = tuple(
                Unit(u.text("name"), cell_number(u.cells.get("factor"))) for u in units.get(id, ())
            )
            made: UnitGroup = record_of(UnitGroup, row.cells, id=id, place=row.place, units=listed)
            return made

        return self._records("unit_groups", "unit group", make)

    def _flow(self, row: TableRow, id: str) -> Flow:
        made: Flow = record_of(Flow, row.cells, id=id, place=row.place, properties=tuple(
            FlowAmount(part.text("property"), cell_number(part.cells.get("factor")))
            for part in self._amounts.get(id, ())
        ))  # fmt: skip
        return made

    def processes(self) -> dict[str, Process]:
        """Processes with their exchanges; flows that have no row of their own are added."""
        rows = _grouped(self._tables.get("exchanges", ()), "process")
        stated = {_id_of(row): row for row in reversed(self._tables.get("processes", ()))}
        names = {row.text("name_en") or row.text("name_zh"): id for id, row in stated.items()}
        grouped: dict[str, list[TableRow]] = {}
        for process, listed in rows.items():
            id = process if process in stated else names.get(process, process)
            grouped.setdefault(id, []).extend(listed)
        parameters = _grouped(self._tables.get("parameters", ()), "process")
        shares = _grouped(self._tables.get("allocations", ()), "process")
        made: dict[str, Process] = {}
        for row in self._tables.get("processes", ()):
            id = _id_of(row)
            listed = grouped.pop(id, [])
            keep_process(made, self._process(row, id, listed, parameters, shares), self._collect)
        for name, listed in grouped.items():
            row = TableRow(listed[0].place, {"name_en": name})
            made_of_rows = self._process(row, name, listed, parameters, shares)
            keep_process(made, made_of_rows, self._collect)
        return made

    def _process(
        self,
        row: TableRow,
        id: str,
        listed: list[TableRow],
        parameters: Mapping[str, list[TableRow]],
        shares: Mapping[str, list[TableRow]],
    ) -> Process:
        rows, references = self._exchanges(listed, shares.get(id, ()))
        made: Process = record_of(
            Process, row.cells, id=plain_id(id), place=row.place, exchanges=rows,
            parameters=tuple(
                record_of(Parameter, part.cells) for part in parameters.get(id, ())
            ),
        )  # fmt: skip
        return replace(made, references=made.references or references)

    def _exchanges(
        self, listed: list[TableRow], shares: Iterable[TableRow]
    ) -> tuple[tuple[Exchange, ...], tuple[str, ...]]:
        by_exchange = _grouped(shares, "exchange")
        made: list[Exchange] = []
        references: list[str] = []
        seen: set[str] = set()
        for number, row in enumerate(listed, 1):
            id = row.text("id") or str(number)
            id = id if id not in seen else f"{id}~{number}"
            seen.add(id)
            exchange, is_reference = self._exchange(row, id)
            allocations = tuple(
                Allocation(part.text("coproduct"), cell_number(part.cells.get("share")))
                for part in by_exchange.get(id, ())
            )
            made.append(replace(exchange, allocations=allocations))
            references += [id] if is_reference else []
        return tuple(made), tuple(references)

    def _exchange(self, row: TableRow, id: str) -> tuple[Exchange, bool]:
        word = row.text("direction").casefold()
        direction, kind, reference, avoided = DIRECTIONS.get(word, _NO_DIRECTION)
        amount, stated, formula = amount_of(row.cells)
        made: Exchange = record_of(
            Exchange, row.cells, id=id, direction=direction, amount=amount, stated=stated,
            formula=formula, flow=self._named(row, kind), pointer=row.place.pointer,
            line=row.place.line, provider=_process_id(row.text("provider")),
        )  # fmt: skip
        return replace(made, avoided=made.avoided or avoided), reference

    def _named(self, row: TableRow, kind: FlowKind) -> str:
        """Flow of an exchange: by id, by name, else made of what the row says."""
        name = row.text("flow")
        if not name or name in self.flows or name in self._missing:
            return name
        if name in self._ids:
            return self._ids[name]
        elementary = kind == "elementary"
        id = word_id(name, row.text("categories")) if elementary else plain_id(name)
        if id not in self.flows:
            self._collect.ledger.enter("flow")
            self._collect.ledger.take("flow", "named by exchanges only")
            places = tuple(part.strip() for part in row.text("categories").split("/"))
            self.flows[id] = Flow(
                id, "", Names(en=name), kind, row.place, tuple(filter(None, places)),
                unit=row.text("unit"),
            )  # fmt: skip
        return id


def _process_id(text: str) -> str:
    return plain_id(text) if text else ""


def _id_of(row: TableRow) -> str:
    return row.text("id") or row.text("name_en") or row.text("name_zh")
