"""``pcf data providers``: inputs of an imported background that stay open, and their suppliers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, METHOD, OUTPUT, verb
from pcf.commands.progress import bars
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    from pcf.importing.settings import ImportSettings

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
Coproducts = Annotated[
    str | None,
    typer.Option("--coproducts", metavar="RULE", help="opt_coproducts", rich_help_panel=METHOD),
]
Take = Annotated[
    Path | None,
    typer.Option("--take", metavar="FILE", help="opt_providers_take", rich_help_panel=INPUT),
]
Nearest = Annotated[
    bool, typer.Option("--unmatched", help="opt_providers_unmatched", rich_help_panel=OUTPUT)
]
All = Annotated[bool, typer.Option("--all", help="opt_providers_all", rich_help_panel=OUTPUT)]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_providers_top", rich_help_panel=OUTPUT)
]


@verb("csv")
def providers(
    screen: Screen,
    decisions: Decisions = None,
    id_: Id = None,
    policy: Policy = None,
    coproducts: Coproducts = None,
    take: Take = None,
    nearest: Nearest = False,
    every: All = False,
    top: Top = 20,
) -> Outcome:
    """List open inputs with their candidates; with decisions, a file or a rule, link again."""
    from pcf.background import open_background
    from pcf.importing.choices import changed_settings, open_choices, read_links, relinked
    from pcf.importing.choices import imported_id as chosen_id
    from pcf.project.folder import find_project
    from pcf.report.providers_view import named_links, providers_json, providers_page

    home = find_project(screen.folder)
    name = chosen_id(home, id_)
    settings = changed_settings(home, name, policy, coproducts)
    told: tuple[Finding, ...] = ()
    if decisions or policy or coproducts:
        given = dict(_decision(text) for text in decisions or ())
        with bars(screen, "working_import"):
            told = relinked(home, name, given, settings).findings
    if take is not None:
        with bars(screen, "working_import"):
            told = _taken(home, name, take, settings)
    if nearest:
        return _unmatched(screen, home, name, top)
    links = read_links(home, name)
    chosen = links if every else open_choices(links)
    whole = screen.format != "text"
    shown = named_links(open_background(name, home=home), chosen if whole else chosen[:top])
    left = len(chosen) - min(top, len(chosen))
    return Outcome(
        schema="data-providers",
        data=lambda: providers_json(name, links, shown),
        view=lambda: providers_page(name, links, shown[:top], left, screen.lang),
        findings=tuple(f for f in told if f.code in _TOLD),
        exit_code=1 if open_choices(links) else 0,
        next_command="pcf calc" if decisions or policy or take else "",
    )


#: Findings of linking again that are news: rules for products, and mapping lists.
_TOLD = ("IM013", "IM022", "IM036", "IM037", "IM038", "IM039", "IM010")


def _taken(home: Path, name: str, file: Path, settings: ImportSettings) -> tuple[Finding, ...]:
    from pcf.importing.unmatched import take_file

    if not file.is_file():
        raise UsageError([finding("IM055", Location(file.name), observed=file.name, column="-")])
    return take_file(home, name, file, settings).findings


def _unmatched(screen: Screen, home: Path, name: str, top: int) -> Outcome:
    from pcf.importing.unmatched import HEADER, review_rows, unmatched
    from pcf.report.csv_text import csv_text
    from pcf.report.import_view import unmatched_json, unmatched_page

    with screen.working("working_import"):
        found = unmatched(home, name)
    as_table = screen.format == "csv" or (screen.format == "text" and screen.output is not None)
    return Outcome(
        schema="data-providers",
        data=lambda: unmatched_json(name, found),
        view=lambda: (
            csv_text(HEADER, review_rows(found, name)) if as_table
            else unmatched_page(name, found, top, screen.lang)
        ),
        exit_code=1 if found else 0,
        next_command="" if as_table or not found else "pcf data providers --unmatched -o FILE",
        encoding="utf-8-sig" if as_table else "utf-8",
    )  # fmt: skip


def _decision(text: str) -> tuple[str, str]:
    row, equals, process = text.partition("=")
    if not equals or not row:
        raise UsageError([finding("IM016", observed=text)])
    return row.strip(), process.strip().removeprefix("bg:")
