"""``pcf data``: list, search, show and lock datasets of the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.inputs import stamped
from pcf.commands.options import INPUT, METHOD, complete, verb
from pcf.commands.screen import Outcome, Screen

if TYPE_CHECKING:
    from pcf.background.records import ProcessRecord

Category = Annotated[
    str | None,
    typer.Option("--category", metavar="TEXT", help="opt_category", rich_help_panel=METHOD),
]
Location = Annotated[
    str | None,
    typer.Option("--location", metavar="CODE", help="opt_location", rich_help_panel=METHOD),
]
BackgroundId = Annotated[
    str | None,
    typer.Option("--background", metavar="ID", help="opt_background", rich_help_panel=INPUT),
]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, help="opt_limit", rich_help_panel=METHOD)
]
Words = Annotated[
    list[str], typer.Argument(metavar="TEXT...", help="arg_search", rich_help_panel=INPUT)
]
DatasetId = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help="arg_dataset",
        rich_help_panel=INPUT,
        autocompletion=complete("datasets"),
    ),
]
Decisions = Annotated[
    list[str] | None,
    typer.Argument(metavar="ROW=SUPPLIER...", help="arg_decisions", rich_help_panel=INPUT),
]


@verb()
def list_(
    screen: Screen,
    category: Category = None,
    location: Location = None,
    background: BackgroundId = None,
) -> Outcome:
    """List the datasets, filtered by category and place."""
    from pcf.commands.backgrounds import open_asked
    from pcf.report.data_view import list_json, list_page

    opened = open_asked(screen.folder, background)
    shown = [p for p in opened.processes() if _fits(p, category, location)]
    return Outcome(
        schema="data-list",
        data=lambda: list_json(opened, shown, screen.lang),
        view=lambda: list_page(opened, shown, screen.lang),
        next_command=f"pcf data show {shown[0].id}" if shown else "",
    )


def _fits(process: ProcessRecord, category: str | None, location: str | None) -> bool:
    """Whether a dataset fits: part of the category, and place (``CN`` holds ``CN-FJ``)."""
    in_category = category is None or category.casefold() in process.category.casefold()
    place = process.location.casefold()
    wanted = (location or "").casefold()
    return in_category and (not wanted or place == wanted or place.startswith(f"{wanted}-"))


@verb()
def search(
    screen: Screen, words: Words, limit: Limit = 20, background: BackgroundId = None
) -> Outcome:
    """Search datasets; exit 1 when nothing is found."""
    from pcf.background import search as searching
    from pcf.commands.backgrounds import open_asked
    from pcf.report.data_view import search_json, search_page

    opened, text = open_asked(screen.folder, background), " ".join(words)
    hits = searching.search(opened, text, limit)
    return Outcome(
        schema="data-search",
        data=lambda: search_json(opened, text, hits, screen.lang),
        view=lambda: search_page(hits, text, screen.lang),
        exit_code=0 if hits else 1,
        next_command=f"pcf data show {hits[0].process}" if hits else "",
    )


@verb()
def show(screen: Screen, dataset: DatasetId, background: BackgroundId = None) -> Outcome:
    """Show everything about one dataset."""
    from pcf.commands.backgrounds import open_asked
    from pcf.report import dataset as datasets
    from pcf.report.data_view import dataset_json, dataset_page

    opened = open_asked(screen.folder, background)
    found = datasets.dataset(opened, opened.canonical(dataset.removeprefix("bg:")))
    return Outcome(
        schema="data-show",
        data=lambda: dataset_json(opened, found, screen.lang),
        view=lambda: dataset_page(found, screen.lang),
    )


@verb()
def lock(screen: Screen, decisions: Decisions = None) -> Outcome:
    """Write ``pcf.lock`` with the decisions given and those made before."""
    from pcf.api import Project
    from pcf.report.messages import message_page

    project = Project.load(screen.folder)
    with screen.working("working_check"):
        path = project.lock(decisions or ())
    return Outcome(
        schema="data-lock",
        data=lambda: {"file": path.name, "decisions": list(decisions or ())},
        view=lambda: message_page("lock_written", screen.lang, file=path.name),
        project=stamped(project.folder),
        next_command="pcf check",
    )
