"""``pcf batch``: many results in one run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.options import INPUT, METHOD, OUTPUT, one_of, verb
from pcf.commands.progress import bars
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import Finding, Location, finding

if TYPE_CHECKING:
    from pcf.portfolio.run import Batch

PAGE, PARQUET, SIDE_BY_SIDE = "index.html", "results.parquet", "products.html"
#: Products up to which they are laid side by side, if each is as its folder says.
_FEW = 12
File = Annotated[Path, typer.Argument(metavar="PORTFOLIO", help="arg_batch", rich_help_panel=INPUT)]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", metavar="N", min=1, max=512, help="opt_batch_workers", rich_help_panel=METHOD
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="opt_batch_cluster", rich_help_panel=METHOD),
]
As = Annotated[
    str, typer.Option("--as", metavar="csv|parquet", help="opt_batch_as", rich_help_panel=OUTPUT)
]


@verb()
def batch(
    screen: Screen,
    portfolio: File,
    workers: Workers = 1,
    cluster: Cluster = None,
    as_: As = "csv",
) -> Outcome:
    """Compute a portfolio into a folder; ``-o`` names the folder."""
    from pcf.api import run_batch
    from pcf.portfolio.run import How
    from pcf.report.batch_view import batch_page

    one_of("--as", as_, ("csv", "parquet"))
    if cluster is not None and workers > 1:
        raise UsageError([finding("BA028", Location("--workers"), observed=workers)])
    if as_ == "parquet":
        from pcf.portfolio.parquet import need_parquet

        need_parquet()
    file = screen.folder / portfolio
    folder = screen.output or file.with_name(f"{file.stem}-results")
    how = How(workers)
    if cluster is not None:
        from pcf.portfolio import cluster as engine

        how = How(workers, engine.cluster(cluster))
    with bars(screen, "batch_results"):
        made = run_batch(file, folder, how)
    written = _pages(made, screen, parquet=as_ == "parquet")
    return Outcome(
        schema="batch",
        data=lambda: made.to_dict(screen.lang),
        view=lambda: batch_page(made, screen.lang, written),
        findings=_told(made),
        exit_code=1 if made.summary.failed else 0,
        timed=True,
        own_output=True,
    )


def _pages(made: Batch, screen: Screen, *, parquet: bool) -> tuple[Path, ...]:
    """Write what is made of the table of results, beside it."""
    from pcf.portfolio.page import batch_report
    from pcf.project.files import write_text

    page = made.folder / PAGE
    write_text(page, batch_report(made, screen.lang).to_html())
    written = [made.results, page]
    if _few_and_plain(made):
        written.append(_side_by_side(made, screen))
    if parquet:
        from pcf.portfolio.parquet import write_parquet

        write_parquet(made.results, made.folder / PARQUET)
        written.append(made.folder / PARQUET)
    return tuple(written)


def _few_and_plain(made: Batch) -> bool:
    """Whether every result is a project as it is, and few enough to be laid side by side."""
    products = made.portfolio.products
    plain = all(
        not (p.variants or p.suppliers or p.changes or p.scenario or p.target) for p in products
    )
    return plain and 2 <= len(products) <= _FEW and not made.summary.failed


def _side_by_side(made: Batch, screen: Screen) -> Path:
    """Write what ``pcf portfolio`` gives of the same projects."""
    from pcf.api import Project
    from pcf.documents.portfolio.run import Cases, gather, portfolio_report
    from pcf.project.files import write_text

    home = made.portfolio.file.parent
    projects = [
        (Path(os.path.relpath(p.folder, home)).as_posix(), Project.load(p.folder))
        for p in made.portfolio.products
    ]
    path = made.folder / SIDE_BY_SIDE
    write_text(path, portfolio_report(gather(projects, Cases()), screen.lang).to_html())
    return path


def _told(made: Batch) -> tuple[Finding, ...]:
    found = made.summary
    if not found.failed:
        return ()
    codes = ", ".join(f"{code} ({count})" for code, count in found.codes)
    return (finding("BA026", observed=found.failed, expected=found.count, codes=codes),)
