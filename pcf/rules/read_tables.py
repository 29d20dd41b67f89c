"""Read ``required.csv`` and ``plausibility.csv`` of a pack."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, cast

from pcf.background.csvtable import Columns, Row, read_rows
from pcf.findings import Findings, finding
from pcf.project.collect import Collector
from pcf.project.raw_toml import RawToml
from pcf.project.toml_lines import TomlPath
from pcf.rules.conditions import Condition
from pcf.rules.entry import PackEntry
from pcf.rules.pack import Band, Evidence, Required
from pcf.rules.pack_keys import EVIDENCE
from pcf.rules.read_conditions import Terms

_REQUIRED = Columns(
    ("id", "kind", "group", "name_zh", "name_en", "any_of", "evidence"),
    ("when", "within", "instead", "least", "least_source"),
    ("id", "kind", "name_zh", "name_en", "any_of", "evidence"),
)
_BANDS = Columns(
    ("of", "unit", "low", "high", "evidence", "source"),
    ("when",),
    ("of", "unit", "low", "high", "evidence", "source"),
)
_KINDS = ("process", "material")


def _entry(row: Row, collect: Collector) -> PackEntry:
    """Make the row look like a table: its cells as texts, its line as the place of each."""
    lines: dict[TomlPath, int] = {(): row.line, **{(name,): row.line for name in row.cells}}
    raw = RawToml(row.file, dict(row.cells), lines)
    return PackEntry(raw, (), dict(row.cells), collect, row.text("id"))


def read_required(root: Path, file: str, terms: Terms, collect: Collector) -> tuple[Required, ...]:
    """Read the required unit processes and materials; empty when there is no such file.

    ``any_of``, ``instead`` and ``when`` hold conditions joined by ``&``; ways to find an item, or
    what takes its place, are separated by ``|``; ``within`` holds ids separated by spaces;
    ``least`` is kg per kg that a process makes, with its source.
    """
    made: dict[str, Required] = {}
    rows = _rows(root, file, _REQUIRED, collect)
    for row in rows:
        name = row.text("id")
        if name in made:
            first = str(made[name].place)
            collect.add(finding("RU010", row.at("id"), node=name, observed=name, first=first))
            continue
        made[name] = _required(row, terms, collect)
    for row in rows:
        for whole in row.text("within").split():
            if whole not in made:
                collect.add(
                    finding("RU009", row.at("within"), node=row.text("id"), observed=whole,
                            scope="required.csv")
                )  # fmt: skip
    return tuple(made.values())


def _required(row: Row, terms: Terms, collect: Collector) -> Required:
    entry = _entry(row, collect)
    kind = _choice(row, "kind", _KINDS, collect)
    subject = "processes" if kind == "process" else "rows"
    ways = {
        key: tuple(filter(None, (_group(entry, key, way, terms, subject) for way in texts)))
        for key in ("any_of", "instead")
        if (texts := row.text(key).split("|"))
    }
    return Required(
        id=row.text("id"),
        kind=cast(Literal["process", "material"], kind),
        group=row.text("group"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        any_of=ways["any_of"],
        instead=ways["instead"],
        evidence=cast(Evidence, _choice(row, "evidence", EVIDENCE, collect)),
        place=row.at(),
        when=_group(entry, "when", row.text("when"), terms, None),
        within=tuple(row.text("within").split()),
        least=_least(row, entry),
        least_source=row.text("least_source"),
    )


def _least(row: Row, entry: PackEntry) -> float:
    """Least part of what a process makes; 0 where none is stated. It needs a source (``RU003``)."""
    least = row.number("least")
    if least is not None and not row.text("least_source"):
        entry.tell("RU003", "least_source", observed="least_source", expected="least_source")
    return least or 0.0


def _group(
    entry: PackEntry, key: str, text: str, terms: Terms, subject: str | None
) -> tuple[Condition, ...]:
    """Conditions joined by ``&``."""
    parts = [part.strip() for part in text.split("&") if part.strip()]
    made = [terms.condition(entry, key, part, subject) for part in parts]
    return tuple(condition for condition in made if condition is not None)


def _choice(row: Row, column: str, choices: tuple[str, ...], collect: Collector) -> str:
    word = row.text(column)
    if word in choices or not word:
        return word or choices[0]
    expected = ", ".join(choices)
    collect.add(
        finding("RU005", row.at(column), node=row.text("id"), field=column, observed=word,
                expected=expected)
    )  # fmt: skip
    return choices[0]


def read_bands(root: Path, file: str, terms: Terms, collect: Collector) -> tuple[Band, ...]:
    """Read the published ranges of the result; empty when there is no such file."""
    made = []
    for row in _rows(root, file, _BANDS, collect):
        low, high = row.amount("low"), row.amount("high")
        if low > high:
            collect.add(finding("RU019", row.at("low"), observed=f"{low:g}", expected=f"{high:g}"))
        made.append(
            Band(
                of=row.text("of"),
                unit=row.text("unit"),
                low=low,
                high=high,
                evidence=cast(Evidence, _choice(row, "evidence", EVIDENCE, collect)),
                source=row.text("source"),
                place=row.at(),
                when=_group(_entry(row, collect), "when", row.text("when"), terms, None),
            )
        )
    return tuple(made)


def _rows(root: Path, file: str, columns: Columns, collect: Collector) -> list[Row]:
    if not (root / file).is_file():
        return []
    faults = Findings()
    rows = read_rows(root / file, file, columns, faults)
    for row in rows:
        for column in ("low", "high", "least"):
            row.number(column)
    for fault in tuple(faults):
        collect.add(fault)
    return rows
