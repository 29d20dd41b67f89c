"""Finding, compiling and opening background databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pcf.background import store
from pcf.background.background import Background
from pcf.background.compiled import Compiled, Details, Part
from pcf.background.digests import known_digest
from pcf.background.tables import Tables
from pcf.collection import without_collection
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.location import data_root
from pcf.progress import stage

ALLOCATIONS = ("default", "mass", "energy", "economic")


#: Folder of a project that holds the backgrounds imported into it.
IMPORTED = "backgrounds"


def imported_backgrounds(home: Path) -> tuple[str, ...]:
    """Ids of the backgrounds that were imported into a project folder, sorted."""
    root = home / IMPORTED
    if not root.is_dir():
        return ()
    found = (f.name for f in root.iterdir() if (f / "manifest.toml").is_file())
    return tuple(sorted(name for name in found if not name.startswith(".")))


def available_backgrounds() -> tuple[str, ...]:
    """Ids of the embedded backgrounds, sorted."""
    root = data_root("datasets") / "background"
    return tuple(sorted(f.name for f in root.iterdir() if (f / "manifest.toml").is_file()))


def open_background(
    id: str = "pcf-open",
    allocation: str = "default",
    folder: Path | None = None,
    home: Path | None = None,
) -> Background:
    """Open a background, from its compiled form when there is one.

    Parameters
    ----------
    id
        Id of an embedded background; not used when `folder` is given.
    allocation
        ``default`` keeps the rule of each multi-output process; ``mass``, ``energy`` or
        ``economic`` applies one rule to all that have the property, and `Background.findings`
        lists those that have not.
    folder
        Folder of the tables of another background.
    home
        Project folder: the backgrounds imported into it are found by id.

    Raises
    ------
    UsageError
        ``DS001`` unknown id, ``DS032`` unknown allocation.
    PcfError
        Every fault of the tables, with file and line.
    """
    if allocation not in ALLOCATIONS:
        wanted = ", ".join(ALLOCATIONS)
        raise UsageError(
            [finding("DS032", observed=allocation, expected=wanted, suggestion="default")]
        )
    folder = _known(id, home) if folder is None else folder
    if not folder.is_dir():
        raise PcfError([finding("DS002", Location(folder.name), observed=folder.name)])
    place = store.store_folder(known_digest(folder), allocation)
    try:
        head, intensities = store.load(place)
    except store.DamagedError:
        compiled = _compiled(folder, allocation, place)
        return Background(compiled.head, compiled.intensities, lambda: compiled.details)
    again = _Again(folder, allocation, head.sha256, place)
    sound = replace(head, part=lambda name: again.part(head.part, name))
    return Background(sound, intensities, again.details)


def _known(id: str, home: Path | None) -> Path:
    known = available_backgrounds()
    imported = () if home is None else imported_backgrounds(home)
    if home is not None and id in imported and id not in known:
        return home / IMPORTED / id
    known = (*known, *imported)
    if id not in available_backgrounds():
        from pcf.background.validate import nearest

        near = nearest(id, known)
        listed = ", ".join(known)
        raise UsageError([finding("DS001", observed=id, expected=listed, suggestion=near)])
    return data_root("datasets") / "background" / id


@without_collection()
def compile_written(folder: Path, tables: Tables) -> Background:
    """Compile tables that were just written to `folder`, without reading them again.

    Raises
    ------
    PcfError
        With every fault of the tables.
    """
    from pcf.background.compile import compile_read

    compiled = compile_read(folder, tables)
    _keep(compiled, store.store_folder(compiled.head.sha256, "default"))
    return Background(compiled.head, compiled.intensities, lambda: compiled.details)


def _compiled(folder: Path, allocation: str, place: Path) -> Compiled:
    from pcf.background.compile import Allocation, compile_folder

    compiled = compile_folder(folder, cast(Allocation, allocation))
    _keep(compiled, place)
    return compiled


def _keep(compiled: Compiled, place: Path) -> None:
    compiled.intensities.setflags(write=False)
    stage("stage_storing")
    store.save(compiled, place)


@dataclass(frozen=True)
class _Again:
    """Fetches more of an opened background; compiles it again when the cache is damaged.

    Raises
    ------
    PcfError
        ``DS036`` when the tables changed since the background was opened.
    """

    folder: Path
    allocation: str
    sha256: str
    place: Path

    def details(self) -> Details:
        try:
            return store.load_details(self.place)
        except store.DamagedError:
            return self._compiled.details

    def part(self, fetch: Part, name: str) -> tuple[Any, ...]:
        try:
            return fetch(name)
        except store.DamagedError:
            return self._compiled.head.part(name)

    @cached_property
    def _compiled(self) -> Compiled:
        compiled = _compiled(self.folder, self.allocation, self.place)
        if compiled.head.sha256 != self.sha256:
            raise PcfError(
                [finding("DS036", Location(self.folder.name), observed=self.folder.name)]
            )
        return compiled
