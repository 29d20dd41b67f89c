"""Finding, compiling and opening background databases."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from pcf.background import store
from pcf.background.background import Background
from pcf.background.compiled import Compiled, Details
from pcf.background.tables import Tables, digest
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.location import data_root

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
    place = store.store_folder(digest(folder), allocation)
    try:
        head, intensities = store.load(place)
    except store.DamagedError:
        compiled = _compiled(folder, allocation, place)
        return Background(compiled.head, compiled.intensities, lambda: compiled.details)
    return Background(head, intensities, lambda: _details(folder, allocation, head.sha256, place))


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


def compile_written(folder: Path, tables: Tables) -> Background:
    """Compile tables that were just written to `folder`, without reading them again.

    Raises
    ------
    PcfError
        With every fault of the tables.
    """
    from pcf.background.compile import compile_tables
    from pcf.background.validate import validate

    faults = [item for item in validate(tables) if item.level == "error"]
    if faults:
        raise PcfError(faults)
    compiled = compile_tables(tables, "default", digest(folder))
    compiled.intensities.setflags(write=False)
    store.save(compiled, store.store_folder(compiled.head.sha256, "default"))
    return Background(compiled.head, compiled.intensities, lambda: compiled.details)


def _compiled(folder: Path, allocation: str, place: Path) -> Compiled:
    from pcf.background.compile import Allocation, compile_folder

    compiled = compile_folder(folder, cast(Allocation, allocation))
    compiled.intensities.setflags(write=False)
    store.save(compiled, place)
    return compiled


def _details(folder: Path, allocation: str, sha256: str, place: Path) -> Details:
    """Rows and matrices of an opened background; compiled again when the cache is damaged.

    Raises
    ------
    PcfError
        ``DS036`` when the tables changed since the background was opened.
    """
    try:
        return store.load_details(place)
    except store.DamagedError:
        compiled = _compiled(folder, allocation, place)
        if compiled.head.sha256 != sha256:
            raise PcfError(
                [finding("DS036", Location(folder.name), observed=folder.name)]
            ) from None
        return compiled.details
