"""TOML files of rule packs, kept in parsed form in the cache: reading them is most of their cost.

The kept form is named by the content of the file, so that a changed file is always read anew. What
cannot be read or written in the cache is read from the file.
"""

from __future__ import annotations

from pathlib import Path

from pcf.cache import keep, kept_file, read_kept
from pcf.project.collect import Collector
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
        keep(kept, _body(raw))  # a date in it cannot be kept: the next run reads the file
    return raw


def _kept_form(path: Path) -> Path | None:
    try:
        return kept_file("rules", path.read_bytes())
    except OSError:
        return None  # the reader of the file says what is wrong


def _read(kept: Path, file: str) -> RawToml | None:
    try:
        body = read_kept(kept)
        if body is None or body["schema"] != _SCHEMA:
            return None
        lines = {tuple(path): int(line) for path, line in body["lines"]}
        return RawToml(file, dict(body["data"]), lines)
    except (ValueError, KeyError, TypeError):
        return None  # of another form: the file itself is read


def _body(raw: RawToml) -> dict[str, object]:
    lines = [[list(path), line] for path, line in raw.lines.items()]
    return {"schema": _SCHEMA, "data": raw.data, "lines": lines}
