"""What a study says about itself (``study.toml``).

``study.toml`` holds free tables; rule packs declare which keys they understand. Keys are flattened
to dotted names: ``[goal] reason = "..."`` is ``goal.reason``. A text may be stated in both
languages of the reports: ``reason = { zh = "...", en = "..." }``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pcf.findings import finding
from pcf.i18n import LANGUAGES
from pcf.model import StudyValue
from pcf.project.collect import Collector
from pcf.project.raw_toml import RawToml
from pcf.project.toml_lines import TomlPath

#: Deepest nest of tables that is read.
_DEEPEST = 8
#: Keys of a text that is stated by language.
_BY_LANGUAGE = frozenset(LANGUAGES)


def read_study(raw: RawToml | None, collect: Collector) -> dict[str, StudyValue]:
    """Give the values of ``study.toml`` by dotted key; empty when there is no such file.

    ``RU021`` a value that is no text, number, truth value or list of texts; ``RU022`` a text that
    says not applicable and not why; ``RU055`` one that holds a place.
    """
    if raw is None:
        return {}
    made: dict[str, StudyValue] = {}
    for path, value in _leaves(raw.data):
        place = raw.where(path)
        name = ".".join(str(part) for part in path)
        read, english = _by_language(value) if _is_by_language(value) else (_value(value), "")
        if read is None:
            shown = type(value).__name__ if isinstance(value, (dict, list)) else str(value)
            collect.add(finding("RU021", place, node=name, observed=shown[:80]))
            continue
        made[name] = StudyValue(read, place, english)
        if "" in (made[name].not_applicable, made[name].said("en").not_applicable):
            collect.add(finding("RU022", place, node=name, observed=name))
        elif made[name].says_nothing:
            said = ", ".join((*made[name].parts, *filter(None, (english,))))
            collect.add(finding("RU055", place, node=name, observed=said[:80]))
    return made


def _leaves(data: Mapping[str, Any], path: TomlPath = ()) -> Iterator[tuple[TomlPath, Any]]:
    for name, value in data.items():
        if _is_by_language(value) and path:
            yield (*path, name), value
        elif isinstance(value, dict) and value and len(path) < _DEEPEST:
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _is_by_language(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and value.keys() <= _BY_LANGUAGE


def _by_language(value: Mapping[str, Any]) -> tuple[str | None, str]:
    """Text, Chinese where it is stated, and the English one beside it; None for what is no text."""
    if not all(isinstance(text, str) for text in value.values()):
        return None, ""
    zh, en = (value.get(lang, "").strip() for lang in LANGUAGES)
    return (zh, en) if zh else (en, "")


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
