"""A bill of materials as somebody sent it: any columns, headers in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from pcf import units
from pcf.background.match_terms import plain
from pcf.background.match_text import cas_is_valid, cas_numbers
from pcf.errors import UsageError
from pcf.exchange.sheet_in import Grid, GridRow, column_letter, read_grids
from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.suggest import nearest

BillField = Literal[
    "name", "other_name", "part", "cas", "amount", "unit", "location", "id", "address",
    "dataset_1", "dataset_2", "dataset_3", "decision", "decided_by", "note",
]  # fmt: skip
FIELDS: tuple[BillField, ...] = get_args(BillField)
#: Headers that are understood, the best one first; compared as `_header` makes them.
HEADERS: Mapping[BillField, tuple[str, ...]] = {
    "name": (
        "名称", "物料名称", "材料名称", "品名", "物料描述", "物料", "材料", "原料名称", "零件名称",
        "部件名称", "产品名称", "物质名称", "中文名称", "中文名", "描述", "流", "name", "material",
        "material name", "material description", "item name", "item", "description", "part name",
        "component", "substance", "product", "product name", "name zh", "flow",
    ),
    "other_name": ("英文名称", "英文名", "别名", "name en", "english name", "synonym", "alias"),
    "part": (
        "料号", "物料编码", "物料编号", "物料号", "零件号", "件号", "编码", "part number",
        "part no", "p/n", "pn", "item number", "item no", "material number", "material no", "sku",
        "code",
    ),
    "cas": ("cas号", "cas", "cas编号", "cas登记号", "cas no", "cas number", "cas rn"),
    "amount": (
        "数量", "用量", "单耗", "净重", "重量", "质量", "投入量", "消耗量", "amount", "quantity",
        "qty", "mass", "weight", "consumption", "net weight",
    ),
    "unit": ("单位", "计量单位", "unit", "units", "uom", "unit of measure"),
    "location": (
        "地点", "产地", "来源地", "国家", "原产地", "location", "origin", "country",
        "country of origin",
    ),
    "id": ("编号", "id"),
    "address": ("行地址", "address"),
    "dataset_1": ("数据集1", "dataset 1"),
    "dataset_2": ("数据集2", "dataset 2"),
    "dataset_3": ("数据集3", "dataset 3"),
    "decision": ("决定", "decision"),
    "decided_by": ("决定人", "decided by"),
    "note": ("备注", "note"),
}  # fmt: skip
#: The header is looked for in so many rows.
_HEADER_ROWS = 30
_UNIT_IN_HEADER = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$|/([^/()]+)$")
_CHECKED: tuple[BillField, ...] = ("name", "other_name", "cas", "unit", "decision")


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row: what was written, and where.

    `other_name` is a second name of the same thing; `address` a row of the project (``bom/B-01``).
    """

    line: int
    place: Location
    texts: Mapping[BillField, str]

    def text(self, name: BillField) -> str:
        """Text of a field; empty when the column or the cell is."""
        return self.texts.get(name, "")


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of materials as read.

    Parameters
    ----------
    columns
        Header of each field that was found.
    """

    file: str
    sheet: str
    columns: Mapping[BillField, str]
    rows: tuple[BillRow, ...]
    findings: tuple[Finding, ...] = field(default=())


def read_bill(
    path: Path, stated: Mapping[BillField, str], sheet: str = "", needs: BillField = "name"
) -> Bill:
    """Read a bill of materials.

    Parameters
    ----------
    stated
        Columns that the call names, by header or by letter (``B``).
    sheet
        Title of the sheet; empty = the first that has a header.
    needs
        Field without which the table is refused; a CAS number may stand for a name.

    Raises
    ------
    PcfError
        When the file cannot be read.
    UsageError
        ``DS081`` when no header is found, ``DS082`` when a stated column is not there.
    """
    collect = Collector()
    shown: Sequence[str] = ()
    for grid in read_grids(path, collect, sheet):
        head, columns = _header_of(grid, stated, needs)
        if columns:
            if grid.others and not sheet:
                others = ", ".join(grid.others[:20])
                collect.add(finding("DS089", grid.where(1), observed=grid.sheet, expected=others))
            rows = tuple(_rows(grid, head, columns, collect))
            names = {name: _title(grid, head, at) for name, at in columns.items()}
            return Bill(grid.file, grid.sheet, names, rows, tuple(collect.close()))
        shown = shown or (grid.rows[0].texts if grid.rows else ())
    raise UsageError([_no_header(path, stated, shown, needs)])


def _header(text: str) -> str:
    """Bring a header into the form in which headers are compared."""
    made = _UNIT_IN_HEADER.sub("", plain(text)).replace("-", " ").replace(".", " ").strip()
    return made.replace(" ", "") if not made.isascii() else " ".join(made.split())


_KNOWN: Mapping[str, tuple[BillField, int]] = {
    _header(text): (name, rank) for name in FIELDS for rank, text in enumerate(HEADERS[name])
}
Columns = dict[BillField, int]


def _header_of(
    grid: Grid, stated: Mapping[BillField, str], needs: BillField
) -> tuple[GridRow | None, Columns]:
    """Find the header row and the position of each field; no columns when there is none."""
    best: tuple[GridRow | None, Columns] = (None, {})
    for row in grid.rows[:_HEADER_ROWS]:
        columns = _recognised(row, stated)
        if _serves(columns, stated, needs) and len(columns) > len(best[1]):
            best = row, columns
    if not best[1]:
        letters = {name: _letter(text) for name, text in stated.items()}
        found = {name: at for name, at in letters.items() if at is not None}
        best = (None, found) if len(found) == len(stated) and needs in found else best
    return best


def _serves(columns: Columns, stated: Mapping[BillField, str], needs: BillField) -> bool:
    has_key = needs in columns or (needs == "name" and "cas" in columns)
    return has_key and all(name in columns for name in stated)


def _recognised(row: GridRow, stated: Mapping[BillField, str]) -> Columns:
    found: dict[BillField, tuple[int, int]] = {}
    for position, text in enumerate(row.texts):
        known = _KNOWN.get(_header(text))
        if text and known is not None and known[1] < found.get(known[0], (99, 0))[0]:
            found[known[0]] = (known[1], position)
    columns: Columns = {name: position for name, (_, position) in found.items()}
    headers = [_header(text) for text in row.texts]
    for name, text in stated.items():
        letter = _letter(text)
        if _header(text) in headers:
            columns[name] = headers.index(_header(text))
        elif letter is not None and letter < len(row.texts) and found:
            columns[name] = letter
        else:
            columns.pop(name, None)
    return columns


def _letter(text: str) -> int | None:
    """Position of a column given by its letter; None when it is none."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", text):
        return None
    position = 0
    for sign in text.upper():
        position = position * 26 + ord(sign) - ord("A") + 1
    return position - 1


