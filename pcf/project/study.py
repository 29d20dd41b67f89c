"""What a study says about itself (``study.toml``) and what people decided (``review/``).

``study.toml`` holds free tables; rule packs declare which keys they understand. Keys are flattened
to dotted names: ``[goal] reason = "..."`` is ``goal.reason``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pcf.findings import finding
from pcf.model import Judgement, StudyValue
from pcf.project.cells import CellFault, free_text
from pcf.project.collect import Collector
from pcf.project.raw_table import RawTable
from pcf.project.raw_toml import RawToml
from pcf.project.rows import TableReader
from pcf.project.toml_lines import TomlPath

#: Deepest nest of tables that is read.
_DEEPEST = 8


def read_study(raw: RawToml | None, collect: Collector) -> dict[str, StudyValue]:
    """Give the values of ``study.toml`` by dotted key; empty when there is no such file.

    ``RU021`` a value that is no text, number, truth value or list of texts; ``RU022`` a text that
    says not applicable and not why.
    """
    if raw is None:
        return {}
    made: dict[str, StudyValue] = {}
    for path, value in _leaves(raw.data):
        place = raw.where(path)
        name = ".".join(str(part) for part in path)
        read = _value(value)
        if read is None:
            shown = type(value).__name__ if isinstance(value, (dict, list)) else str(value)
            collect.add(finding("RU021", place, node=name, observed=shown[:80]))
            continue
        made[name] = StudyValue(read, place)
        if made[name].not_applicable == "":
            collect.add(finding("RU022", place, node=name, observed=name))
    return made


def _leaves(data: Mapping[str, Any], path: TomlPath = ()) -> Iterator[tuple[TomlPath, Any]]:
    for name, value in data.items():
        if isinstance(value, dict) and value and len(path) < _DEEPEST:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _value(value: Any) -> str | float | bool | tuple[str, ...] | None:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        try:
            made = float(value)
        except OverflowError:
            return None
        return made if abs(made) < float("inf") else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    return None


def read_judgements(raw: RawTable | None, collect: Collector) -> tuple[Judgement, ...]:
    """Read ``review/judgements.csv``; an answer needs name, date and reason (``RU025`` no date)."""
    if raw is None:
        return ()
    made = []
    for row in TableReader(raw, collect, {"date": _day}):
        if not row.bad:
            values = row.values
            made.append(
                Judgement(
                    id=values["id"],
                    answer=values["answer"],
                    name=values["name"],
                    date=values["date"],
                    reason=values["reason"],
                    place=row.at(),
                )
            )
    return tuple(made)


def _day(text: str) -> str | None:
    word = free_text(text)
    if word is None:
        return None
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise CellFault("RU025", word, "2026-03-31") from None
