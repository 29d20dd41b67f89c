"""Marks of rows: one short hash over what a person checks of a row, so that a change shows."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from pcf.model import Evidence

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult

_DIGITS = 16


def row_marks(footprint: Footprint) -> dict[str, str]:
    """Give the mark of every row by its address.

    The mark is the first 16 hexadecimal digits of the SHA-256 over address, stated amount, unit,
    supplier, origin, source, and file, page and hash of the evidence. Nothing computed enters, so
    that another background or factor set leaves it as it is.
    """
    known = {item.id: item for item in footprint.solved.linked.model.evidence}
    return {row.address: row_mark(row, known) for row in footprint.rows}


def row_mark(row: RowResult, known: Mapping[str, Evidence]) -> str:
    """Give the mark of one row; `known` is the evidence of the project by id."""
    proof = known.get(row.evidence or "")
    told = (
        row.address,
        repr(float(row.activity)),
        row.activity_unit,
        row.supplier,
        row.origin,
        row.source,
        *(("", "", "") if proof is None else (proof.file, proof.page, proof.sha256)),
    )
    return sha256("\0".join(told).encode()).hexdigest()[:_DIGITS]
