"""Read ``[uncertainty]`` of ``pcf.toml``."""

from __future__ import annotations

from pcf.model.spread import PEDIGREE, Mix, PedigreeTable, UncertaintySettings
from pcf.project.collect import Collector
from pcf.project.raw_toml import RawToml
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import UNCERTAINTY

_SCORES = 5
#: Whole numbers that a file keeps exactly, whatever reads it.
_MOST = 2**53


def read_uncertainty(raw: RawToml | None, collect: Collector) -> UncertaintySettings | None:
    """Read seed, number of draws, table of pedigree scores and mixes; faults go to `collect`."""
    if raw is None or "uncertainty" not in raw.data:
        return None
    reader = SectionReader(raw, collect, lambda text: text)
    entry = reader.child(TomlEntry(raw, (), raw.data, collect), UNCERTAINTY)
    if entry is None:
        return None
    seed, draws = _whole(entry, "seed", 0), _whole(entry, "draws", 2)
    pedigree, mix = (UNCERTAINTY.section(name) for name in ("pedigree", "mix"))
    table = reader.child(entry, pedigree) if pedigree else None
    mixes = reader.children(entry, mix) if mix else []
    return UncertaintySettings(
        seed,
        draws,
        None if table is None else _table(table),
        tuple(made for m in mixes if (made := _mix(m)) is not None),
        entry.at(),
    )


def _whole(entry: TomlEntry, name: str, least: int) -> int | None:
    value = entry.values[name]
    if value is None:
        return None
    if value != int(value) or not least <= value <= _MOST:
        entry.refuse("MC010", name, expected=f"{least} .. {_MOST}")
        return None
    return int(value)


def _table(entry: TomlEntry) -> PedigreeTable | None:
    for name in PEDIGREE:
        numbers = entry.values[name]
        if numbers is not None and (len(numbers) != _SCORES or min(numbers) < 0.0):
            entry.refuse("MC011", name)
    basic = entry.values["basic"]
    if basic is not None and basic < 0.0:
        entry.refuse("MC011", "basic")
    if entry.bad:
        return None
    values = entry.values
    return PedigreeTable(values["basic"], tuple(values[n] for n in PEDIGREE), values["source"])


def _mix(entry: TomlEntry) -> Mix | None:
    values = entry.values
    entry.node = values["id"]
    concentration = values["concentration"]
    if values["kind"] == "dirichlet" and not entry.bad and not (concentration or 0.0) > 0.0:
        entry.refuse("MC012", "concentration")
    rows = values["rows"] or ()
    if not entry.bad and (len(rows) < 2 or len(set(rows)) != len(rows)):
        entry.refuse("MC013", "rows")
    if entry.bad:
        return None
    return Mix(
        values["id"], rows, values["kind"], concentration, values["source"] or "", entry.at()
    )
