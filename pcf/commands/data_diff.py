"""``pcf data diff``: which products change between two contents of a background, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, METHOD, OUTPUT, one_of, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.climate.factors import Biogenic

A = Annotated[str, typer.Argument(metavar="A", help="arg_background", rich_help_panel=INPUT)]
B = Annotated[str, typer.Argument(metavar="B", help="arg_background", rich_help_panel=INPUT)]
GwpSet = Annotated[
    str | None,
    typer.Option("--gwp-set", metavar="SET", help="opt_gwp_set", rich_help_panel=METHOD),
]
BiogenicRule = Annotated[
    str | None,
    typer.Option("--biogenic", metavar="-1/+1|0/0", help="opt_biogenic", rich_help_panel=METHOD),
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_data_top", rich_help_panel=OUTPUT)
]


@verb()
def diff(
    screen: Screen,
    a: A,
    b: B,
    gwp_set: GwpSet = None,
    biogenic: BiogenicRule = None,
    top: Top = 10,
) -> Outcome:
    """Compare two contents; exit 1 when a product was added, removed or moved."""
    from pcf.background import open_background
    from pcf.calc.data_versions import compare_backgrounds
    from pcf.commands.backgrounds import background_folder
    from pcf.report.versions_view import versions_json, versions_page

    folders = background_folder(a), background_folder(b)
    factors, rule = _metric(screen, gwp_set, biogenic)
    with screen.working("working_calc"):
        one, other = (open_background(folder=folder) for folder in folders)
        found = compare_backgrounds(one, other, factors, rule)
    return Outcome(
        schema="data-diff",
        data=lambda: versions_json(found, top),
        view=lambda: versions_page(found, screen.lang, (a, b), top),
        findings=found.findings,
        exit_code=0 if found.difference.is_empty else 1,
    )


def _metric(screen: Screen, gwp_set: str | None, biogenic: str | None) -> tuple[str, Biogenic]:
    """Factor set and biogenic rule: of the call, else of the project; ``DS069`` without any."""
    from pcf.commands.backgrounds import method_of

    if biogenic is not None:
        one_of("--biogenic", biogenic, ("-1/+1", "0/0"))
    method = None if gwp_set and biogenic else method_of(screen.folder)
    if gwp_set is None and method is None:
        raise UsageError([finding("DS069", suggestion="AR6")])
    chosen = gwp_set or (method.gwp_set if method else "")
    stated = biogenic or (method.biogenic if method else "0/0")
    return chosen, "-1/+1" if stated == "-1/+1" else "0/0"
