"""What a bundle rests on and does not compute: inputs, rule packs, factors, defaults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.location import data_file
from pcf.project.collect import Collector
from pcf.project.files import MAX_TABLE_BYTES
from pcf.project.input_files import BESIDES, input_files
from pcf.project.raw_table import read_table
from pcf.project.read_evidence import is_inside
from pcf.project.schema import TABLE_BY_NAME

if TYPE_CHECKING:
    from pcf.rules.packs import Registry

#: Factor sets of pcf, and defaults by which rows are expanded.
CLIMATE_FILES = ("climate/sets.toml", "climate/gwp.csv", "climate/gwp20.csv")
DEFAULT_FILES = (
    "electricity/views.csv", "electricity/grid_regions.csv", "electricity/official_factors.csv",
    "transport/modes.csv", "endoflife/cff-defaults.csv",
)  # fmt: skip
DATA_FILES = (*CLIMATE_FILES, *DEFAULT_FILES)
#: Where the members lie.
RULES, FACTORS = "rules/", "factors/"
#: Whose a rule pack is: of pcf, of the sealer, or another one under a name of pcf.
SHIPPED, OWN_PACK, OTHER_PACK = "shipped", "own", "other"
PACK_FILES = ("pack.toml", "clauses.toml", "required.csv", "plausibility.csv")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A row of the evidence table as it stands there, whatever else is wrong with the project."""

    id: str
    file: str
    sha256: str
    place: Location


def evidence_rows(folder: Path) -> tuple[EvidenceRow, ...]:
    """Give the rows of the evidence table of a project; none when it cannot be read."""
    table = TABLE_BY_NAME["evidence"]
    raw = read_table(folder, table, Collector()) if (folder / table.file).is_file() else None
    if raw is None:
        return ()
    cells = {name: list(raw.column(name)) for name in ("id", "file", "sha256")}
    empty = [""] * len(raw.rows)
    return tuple(
        EvidenceRow(id, file, recorded.lower(), raw.where(n))
        for n, (id, file, recorded) in enumerate(
            zip(*(cells[name] or empty for name in ("id", "file", "sha256")), strict=True)
        )
    )


def evidence_files(folder: Path) -> tuple[str, ...]:
    """Files of evidence that are there, by their path inside the folder."""
    named = dict.fromkeys(row.file for row in evidence_rows(folder) if row.file)
    return tuple(n for n in named if is_inside(folder, n) and (folder / n).is_file())


def input_members(folder: Path, evidence: Iterable[str] = ()) -> dict[str, bytes]:
    """Give the inputs of a project folder as members.

    Parameters
    ----------
    evidence
        Files of evidence to be taken in, by their path inside the folder.

    Raises
    ------
    PcfError
        ``SE056`` for a link that leads out of the folder, ``IO003`` for what cannot be read.
    """
    more = {Path(name).as_posix(): folder / name for name in evidence}
    root = folder.resolve()
    members = {}
    for name, path in {**input_files(folder, BESIDES), **more}.items():
        if not path.resolve().is_relative_to(root):
            raise PcfError([finding("SE056", Location(name), observed=name)])
        members[f"inputs/{name}"] = _read(path, name)
    return members


def _read(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            limit = f"{MAX_TABLE_BYTES >> 20} MB"
            size = f"{path.stat().st_size >> 20} MB"
            raise PcfError([finding("IO004", Location(name), observed=size, expected=limit)])
        return path.read_bytes()
    except OSError as error:
        said = error.strerror or "OSError"
        raise PcfError([finding("IO003", Location(name), observed=said)]) from error


def rule_members(known: Registry, packs: Iterable[str]) -> dict[str, bytes]:
    """Give the files of rule packs and of all they inherit from, by ``ID/EDITION``."""
    members = {}
    for pack in packs:
        for head in known.chain(pack):
            for file in PACK_FILES:
                path = head.root / head.path / file
                if path.is_file():
                    members[f"{RULES}{head.path}/{file}"] = _lines(path.read_bytes())
    return members


def pack_origins(known: Registry, packs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Say of rule packs whose they are: ``shipped`` with pcf, or the sealer's ``own``.

    A pack that inherits from one of the sealer is the sealer's.
    """
    return tuple(
        (id, SHIPPED if all(head.root == known.root for head in known.chain(id)) else OWN_PACK)
        for id in packs
    )


def _lines(content: bytes) -> bytes:
    """Give a text with LF; what a checkout does to line ends changes nothing."""
    return content.replace(b"\r\n", b"\n")


def factor_members() -> dict[str, bytes]:
    """Give the factor sets and the defaults by which rows are expanded, as they are read here."""
    return {f"{FACTORS}{file}": _lines(data_file(file).read_bytes()) for file in DATA_FILES}
