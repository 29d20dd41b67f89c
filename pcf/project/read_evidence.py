"""Exclusions and evidence of a project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath, PureWindowsPath

from pcf.hashing import file_sha256
from pcf.model import Amount, Evidence, Exclusion
from pcf.project.rows import Row, TableReader
from pcf.project.scope import AmountFields, Scope, check_kind, is_energy, not_negative
from pcf.units import is_mass

#: Files that are looked through for one that was moved, and bytes of each.
_MOST_FILES, _LARGEST = 10_000, 512 * 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}").fullmatch


def read_exclusions(scope: Scope) -> list[Exclusion]:
    """Read ``model/exclusions.csv``; an exclusion without estimated share is ``MB002``."""
    raw = scope.raw.tables.get("exclusions")
    made = []
    for row in TableReader(raw, scope.collect) if raw is not None else ():
        values = row.values
        if not row.given("share"):
            row.tell("MB002", "share", observed=values["what"])
        mass = _left_out(row, "mass", "UN007", is_mass)
        energy = _left_out(row, "energy", "UN009", is_energy)
        if not row.bad:
            made.append(
                Exclusion(
                    id=values["id"],
                    what=values["what"],
                    reason=values["reason"],
                    share=values["share"],
                    source=values["source"] or "",
                    place=row.at(),
                    mass=mass,
                    energy=energy,
                )
            )
    return made


def _left_out(row: Row, name: str, code: str, is_fit: Callable[[str], bool]) -> Amount | None:
    """Read an amount that was left out; an amount without unit is refused (``UN010``)."""
    value, unit = row.values[name], row.values[f"{name}_unit"]
    if not row.given(name):
        return None
    if not row.given(f"{name}_unit"):
        row.refuse("UN010", f"{name}_unit", observed="", quantity=name)
    check_kind(row, f"{name}_unit", code, is_fit)
    if value is None or unit is None:
        return None
    amount = Amount(value, unit, row.text(name))
    not_negative(row, amount, AmountFields(name, name, f"{name}_unit"))
    return amount


@dataclass(frozen=True, slots=True)
class FileState:
    """What was found of a file of evidence by somebody who had it: the finding and its words."""

    code: str
    observed: str
    suggestion: str | None = None


States = Mapping[int, tuple[FileState, ...]]
_states: ContextVar[States | None] = ContextVar("_states", default=None)


@contextmanager
def files_elsewhere(states: States) -> Iterator[None]:
    """Read projects whose files of evidence lie elsewhere inside this block.

    A file that is not in the folder is neither missing nor moved then: it is as `states` says, by
    line of the evidence table, and in order where nothing is said.
    """
    token = _states.set(states)
    try:
        yield
    finally:
        _states.reset(token)


def read_evidence(scope: Scope) -> list[Evidence]:
    """Read ``evidence/evidence.csv`` and look at each file.

    A file that is missing is ``DQ002``; one whose hash is not the recorded one is ``DQ003``; where
    a file with the recorded hash stands elsewhere in ``evidence/``, ``DQ009`` names it; a path that
    leaves the project is refused (``DQ006``) and not opened.
    """
    raw = scope.raw.tables.get("evidence")
    made = []
    moved = _Hashes(scope.raw.folder)
    for row in TableReader(raw, scope.collect) if raw is not None else ():
        values = row.values
        recorded = (values["sha256"] or "").lower()
        if recorded and _SHA256(recorded) is None:
            row.refuse("DQ004", "sha256")
        elif values["file"] is not None:
            _check_file(row, scope.raw.folder, recorded, moved)
        if not row.bad:
            made.append(
                Evidence(
                    id=values["id"],
                    file=values["file"],
                    page=values["page"] or "",
                    sha256=recorded,
                    covers=values["covers"] or "",
                    place=row.at(),
                )
            )
    return made


class _Hashes:
    """Files in ``evidence/`` by hash, read once and only when one is looked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _known(self) -> dict[str, str]:
        found: dict[str, str] = {}
        paths = sorted(islice((self._folder / "evidence").rglob("*"), _MOST_FILES))
        for path in paths:
            name = path.relative_to(self._folder).as_posix()
            if not path.is_file() or not is_inside(self._folder, name):
                continue
            if path.stat().st_size <= _LARGEST:
                found.setdefault(file_sha256(path), name)
        return found

    def place(self, recorded: str) -> str | None:
        """Where the file with a hash stands now; None when it is nowhere in ``evidence/``."""
        return self._known.get(recorded) if recorded else None


def _check_file(row: Row, folder: Path, recorded: str, moved: _Hashes) -> None:
    name = row.values["file"]
    if not is_inside(folder, name):
        row.refuse("DQ006", "file", observed=name)
        return
    path, states = folder / name, _states.get()
    if states is not None and not path.is_file():
        for state in states.get(row.at().line or 0, ()):
            _tell_again(row, folder, recorded, state)
        return
    if not path.is_file() and (place := moved.place(recorded)) is not None:
        row.tell("DQ009", "file", observed=name, suggestion=place)
    elif not path.is_file():
        near = f"evidence/{name}" if (folder / "evidence" / name).is_file() else None
        row.tell("DQ002", "file", observed=name, suggestion=near)
    elif not recorded:
        row.tell("DQ007", "sha256", observed=name)
    else:
        found = file_sha256(path)
        if found != recorded:
            row.tell("DQ003", "sha256", observed=found, expected=recorded, file=name)
            if (place := moved.place(recorded)) is not None:
                row.tell("DQ009", "file", observed=name, suggestion=place)


def _tell_again(row: Row, folder: Path, recorded: str, state: FileState) -> None:
    """Tell what somebody else found of a file, as far as that could be found of it."""
    name, place = row.values["file"], state.suggestion or ""
    if state.code == "DQ003":
        if recorded and _SHA256(state.observed) and state.observed != recorded:
            row.tell("DQ003", "sha256", observed=state.observed, expected=recorded, file=name)
    elif state.code == "DQ007" and not recorded:
        row.tell("DQ007", "sha256", observed=name)
    elif state.code == "DQ002":
        near = f"evidence/{name}"
        row.tell("DQ002", "file", observed=name, suggestion=near if place == near else None)
    elif state.code == "DQ009" and place.startswith("evidence/") and is_inside(folder, place):
        row.tell("DQ009", "file", observed=name, suggestion=place)


def is_inside(folder: Path, name: str) -> bool:
    """Whether the relative path `name` stays inside `folder`, links followed."""
    steps = PurePosixPath(name.replace("\\", "/"))
    if steps.is_absolute() or PureWindowsPath(name).drive or ".." in steps.parts or "\0" in name:
        return False
    return (folder / name).resolve().is_relative_to(folder.resolve())
