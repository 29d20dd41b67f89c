"""Options that every verb has, defined once, and the decorator that adds them."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from pcf.collection import without_collection
from pcf.commands.asked import project_language
from pcf.commands.output import OWN_RULE, check_new, check_output, note_output, paths_in
from pcf.commands.screen import Outcome, Screen
from pcf.errors import UsageError
from pcf.findings import finding
from pcf.i18n import choose_language

INPUT, OUTPUT, METHOD = "group_input", "group_output", "group_method"


def complete(what: str) -> Callable[[str], list[str]]:
    """Make the completion of a word from the index `what` of `pcf.commands.completion`."""

    def names(incomplete: str) -> list[str]:
        from pcf.commands import completion

        return [name for name in getattr(completion, what)() if name.startswith(incomplete)]

    return names


Scenario = Annotated[
    str | None,
    typer.Option(
        "--scenario",
        metavar="NAME",
        help="opt_scenario",
        rich_help_panel=METHOD,
        autocompletion=complete("scenarios"),
    ),
]

_Project = Annotated[
    Path,
    typer.Option("-C", "--project", metavar="DIR", help="opt_project", rich_help_panel=INPUT),
]
_Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        envvar="PCF_FORMAT",
        help="opt_format",
        rich_help_panel=OUTPUT,
    ),
]
_Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="opt_output", rich_help_panel=OUTPUT),
]
_Lang = Annotated[
    str, typer.Option("--lang", metavar="zh|en|auto", help="opt_lang", rich_help_panel=OUTPUT)
]
_Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="opt_quiet", rich_help_panel=OUTPUT)]
_Verbose = Annotated[
    bool, typer.Option("-v", "--verbose", help="opt_verbose", rich_help_panel=OUTPUT)
]
_NoColor = Annotated[bool, typer.Option("--no-color", help="opt_no_color", rich_help_panel=OUTPUT)]

_COMMON: dict[str, tuple[Any, Any]] = {
    "project": (_Project, Path()),
    "format_": (_Format, "text"),
    "output": (_Output, None),
    "lang": (_Lang, "auto"),
    "quiet": (_Quiet, False),
    "verbose": (_Verbose, False),
    "no_color": (_NoColor, False),
}

#: Options of single verbs that name a file or folder to write, besides ``--output``.
_MORE_OUTPUTS = ("workpaper", "figures", "all_")

Verb = Callable[..., Outcome]


def verb(*formats: str, collects: bool = True) -> Callable[[Verb], Callable[..., int]]:
    """Add the common options to a verb and show what it gives back.

    Parameters
    ----------
    *formats
        What ``--format`` may be, besides ``text`` and ``json``.
    collects
        Whether reference cycles are searched for while it runs; a short verb keeps what it makes.
    """
    allowed = ("text", "json", *formats)

    def wrap(function: Verb) -> Callable[..., int]:
        @functools.wraps(function)
        def run(**values: Any) -> int:
            common = {name: values.pop(name) for name in _COMMON}
            try:
                screen = _screen(common, allowed)
                check_new(*(values.get(name) for name in _MORE_OUTPUTS))
                output, is_own = screen.output, function.__name__ in OWN_RULE
                if output is not None and not (is_own and output.exists()):
                    check_output(output, paths_in(values.values()))
                with nullcontext() if collects else without_collection():
                    code = screen.show(function(screen, **values))
                if output is not None and not is_own:
                    note_output(output)
                return code
            except BrokenPipeError:
                silence()
                return 0

        own = [
            parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            for parameter in inspect.signature(function, eval_str=True).parameters.values()
            if parameter.name != "screen"
        ]
        shared = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
            )
            for name, (annotation, default) in _COMMON.items()
        ]
        signature = inspect.Signature([*own, *shared], return_annotation=int)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in (*own, *shared)}
        run.formats = allowed  # type: ignore[attr-defined]
        return run

    return wrap


def _screen(common: Mapping[str, Any], allowed: tuple[str, ...]) -> Screen:
    one_of("--format", common["format_"], allowed)
    one_of("--lang", common["lang"], ("zh", "en", "auto"))
    folder = common["project"]
    wished = common["lang"]
    colourless = common["no_color"] or "NO_COLOR" in os.environ
    return Screen(
        folder=folder,
        format=common["format_"],
        output=common["output"],
        lang=choose_language(wished, project_language(folder)),
        quiet=common["quiet"],
        verbose=common["verbose"],
        color=not colourless and sys.stdout.isatty() and os.environ.get("TERM") != "dumb",
        wished=None if wished == "auto" else wished,
    )


def one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a value that is not among the allowed (``US034``)."""
    if value not in allowed:
        from pcf.suggest import nearest

        raise UsageError(
            [
                finding(
                    "US034",
                    observed=value,
                    expected=", ".join(allowed),
                    suggestion=nearest(value, allowed) or allowed[0],
                    option=option,
                )
            ]
        )


def silence() -> None:
    """Let the rest of the output go nowhere: the reader of our pipe has left."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
