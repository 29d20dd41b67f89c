"""``pcf data import``: a database of others becomes a background of the project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcf.commands.options import INPUT, METHOD, verb
from pcf.commands.progress import bars
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

File = Annotated[Path, typer.Argument(metavar="FILE", help="arg_database", rich_help_panel=INPUT)]
Format = Annotated[
    str | None, typer.Option("--as", metavar="FORMAT", help="opt_as", rich_help_panel=INPUT)
]
Id = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="opt_import_id", rich_help_panel=INPUT)
]
Policy = Annotated[
    str, typer.Option("--policy", metavar="POLICY", help="opt_policy", rich_help_panel=METHOD)
]
Coproducts = Annotated[
    str,
    typer.Option("--coproducts", metavar="RULE", help="opt_coproducts", rich_help_panel=METHOD),
]
Mix = Annotated[
    list[str] | None,
    typer.Option("--mix", metavar="KIND", help="opt_mix", rich_help_panel=METHOD),
]
MissingUnit = Annotated[
    str,
    typer.Option("--missing-unit", metavar="UNIT", help="opt_missing_unit", rich_help_panel=METHOD),
]
Gases = Annotated[
    list[str] | None,
    typer.Option("--gas", metavar="FLOW=GAS", help="opt_gas", rich_help_panel=METHOD),
]
Licence = Annotated[
    str, typer.Option("--licence", metavar="TEXT", help="opt_licence", rich_help_panel=METHOD)
]
Redistributable = Annotated[
    str,
    typer.Option(
        "--redistributable", metavar="yes|no", help="opt_redistributable", rich_help_panel=METHOD
    ),
]
SystemModel = Annotated[
    str,
    typer.Option("--system-model", metavar="MODEL", help="opt_system_model",
                 rich_help_panel=METHOD),
]  # fmt: skip


Schemas = Annotated[
    Path | None,
    typer.Option("--schema", metavar="DIR", help="opt_schema", rich_help_panel=INPUT),
]


@verb()
def import_(
    screen: Screen,
    file: File,
    format_as: Format = None,
    id_: Id = None,
    policy: Policy = "refuse",
    coproducts: Coproducts = "hold",
    mix: Mix = None,
    missing_unit: MissingUnit = "",
    gas: Gases = None,
    licence: Licence = "",
    redistributable: Redistributable = "unknown",
    system_model: SystemModel = "",
    schemas: Schemas = None,
) -> Outcome:
    """Import a database; exit 1 when processes or exchanges were held back or stay open."""
    from pcf.importing.database import import_database
    from pcf.importing.settings import ImportSettings
    from pcf.project.folder import find_project
    from pcf.report.import_view import import_json, import_page

    settings = ImportSettings(
        policy=policy,  # type: ignore[arg-type]
        coproducts=coproducts,  # type: ignore[arg-type]
        mix=tuple(mix or ()),
        missing_unit=missing_unit,
        gases=dict(_assigned(text) for text in gas or ()),
        licence=licence,
        redistributable=redistributable,
        system_model=system_model,
    )
    home = find_project(screen.folder)
    with bars(screen, "working_import"):
        done = import_database(file, home, settings, format=format_as, id=id_, schemas=schemas)
    used = bool(done.background.products)
    unit_unknown = any(item.code == "IM026" for item in done.findings)
    return Outcome(
        schema="data-import",
        data=lambda: import_json(done),
        view=lambda: import_page(done, screen.lang),
        findings=done.findings,
        exit_code=1 if done.is_partial else 0,
        next_command=(
            f"pcf data search --background {done.background.id} WORDS"
            if used
            else "pcf data import FILE --missing-unit UNIT"
            if unit_unknown
            else ""
        ),
        timed=True,
    )


def _assigned(text: str) -> tuple[str, str]:
    flow, equals, gas = text.partition("=")
    if not equals or not flow:
        raise UsageError([finding("IM016", observed=text)])
    return flow.strip().lower(), gas.strip()
