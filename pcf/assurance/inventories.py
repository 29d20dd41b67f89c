"""Tables of a bundle on what datasets are made of, where that may be handed on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from pcf.assurance.canonical import used_products
from pcf.assurance.score_records import shortened
from pcf.background import Background
from pcf.background.records import ExchangeRecord

INVENTORIES = "background/inventories/"


def cell(record: Any, name: str) -> str:
    """Give a field of a record as a table has it, a text cut to the length that is read again."""
    value = getattr(record, name)
    if isinstance(value, tuple):
        return ";".join(value)
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else shortened(str(value))


def inventory_path(part: Background) -> str:
    """Member that holds the inventories of a background."""
    return f"{INVENTORIES}{part.id}.{part.allocation}.csv"


def kept_rows(content: bytes, drawn: set[str]) -> bytes:
    """Give the rows of a sealed inventory that belong to datasets drawn on."""
    names = tuple(f.name for f in fields(ExchangeRecord))
    try:
        _, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error):
        rows = []
    place = names.index("process")
    return csv_bytes(names, (r for r in rows if len(r) == len(names) and r[place] in drawn))


def inventory(part: Background) -> bytes:
    """Give the exchanges of the datasets that were drawn on."""
    names = tuple(f.name for f in fields(ExchangeRecord))
    drawn = dict.fromkeys(part.products[row][0] for row in used_products(part))
    rows = (tuple(cell(e, n) for n in names) for p in drawn for e in part.exchanges(p))
    return csv_bytes(names, rows)


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Give a table in UTF-8 with LF."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return target.getvalue().encode()
