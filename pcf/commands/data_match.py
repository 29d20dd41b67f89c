"""``pcf data match``: propose datasets for a bill of materials, read confirmed decisions back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pcf.commands.asked import project_folder
from pcf.commands.inputs import stamped
from pcf.commands.options import INPUT, METHOD, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings, Location, finding

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.background import Background
    from pcf.exchange.bill_in import BillField
    from pcf.exchange.bill_review import Decision, Review
    from pcf.report.match_view import Answer
    from pcf.report.page import Page

File = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="arg_match", rich_help_panel=INPUT)
]
Confirm = Annotated[
    Path | None,
    typer.Option("--confirm", metavar="REVIEWED", help="opt_confirm", rich_help_panel=INPUT),
]
NameColumn = Annotated[
    str | None,
    typer.Option("--name-column", metavar="NAME", help="opt_name_column", rich_help_panel=INPUT),
]
CasColumn = Annotated[
    str | None,
    typer.Option("--cas-column", metavar="NAME", help="opt_cas_column", rich_help_panel=INPUT),
]
AmountColumn = Annotated[
    str | None,
    typer.Option(
        "--amount-column", metavar="NAME", help="opt_amount_column", rich_help_panel=INPUT
    ),
]
UnitColumn = Annotated[
    str | None,
    typer.Option("--unit-column", metavar="NAME", help="opt_unit_column", rich_help_panel=INPUT),
]
Sheet = Annotated[
    str, typer.Option("--sheet", metavar="TITLE", help="opt_sheet", rich_help_panel=INPUT)
]
Place = Annotated[
    str,
    typer.Option("--location", metavar="CODE", help="opt_match_location", rich_help_panel=METHOD),
]
BackgroundId = Annotated[
    str | None,
    typer.Option("--background", metavar="ID", help="opt_match_background", rich_help_panel=METHOD),
]
DecidedBy = Annotated[
    str, typer.Option("--by", metavar="NAME", help="opt_decided_by", rich_help_panel=METHOD)
]
_EMBEDDED = "pcf-open"


@verb("csv")
def match(
    screen: Screen,
    file: File = None,
    confirm: Confirm = None,
    name_column: NameColumn = None,
    cas_column: CasColumn = None,
    amount_column: AmountColumn = None,
    unit_column: UnitColumn = None,
    sheet: Sheet = "",
    location: Place = "",
    background: BackgroundId = None,
    by: DecidedBy = "",
) -> Outcome:
    """Propose datasets; exit 1 when a row has none. ``--confirm`` writes decisions instead."""
    stated: dict[BillField, str | None] = {
        "name": name_column,
        "cas": cas_column,
        "amount": amount_column,
        "unit": unit_column,
    }
    given = {name: text for name, text in stated.items() if text is not None}
    if confirm is not None:
        return _confirmed(screen, confirm, sheet, by)
    if file is None:
        raise UsageError([finding("DS099")])
    return _proposed(screen, file, given, _Wish(sheet, location, background))


@dataclass(frozen=True, slots=True)
class _Wish:
    """Sheet, place and background that a call names."""

    sheet: str
    location: str
    background: str | None


def _proposed(screen: Screen, file: Path, stated: Mapping[BillField, str], wish: _Wish) -> Outcome:
    from pcf.exchange.bill_in import read_bill
    from pcf.exchange.bill_match import Known, match_bill, read_known, reported, table_of
    from pcf.report.match_view import Answer, match_json

    bill = read_bill(file, stated, wish.sheet)
    folder = project_folder(screen.folder)
    opened = _background(folder, wish.background)
    known, notes = (Known(), Findings()) if folder is None else read_known(folder, opened)
    table = "" if folder is None else table_of(file, folder)
    with screen.working("working_check"):
        matched = match_bill(bill, opened, known, wish.location, table)
    answer = Answer(bill, opened, matched)
    found = reported(bill, notes)
    return Outcome(
        schema="data-match",
        data=lambda: match_json(answer, screen.lang),
        view=lambda: _view(answer, found, screen),
        findings=found,
        exit_code=0 if all(item.proposals for item in matched) else 1,
        encoding="utf-8-sig" if _as_table(screen) else "utf-8",
        next_command=f"pcf data match {file.as_posix()} -o review.xlsx",
    )


def _background(folder: Path | None, wanted: str | None) -> Background:
    """Open the background that the call names, else that of the project, else the embedded."""
    from pcf.background import open_background, open_study
    from pcf.project.background_choice import background_choice
    from pcf.project.raw import SETTINGS_FILE

    if wanted is not None or folder is None:
        return open_background(wanted or _EMBEDDED, home=folder)
    choice = background_choice(folder)
    if choice is None:
        where = Location(SETTINGS_FILE)
        raise PcfError([finding("US004", where, observed="background.id, background.allocation")])
    return open_study(choice, folder)


def _as_table(screen: Screen) -> bool:
    named = screen.output is not None and screen.output.suffix.lower() == ".csv"
    return screen.format == "csv" or (screen.format == "text" and named)


def _view(answer: Answer, found: tuple[Finding, ...], screen: Screen) -> Page | str | bytes:
    """Give the page, or the table to review; what a table cannot say goes to stderr."""
    from pcf.exchange.bill_review import csv_text, xlsx_bytes
    from pcf.report.match_view import count_text, match_page, review_rows

    page = screen.told(found)
    as_book = screen.output is not None and screen.output.suffix.lower() == ".xlsx"
    if not as_book and not _as_table(screen):
        page.extend(match_page(answer, screen.lang))
        return page
    page.line(count_text(answer, screen.lang))
    screen.note(page.render(screen.width).rstrip())
    rows = review_rows(answer, screen.lang)
    return csv_text(rows) if _as_table(screen) else xlsx_bytes(rows, screen.lang)


def _confirmed(screen: Screen, file: Path, sheet: str, by: str) -> Outcome:
    from pcf.api import Project
    from pcf.exchange.bill_in import read_bill
    from pcf.exchange.bill_review import no_decision_at, read_review, store_names
    from pcf.project.folder import find_project
    from pcf.report.match_view import confirm_json

    folder = find_project(screen.folder)
    bill = read_bill(file, {}, sheet, "decision")
    review = read_review(bill, _background(folder, None))
    faults = [item for item in review.findings if item.level == "error"]
    rows = [one for one in review.decisions if one.address]
    project = Project.load(folder) if rows else None
    faults += _without_effect(project, rows)
    if faults:
        raise PcfError(faults)
    if project is not None:
        project.lock([f"{one.address}={one.supplier}" for one in rows])
    store_names(folder, review.decisions, by)
    decided = bool(review.decisions or review.none)
    found = (*review.findings, *(() if decided else (no_decision_at(bill),)))
    return Outcome(
        schema="data-match",
        data=lambda: confirm_json(file.name, review),
        view=lambda: _confirmed_page(review, found, screen),
        findings=found,
        exit_code=0 if decided else 1,
        project=stamped(folder),
        next_command="pcf check",
    )


def _without_effect(project: Project | None, rows: list[Decision]) -> list[Finding]:
    """Refuse decisions about rows that state another supplier themselves."""
    if project is None:
        return []
    model = project.model
    exchanges = [*model.exchanges, *(use.exchange for use in model.electricity)]
    stated = {f"{e.table}/{e.id}": e.supplier for e in exchanges if e.supplier is not None}
    stated |= {f"transport/{t.id}": t.supplier for t in model.transport if t.supplier is not None}
    return [
        finding("DS097", one.row.place, node=one.address, observed=stated[one.address],
                expected=one.supplier)
        for one in rows
        if one.address in stated and str(stated[one.address]).split("/")[0]
        != one.supplier.split("/")[0]
    ]  # fmt: skip


def _confirmed_page(review: Review, found: tuple[Finding, ...], screen: Screen) -> Page:
    from pcf.report.messages import message_page

    page = screen.told(found)
    rows = sum(bool(one.address) for one in review.decisions)
    page.extend(
        message_page(
            "match_stored",
            screen.lang,
            names=len(review.decisions) - rows,
            rows=rows,
            none=review.none,
            open=review.open,
        )
    )
    return page
