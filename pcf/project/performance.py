"""Performance classes of the user: ``performance_classes.toml``, or the file that pcf.toml names.

.. code-block:: toml

    unit = "kg CO2e/kWh"
    source = "draft act of ..., Annex ..."

    [[class]]
    name = "A"
    limit = 0.05          # totals up to this

    [[class]]
    name = "B"            # the last class may have no limit
"""

from __future__ import annotations

from math import inf
from pathlib import Path

from pcf.findings import finding
from pcf.model.performance import PerformanceLimit, PerformanceTable
from pcf.project.collect import Collector
from pcf.project.raw import SETTINGS_FILE, RawProject
from pcf.project.raw_toml import RawToml, read_toml
from pcf.project.read_evidence import is_inside
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import SETTINGS, Key, Section

CLASSES_FILE = "performance_classes.toml"
CLASSES = Section("", (Key("unit", required=True), Key("source", required=True)), (
    Section("class", (
        Key("name", required=True), Key("limit", "number"),
    ), many=True, required=True, identity="name"),
))  # fmt: skip


def read_performance(raw: RawProject, collect: Collector) -> PerformanceTable | None:
    """Read the table of classes; None when the project has none.

    A file that pcf.toml names and that is not there, or lies outside the project, is ``PF001``;
    limits that do not rise, or are missing before the last class, are ``PF002``.
    """
    settings = raw.tomls.get(SETTINGS_FILE)
    named = _named(settings, collect)
    file = named or CLASSES_FILE
    if named is not None and not is_inside(raw.folder, named):
        found = False
    else:
        found = (raw.folder / file).is_file()
    if not found:
        if named is not None and settings is not None:
            place = settings.where(("performance", "classes"))
            collect.add(finding("PF001", place, observed=named))
        return None
    table = read_toml(raw.folder, Path(file).as_posix(), collect)
    return None if table is None else read_classes(table, collect)


def _named(settings: RawToml | None, collect: Collector) -> str | None:
    """File that pcf.toml names; None when it names none."""
    described = SETTINGS.section("performance")
    if settings is None or described is None or "performance" not in settings.data:
        return None
    reader = SectionReader(settings, collect, lambda text: text)
    section = reader.child(TomlEntry(settings, (), settings.data, collect), described)
    named: str | None = section.values["classes"] if section else None
    return named


def read_classes(raw: RawToml, collect: Collector) -> PerformanceTable | None:
    """Type a table of classes that was read."""
    reader = SectionReader(raw, collect, lambda text: text)
    top = reader.read(CLASSES, raw.data)
    entries = reader.children(top, CLASSES.sections[0])
    _check_order(entries)
    if top.bad or not entries or any(entry.bad for entry in entries):
        return None
    classes = tuple(PerformanceLimit(e.values["name"], e.values["limit"]) for e in entries)
    return PerformanceTable(top.values["unit"], top.values["source"], classes, top.at())


def _check_order(entries: list[TomlEntry]) -> None:
    """Refuse limits that do not rise from class to class (``PF002``)."""
    below = -inf
    for number, entry in enumerate(entries):
        limit = entry.values["limit"]
        is_last = number == len(entries) - 1
        if (limit is None and not is_last) or (limit is not None and limit <= below):
            entry.refuse("PF002", "limit", expected=f"> {below:g}")
        below = limit if limit is not None else below
