"""Packs of the user: ``product_rules/`` of a project, and a folder named in the call.

They may build on the packs of pcf and never take their place: an id that pcf ships is refused.
Only files inside the folder are read, at most `MOST_PACKS` packs of bounded size.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcf.findings import Location, finding
from pcf.project.collect import Collector
from pcf.rules.read_pack import CLAUSES, HEAD, Head, read_head

#: Folder of a project that holds its own packs.
OWN_PACKS = "product_rules"
MOST_PACKS = 200
_FILES = (HEAD, CLAUSES, "required.csv", "plausibility.csv")
_MODEL = "_model"


@dataclass(frozen=True, slots=True)
class Own:
    """A folder of packs.

    root
        Places in messages are relative to it.
    below
        Folder below `root` that holds ``NAME/EDITION/pack.toml``; empty = `root` itself.
    """

    root: Path
    below: str = ""


def own_folders(packs: Path | None, project: Path | None) -> tuple[Own, ...]:
    """Give the folders of the user's packs that are there."""
    made = []
    if project is not None and (project / OWN_PACKS).is_dir():
        made.append(Own(project, OWN_PACKS))
    if packs is not None and packs.is_dir():
        same = made and packs.resolve() == (project or packs).resolve() / OWN_PACKS
        made += [] if same else [Own(packs)]
    return tuple(made)


def read_own(own: Sequence[Own], shipped: Collection[str], collect: Collector) -> Iterator[Head]:
    """Read the heads of the user's packs.

    ``RU049`` a pack of which a file lies outside the folder, ``RU054`` more than `MOST_PACKS`,
    ``RU048`` an id that pcf ships.
    """
    for one in own:
        base = one.root / one.below
        heads = sorted(p for p in base.glob(f"*/*/{HEAD}") if p.parts[-3] != _MODEL)
        if len(heads) > MOST_PACKS:
            collect.add(finding("RU054", observed=len(heads), expected=MOST_PACKS))
        for path in heads[:MOST_PACKS]:
            folder = path.parent.relative_to(one.root).as_posix()
            if _leaves(base, path.parent):
                collect.add(finding("RU049", Location(f"{folder}/{HEAD}"), observed=folder))
                continue
            head = read_head(one.root, folder, collect)
            if head is None:
                continue
            if head.id in shipped:
                collect.add(finding("RU048", head.place, node=head.id, observed=head.id))
                continue
            yield head


def _leaves(base: Path, folder: Path) -> bool:
    """Whether a file of a pack is reached through a link that leads out of the folder."""
    inside = base.resolve()
    return any(
        (folder / name).exists() and not (folder / name).resolve().is_relative_to(inside)
        for name in _FILES
    )
