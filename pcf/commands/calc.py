"""``pcf calc``: the footprint of the product."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, METHOD, OUTPUT, Scenario, complete, verb
from pcf.commands.packs import Packs, checked
from pcf.commands.screen import Outcome, Screen, keep_json
from pcf.commands.targets import alone, calc_all, calc_target

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.i18n import Language
    from pcf.report.envelope import ProjectStamp

#: Language of the names in a kept result.
_KEPT_IN: Language = "en"

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ADDRESS=VALUE", help="opt_set", rich_help_panel=METHOD),
]
Swaps = Annotated[
    list[str] | None,
    typer.Option("--swap", metavar="ROW=SUPPLIER", help="opt_swap", rich_help_panel=METHOD),
]
Example = Annotated[
    str | None,
    typer.Option(
        "--example",
        metavar="NAME",
        help="opt_calc_example",
        rich_help_panel=INPUT,
        autocompletion=complete("examples"),
    ),
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="ID",
        help="opt_target",
        rich_help_panel=METHOD,
        autocompletion=complete("targets"),
    ),
]
All = Annotated[bool, typer.Option("--all", help="opt_all", rich_help_panel=METHOD)]
Top = Annotated[
    int, typer.Option("--top", metavar="N", min=0, help="opt_top", rich_help_panel=OUTPUT)
]


@verb()
def calc(
    screen: Screen,
    scenario: Scenario = None,
    set_: Sets = None,
    swap: Swaps = None,
    example: Example = None,
    target: Target = None,
    all_: All = False,
    packs: Packs = None,
    top: Top = 10,
) -> Outcome:
    """Calculate; a base, scenario or target run of a project leaves its result in ``build/``."""
    from pcf.api import Project
    from pcf.calc.as_json import footprint_json
    from pcf.report.footprint_view import footprint_page

    folder = screen.folder if example is None else inputs.example_folder(example)
    others = {"--scenario": scenario, "--set": set_, "--swap": swap}
    if all_:
        alone("--all", {**others, "--target": target})
        return calc_all(screen, Project.load(folder, checked(packs)))
    if target is not None:
        alone("--target", others)
        project = Project.load(folder, checked(packs))
        return calc_target(screen, project, target, top, keep=example is None)
    with screen.working("working_calc"):
        project = Project.load(folder)
        footprint = project.calculate(scenario, set_ or (), swap or ())
    stamp = cache(inputs.stamped(project.folder))
    kept = None
    if example is None and not set_ and not swap:
        kept = _keep(footprint, project.folder, stamp())
    return Outcome(
        schema="calc",
        data=lambda: footprint_json(footprint, screen.lang, stream=True),
        view=lambda: footprint_page(footprint, screen.lang, top=top, verbose=screen.verbose),
        findings=footprint.findings,
        exit_code=1 if any(item.level == "error" for item in footprint.findings) else 0,
        project=stamp,
        kept=kept if screen.lang == _KEPT_IN else None,
        next_command="" if example else _next(footprint, scenario),
        timed=True,
    )


def _keep(footprint: Footprint, folder: Path, stamp: ProjectStamp) -> Path:
    """Write ``build/result.json``, or ``build/result-SCENARIO.json``; the same in any language."""
    from pcf.calc.as_json import footprint_json
    from pcf.report.envelope import envelope

    name = "result" if footprint.scenario is None else f"result-{footprint.scenario}"
    data = footprint_json(footprint, _KEPT_IN, stream=True)
    body = envelope("calc", data, footprint.findings, project=stamp)
    path = folder / "build" / f"{name}.json"
    keep_json(path, body)
    return path


def _next(footprint: Footprint, scenario: str | None) -> str:
    largest = max(footprint.stages, key=lambda part: abs(part.value), default=None)
    if largest is None or not largest.value:
        return ""
    extra = f" --scenario {scenario}" if scenario else ""
    return f"pcf explain stage:{largest.id}{extra}"
