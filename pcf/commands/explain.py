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
    from pcf.calc.explanation import Explanation

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
        explanation = _explained(project, (address, scenario, target), (goal, depth))
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
    project: Project, what: tuple[str, str | None, str | None], how: tuple[float, int]
) -> Explanation:
    """Explain a number of the result, a figure of its study, or a step between two targets."""
    from pcf.documents.sheets.walk_addresses import explain_walk, is_of_walk

    (address, scenario, target), (goal, depth) = what, how
    alone("--target", {"--scenario": scenario} if target is not None else {})
    if is_of_walk(address):
        alone(address, {"--scenario": scenario, "--target": target})
        step = explain_walk(project, address)
        if step is None:
            raise UsageError([finding("GR052", observed=address)])
        return step
    footprint = (
        project.calculate(scenario)
        if target is None
        else project.calculate_target(target).footprint
    )
    try:
        return footprint.explain(address, until=goal, depth=depth)
    except UsageError:
        if scenario is not None:  # a study is of the project itself, or of a target
            raise
        found = _of_study(project, target or "", address, goal)
        if found is None:
            raise
        return found


def _of_study(project: Project, target: str, address: str, until: float) -> Explanation | None:
    """Explain a figure of the study of a project, or of one of its targets."""
    from pcf.documents.study.addresses import explain_study, is_of_study
    from pcf.documents.study.gather import gather

    if not is_of_study(address):
        return None
    return explain_study(gather(project, target), address, until)


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
