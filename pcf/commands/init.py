"""``pcf init``: a new project folder, from an embedded example or a template."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from pcf.commands import inputs
from pcf.commands.options import INPUT, METHOD, complete, one_of, verb
from pcf.commands.screen import Outcome, Screen
from pcf.errors import PcfError, UsageError
from pcf.findings import Location, finding
from pcf.i18n import Language

TEMPLATES = ("generic",)
_TABLES = ("flows", "processes", "bom", "exchanges", "electricity")

Target = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="arg_target", rich_help_panel=INPUT)
]
Example = Annotated[
    str | None,
    typer.Option(
        "--example",
        metavar="NAME",
        help="opt_init_example",
        rich_help_panel=METHOD,
        autocompletion=complete("examples"),
    ),
]
Listing = Annotated[bool, typer.Option("--list", help="opt_init_list", rich_help_panel=METHOD)]
Template = Annotated[
    str, typer.Option("--template", metavar="NAME", help="opt_template", rich_help_panel=METHOD)
]


@verb()
def init(
    screen: Screen,
    target: Target = None,
    example: Example = None,
    list_: Listing = False,
    template: Template = "generic",
) -> Outcome:
    """Make a new project folder; never writes over anything."""
    if list_:
        return _listing(screen)
    one_of("--template", template, TEMPLATES)
    folder = screen.folder / (target or Path(example or "."))
    source = None if example is None else inputs.example_folder(example)
    _refuse_used(folder)
    with _whole(folder) as new:
        if source is None:
            _write_template(new, template, screen.lang)
        else:
            _copy(source, new, screen.wished)
        locked = source is not None and _lock(new)
    written = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    where = folder.as_posix()
    option = "" if where == "." else f" -C {where}"
    from pcf.report.init_view import created_page

    return Outcome(
        schema="init",
        data=lambda: {
            "folder": where,
            "example": example,
            "template": None if example else template,
            "locked": locked,
            "files": written,
        },
        view=lambda: created_page(where, written, example is not None, screen.lang),
        project=inputs.stamped(folder),
        next_command=f"pcf check{option}",
    )


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Give a fresh folder; what was made in it becomes the project, all of it or nothing."""
    from pcf.importing.aside import aside
    from pcf.project.changing import changing

    if not folder.exists():
        with _told(folder), aside(folder) as new:
            yield new
        return
    with tempfile.TemporaryDirectory(prefix="pcf-init-") as home:
        yield Path(home)
        made = sorted(p for p in Path(home).rglob("*") if p.is_file())
        with changing(folder, "init") as change:
            change.put({p.relative_to(home).as_posix(): p.read_bytes() for p in made})


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say as a finding that a folder cannot be written."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or ""
        raise PcfError([finding("IO003", Location(folder.name), observed=reason)]) from error


def _refuse_used(folder: Path) -> None:
    from pcf.project.holding import HOLD_FILE
    from pcf.project.undo import UNDO, unfinished
    from pcf.whole import is_unfinished

    left = (HOLD_FILE, UNDO)
    try:
        unfinished(folder)  # an earlier call that was cut short is taken back
        used = folder.exists() and (
            not folder.is_dir()
            or any(p.name not in left and not is_unfinished(p.name) for p in folder.iterdir())
        )
    except OSError as error:
        reason = error.strerror or ""
        raise PcfError([finding("IO003", Location(folder.name), observed=reason)]) from error
    if used:
        raise UsageError([finding("US040", observed=folder.as_posix())])


def _copy(source: Path, folder: Path, lang: Language | None) -> None:
    """Copy an example; a language that was asked for becomes that of the project."""
    from pcf.project.files import write_text

    skip = shutil.ignore_patterns("build", "__pycache__", ".*")
    try:
        shutil.copytree(source, folder, ignore=skip, dirs_exist_ok=True)
    except OSError as error:
        reason = error.strerror or ""
        raise PcfError([finding("IO003", Location(folder.name), observed=reason)]) from error
    if lang is not None:
        settings = folder / "pcf.toml"
        text = settings.read_text(encoding="utf-8")
        write_text(settings, re.sub(r'(?m)^lang = "\w+"', f'lang = "{lang}"', text, count=1))


def _write_template(folder: Path, template: str, lang: Language) -> None:
    from pcf.documents.study.hints import hint_files
    from pcf.project.files import write_text
    from pcf.project.schema import TABLE_BY_NAME
    from pcf.project.writer import write_table

    entry = files("pcf.commands").joinpath("templates", f"{template}.{lang}.toml")
    write_text(folder / "pcf.toml", entry.read_text(encoding="utf-8"))
    for name in _TABLES:
        write_table(folder, TABLE_BY_NAME[name], (), lang)
    for file, text in hint_files().items():
        write_text(folder / file, text)


def _lock(folder: Path) -> bool:
    from pcf.api import Project

    Project.load(folder).lock()
    return True


def _listing(screen: Screen) -> Outcome:
    from pcf.report.init_view import examples_json, examples_page

    found = [(name, _settings(name)) for name in inputs.example_names()]
    return Outcome(
        schema="init-list",
        data=lambda: examples_json(found, screen.lang),
        view=lambda: examples_page(found, screen.lang),
        next_command=f"pcf init my-product --example {found[0][0]}" if found else "",
    )


def _settings(name: str) -> dict[str, Any]:
    text = (inputs.example_folder(name) / "pcf.toml").read_text(encoding="utf-8-sig")
    return tomllib.loads(text)
