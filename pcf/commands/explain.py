"""``pcf explain``: any number down to rows, datasets, factors and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import METHOD, Scenario, complete, verb
from pcf.commands.screen import Outcome, Screen
from pcf.commands.targets import alone
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.calc.explain import Explanation
    from pcf.calc.footprint import Footprint

Address = Annotated[
    str, typer.Argument(metavar="ADDRESS", help="arg_address", rich_help_panel="group_input")
]
Until = Annotated[
    str, typer.Option("--until", metavar="SHARE", help="opt_until", rich_help_panel=METHOD)
]
Depth = Annotated[
    int, typer.Option("--depth", metavar="N", min=1, help="opt_depth", rich_help_panel=METHOD)
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="ID",
        help="opt_explain_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]


@verb()
def explain(
    screen: Screen,
    address: Address = "total",
    scenario: Scenario = None,
    target: Target = None,
    until: Until = "80%",
    depth: Depth = 1,
) -> Outcome:
    """Take a number of the result apart."""
    from pcf.api import Project
    from pcf.report.explanation_view import explanation_page

    goal = share_of(until, "--until")
    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        if target is None:
            footprint = project.calculate(scenario)
        else:
            alone("--target", {"--scenario": scenario})
            footprint = project.calculate_target(target).footprint
        explanation = _explained(project, footprint, (address, scenario, target), (goal, depth))
    first = explanation.terms[0].address if explanation.terms else ""
    deeper = f"pcf explain {first}" if ":" in first else ""
    return Outcome(
        schema="explain",
        data=lambda: explanation.to_dict(screen.lang),
        view=lambda: explanation_page(explanation, screen.lang),
        project=stamped(project.folder),
        next_command=deeper + (_where(scenario, target) if deeper else ""),
    )


def _explained(
    project: Project,
    footprint: Footprint,
    what: tuple[str, str | None, str | None],
    how: tuple[float, int],
) -> Explanation:
    """Explain a number of the result, else a figure of its study."""
    (address, scenario, target), (goal, depth) = what, how
    try:
        return footprint.explain(address, until=goal, depth=depth)
    except UsageError:
        if scenario is not None:  # a study is of the project itself, or of a target
            raise
        from pcf.documents.study.addresses import explain_study, is_of_study
        from pcf.documents.study.gather import gather

        if not is_of_study(address):
            raise
        found = explain_study(gather(project, target or ""), address, goal)
        if found is None:
            raise
        return found


def _where(scenario: str | None, target: str | None) -> str:
    if target is not None:
        return f" --target {target}"
    return f" --scenario {scenario}" if scenario else ""


def share_of(text: str, option: str) -> float:
    """Read ``80%`` or ``0.8``.

    Raises
    ------
    UsageError
        ``US046`` when it is no share between 0 and 1.
    """
    try:
        bare = text.strip().removesuffix("%")
        value = float(bare) / (100.0 if bare != text.strip() else 1.0)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise UsageError([finding("US046", observed=text, option=option)])
    return value
