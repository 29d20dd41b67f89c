"""Read ``[service]``, ``[[stage_preset]]`` and ``[[leave_out]]`` of a pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, cast

from pcf.model import STAGES, Stage
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.expressions import is_parameter_name, parse
from pcf.rules import names
from pcf.rules.conditions import Condition
from pcf.rules.entry import PackEntry
from pcf.rules.pack_keys import EVIDENCE, LEAVE_OUT_KEYS, PRESET_KEYS, SERVICE_KEYS
from pcf.rules.read_conditions import Terms
from pcf.rules.service import Evidence, LeaveOut, Lookup, PresetRule, Service, Shorter, StagePreset
from pcf.suggest import nearest
from pcf.units import is_known

_NO_TERMS = Terms({}, frozenset())


def read_service(top: PackEntry) -> Service | None:
    """Read ``[service]``; a key that is not stated is empty and may come from the parent."""
    entry = top.table("service")
    if entry is None:
        return None
    entry.only(*SERVICE_KEYS)
    units = entry.table("units")
    made = Service(
        unit=_unit(entry, "unit"),
        formula=entry.text("formula", required=False),
        inputs=entry.texts("inputs"),
        evidence=cast(Evidence, entry.choice("evidence", EVIDENCE)),
        source=entry.text("source", filled=True),
        place=entry.at(),
        lookups=_lookups(entry),
        units={name: _unit(units, name) for name in units.source} if units else {},
        shorter=_shorter(entry),
    )
    for name in made.inputs:
        if not is_parameter_name(name):
            entry.tell("RU050", "inputs", observed=name)
    return made


def _unit(entry: PackEntry, key: str) -> str:
    word = entry.text(key, required=False)
    if word and not is_known(word):
        entry.form(key, '"kWh"')
    return word


def _shorter(entry: PackEntry) -> tuple[Shorter, ...]:
    tables = entry.table("shorter")
    made = []
    for name in tables.source if tables else ():
        table = tables.table(name) if tables else None
        if table is not None:
            table.only("limit", "per", "source")
            words = [table.text(key, filled=True) for key in ("limit", "per", "source")]
            made.append(Shorter(name, *words))
    return tuple(made)


def _lookups(entry: PackEntry) -> tuple[Lookup, ...]:
    tables = entry.table("lookup")
    made = []
    for name in tables.source if tables else ():
        table = tables.table(name) if tables else None
        if table is None:
            continue
        table.only("by", "source", "values", "other", "nearest", "reason")
        values = table.table("values")
        if values is None or not values.source:
            table.tell("RU003", "values", observed="values", expected=f"[{name}.values]")
            continue
        numbers = {word: values.number(word) for word in values.source}
        made.append(
            Lookup(
                name,
                table.text("by", filled=True),
                {word: number for word, number in numbers.items() if number is not None},
                table.text("source", filled=True),
                table.at(),
                *_other(table),
            )
        )
    return tuple(made)


def _other(table: PackEntry) -> tuple[str, str, str]:
    """Word of a class without value, and the inputs that must then be stated: all or none."""
    keys = ("other", "nearest", "reason")
    filled = any(key in table.source for key in keys)
    other, nearest_, reason = (table.text(k, required=filled, filled=filled) for k in keys)
    return other, nearest_, reason


def merged_service(parts: Iterable[Service | None]) -> Service | None:
    """Lay services over each other, later ones over earlier ones, key by key."""
    made: Service | None = None
    for part in parts:
        if part is None or made is None:
            made = part or made
            continue
        lookups = {lookup.name: lookup for lookup in (*made.lookups, *part.lookups)}
        made = replace(
            part,
            unit=part.unit or made.unit,
            formula=part.formula or made.formula,
            inputs=part.inputs or made.inputs,
            lookups=tuple(lookups.values()),
            units={**made.units, **part.units},
            shorter=part.shorter or made.shorter,
        )
    return made


def check_service(service: Service | None, node: str, collect: Collector) -> None:
    """Report a service without unit, and a formula with names that nobody gives a value."""
    if service is None:
        return
    raw = _Place(service, node, collect)
    if not service.unit:
        raw.tell("RU003", "unit", observed="unit", expected='"kWh"')
    known = (*service.inputs, *(lookup.name for lookup in service.lookups))
    for lookup in service.lookups:
        if lookup.by not in service.inputs:
            near = nearest(lookup.by, service.inputs)
            raw.tell("RU051", "lookup", observed=lookup.by, expected=_listed(service.inputs),
                     suggestion=near)  # fmt: skip
    for rule in service.shorter:
        if rule.name not in service.inputs:
            near = nearest(rule.name, service.inputs)
            raw.tell("RU051", "shorter", observed=rule.name, expected=_listed(service.inputs),
                     suggestion=near)  # fmt: skip
    for name in service.units:
        if name not in (*service.inputs, *service.optional):
            raw.tell("RU051", "units", observed=name, expected=_listed(service.inputs),
                     suggestion=nearest(name, service.inputs))  # fmt: skip
    if not service.formula:
        return
    try:
        used = parse(service.formula).names
    except CellFault:
        raw.tell("RU052", "formula", observed=service.formula)
        return
    for name in used:
        if name not in known or name in service.words:
            raw.tell("RU051", "formula", observed=name, expected=_listed(known),
                     suggestion=nearest(name, known))  # fmt: skip


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "-"


class _Place:
    """Tells faults at the place of a service that several packs may have made."""

    def __init__(self, service: Service, node: str, collect: Collector) -> None:
        self._service, self._node, self._collect = service, node, collect

    def tell(self, code: str, key: str, **params: object) -> None:
        from pcf.findings import Location, finding

        at = self._service.place
        place = Location(at.file, at.line, f"service.{key}")
        shown = {name: str(value) for name, value in params.items() if value is not None}
        self._collect.add(finding(code, place, node=self._node, **shown))  # type: ignore[arg-type]


def read_presets(top: PackEntry) -> tuple[StagePreset, ...]:
    """Read ``[[stage_preset]]``; an id that comes twice is ``RU010``."""
    made: dict[str, StagePreset] = {}
    for entry in top.tables("stage_preset"):
        entry.only(*PRESET_KEYS)
        name = entry.text("id", filled=True)
        if name in made:
            entry.tell("RU010", "id", observed=name, first=str(made[name].place))
            continue
        made[name] = StagePreset(
            name,
            entry.text("name_zh", filled=True),
            entry.text("name_en", filled=True),
            cast(Evidence, entry.choice("evidence", EVIDENCE)),
            entry.text("source", filled=True),
            tuple(_rule(rule) for rule in entry.tables("rule")),
            entry.at(),
        )
    return tuple(made.values())


def _rule(entry: PackEntry) -> PresetRule:
    entry.only("where", "stage")
    where = _where(entry, "processes")
    for condition in where:
        about = names.subjects()["processes"].fields.get(condition.field)
        if about is not None and about.needs not in ("", "model"):
            entry.tell("RU053", "where", observed=condition.field)
    return PresetRule(where, cast(Stage, entry.choice("stage", STAGES)))


def _where(entry: PackEntry, subject: str) -> tuple[Condition, ...]:
    """Conditions, at least one: a rule without any would take everything."""
    if not entry.source.get("where"):
        entry.tell("RU003", "where", observed="where", expected='["component = cathode"]')
    return _NO_TERMS.conditions(entry, "where", subject)


def read_leave_outs(top: PackEntry) -> tuple[LeaveOut, ...]:
    """Read ``[[leave_out]]``."""
    made = []
    for entry in top.tables("leave_out"):
        entry.only(*LEAVE_OUT_KEYS)
        subject = entry.choice("of", ("rows", "processes"))
        made.append(
            LeaveOut(
                cast(Literal["rows", "processes"], subject),
                _where(entry, subject),
                entry.text("reason_zh", filled=True),
                entry.text("reason_en", filled=True),
                entry.at(),
            )
        )
    return tuple(made)
