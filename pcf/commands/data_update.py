"""``pcf data update``: what another content of the background does to a project, before it does."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import INPUT, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.background import Background
    from pcf.climate import FactorSet
    from pcf.project.lockfile import Lock, Pin

NewContent = Annotated[
    str | None,
    typer.Option(
        "--background", metavar="FOLDER", help="opt_new_background", rich_help_panel=INPUT
    ),
]
OldContent = Annotated[
    Path | None,
    typer.Option("--from", metavar="FOLDER", help="opt_old_background", rich_help_panel=INPUT),
]
Write = Annotated[bool, typer.Option("--write", help="opt_write_lock", rich_help_panel=OUTPUT)]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb()
def update(
    screen: Screen,
    background: NewContent = None,
    old: OldContent = None,
    write: Write = False,
    top: Top = 20,
) -> Outcome:
    """Preview another content, and move the lock to it with ``--write``."""
    from pcf.project.folder import find_project
    from pcf.project.holding import held

    alone = held(find_project(screen.folder), "data update") if write else nullcontext()
    with alone:
        return _updated(screen, background, old, write=write, top=top)


def _updated(
    screen: Screen, background: str | None, old: Path | None, *, write: bool, top: int
) -> Outcome:
    from pcf.api import Project
    from pcf.background import open_study
    from pcf.background.joined import beside
    from pcf.calc.data_versions import preview
    from pcf.locking import decisions_of, lock_of
    from pcf.project.lockfile import read_lock, write_lock
    from pcf.report.update_view import update_json, update_page

    project = Project.load(screen.folder)
    lock = read_lock(project.folder).lock
    if lock is None or lock.background is None:
        raise PcfError([finding("DS071", suggestion="pcf data lock")])
    with screen.working("working_calc"):
        installed = open_study(project.model.background, project.folder)
        new, pin = _new(project, background, installed, lock)
        before = _old(project, pin, old)
        findings = _told(pin, before, new, installed)
        sides = (before and beside(installed, before), beside(installed, new))
        seen = preview(project.model, decisions_of(lock), *sides)
    same = new.sha256 == pin.sha256
    if write and not same:
        factors = _factors(project)
        write_lock(project.folder, lock_of(seen.linked, factors))
    elif not write:
        findings = [f for f in findings if f.code != "DS074"]
    return Outcome(
        schema="data-update",
        data=lambda: update_json(seen, pin, new, screen.lang, written=write and not same),
        view=lambda: update_page(seen, pin, new, screen.lang, top, findings),
        findings=tuple(findings),
        exit_code=0 if same or write else 1,
        project=stamped(project.folder),
        next_command="" if same or write else "pcf data update --write",
    )


def _factors(project: Project) -> FactorSet:
    from pcf.climate import load_factor_set

    return load_factor_set(project.model.method.gwp_set)


def _new(
    project: Project, word: str | None, installed: Background, lock: Lock
) -> tuple[Background, Pin]:
    """Open the content to move to, with the pin of what is locked of it.

    A folder, by the id that it states; else the first background whose installed content is another
    than the locked one.
    """
    from pcf.background import open_background
    from pcf.commands.backgrounds import background_folder

    pins = {pin.id: pin for pin in lock.backgrounds}
    parts = {part.id: part for part in installed.components if part.id in pins}
    if word is None:
        moved = [part for part in parts.values() if part.sha256 != pins[part.id].sha256]
        chosen = next(iter(moved or parts.values()), None)
        if chosen is None:
            raise PcfError([finding("DS071", suggestion="pcf data lock")])
        return chosen, pins[chosen.id]
    folder = background_folder(word)
    opened = open_background(allocation=project.model.background.allocation, folder=folder)
    if opened.id not in parts:
        first = project.model.background.id
        raise UsageError([finding("DS068", observed=opened.id, suggestion=first)])
    rule = parts[opened.id].allocation
    return open_background(allocation=rule, folder=folder), pins[opened.id]


def _old(project: Project, pin: Pin, folder: Path | None) -> Background | None:
    """Open the locked content: from a folder, what is installed, or the cache; else None."""
    from pcf.background import open_background
    from pcf.background.stored import stored_background
    from pcf.background.tables import digest
    from pcf.commands.backgrounds import background_folder

    stated = project.model.background
    choice = next(c for c in (stated, *stated.also) if c.id == pin.id)
    if folder is not None:
        place = background_folder(str(folder))
        found = digest(place)
        if found != pin.sha256:
            at = Location("--from")
            short = found[:12], pin.sha256[:12]
            raise UsageError([finding("DS073", at, observed=short[0], expected=short[1])])
        return open_background(allocation=choice.allocation, folder=place)
    installed = open_background(choice.id, choice.allocation, home=project.folder)
    if installed.sha256 == pin.sha256:
        return installed
    return stored_background(pin.id, pin.sha256, choice.allocation)


def _told(
    pin: Pin, old: Background | None, new: Background, installed: Background
) -> list[Finding]:
    from pcf.project.lockfile import LOCK_FILE

    at = Location(LOCK_FILE)
    if new.sha256 == pin.sha256:
        return [finding("DS075", at, observed=f"{pin.id} {pin.version} {pin.sha256[:12]}")]
    told = []
    if old is None:
        told.append(finding("DS072", at, observed=f"{pin.id} {pin.version} {pin.sha256[:12]}"))
    here = next(part.sha256 for part in installed.components if part.id == pin.id)
    if here != new.sha256:
        told.append(finding("DS074", at, observed=new.sha256[:12], expected=here[:12]))
    return told
