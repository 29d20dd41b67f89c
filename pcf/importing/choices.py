"""What became of every input of an imported background, read back, and changed by decisions."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from pcf.background.opening import IMPORTED, imported_backgrounds
from pcf.errors import UsageError
from pcf.findings import finding
from pcf.importing.database import LINKS_FILE, ImportResult, relink
from pcf.importing.settings import Coproducts, ImportSettings, Policy, read_settings


@dataclass(frozen=True, slots=True)
class StoredLink:
    """One line of ``links.csv``; open inputs have no `providers`."""

    row: str
    process: str
    flow: str
    reason: str
    place: str
    providers: tuple[str, ...]
    candidates: tuple[str, ...]


def imported_id(project: Path, id: str | None) -> str:
    """Give the imported background that is meant: `id`, else the only one of the project.

    Raises
    ------
    UsageError
        ``IM020`` when there is none of that id, or none or several and no id.
    """
    known = imported_backgrounds(project)
    name = id or (known[0] if len(known) == 1 else "")
    if name not in known:
        raise UsageError([finding("IM020", observed=id or "", expected=", ".join(known) or "-")])
    return name


def read_links(project: Path, id: str) -> tuple[StoredLink, ...]:
    """Read what became of every input of an imported background."""
    path = project / IMPORTED / id / LINKS_FILE
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(
            StoredLink(
                line["row"], line["process"], line["flow"], line["reason"], line["place"],
                _words(line["providers"]), _words(line["candidates"]),
            )
            for line in csv.DictReader(stream)
        )  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def open_choices(links: Sequence[StoredLink]) -> tuple[StoredLink, ...]:
    """Open inputs, those with most candidates last and those with few first; none at the end."""
    found = [link for link in links if not link.providers]
    return tuple(sorted(found, key=lambda k: (not k.candidates, len(k.candidates), k.row)))


def changed_settings(
    project: Path, id: str, policy: str | None = None, coproducts: str | None = None
) -> ImportSettings:
    """Settings of an imported background, with another policy or rule when one is given."""
    stated, _ = read_settings(project / IMPORTED / id)
    if policy is not None:
        stated = replace(stated, policy=cast(Policy, policy))
    if coproducts is not None:
        stated = replace(stated, coproducts=cast(Coproducts, coproducts))
    return stated


def relinked(
    project: Path, id: str, decisions: Mapping[str, str], settings: ImportSettings
) -> ImportResult:
    """Link again with further decisions; raises as `relink` does.

    A row may be named by its beginning where that is unique.
    """
    rows = [link.row for link in read_links(project, id)]
    return relink(project, id, {_row(r, rows): p for r, p in decisions.items()}, settings)


def _row(text: str, rows: Sequence[str]) -> str:
    found = [text] if text in rows else [row for row in rows if row.startswith(text)]
    if len(found) != 1:
        raise UsageError([finding("IM016", observed=text)])
    return found[0]
