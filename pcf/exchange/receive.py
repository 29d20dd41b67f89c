"""Take in a supplier's file: copied byte for byte into ``suppliers/``, with an account of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings, Location, finding
from pcf.i18n import Language
from pcf.model import Received
from pcf.plain import PlainData
from pcf.project.files import write_bytes
from pcf.project.holding import held
from pcf.project.received_json import Original, read_original, read_received_json

FORMATS = ("pact", "catena-x")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII).fullmatch


def is_id(name: str) -> bool:
    """Whether a footprint can have this id: it is the name of its file."""
    return _ID(name) is not None


@dataclass(frozen=True, slots=True)
class Receipt(PlainData):
    """Account of a file that was taken in.

    file
        Where it lies now, below the project folder.
    size, sha256
        Bytes and hash, the same before and after.
    already
        Whether the same bytes were there before.
    used, unused
        JSON pointers of the values that were read, and of those that stay in the original only:
        together they are all values of the file.
    received
        What it became; None when its faults keep it from being used.
    """

    id: str
    format: str
    version: str
    file: str
    size: int
    sha256: str
    already: bool
    used: tuple[str, ...]
    unused: tuple[str, ...]
    received: Received | None
    findings: tuple[Finding, ...]

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf import --format json``."""
        item = self.received
        return {
            "id": self.id,
            "format": self.format,
            "version": self.version,
            "file": self.file,
            "size": self.size,
            "sha256": self.sha256,
            "already_there": self.already,
            "usable": item is not None,
            "values": len(self.used) + len(self.unused),
            "values_read": len(self.used),
            "values_kept_in_original": list(self.unused),
            "unit": None if item is None else f"kg CO2e/{item.unit}",
            "ledger": None if item is None else dict(item.ledger),
            "biogenic": None if item is None else item.biogenic,
            "location": None if item is None else item.location,
            "period": None if item is None else item.period,
            "valid_until": None if item is None else item.valid_until,
            "gwp_set": None if item is None else item.gwp_set,
            "primary_share": None if item is None else item.primary_share,
        }


def receive(file: Path, folder: Path, format: str, id: str = "") -> Receipt:
    """Copy a supplier's file into ``suppliers/ID.json``, unchanged.

    Parameters
    ----------
    file
        PACT (2.x, 3.x) or Catena-X (7.0.0, 9.0.0) footprint.
    folder
        Folder of the project.
    format
        One of `FORMATS`; a file in another format is refused (``RX051``).
    id
        Name of the footprint in ``supplier:ID``; that of the file when empty.

    Raises
    ------
    PcfError
        When the file cannot be read (``RX001``, ``RX005``), is not of the format, or another file
        of that id is there (``RX050``). Nothing is written then.
    """
    name = id or file.stem
    if not is_id(name):
        raise UsageError([finding("RX052", observed=name)])
    told = Findings()
    original = read_original(file, file.name, told)
    if original is None or not original.format:
        raise PcfError(told.ordered())
    if original.format != format:
        raise UsageError([finding("RX051", Location(file.name), observed=original.format,
                                  expected=format, suggestion=original.format)])  # fmt: skip
    data = file.read_bytes()
    target = folder / "suppliers" / f"{name}.json"
    with held(folder, "import"):
        already = _keep(data, target, folder)
    found = Findings()
    received = read_received_json(target, None, found)
    return _receipt(name, original, (target.name, len(data), already), received, found)


def _keep(data: bytes, target: Path, folder: Path) -> bool:
    """Write the bytes; say whether they were there; never write over others."""
    taken = [p for p in target.parent.glob(f"{target.stem}.*") if p.suffix in (".toml", ".json")]
    for path in taken:
        if path != target or path.read_bytes() != data:
            shown = path.relative_to(folder).as_posix()
            raise PcfError([finding("RX050", Location(shown), observed=shown)])
    if taken:
        return True
    if target.parent.is_symlink() and folder.resolve() not in target.parent.resolve().parents:
        shown = os.fspath(target.parent.name)
        raise PcfError([finding("RX001", Location(shown), observed="link", expected=shown)])
    write_bytes(target, data)
    return False


def _receipt(
    id: str,
    original: Original,
    kept: tuple[str, int, bool],
    received: Received | None,
    found: Findings,
) -> Receipt:
    stated = original.statement
    return Receipt(
        id=id,
        format=original.format,
        version="" if stated is None else stated.version,
        file=f"suppliers/{kept[0]}",
        size=kept[1],
        sha256=original.sha256,
        already=kept[2],
        used=original.used,
        unused=original.unused,
        received=received,
        findings=found.ordered(),
    )
