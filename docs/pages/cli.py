"""``docs/cli.md``: the help of every verb, as the program prints it."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator

from pages.text import page
from pcf.commands import app, main

NAME = "cli.md"
WIDTH = "100"
INTRO = """# The command line

命令行：各命令的帮助，与程序所显示的一致（中文：`--lang zh`）。

The help of every verb, as `pcf VERB --help` prints it; Chinese with `--lang zh`."""


def build() -> str:
    """Write the page."""
    sections = [f"## {' '.join(('pcf', *verb))}\n\n{_shown(verb)}" for verb in verbs()]
    return page(INTRO, *sections)


def verbs() -> tuple[tuple[str, ...], ...]:
    """Every verb as its words, the program itself first, groups before their verbs."""
    import typer

    command = typer.main.get_command(app)
    found: list[tuple[str, ...]] = [()]
    for name, verb in getattr(command, "commands", {}).items():
        found.append((name,))
        found += [(name, below) for below in getattr(verb, "commands", {})]
    return tuple(found)


def _shown(verb: tuple[str, ...]) -> str:
    parts = [f"```text\n{help_text(verb, lang)}\n```" for lang in ("en", "zh")]
    return "\n\n".join(parts)


def help_text(verb: tuple[str, ...], lang: str) -> str:
    """Help of a verb on a screen of fixed width."""
    screen = io.StringIO()
    with _environment(COLUMNS=WIDTH, PCF_LANG=lang), contextlib.redirect_stdout(screen):
        main([*verb, "--help"])
    return "\n".join(line.rstrip() for line in screen.getvalue().strip("\n").splitlines())


@contextlib.contextmanager
def _environment(**wanted: str) -> Iterator[None]:
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
