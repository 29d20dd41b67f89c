"""Compiled backgrounds on disk: found by content, built on demand, rebuilt when damaged.

``<cache>/backgrounds/<key>-<allocation>/`` with the key made of the bytes of all tables, the
version of this format and the fields of the records. Every file is sealed by its SHA-256, so a
half-written or altered cache is never believed. Arrays are mapped into memory, and the lists of
records are read when somebody asks for them. The cache is a convenience: without a place to
write, everything is computed in memory.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import PARTS, Compiled, Details, Head, Part, Triplets
from pcf.background.records import (
    ExchangeRecord,
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)
from pcf.background.rows import TEXTS, Column, Rows
from pcf.background.tables import Manifest
from pcf.cache import cache_folder as cache_folder
from pcf.collection import without_collection
from pcf.findings import Finding, Location, finding
from pcf.hashing import file_sha256
from pcf.leftovers import fresh_folder

FORMAT = 4
_FILES = (
    "head.json", "intensities.npy", *(f"{name}.json" for name in PARTS), "rows.json",
    "rows-codes.npy", "rows-numbers.npy", "rows-names.npy", "rows-ends.npy", "technosphere.npy",
    "biosphere.npy",
)  # fmt: skip
_KINDS = {"sources": Source, "flows": FlowRecord, "processes": ProcessRecord}
_RECORDS = (Manifest, Source, FlowRecord, ProcessRecord, ExchangeRecord, GhgColumn)
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError)
_T = TypeVar("_T")


class DamagedError(Exception):
    """A cache folder is absent, half written or altered; it is then built again."""


class Sealed(NamedTuple):
    """Size and SHA-256 of a file of the cache."""

    size: int
    sha256: str


def store_folder(tables_sha256: str, allocation: str) -> Path:
    """Folder of one compiled background."""
    shape = [[field.name for field in fields(record)] for record in _RECORDS]
    key = sha256(json.dumps([FORMAT, tables_sha256, shape]).encode()).hexdigest()[:32]
    return cache_folder() / "backgrounds" / f"{key}-{allocation}"


@without_collection()
def save(compiled: Compiled, folder: Path) -> bool:
    """Write a compiled background into `folder`, whole or not at all.

    Another process may write the same folder at the same time: one of them wins, both are right.

    Returns
    -------
    bool
        False when nothing could be written there.
    """
    aside: Path | None = None
    try:
        aside = fresh_folder(folder)
        _write(compiled, aside)
        if folder.exists() and _is_sound(folder):
            shutil.rmtree(aside, ignore_errors=True)
            return True
        shutil.rmtree(folder, ignore_errors=True)
        aside.replace(folder)
    except OSError:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        return folder.is_dir()
    return True


def _is_sound(folder: Path) -> bool:
    """Whether a folder of the cache is whole in all its parts."""
    try:
        head, _ = load(folder)
        for name in PARTS:
            head.part(name)
        load_details(folder)
    except DamagedError:
        return False
    return True


def _write(compiled: Compiled, folder: Path) -> None:
    _write_json(folder / "head.json", _packed_head(compiled.head))
    for name in PARTS:
        _write_json(folder / f"{name}.json", _packed_part(name, getattr(compiled.head, name)))
    np.save(folder / "intensities.npy", compiled.intensities, allow_pickle=False)
    details = compiled.details
    _write_rows(details.exchanges, folder)
    for name, matrix in (("technosphere", details.technosphere), ("biosphere", details.biosphere)):
        lists = np.zeros((3, 1 + len(matrix.values)))
        lists[:2, 0] = matrix.shape
        lists[0, 1:], lists[1, 1:], lists[2, 1:] = matrix.rows, matrix.columns, matrix.values
        np.save(folder / f"{name}.npy", lists, allow_pickle=False)
    _write_json(folder / "seal.json", {name: _sealed(folder / name) for name in _FILES})


def _write_rows(rows: Rows, folder: Path) -> None:
    words = {name: rows.texts[name].words for name in TEXTS}
    _write_json(folder / "rows.json", {"words": words, "numbers": list(rows.numbers)})
    for name, listed in (
        ("codes", np.array([rows.texts[name].codes for name in TEXTS], dtype=np.int32)),
        ("numbers", np.array(list(rows.numbers.values()), dtype=np.float64)),
        ("names", rows.names),
        ("ends", rows.ends),
    ):
        np.save(folder / f"rows-{name}.npy", listed, allow_pickle=False)


def _sealed(path: Path) -> Sealed:
    return Sealed(path.stat().st_size, file_sha256(path))


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(text.encode("utf-8"))


def load(folder: Path) -> tuple[Head, NDArray[np.float64]]:
    """Open head and intensities; the intensities are mapped into memory, not read.

    The lists of the head are read when they are asked for, and raise `DamagedError` then.

    Raises
    ------
    DamagedError
        When the folder is not exactly what was written, as far as this can be seen at once.
    """
    try:
        seal = _read_seal(folder)
        for name in _FILES:
            if (folder / name).stat().st_size != seal[name].size:
                raise DamagedError(name)
        content = json.loads(_sealed_bytes(folder, "head.json", seal))
        head = _unpacked_head(content, lambda name: _load_part(folder, name, seal))
        intensities = _mapped(folder, "intensities.npy", seal)
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error
    return head, intensities


def _load_part(folder: Path, name: str, seal: dict[str, Sealed]) -> tuple[Any, ...]:
    try:
        content = json.loads(_sealed_bytes(folder, f"{name}.json", seal))
        return _unpacked_part(name, content)
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error


def load_details(folder: Path) -> Details:
    """Open rows and matrices of a compiled background; raises `DamagedError` like `load`."""
    try:
        seal = _read_seal(folder)
        return Details(
            _load_rows(folder, seal),
            _load_triplets(folder, "technosphere.npy", seal),
            _load_triplets(folder, "biosphere.npy", seal),
        )
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error


def _load_rows(folder: Path, seal: dict[str, Sealed]) -> Rows:
    content = json.loads(_sealed_bytes(folder, "rows.json", seal))
    codes, numbers, names, ends = (
        _mapped(folder, f"rows-{name}.npy", seal) for name in ("codes", "numbers", "names", "ends")
    )
    words = content["words"]
    words["sources"] = list(map(tuple, words["sources"]))
    columns = {name: Column(words[name], codes[n]) for n, name in enumerate(TEXTS)}
    return Rows(names, ends, columns, dict(zip(content["numbers"], numbers, strict=True)))


def _mapped(folder: Path, name: str, seal: dict[str, Sealed]) -> NDArray[Any]:
    """Array of a file, mapped; its bytes are compared with the seal first."""
    if _sealed(folder / name) != seal[name]:
        raise DamagedError(name)
    found: NDArray[Any] = np.load(folder / name, mmap_mode="r", allow_pickle=False)
    return found


def _read_seal(folder: Path) -> dict[str, Sealed]:
    content = json.loads((folder / "seal.json").read_bytes())
    return {name: Sealed(*part) for name, part in content.items()}


def _sealed_bytes(folder: Path, name: str, seal: dict[str, Sealed]) -> bytes:
    content = (folder / name).read_bytes()
    if sha256(content).hexdigest() != seal[name].sha256:
        raise DamagedError(name)
    return content


def _load_triplets(folder: Path, name: str, seal: dict[str, Sealed]) -> Triplets:
    stored = _mapped(folder, name, seal)
    whole = stored[:2].astype(np.int64)
    shape = (int(whole[0, 0]), int(whole[1, 0]))
    return Triplets(whole[0, 1:], whole[1, 1:], np.array(stored[2, 1:]), shape)


def _packed(record: Any) -> list[object]:
    return [getattr(record, field.name) for field in fields(record)]


def _unpacked(kind: type[_T], values: Sequence[Any]) -> _T:
    return kind(*(tuple(v) if isinstance(v, list) else v for v in values))


def _packed_part(name: str, listed: Sequence[Any]) -> list[Any]:
    """Give records by columns."""
    kind = _KINDS.get(name)
    if kind is None:
        return list(zip(*listed, strict=True)) if name == "products" else list(listed)
    return [_short(list(map(attrgetter(field.name), listed))) for field in fields(kind)]


def _short(column: list[Any]) -> list[Any] | dict[str, Any]:
    """Give a column that says one thing everywhere as this and a number, and not as a list."""
    one = column[0] if column else None
    is_one = bool(column) and column.count(one) == len(column)
    return {"everywhere": one, "rows": len(column)} if is_one else column


def _long(column: list[Any] | dict[str, Any]) -> list[Any]:
    return [column["everywhere"]] * column["rows"] if isinstance(column, dict) else column


def _unpacked_part(name: str, content: list[Any]) -> tuple[Any, ...]:
    kind = _KINDS.get(name)
    if kind is None:
        return tuple(zip(*content, strict=True)) if name == "products" else tuple(content)
    lists = [
        [tuple(value) for value in column] if column and isinstance(column[0], list) else column
        for column in map(_long, content)
    ]
    return tuple(map(kind, *lists))


def _packed_head(head: Head) -> dict[str, object]:
    return {
        "sha256": head.sha256,
        "allocation": head.allocation,
        "manifest": _packed(head.manifest),
        "columns": [_packed(column) for column in head.columns],
        "findings": [_packed_finding(item) for item in head.findings],
    }


def _unpacked_head(content: dict[str, Any], part: Part) -> Head:
    return Head(
        manifest=_unpacked(Manifest, content["manifest"]),
        sha256=content["sha256"],
        allocation=content["allocation"],
        columns=tuple(_unpacked(GhgColumn, part) for part in content["columns"]),
        findings=tuple(_unpacked_finding(part) for part in content["findings"]),
        part=part,
    )


def _packed_finding(item: Finding) -> dict[str, object]:
    return {
        "code": item.code,
        "at": None if item.location is None else asdict(item.location),
        "node": item.node,
        "observed": item.observed,
        "expected": item.expected,
        "suggestion": item.suggestion,
        **item.params,
    }


def _unpacked_finding(part: dict[str, Any]) -> Finding:
    code, at = part.pop("code"), part.pop("at")
    return finding(code, None if at is None else Location(**at), **part)
