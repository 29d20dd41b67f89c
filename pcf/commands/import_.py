"""``pcf import``: take in a file of somebody else, unchanged, with an account of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, one_of, verb
from pcf.commands.screen import Outcome, Screen

InFile = Annotated[Path, typer.Argument(metavar="FILE", help="arg_import", rich_help_panel=INPUT)]
As = Annotated[
    str, typer.Option("--as", metavar="FORMAT", help="opt_import_as", rich_help_panel=INPUT)
]
Id = Annotated[
    str, typer.Option("--id", metavar="ID", help="opt_supplier_id", rich_help_panel=INPUT)
]

#: What makes the outcome of an import: screen, file, word of ``--as``, id.
Importer = Callable[[Screen, Path, str, str], Outcome]


@verb()
def import_(screen: Screen, file: InFile, as_: As = "", id: Id = "") -> Outcome:
    """Import a file; exit 1 when it was taken in and cannot be used as it is.

    Forms of pcf that come back filled in (work papers, answers of suppliers) say what they are.
    """
    chosen = as_ or _form_of(file)
    one_of("--as", chosen, tuple(IMPORTS))
    return IMPORTS[chosen](screen, file, chosen, id)


def _form_of(file: Path) -> str:
    """Word of ``--as`` for a form of pcf; empty for any other file."""
    if file.suffix.lower() != ".xlsx":
        return ""
    from pcf.assurance.forms import form_of

    return form_of(file)


def _workpaper(screen: Screen, file: Path, format: str, id: str) -> Outcome:
    """Take in a filled work paper."""
    from pcf.api import Project
    from pcf.report.sample_view import paper_page

    project = Project.load(screen.folder)
    with screen.working("working_calc"):
        reading, kept = project.take_workpaper(file)
    told = (screen.lang, screen.folder, screen.width)
    return Outcome(
        schema="workpaper",
        data=lambda: {**reading.to_dict(screen.lang), "kept": kept},
        view=lambda: paper_page(reading, kept, told),
        findings=reading.findings,
        exit_code=1 if reading.has_errors else 0,
        project=inputs.stamped(project.folder),
    )


def _answer(screen: Screen, file: Path, format: str, id: str) -> Outcome:
    """Take in a supplier's answer."""
    from pcf.api import Project
    from pcf.report.request_view import answer_page

    project = Project.load(screen.folder)
    answer = project.take_answer(file)
    return Outcome(
        schema="answer",
        data=lambda: answer.to_dict(screen.lang),
        view=lambda: answer_page(answer, screen.lang, screen.folder, screen.width),
        findings=answer.findings,
        exit_code=1 if answer.has_errors else 0,
        project=inputs.stamped(project.folder),
        next_command="" if answer.has_errors else "pcf check",
    )


def _footprint(screen: Screen, file: Path, format: str, id: str) -> Outcome:
    """Take in a supplier's footprint."""
    from pcf.api import Project
    from pcf.report.receipt_view import receipt_page

    project = Project.load(screen.folder)
    receipt = project.receive(file, format, id)
    return Outcome(
        schema="import",
        data=lambda: receipt.to_dict(screen.lang),
        view=lambda: receipt_page(receipt, screen.lang, screen.folder, screen.width),
        findings=receipt.findings,
        exit_code=0 if receipt.received is not None else 1,
        project=inputs.stamped(project.folder),
        next_command="pcf check",
    )


#: Importers by the word of ``--as``; a new format is one line here.
IMPORTS: Mapping[str, Importer] = {
    "pact": _footprint,
    "catena-x": _footprint,
    "workpaper": _workpaper,
    "answer": _answer,
}
