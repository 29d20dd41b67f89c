"""Change notes of a study: ``changes.toml``, one entry for each version that was handed out.

.. code-block:: toml

    [[change]]
    version = "1.1"
    date = "2026-11-21"
    who = "Li Wei"
    what = "cathode powder from another supplier"
    why = "contract of 2026"
    after = "pack_1.0.pcfz"      # the bundle in declarations/ that it follows; optional
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.project.digest import stamp
from pcf.project.raw_toml import RawToml, read_toml
from pcf.suggest import nearest

FILE = "changes.toml"
FOLDER = "declarations"
_REQUIRED = ("version", "date", "who", "what", "why")
_KEYS = (*_REQUIRED, "after")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])").fullmatch


@dataclass(frozen=True, slots=True)
class Note:
    """What a version changes, who says so and why. `after` names the bundle that it follows."""

    version: str
    date: str
    who: str
    what: str
    why: str
    after: str
    place: Location


@dataclass(frozen=True, slots=True)
class History:
    """Change notes in the order of the file, what reading them found, and what they leave open.

    bundles
        Sealed bundles in ``declarations/``, by name.
    """

    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    bundles: tuple[str, ...] = ()


def read_history(folder: Path) -> History:
    """Read the change notes; a sealed bundle with other inputs and no note is ``CP031``."""
    collect = Collector()
    raw = read_toml(folder, FILE, collect) if (folder / FILE).is_file() else None
    notes = () if raw is None else _notes(raw, collect)
    names = _bundle_names(folder)
    for name in names:
        if not any(note.after == name for note in notes) and _moved(folder, name):
            collect.add(finding("CP031", Location(FILE), observed=f"{FOLDER}/{name}",
                                suggestion=f'after = "{name}"'))  # fmt: skip
    for note in notes:
        if note.after and note.after not in names:
            near = nearest(note.after, names)
            collect.add(finding("CP032", note.place, observed=note.after, expected=FOLDER,
                                suggestion=near or "-"))  # fmt: skip
    return History(notes, tuple(collect.close()), names)


def _bundle_names(folder: Path) -> tuple[str, ...]:
    root = folder / FOLDER
    if not root.is_dir():
        return ()
    from pcf.assurance.bundle import SUFFIX

    return tuple(sorted(path.name for path in root.glob(f"*{SUFFIX}") if path.is_file()))


def _moved(folder: Path, name: str) -> bool:
    """Whether the inputs are others than those that were sealed.

    A bundle that cannot be read is left to ``pcf verify``.
    """
    from pcf.assurance.bundle import Bundle

    try:
        sealed = Bundle.open(folder / FOLDER / name).manifest
    except PcfError:
        return False
    return stamp(folder, "").digest != sealed.digest


def _notes(raw: RawToml, collect: Collector) -> tuple[Note, ...]:
    for name in raw.data:
        if name != "change":
            collect.add(finding("IO016", raw.where((name,)), observed=name, expected="change",
                                suggestion="[[change]]"))  # fmt: skip
    entries = raw.data.get("change", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        place = raw.where(("change",))
        collect.add(finding("IO018", place, observed="", expected="[[change]]", field="change"))
        return ()
    made = (_note(raw, number, entry, collect) for number, entry in enumerate(entries))
    return tuple(note for note in made if note is not None)


def _note(raw: RawToml, number: int, entry: dict[str, Any], collect: Collector) -> Note | None:
    sound = True
    for key in entry:
        if key not in _KEYS:
            sound = False
            place = raw.where(("change", number, key))
            collect.add(finding("IO016", place, observed=key, expected=", ".join(_KEYS),
                                suggestion=nearest(key, _KEYS)))  # fmt: skip
    values = {key: str(entry.get(key, "")).strip() for key in _KEYS}
    for key in _REQUIRED:
        if not values[key] or (key == "date" and _DATE(values[key]) is None):
            sound = False
            form = "2026-03-31" if key == "date" else f'{key} = "..."'
            place = raw.where(("change", number, key))
            collect.add(finding("CP030", place, observed=values[key] or "-", expected=form,
                                field=key))  # fmt: skip
    return Note(**values, place=raw.where(("change", number))) if sound else None
