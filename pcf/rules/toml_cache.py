"""TOML files of rule packs, kept in parsed form in the cache: reading them is most of their cost.

The kept form is named by the SHA-256 of the file, so that a changed file is always read anew, and
carries its own. What cannot be read or written in the cache is read from the file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pcf.background.store import cache_folder
from pcf.errors import PcfError
from pcf.project.collect import Collector
from pcf.project.files import write_bytes
from pcf.project.raw_toml import RawToml, read_toml

_SCHEMA = 1


def read_pack_toml(root: Path, file: str, collect: Collector) -> RawToml | None:
    """Read a TOML file of a pack; faults go to `collect` as in `read_toml`."""
    kept = _kept_form(root / file)
    if kept is not None:
        found = _read(kept, file)
        if found is not None:
            return found
    before = collect.has_errors
    raw = read_toml(root, file, collect)
    if raw is not None and kept is not None and not before and not collect.has_errors:
        _write(kept, raw)
    return raw


def _kept_form(path: Path) -> Path | None:
    try:
        digest = _digest(path.read_bytes())
    except OSError:
        return None  # the reader of the file says what is wrong
    return cache_folder() / "rules" / f"{digest}.json"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(kept: Path, file: str) -> RawToml | None:
    try:
        digest, _, text = kept.read_bytes().partition(b"\n")
        body: Any = json.loads(text)
        if digest.decode("ascii") != _digest(text) or body["schema"] != _SCHEMA:
            return None
        lines = {tuple(path): int(line) for path, line in body["lines"]}
        return RawToml(file, dict(body["data"]), lines)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent or damaged: the file itself is read


def _write(kept: Path, raw: RawToml) -> None:
    body = {
        "schema": _SCHEMA,
        "data": raw.data,
        "lines": [[list(path), line] for path, line in raw.lines.items()],
    }
    try:
        text = json.dumps(body, ensure_ascii=False).encode("utf-8")
        write_bytes(kept, _digest(text).encode("ascii") + b"\n" + text)
    except (PcfError, TypeError):
        return  # no place to keep it, or a date in it: the next run reads the file
