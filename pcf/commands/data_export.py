"""``pcf data export``: an imported background, written in another format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, OUTPUT, verb
from pcf.commands.progress import bars
from pcf.commands.screen import Outcome, Screen
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.background import Background

Id = Annotated[
    str | None, typer.Argument(metavar="ID", help="arg_export_id", rich_help_panel=INPUT)
]
As = Annotated[
    str, typer.Option("--as", metavar="FORMAT", help="opt_data_export_as", rich_help_panel=OUTPUT)
]
Footprint = Annotated[
    bool, typer.Option("--footprint", help="opt_export_footprint", rich_help_panel=OUTPUT)
]


@verb()
def export(screen: Screen, id_: Id = None, as_: As = "", footprint: Footprint = False) -> Outcome:
    """Write an imported background to ``-o``, or under ``build/exports/``."""
    from pcf.importing.choices import imported_id
    from pcf.importing.writers import export_database, writer
    from pcf.project.folder import find_project
    from pcf.report.data_export_view import export_json, export_page

    home = find_project(screen.folder)
    if footprint:
        return _footprint(screen, home, as_)
    writer(as_)
    name = imported_id(home, id_)
    target = screen.output or home / "build" / "exports" / f"{name}-{as_}"
    with bars(screen, "working_data_export"):
        written = export_database(home, name, as_, target)
    return Outcome(
        schema="data-export",
        data=lambda: export_json(written),
        view=lambda: export_page(written, screen.lang),
        findings=written.findings,
        timed=True,
        own_output=True,
    )


def _kept_back(parts: tuple[Background, ...], file: str) -> tuple[Finding, ...]:
    """Warn (``IM027``) when a file holds backgrounds that may not be handed on."""
    named = [f"{part.id} ({part.licence})" for part in parts if part.redistributable != "yes"]
    return (finding("IM027", observed=file, expected=", ".join(named)),) if named else ()


def _footprint(screen: Screen, home: Path, format: str) -> Outcome:
    from pcf.api import Project
    from pcf.exchange.brightway_project import write_footprint
    from pcf.report.data_export_view import footprint_json, footprint_page

    target = screen.output or home / "build" / "exports" / f"footprint-{format}"
    with screen.working("working_data_export"):
        solved = Project.load(home).calculate().solved
        written = write_footprint(solved, format, target)
    warned = _kept_back(solved.linked.background.components, target.name)
    written = replace(written, findings=(*warned, *written.findings))
    return Outcome(
        schema="data-export",
        data=lambda: footprint_json(written),
        view=lambda: footprint_page(written, screen.lang),
        findings=written.findings,
        timed=True,
        own_output=True,
    )
