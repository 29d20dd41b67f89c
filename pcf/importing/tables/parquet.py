"""Parquet files of strangers as plain rows, within bounds.

Texts are read as words and codes, so that a long text that stands in every row is one text; what a
file claims to unpack to is compared with the bounds before anything is unpacked.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.importing.archive import Archive, Member
from pcf.importing.grid import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_PLACES,
    Cell,
    GridError,
    Row,
    Sheet,
    bytes_of,
)

#: Bytes of all columns as stored, rows that are unpacked at once, and columns in one group.
_MAX_BYTES = 256 * 2**20
_BATCH = 65_536
_MAX_GROUPS = 10_000


def read_parquet(archive: Archive, member: Member) -> Sheet:
    """Read a Parquet file.

    Raises
    ------
    GridError
        Damaged, columns within columns, or beyond a bound.
    PcfError
        ``IM043`` without the library that reads it.
    """
    try:
        exception = import_module("pyarrow").ArrowException
        open_file = import_module("pyarrow.parquet").ParquetFile
    except ImportError as error:
        at = Location(member.name)
        raise PcfError(
            [finding("IM043", at, observed="parquet", expected="pyarrow", suggestion="parquet")]
        ) from error
    data = io.BytesIO(bytes_of(archive, member))
    try:
        file = open_file(data)
        texts = _checked(file)
        file = open_file(data, read_dictionary=texts)
        rows = [Row(1, tuple(file.schema_arrow.names)), *_rows(file)]
    except (exception, OSError, ValueError, MemoryError) as error:
        raise GridError(str(error)[:200]) from error
    return Sheet(member.name, "", tuple(rows))


def _checked(file: Any) -> list[str]:
    """Compare what a file says of itself with the bounds; give its columns of texts."""
    schema, meta = file.schema_arrow, file.metadata
    if any(field.type.num_fields for field in schema):
        raise GridError("columns within columns")
    if len(schema) > MAX_COLUMNS or meta.num_row_groups > _MAX_GROUPS:
        raise GridError(f"{len(schema)} columns, {meta.num_row_groups} groups", "too-large")
    size = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
    cells = meta.num_rows * len(schema)
    if cells > MAX_PLACES or size > _MAX_BYTES:
        raise GridError(f"{cells} cells, {size >> 20} MB", "too-large")
    return [field.name for field in schema if str(field.type) in ("string", "binary")]


def _rows(file: Any) -> Iterator[Row]:
    line = 1
    for batch in file.iter_batches(batch_size=_BATCH):
        for values in zip(*map(_values, batch.columns), strict=True):
            line += 1
            yield Row(line, tuple(map(_plain, values)))


def _values(column: Any) -> list[Any]:
    """Values of a column; those of a column of words share them."""
    words = getattr(column, "dictionary", None)
    if words is None:
        found: list[Any] = column.to_pylist()
        return found
    used = column.indices.unique().drop_null()
    listed = words.take(used)
    lengths = import_module("pyarrow.compute").binary_length(listed).to_pylist()
    if max((n for n in lengths if n is not None), default=0) > 4 * MAX_CELL:
        raise GridError(f"text > {MAX_CELL} characters", "too-large")
    by_code = dict(zip(used.to_pylist(), listed.to_pylist(), strict=True))
    return [by_code.get(code) for code in column.indices.to_pylist()]


def _plain(value: object) -> Cell:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else None
    return float(value) if isinstance(value, int | float) else str(value) or None
