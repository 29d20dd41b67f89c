"""``pcf data providers``: inputs of an imported background that stay open, and their suppliers."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands.options import INPUT, METHOD, OUTPUT, verb
from pcf.commands.progress import bars
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

Decisions = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ROW=PROCESS]...", help="arg_providers", rich_help_panel=INPUT),
]
Id = Annotated[
    str | None,
    typer.Option("--background", metavar="ID", help="opt_providers_id", rich_help_panel=INPUT),
]
Policy = Annotated[
    str | None,
    typer.Option("--policy", metavar="POLICY", help="opt_policy", rich_help_panel=METHOD),
]
All = Annotated[bool, typer.Option("--all", help="opt_providers_all", rich_help_panel=OUTPUT)]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_providers_top", rich_help_panel=OUTPUT)
]


@verb()
def providers(
    screen: Screen,
    decisions: Decisions = None,
    id_: Id = None,
    policy: Policy = None,
    every: All = False,
    top: Top = 20,
) -> Outcome:
    """List open inputs with their candidates; with decisions or a policy, link again."""
    from pcf.importing.choices import changed_settings, open_choices, read_links, relinked
    from pcf.importing.choices import imported_id as chosen_id
    from pcf.project.folder import find_project
    from pcf.report.import_view import providers_json, providers_page

    home = find_project(screen.folder)
    name = chosen_id(home, id_)
    if decisions or policy:
        given = dict(_decision(text) for text in decisions or ())
        with bars(screen, "working_import"):
            relinked(home, name, given, changed_settings(home, name, policy))
    links = read_links(home, name)
    shown = links if every else open_choices(links)
    return Outcome(
        schema="data-providers",
        data=lambda: providers_json(name, links, shown),
        view=lambda: providers_page(name, links, shown, top, screen.lang),
        exit_code=1 if open_choices(links) else 0,
        next_command="pcf calc" if decisions or policy else "",
    )


def _decision(text: str) -> tuple[str, str]:
    row, equals, process = text.partition("=")
    if not equals or not row:
        raise UsageError([finding("IM016", observed=text)])
    return row.strip(), process.strip().removeprefix("bg:")
