"""``pcf check --fix``: show every edit, ask, write."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.commands.screen import Screen

if TYPE_CHECKING:
    from pcf.findings import Finding
    from pcf.fixing.apply import Repair


def repaired(
    screen: Screen,
    folder: Path,
    found: Sequence[Finding],
    rules: Sequence[str],
    scenario: str | None,
    *,
    yes: bool,
    packs: Path | None = None,
) -> Repair:
    """Write the safe fixes of findings, after a yes.

    Parameters
    ----------
    found
        Findings that the call selected.
    rules, scenario
        What the project is held against.
    packs
        Folder of own rule packs.
    yes
        The call itself says yes. Otherwise a person at a terminal is asked; anywhere else nothing
        is written.
    """
    from pcf.api import Project
    from pcf.fixing.apply import Repair, planned

    made = Repair(planned(found))
    if made.planned and (yes or _agreed(screen, made)):
        with screen.working("working_check"):
            made = Project.load(folder, packs).fix(found, rules, scenario)
    if screen.format != "text":
        _note(screen, made)
    return made


def _note(screen: Screen, repair: Repair) -> None:
    """Tell beside a form for other programs what came of fixing."""
    from pcf.report.fixes_view import fixes_page

    screen.note(fixes_page(repair, screen.lang).render(screen.width).rstrip())


def _agreed(screen: Screen, shown: Repair) -> bool:
    """Show the edits to a person at a terminal and ask."""
    if screen.format != "text" or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    import typer

    from pcf.i18n import phrase
    from pcf.report.fixes_view import edits_page

    print(edits_page(shown, screen.lang).render(screen.width), end="", file=sys.stderr)
    return typer.confirm(phrase("fix_ask", screen.lang, count=len(shown.edits)), err=True)
