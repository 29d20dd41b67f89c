"""``pcf graph``: the supply chain as a tree, a picture, a drawing or a table of edges."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import METHOD, Scenario, one_of, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint
    from pcf.report.graph_view import Weight

Focus = Annotated[
    str | None, typer.Option("--focus", metavar="NODE", help="opt_focus", rich_help_panel=METHOD)
]
Depth = Annotated[
    int | None,
    typer.Option("--depth", metavar="N", min=1, help="opt_graph_depth", rich_help_panel=METHOD),
]
WeightOption = Annotated[
    str, typer.Option("--weight", metavar="gwp|mass", help="opt_weight", rich_help_panel=METHOD)
]


@verb("html", "svg", "mermaid", "dot", "graphml", "csv")
def graph(
    screen: Screen,
    scenario: Scenario = None,
    focus: Focus = None,
    depth: Depth = None,
    weight: WeightOption = "gwp",
) -> Outcome:
    """Show the supply chain."""
    from pcf.api import Project
    from pcf.calc.as_graph import graph_of
    from pcf.graph.supply import part_of
    from pcf.report import graph_view

    one_of("--weight", weight, ("gwp", "mass"))
    wanted = cast("Weight", weight)
    with screen.working("working_calc"):
        project = Project.load(screen.folder)
        footprint = project.calculate(scenario)
        whole = graph_of(footprint)
    node = None if focus is None else _node(whole, focus)
    shown = part_of(whole, node, depth)
    writer = graph_view.WRITERS.get(screen.format)
    if screen.format in ("html", "svg"):
        picture = partial(_picture, footprint, shown, (wanted, node or "", depth), screen)
        return Outcome("graph", dict, picture, project=stamped(project.folder), timed=True)
    style = graph_view.TreeStyle(screen.lang, node or graph_view.ROOT, wanted, depth, screen.width)
    return Outcome(
        schema="graph",
        data=lambda: graph_view.graph_json(shown),
        view=lambda: (
            writer(shown, screen.lang, wanted) if writer else graph_view.tree_page(shown, style)
        ),
        project=stamped(project.folder),
        encoding="utf-8-sig" if screen.format == "csv" else "utf-8",
    )


def _picture(
    footprint: Footprint,
    shown: nx.MultiDiGraph[str],
    asked: tuple[Weight, str, int | None],
    screen: Screen,
) -> str:
    """Draw the supply chain: a page to walk through, or the drawing alone."""
    from pcf.documents.graph import page
    from pcf.documents.graph.supply import supply_of
    from pcf.report.graph_view import ROOT

    weight, node, depth = asked
    part = node or (ROOT if depth is not None else "")
    supply = supply_of(footprint, shown, weight, part, depth)
    if screen.format == "svg":
        return page.graph_svg(supply, screen.lang)
    scenario = footprint.scenario
    return page.graph_html(supply, screen.lang, f"--scenario {scenario}" if scenario else "")


def _node(whole: nx.MultiDiGraph[str], focus: str) -> str:
    """Node meant by ``--focus``: its name, or its id without ``process:``."""
    from pcf.suggest import nearest

    for candidate in (focus, f"process:{focus}"):
        if candidate in whole:
            return candidate
    near = nearest(focus, whole.nodes) or nearest(f"process:{focus}", whole.nodes)
    raise UsageError([finding("US044", observed=focus, suggestion=near or "unit")])
