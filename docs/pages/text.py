"""Markdown pieces that every page uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

NOTICE = "<!-- Written by docs/make.py; edit its source, then run `python docs/make.py`. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Build a table; columns numbered in `right` are set flush right."""
    rule = ["---:" if number in right else "---" for number in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)


def cell(text: str) -> str:
    """Escape a text for a table cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def page(*parts: str) -> str:
    """Join the parts of a page with empty lines, under the notice that it is generated."""
    return "\n\n".join((NOTICE, *(part.strip("\n") for part in parts if part))) + "\n"


def three(value: float) -> str:
    """Three significant digits, zeros kept: ``77.0``, ``0.100``, ``114``."""
    return f"{value:#.3g}".rstrip(".")


def template(name: str, words: Mapping[str, str]) -> str:
    """Read a text beside this module and fill its ``{{names}}``.

    Raises
    ------
    ValueError
        When a name of the text is not given.
    """
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    for key, value in words.items():
        text = text.replace("{{" + key + "}}", value)
    if "{{" in text:
        raise ValueError(f"{name}: {text[text.index('{{') :][:40]}")
    return text
