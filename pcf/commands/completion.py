"""Words for the shell to complete, without opening the engine."""

from __future__ import annotations

import contextlib
import csv
import json
from pathlib import Path
from typing import Any

from pcf.errors import PcfError


def examples() -> tuple[str, ...]:
    """Names of the embedded examples."""
    from pcf.commands.inputs import example_names

    return example_names()


def scenarios() -> tuple[str, ...]:
    """Names of the scenarios of the project in this folder."""
    return tuple(sorted(path.stem for path in Path("scenarios").glob("*.toml")))


def datasets() -> tuple[str, ...]:
    """Ids of the datasets of the embedded background, from a small index in the cache.

    The index is rebuilt when a table of processes has changed in size or time; without a place to
    write, the tables are read each time. Completion never fails: without data there is nothing.
    """
    from pcf.location import data_root

    try:
        root = data_root("datasets") / "background"
        tables = sorted(root.glob("*/**/processes.csv"))
        stamp = [[path.as_posix(), path.stat().st_mtime_ns] for path in tables]
    except (PcfError, OSError):
        return ()
    index = _index_file()
    known = _read(index)
    if known and known.get("tables") == stamp:
        return tuple(known["ids"])
    ids = sorted(name for path in tables for name in _ids(path))
    from pcf.whole import write_whole

    with contextlib.suppress(OSError):  # no place to keep it: the next completion reads again
        write_whole(index, (json.dumps({"tables": stamp, "ids": ids}).encode(),), lasting=False)
    return tuple(ids)


def targets() -> tuple[str, ...]:
    """Ids of the targets of the project: the heads of its tables, without reading the whole."""
    try:
        text = Path("pcf.toml").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    heads = (line.strip() for line in text.splitlines() if line.startswith("[target."))
    found = (head.strip("[]").split(".")[1].strip('"') for head in heads)
    return (*dict.fromkeys(found), "all")


def rule_packs() -> tuple[str, ...]:
    """Ids of the rule packs: the lines of their heads, without reading the whole."""
    return (*sorted(_lines("*/*/pack.toml", "id")), "all")


def rule_codes() -> tuple[str, ...]:
    """Codes of the clauses of all rule packs."""
    return tuple(sorted(set(_lines("*/*/clauses.toml", "code"))))


def _lines(pattern: str, key: str) -> list[str]:
    """Values of a key in the TOML files of rule packs: the first id of a head, every code."""
    from pcf.location import data_root

    found: list[str] = []
    try:
        for path in data_root("product_rules").glob(pattern):
            lines = (line for line in path.read_text(encoding="utf-8").splitlines())
            values = [line.split('"')[1] for line in lines if line.startswith(f'{key} = "')]
            found += values[:1] if key == "id" else values
    except (PcfError, OSError, UnicodeDecodeError):
        return []
    return found


def _index_file() -> Path:
    from pcf.cache import cache_folder

    return cache_folder() / "completion.json"


def _read(index: Path) -> dict[str, Any] | None:
    try:
        body = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return body if isinstance(body, dict) and isinstance(body.get("ids"), list) else None


def _ids(table: Path) -> list[str]:
    with table.open(encoding="utf-8-sig", newline="") as stream:
        return [row["id"] for row in csv.DictReader(stream) if row.get("id")]
