"""``pcf seal``: the declaration as one file that somebody else can compute again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import Location, finding

if TYPE_CHECKING:
    from pcf.assurance.seal import Sealed

Sign = Annotated[
    Path | None,
    typer.Option("--sign", metavar="KEY", help="opt_seal_sign", rich_help_panel=OUTPUT),
]
Reports = Annotated[
    list[str] | None,
    typer.Option("--report", metavar="KIND[:TARGET]", help="opt_seal_report",
                 rich_help_panel=INPUT),
]  # fmt: skip
Exports = Annotated[
    list[str] | None,
    typer.Option("--export", metavar="FORMAT[:TARGET]", help="opt_seal_export",
                 rich_help_panel=INPUT),
]  # fmt: skip
Evidence = Annotated[
    bool, typer.Option("--with-evidence", help="opt_seal_evidence", rich_help_panel=INPUT)
]


@verb()
def seal(
    screen: Screen,
    sign: Sign = None,
    report: Reports = None,
    export: Exports = None,
    with_evidence: Evidence = False,
) -> Outcome:
    """Write the bundle; exit 1 while blocking findings stand, and nothing is written then."""
    from pcf.api import Project
    from pcf.assurance.seal import words
    from pcf.report.seal_view import sealed_page

    with screen.working("working_seal"):
        project = Project.load(screen.folder)
        made = project.seal(
            key=sign,
            reports=words(report, ("auto",)),
            exports=words(export, ()),
            evidence=with_evidence,
        )
    place = None if made.content is None else _written(made, screen.output, project.folder)
    return Outcome(
        schema="seal",
        data=lambda: {"file": None if place is None else place.as_posix(), **made.to_dict()},
        view=lambda: sealed_page(made, place, screen.lang, screen.width, screen.verbose),
        findings=made.findings,
        exit_code=1 if place is None else 0,
        project=inputs.stamped(project.folder),
        next_command="" if place is None else f"pcf verify {place.as_posix()}",
        timed=True,
        own_output=True,
    )


def _written(made: Sealed, output: Path | None, folder: Path) -> Path:
    """Write the bundle; one that is there already is never overwritten by another."""
    from pcf.assurance.seal import default_name

    if made.manifest is None:
        raise ValueError("nothing was sealed")
    name = default_name(made.manifest.project, made.manifest.digest)
    place = folder / "declarations" / name if output is None else output
    if place.exists() and (not place.is_file() or place.read_bytes() != made.content):
        raise UsageError([finding("SE061", Location(place.name), observed=place.name)])
    return made.write(place)
