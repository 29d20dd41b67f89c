"""The tables of a background folder, read into records.

A folder holds ``manifest.toml``, ``flows.csv``, ``sources.csv`` and, in itself or in one folder
per topic, pairs of ``processes.csv`` and ``exchanges.csv``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast, get_args

from pcf.background.csvtable import Columns, Row, read_rows
from pcf.background.exchange_table import EXCHANGES as EXCHANGES
from pcf.background.exchange_table import read_exchanges
from pcf.background.records import (
    AllocationRule,
    ExchangeRecord,
    FlowKind,
    FlowRecord,
    Ledger,
    ProcessKind,
    ProcessRecord,
    Source,
    Tag,
)
from pcf.findings import Findings, Location, finding

FLOWS = Columns(
    ("id", "name_zh", "name_en", "kind", "unit", "category"),
    ("cas", "formula", "mass_kg", "energy_mj", "price", "ledger", "gas", "synonyms",
     "default_provider"),
    ("id", "name_zh", "name_en", "unit"),
)  # fmt: skip
SOURCES = Columns(("key", "citation", "licence", "checked"), ("url",), ("key", "citation"))
PROCESSES = Columns(
    ("id", "name_zh", "name_en", "product", "amount", "unit", "location", "year", "kind",
     "category", "allocation", "sources", "tag"),
    ("technology", "variant", "comment", "held", "principle"),
    ("id", "name_zh", "name_en", "product", "amount", "unit", "location", "year"),
)  # fmt: skip
REDISTRIBUTABLE = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a background says of itself.

    An `imported` one may have inputs without supplier (open ends) and units that pcf cannot
    convert; whether it may be handed on is `redistributable` (``yes``, ``no``, ``unknown``), and a
    shipped one may. `approach` is what an import states of its system model, in one word; empty
    for what is not stated.
    """

    id: str
    version: str
    name_zh: str
    name_en: str
    system_model: str
    licence: str
    attribution: tuple[str, ...] = ()
    conventions: tuple[str, ...] = ()
    imported: bool = False
    redistributable: str = "yes"
    approach: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Place of every record, in the order of the records."""

    sources: tuple[Location, ...]
    flows: tuple[Location, ...]
    processes: tuple[Location, ...]
    exchanges: Sequence[Location]


@dataclass(frozen=True, slots=True)
class Tables:
    """All records of a background folder, as they stand in its tables."""

    manifest: Manifest
    sources: tuple[Source, ...]
    flows: tuple[FlowRecord, ...]
    processes: tuple[ProcessRecord, ...]
    exchanges: Sequence[ExchangeRecord]
    places: Places


def topic_folders(folder: Path) -> tuple[Path, ...]:
    """Folders that hold process or exchange tables: the background folder itself and its topics."""
    below = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    names = ("processes.csv", "exchanges.csv")
    return tuple(f for f in (folder, *below) if any((f / name).is_file() for name in names))


def table_files(folder: Path) -> tuple[Path, ...]:
    """Give every file that a result can depend on, in a fixed order."""
    files = [folder / name for name in ("manifest.toml", "flows.csv", "sources.csv")]
    for topic in topic_folders(folder):
        files += [topic / "processes.csv", topic / "exchanges.csv"]
    return tuple(files)


def digest(folder: Path) -> str:
    """SHA-256 (hex) over names and bytes of all table files; line ends do not matter."""
    total = sha256()
    for path in table_files(folder):
        content = path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else b""
        name = path.relative_to(folder).as_posix()
        total.update(f"{name}\n{len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def read_manifest(folder: Path, findings: Findings) -> Manifest:
    """Read ``manifest.toml``; missing keys are findings (``DS003``)."""
    shown = f"{folder.name}/manifest.toml"
    content: dict[str, Any] = {}
    try:
        content = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        findings.add(finding("DS002", Location(shown), observed=shown))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        findings.add(finding("DS003", Location(shown), observed=str(error)))
    words = []
    for key in ("id", "version", "name_zh", "name_en", "system_model", "licence"):
        value = content.get(key)
        if content and not (isinstance(value, str) and value):
            findings.add(finding("DS003", Location(shown, column=key), observed=key))
        words.append(str(value or ""))
    attribution, conventions = (
        tuple(map(str, content.get(key, ()))) for key in ("attribution", "conventions")
    )
    id, version, name_zh, name_en, model, licence = words
    imported = content.get("imported") is True
    stated = content.get("redistributable")
    passed_on = stated if stated in REDISTRIBUTABLE else "unknown" if imported else "yes"
    approach = str(content.get("approach", ""))
    return Manifest(
        id, version, name_zh, name_en, model, licence, attribution, conventions, imported,
        passed_on, approach,
    )  # fmt: skip


def _flow(row: Row) -> FlowRecord:
    return FlowRecord(
        id=row.text("id"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        kind=cast(FlowKind, row.choice("kind", get_args(FlowKind))),
        unit=row.text("unit"),
        category=row.text("category"),
        cas=row.text("cas"),
        formula=row.text("formula"),
        mass_kg=row.number("mass_kg"),
        energy_mj=row.number("energy_mj"),
        price=row.number("price"),
        ledger=row.choice("ledger", ("", *get_args(Ledger))),
        gas=row.text("gas"),
        synonyms=row.words("synonyms"),
        default_provider=row.text("default_provider"),
    )


def _source(row: Row) -> Source:
    return Source(*(row.text(name) for name in ("key", "citation", "licence", "checked", "url")))


def _process(row: Row) -> ProcessRecord:
    return ProcessRecord(
        id=row.text("id"),
        name_zh=row.text("name_zh"),
        name_en=row.text("name_en"),
        product=row.text("product"),
        amount=row.amount("amount"),
        unit=row.text("unit"),
        location=row.text("location"),
        year=row.text("year"),
        technology=row.text("technology"),
        kind=cast(ProcessKind, row.choice("kind", get_args(ProcessKind))),
        category=row.text("category"),
        allocation=row.choice("allocation", get_args(AllocationRule)),
        variant=row.text("variant"),
        sources=row.words("sources"),
        tag=row.choice("tag", get_args(Tag)),
        comment=row.text("comment"),
        held=row.words("held"),
        principle=row.text("principle"),
    )


def _rows(folder: Path, name: str, columns: Columns, findings: Findings) -> list[Row]:
    parts = [folder] if name in ("flows.csv", "sources.csv") else list(topic_folders(folder))
    rows: list[Row] = []
    for part in parts:
        rows += read_rows(part / name, _shown(part / name, folder), columns, findings)
    return rows


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder.parent).as_posix()


def read_tables(folder: Path, findings: Findings) -> Tables:
    """Read all tables of a background folder.

    Parameters
    ----------
    folder
        The background folder.
    findings
        Takes every fault of reading; the records are complete only when it stays empty.
    """
    manifest = read_manifest(folder, findings)
    sources = _rows(folder, "sources.csv", SOURCES, findings)
    flows = _rows(folder, "flows.csv", FLOWS, findings)
    processes = _rows(folder, "processes.csv", PROCESSES, findings)
    files = [topic / "exchanges.csv" for topic in topic_folders(folder)]
    exchanges, lines, faults = read_exchanges([(f, _shown(f, folder)) for f in files], findings)
    at = [tuple(row.at() for row in rows) for rows in (sources, flows, processes)]
    tables = Tables(
        manifest,
        tuple(map(_source, sources)),
        tuple(map(_flow, flows)),
        tuple(map(_process, processes)),
        exchanges,
        Places(at[0], at[1], at[2], lines),
    )
    findings.extend(faults)
    return tables
