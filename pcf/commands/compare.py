"""``pcf compare``: two footprints, and which rows or settings make the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.explain import share_of
from pcf.commands.inputs import footprint_of
from pcf.commands.options import INPUT, METHOD, OUTPUT, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import is_walk, walk

if TYPE_CHECKING:
    from pcf.calc.compare import Difference

A = Annotated[str, typer.Argument(metavar="A", help="arg_compare", rich_help_panel=INPUT)]
B = Annotated[str, typer.Argument(metavar="B", help="arg_compare", rich_help_panel=INPUT)]
Tolerance = Annotated[
    str, typer.Option("--tolerance", metavar="SHARE", help="opt_tolerance", rich_help_panel=METHOD)
]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb()
def compare(screen: Screen, a: A, b: B, tolerance: Tolerance = "0", top: Top = 20) -> Outcome:
    """Compare; exit 1 when they differ by more than the tolerance."""
    from pcf.calc import compare as comparing
    from pcf.report.difference_view import difference_page

    allowed = share_of(tolerance, "--tolerance")
    if is_walk(a, b):
        return walk(screen, a, b, allowed)
    with screen.working("working_calc"):
        one, other = footprint_of(a, screen.folder), footprint_of(b, screen.folder)
        difference = comparing.compare(one, other, a, b)
    return Outcome(
        schema="compare",
        data=lambda: {**difference.to_dict(screen.lang), "tolerance": allowed},
        view=lambda: difference_page(difference, screen.lang, top=top),
        findings=(*one.findings, *(f for f in other.findings if f not in one.findings)),
        exit_code=1 if _differs(difference, allowed) else 0,
    )


def _differs(difference: Difference, tolerance: float) -> bool:
    """Whether the answer is no: rows differ, or beyond a tolerance the totals do."""
    if difference.is_empty:
        return False
    if difference.reasons or tolerance == 0:
        return True
    return difference.relative is None or abs(difference.relative) > tolerance
