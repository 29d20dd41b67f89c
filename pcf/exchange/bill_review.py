"""The table that a person reviews: written with an empty column of decisions, and read back.

Cells that a spreadsheet would take for a formula are written as text: with an apostrophe in a
.csv file, which is taken off again on the way back, and as text cells in a workbook.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pcf.background import Background
from pcf.errors import PcfError
from pcf.exchange.bill_in import Bill, BillField, BillRow
from pcf.exchange.bill_match import (
    dataset_of,
    name_key,
    read_matches,
    supplier_text,
)
from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.project.schema import MATCHES
from pcf.project.writer import Value, write_table
from pcf.suggest import nearest
from pcf.units import compatible, is_known

#: Words of the decision column that say: none of these, and nothing else either.
NONE_WORDS = ("none", "no", "无", "无匹配", "都不是")
_PROPOSED = re.compile(r"[1-9]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DATASETS: tuple[BillField, ...] = ("dataset_1", "dataset_2", "dataset_3")
_SHEET = {"zh": "匹配", "en": "matches"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided for a row, as ``bg:DATASET[/FLOW]``.

    `address` is the row of the project that it is about; empty when it is about a name.
    """

    row: BillRow
    supplier: str
    address: str

    @property
    def name(self) -> str:
        """Name that the decision is about."""
        return self.row.text("name") or self.row.text("other_name") or self.row.text("cas")


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewed table as read.

    Parameters
    ----------
    decisions
        Rows with a dataset.
    none, open
        Rows that were decided to have no dataset, and rows without decision.
    findings
        Faults and notes.
    """

    decisions: tuple[Decision, ...]
    none: int
    open: int
    findings: tuple[Finding, ...]


def safe_cell(text: str) -> str:
    """Give a text that no spreadsheet computes when it stands in a .csv file."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def bare(text: str) -> str:
    """Take off the apostrophe of `safe_cell`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Give a table as text of a .csv file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([safe_cell(text) for text in row] for row in rows)
    return stream.getvalue()


def xlsx_bytes(rows: Iterable[Sequence[str]], lang: str) -> bytes:
    """Give a table as a workbook of one sheet; equal tables give equal bytes."""
    from openpyxl import Workbook

    from pcf.project.workbook import write_sheet
    from pcf.project.workbook_archive import stable_bytes

    book = Workbook(write_only=True)
    write_sheet(book, _SHEET[lang], rows)
    stream = io.BytesIO()
    book.save(stream)
    return stable_bytes(stream.getvalue())


def read_review(bill: Bill, background: Background) -> Review:
    """Read the decisions of a reviewed table.

    A decision is the number of a proposal (1..3), a dataset (``bg:DATASET[/FLOW]`` or its bare
    id), or one of `NONE_WORDS`; an empty cell decides nothing.
    """
    collect = Collector()
    decisions: list[Decision] = []
    count = {"none": 0, "open": 0}
    for row in bill.rows:
        datasets = [d for d in map(row.text, _DATASETS) if d]
        text = row.text("decision")
        if not text or text.casefold() in NONE_WORDS:
            count["none" if text else "open"] += 1
            continue
        chosen = datasets[int(text) - 1] if _picks(text, datasets) else text
        meant = dataset_of(chosen, background)
        if meant is None:
            collect.add(_not_understood(row, text, datasets, background))
            continue
        _check_unit(row, background.unit_of(*meant), collect)
        clean = BillRow(row.line, row.place, {k: bare(v) for k, v in row.texts.items()})
        supplier = supplier_text(background, *meant)
        decisions.append(Decision(clean, supplier, row.text("address")))
    _check_contradictions(decisions, collect)
    found = (*bill.findings, *collect.close())
    return Review(tuple(decisions), count["none"], count["open"], found)


def _picks(text: str, datasets: Sequence[str]) -> bool:
    return bool(_PROPOSED.fullmatch(text)) and int(text) <= len(datasets)


def _not_understood(
    row: BillRow, text: str, datasets: Sequence[str], background: Background
) -> Finding:
    if _PROPOSED.fullmatch(text):
        expected = f"1 .. {len(datasets)}" if datasets else "bg:DATASET"
        return finding("DS091", row.place, observed=text, expected=expected)
    known = [process.id for process in background.processes()]
    near = nearest(text.removeprefix("bg:"), known)
    suggestion = f"bg:{near}" if near else None
    return finding("DS092", row.place, observed=text[:80], suggestion=suggestion)


def _check_unit(row: BillRow, offered: str, collect: Collector) -> None:
    unit = row.text("unit")
    if unit and is_known(unit) and not compatible(unit, offered):
        collect.add(finding("DS093", row.place, observed=unit, expected=offered))


def _check_contradictions(decisions: Iterable[Decision], collect: Collector) -> None:
    first: dict[str, Decision] = {}
    for one in decisions:
        key = one.address or name_key(one.name)
        other = first.setdefault(key, one)
        if other.supplier != one.supplier:
            collect.add(
                finding("DS094", one.row.place, node=one.name[:80], observed=one.supplier,
                        expected=other.supplier, line=other.row.line)
            )  # fmt: skip


def match_id(name: str) -> str:
    """Id of a name in ``model/matches.csv``: the same name has the same id."""
    return "m-" + sha256(name_key(name).encode("utf-8")).hexdigest()[:12]


def store_names(folder: Path, decisions: Iterable[Decision], decided_by: str) -> Path | None:
    """Write decisions about names into ``model/matches.csv`` beside the earlier ones.

    A name that was confirmed before takes the new dataset. None when there is nothing to write.

    Raises
    ------
    PcfError
        When the table that is there cannot be read whole, so that nothing is lost.
    """
    rows = {row["id"]: row for row in _earlier(folder)}
    new = [one for one in decisions if not one.address]
    for one in new:
        rows[match_id(one.name)] = {
            "id": match_id(one.name),
            "name": one.name,
            "supplier": one.supplier,
            "decided_by": one.row.text("decided_by") or decided_by,
            "note": one.row.text("note"),
        }
    return write_table(folder, MATCHES, rows.values()) if new else None


def _earlier(folder: Path) -> list[dict[str, Value]]:
    collect = Collector()
    raw = read_matches(folder, collect)
    if collect.has_errors:
        raise PcfError(collect.close())
    if raw is None:
        return []
    return [dict(zip(raw.names, cells, strict=True)) for cells in raw.rows]


def no_decision_at(bill: Bill) -> Finding:
    """Say that a reviewed table decides nothing."""
    return finding("DS098", Location(bill.file), observed=len(bill.rows))
