"""Results as Parquet (extra ``pcf[parquet]``): one row group for each ten thousand lines."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.portfolio.results import NAMES, NUMBERS, WHOLE
from pcf.portfolio.summary import lines_of
from pcf.whole import write_whole

_GROUP = 10_000


def need_parquet() -> None:
    """Raise `UsageError` (``IM043``) when the library is not installed."""
    if find_spec("pyarrow") is None:
        told = finding("IM043", observed="parquet", expected="pyarrow", suggestion="parquet")
        raise UsageError([told])


def write_parquet(results: Path, file: Path) -> None:
    """Write a finished table of results as Parquet, with the same bits of every number."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    types = {**dict.fromkeys(WHOLE, pa.int64()), **dict.fromkeys(NUMBERS, pa.float64())}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in NAMES])
    new = file.with_name(f".{file.name}.part")
    lines = lines_of(results)
    try:
        with pq.ParquetWriter(new, schema) as writer:
            while some := list(islice(lines, _GROUP)):
                columns = {
                    name: [_value(line[n], name) for line in some] for n, name in enumerate(NAMES)
                }
                writer.write_table(pa.Table.from_pydict(columns, schema=schema))
        with new.open("rb") as stream:
            write_whole(file, iter(lambda: stream.read(2**20), b""))
    except OSError as error:
        told = finding("IO003", Location(file.name), observed=error.strerror or "OSError")
        raise PcfError([told]) from error
    finally:
        new.unlink(missing_ok=True)


def _value(text: str, name: str) -> Any:
    if name in NUMBERS:
        return float(text) if text else None
    if name in WHOLE:
        return int(text) if text else None
    return text or None
