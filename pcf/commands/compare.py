"""``pcf compare``: two states of a study, what changed, and what the difference is made of."""

from __future__ import annotations

from typing import Annotated

import typer

from pcf.commands.explain import share_of
from pcf.commands.options import INPUT, METHOD, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import is_walk, walk

A = Annotated[str, typer.Argument(metavar="A", help="arg_compare", rich_help_panel=INPUT)]
B = Annotated[str, typer.Argument(metavar="B", help="arg_compare", rich_help_panel=INPUT)]
Tolerance = Annotated[
    str, typer.Option("--tolerance", metavar="SHARE", help="opt_tolerance", rich_help_panel=METHOD)
]
Recalculate = Annotated[
    bool, typer.Option("--recalculate", help="opt_recalculate", rich_help_panel=METHOD)
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb()
def compare(
    screen: Screen,
    a: A,
    b: B,
    tolerance: Tolerance = "0",
    recalculate: Recalculate = False,
    top: Top = 20,
) -> Outcome:
    """Compare; exit 1 when they differ by more than the tolerance, or a claim is refused."""
    from pcf.api import Project
    from pcf.report.comparison_view import comparison_page

    allowed = share_of(tolerance, "--tolerance")
    if is_walk(a, b) and not recalculate:
        return walk(screen, a, b, allowed)
    with screen.working("working_calc"):
        found = Project.compare_words(a, b, screen.folder, recalculate=recalculate)
    return Outcome(
        schema="compare",
        data=lambda: {**found.to_dict(screen.lang), "tolerance": allowed},
        view=lambda: comparison_page(found, screen.lang, top=top),
        findings=found.findings,
        exit_code=1 if found.differs(allowed) else 0,
    )
