"""A package in neutral form on disk, whole: what a writer of another format reads.

One JSON text per line, packed: first the head, then one record per line with its kind.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pcf.findings import Finding, Location, finding
from pcf.importing import package as neutral
from pcf.importing.conservation import Ledger
from pcf.importing.package import Package

_PARTS = ("unit_groups", "flow_properties", "flows", "documents", "processes")
_KINDS = {
    name: getattr(neutral, name)
    for name in ("Place", "Names", "Unit", "UnitGroup", "FlowProperty", "FlowAmount", "Flow",
                 "Uncertainty", "Allocation", "Parameter", "Exchange", "Process", "Document")
}  # fmt: skip


def save_package(
    package: Package, ledger: Ledger, path: Path, findings: Iterable[Finding] = ()
) -> None:
    """Write a package, the ledger and the findings of its reading.

    The same content gives the same bytes.
    """
    told = [_told(item) for item in findings]
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as stream:
        head = {"format": package.format, "name": package.name, "sha256": package.sha256}
        stream.write(_line([head, ledger.dump(), told]))
        for part, record in _records(package):
            stream.write(_line([part, packed(record)]))


def _records(package: Package) -> Iterator[tuple[str, Any]]:
    for part in _PARTS:
        for record in getattr(package, part).values():
            yield part, record


def _line(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def packed(value: Any) -> Any:
    """Give a record as plain data, without the fields that say nothing."""
    if is_dataclass(value):
        return {"": type(value).__name__} | {
            f.name: packed(getattr(value, f.name))
            for f in fields(value)
            if getattr(value, f.name) not in ("", None, ())
        }
    if isinstance(value, tuple):
        return [packed(part) for part in value]
    return value


def load_package(path: Path) -> tuple[Package, Ledger]:
    """Read a package that `save_package` wrote."""
    parts: dict[str, dict[str, Any]] = {name: {} for name in _PARTS}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        head, ledger, *_ = json.loads(next(stream))
        for line in stream:
            part, content = json.loads(line)
            record = unpacked(content)
            parts[part][record.id] = record
    return Package(**{**head, **parts}), Ledger.load(ledger)


def load_findings(path: Path) -> tuple[Finding, ...]:
    """Read the findings of the reader that `save_package` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        _, _, *told = json.loads(next(stream))
    return tuple(
        finding(code, None if at is None else Location(*at), **values)
        for code, at, values in (told[0] if told else ())
    )


def _told(item: Finding) -> list[Any]:
    """A finding of the catalogue as plain data: code, place and values."""
    where = item.location
    at = None if where is None else [where.file, where.line, where.column]
    own = {name: getattr(item, name) for name in ("node", "observed", "expected", "suggestion")}
    params = {
        name: value if isinstance(value, int | float | str) else str(value)
        for name, value in item.params.items()
    }
    return [item.code, at, {**{k: v for k, v in own.items() if v is not None}, **params}]


def unpacked(value: Any) -> Any:
    """Give the record that `packed` wrote.

    Raises
    ------
    KeyError, TypeError, AttributeError
        When the data were not written by `packed`.
    """
    if isinstance(value, dict):
        kind = _KINDS[value.pop("")]
        given = {name: unpacked(part) for name, part in value.items()}
        return kind(**{**_EMPTY[kind], **given})
    return tuple(unpacked(part) for part in value) if isinstance(value, list) else value


def _empty(kind: Any) -> dict[str, Any]:
    """Values of the fields that `save_package` leaves out because they say nothing."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        text = str(field.type)
        found[field.name] = () if text.startswith("tuple") else None if "None" in text else ""
    return found


_EMPTY = {kind: _empty(kind) for kind in _KINDS.values()}
