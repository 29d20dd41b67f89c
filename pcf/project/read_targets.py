"""Read ``[target.*]`` of ``pcf.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pcf.findings import finding
from pcf.model.target import Stated, Target, TargetService, TargetValue
from pcf.project.cells import identifier
from pcf.project.collect import Collector
from pcf.project.overrides import leaves
from pcf.project.raw_toml import RawToml
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import TARGET

#: Words that mean something else where a target could stand.
RESERVED = ("base", "all")
_SERVICE = ("parameter", "formula", "formula_source")


def read_targets(raw: RawToml | None, collect: Collector) -> tuple[Target, ...]:
    """Read the targets of a project, in the order of the file; faults go to `collect`.

    Whether a pack exists and allows what is stated is not looked at here.
    """
    stated = raw.data.get("target", {}) if raw is not None else {}
    if raw is None or not isinstance(stated, dict):
        if raw is not None:
            _form(raw, ("target",), "[target.ID]", collect)
        return ()
    made = []
    for name, source in stated.items():
        if not isinstance(source, dict):
            _form(raw, ("target", name), f"[target.{name}]", collect)
            continue
        target = _target(raw, name, source, collect)
        if target is not None:
            made.append(target)
    return tuple(made)


def _form(raw: RawToml, path: tuple[str, ...], expected: str, collect: Collector) -> None:
    observed = str(_at(raw.data, path))[:80]
    collect.add(
        finding("IO018", raw.where(path), observed=observed, expected=expected, field=path[-1])
    )


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def _target(
    raw: RawToml, name: str, source: Mapping[str, Any], collect: Collector
) -> Target | None:
    path = ("target", name)
    entry = SectionReader(raw, collect, lambda text: text).read(TARGET, source, path)
    entry.node = name
    entry.values["id"] = None
    entry.read("id", identifier, name)
    if name in RESERVED:
        entry.refuse("TG038", "id", observed=name)
    if isinstance(source.get("stages"), list):
        entry.tell("TG001", "stages", observed=name)
        return None
    tables = {key: _table(entry, key) for key in ("stages", "set", "swap")}
    exclude = entry.values.pop("exclude") or ()
    service = _service(entry)
    if entry.bad:
        return None
    keys = [key.name for key in TARGET.keys if key.name != "exclude"]
    return Target(
        id=name,
        rules=entry.values["rules"],
        place=entry.at(),
        values={
            key: TargetValue(entry.values[key], entry.at(key))
            for key in keys
            if entry.values[key] is not None
        },
        exclude=tuple(TargetValue(word, entry.at("exclude")) for word in exclude),
        service=service,
        stages=tables["stages"],
        sets=tables["set"],
        swaps=tables["swap"],
    )


def _table(entry: TomlEntry, key: str) -> dict[str, TargetValue]:
    """Flat table of addresses or processes."""
    return {".".join(path): value for path, value in _values(entry, key)}


def _values(entry: TomlEntry, key: str) -> Iterator[tuple[tuple[str, ...], TargetValue]]:
    source = entry.source.get(key, {})
    if not isinstance(source, dict):
        entry.refuse("IO018", key, expected=f"[target.{entry.node}.{key}]")
        return
    for path, value in leaves(source):
        at = entry.raw.where((*entry.path, key, *path))
        stated = _stated(value)
        if stated is None:
            entry.refuse("IO018", key, observed=str(value)[:80], expected='"..." | 1.5')
            continue
        yield path, TargetValue(stated, at)


def _stated(value: Any) -> Stated | None:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if isinstance(value, (str, bool)):
        return value.strip() if isinstance(value, str) else value
    return float(value) if isinstance(value, (int, float)) else None


def _service(entry: TomlEntry) -> TargetService | None:
    if "service" not in entry.source:
        return None
    values = _table(entry, "service")
    if "service" in entry.bad:
        return None
    for key in _SERVICE:
        if key in values and (not isinstance(values[key].value, str) or not values[key].value):
            shown = str(values[key].value)
            entry.refuse("IO018", "service", observed=shown, expected=f'{key} = "..."')
            return None
    if "parameter" not in values:
        entry.refuse("TG002", "service", observed=entry.node)
        return None
    return TargetService(
        values["parameter"],
        {name: value for name, value in values.items() if name not in _SERVICE},
        values.get("formula"),
        values.get("formula_source"),
        entry.at("service"),
    )
