"""Compiled backgrounds on disk: found by content, built on demand, rebuilt when damaged.

``<cache>/backgrounds/<key>-<allocation>/`` with the key made of the bytes of all tables, the
version of this format and the fields of the records. Every file is sealed by its SHA-256, so a
half-written or altered cache is never believed. The cache is a convenience: without a place to
write, everything is computed in memory.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pcf.background.compiled import Compiled, Details, Head, Triplets
from pcf.background.records import (
    ExchangeRecord,
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)
from pcf.background.tables import Manifest
from pcf.cache import cache_folder as cache_folder
from pcf.findings import Finding, Location, finding

FORMAT = 2
_AT_ONCE = ("catalogue.json", "intensities.npy")
_LATER = ("exchanges.json", "technosphere.npy", "biosphere.npy")
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
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
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
        load(folder)
        load_details(folder)
    except DamagedError:
        return False
    return True


def _write(compiled: Compiled, folder: Path) -> None:
    details = compiled.details
    _write_json(folder / "catalogue.json", _packed_head(compiled.head))
    _write_json(folder / "exchanges.json", [_packed(row) for row in details.exchanges])
    np.save(folder / "intensities.npy", compiled.intensities, allow_pickle=False)
    for name, matrix in (("technosphere", details.technosphere), ("biosphere", details.biosphere)):
        size = [np.array([part], dtype=np.float64) for part in matrix.shape]
        lists = [np.concatenate([size[0], matrix.rows]), np.concatenate([size[1], matrix.columns])]
        lists.append(np.concatenate([[0.0], matrix.values]))
        np.save(folder / f"{name}.npy", np.array(lists, dtype=np.float64), allow_pickle=False)
    seal = {}
    for name in (*_AT_ONCE, *_LATER):
        content = (folder / name).read_bytes()
        seal[name] = Sealed(len(content), sha256(content).hexdigest())
    _write_json(folder / "seal.json", seal)


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(text.encode("utf-8"))


def load(folder: Path) -> tuple[Head, NDArray[np.float64]]:
    """Open head and intensities; the intensities are mapped into memory, not read.

    Raises
    ------
    DamagedError
        When the folder is not exactly what was written.
    """
    try:
        seal = _read_seal(folder)
        for name in (*_AT_ONCE, *_LATER):
            if (folder / name).stat().st_size != seal[name].size:
                raise DamagedError(name)
        content = _sealed_bytes(folder, "catalogue.json", seal)
        _sealed_bytes(folder, "intensities.npy", seal)
        head = _unpacked_head(json.loads(content))
        intensities = np.load(folder / "intensities.npy", mmap_mode="r", allow_pickle=False)
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error
    return head, intensities


def load_details(folder: Path) -> Details:
    """Open rows and matrices of a compiled background; raises `DamagedError` like `load`."""
    try:
        seal = _read_seal(folder)
        rows = json.loads(_sealed_bytes(folder, "exchanges.json", seal))
        exchanges = tuple(_unpacked(ExchangeRecord, row) for row in rows)
        return Details(
            exchanges,
            _load_triplets(folder, "technosphere.npy", seal),
            _load_triplets(folder, "biosphere.npy", seal),
        )
    except _UNREADABLE as error:
        raise DamagedError(str(error)) from error


def _read_seal(folder: Path) -> dict[str, Sealed]:
    content = json.loads((folder / "seal.json").read_bytes())
    return {name: Sealed(*part) for name, part in content.items()}


def _sealed_bytes(folder: Path, name: str, seal: dict[str, Sealed]) -> bytes:
    content = (folder / name).read_bytes()
    if sha256(content).hexdigest() != seal[name].sha256:
        raise DamagedError(name)
    return content


def _load_triplets(folder: Path, name: str, seal: dict[str, Sealed]) -> Triplets:
    _sealed_bytes(folder, name, seal)
    stored = np.load(folder / name, allow_pickle=False)
    whole = stored[:2].astype(np.int64)
    shape = (int(whole[0, 0]), int(whole[1, 0]))
    return Triplets(whole[0, 1:], whole[1, 1:], stored[2, 1:], shape)


def _packed(record: Any) -> list[object]:
    return [getattr(record, field.name) for field in fields(record)]


def _unpacked(kind: type[_T], values: Sequence[Any]) -> _T:
    return kind(*(tuple(v) if isinstance(v, list) else v for v in values))


def _packed_head(head: Head) -> dict[str, object]:
    return {
        "sha256": head.sha256,
        "allocation": head.allocation,
        "manifest": _packed(head.manifest),
        "columns": [_packed(column) for column in head.columns],
        "products": head.products,
        "shares": head.shares,
        "sources": [_packed(source) for source in head.sources],
        "flows": [_packed(flow) for flow in head.flows],
        "processes": [_packed(process) for process in head.processes],
        "findings": [_packed_finding(item) for item in head.findings],
    }


def _unpacked_head(content: dict[str, Any]) -> Head:
    return Head(
        manifest=_unpacked(Manifest, content["manifest"]),
        sha256=content["sha256"],
        allocation=content["allocation"],
        columns=tuple(_unpacked(GhgColumn, part) for part in content["columns"]),
        products=tuple((process, flow) for process, flow in content["products"]),
        shares=tuple(content["shares"]),
        sources=tuple(_unpacked(Source, part) for part in content["sources"]),
        flows=tuple(_unpacked(FlowRecord, part) for part in content["flows"]),
        processes=tuple(_unpacked(ProcessRecord, part) for part in content["processes"]),
        findings=tuple(_unpacked_finding(part) for part in content["findings"]),
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