def _no_header(
    path: Path, stated: Mapping[BillField, str], shown: Sequence[str], needs: BillField
) -> Finding:
    where = Location(path.name)
    headers = [text for text in shown if text]
    listed = ", ".join(headers[:12])[:200] or "-"
    if stated:
        name, text = next(iter(stated.items()))
        near = nearest(text, headers)
        option = f"--{name}-column"
        return finding("DS082", where, observed=text, expected=listed, suggestion=near,
                       option=option)  # fmt: skip
    if needs == "decision":
        return finding("DS095", where, observed=listed)
    return finding("DS081", where, observed=listed)


def _title(grid: Grid, head: GridRow | None, position: int) -> str:
    return column_letter(position) if head is None else head.text(position)


def _rows(
    grid: Grid, head: GridRow | None, columns: Columns, collect: Collector
) -> Iterator[BillRow]:
    unit = "" if head is None or "unit" in columns else _unit_in(head.text(columns.get("amount")))
    for row in grid.rows:
        if head is not None and row.line <= head.line:
            continue
        for name in _CHECKED:
            if columns.get(name) in row.refused:
                at = grid.where(row.line, columns[name], _title(grid, head, columns[name]))
                collect.add(finding("DS083", at))
        texts = {name: row.text(at) for name, at in columns.items()}
        if unit and texts.get("amount"):
            texts["unit"] = unit
        if texts.get("name") or texts.get("other_name") or texts.get("cas"):
            _check(grid, row, head, columns, collect)
            key = columns.get("name", columns.get("cas"))
            header = "" if key is None else _title(grid, head, key)
            yield BillRow(row.line, grid.where(row.line, key, header), texts)
        elif any(texts.values()):
            collect.add(finding("DS084", grid.where(row.line)))


def _unit_in(header: str) -> str:
    """Unit that a header of amounts states, as in ``用量(kg)``; empty when it states none."""
    match = _UNIT_IN_HEADER.search(header.replace("（", "(").replace("）", ")"))
    text = "" if match is None else (match[1] or match[2]).strip()
    return text if text and units.is_known(text) else ""


def _check(
    grid: Grid, row: GridRow, head: GridRow | None, columns: Columns, collect: Collector
) -> None:
    """Report a CAS number that cannot be one, and a unit that nothing is measured in."""
    cas, unit = row.text(columns.get("cas")), row.text(columns.get("unit"))
    numbers = cas_numbers(cas)
    if cas and not (numbers and all(map(cas_is_valid, numbers))):
        at = grid.where(row.line, columns["cas"], _title(grid, head, columns["cas"]))
        collect.add(finding("DS085", at, observed=cas[:40]))
    if unit and not units.is_known(unit):
        at = grid.where(row.line, columns["unit"], _title(grid, head, columns["unit"]))
        near = nearest(unit, units.known_units())
        collect.add(finding("DS090", at, observed=unit[:40], suggestion=near))
