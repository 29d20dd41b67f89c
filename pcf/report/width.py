"""Width of text on a screen, where a Chinese character takes two cells.

The help screens are made with this alone: they load no library.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pcf.plain import unturned


@lru_cache(maxsize=16_384)
def cell(character: str) -> int:
    """Cells that one character takes: 0 combining, 2 wide, else 1."""
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cells(text: str) -> int:
    """Cells that a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(cell, text))


def pad(text: str, width: int) -> str:
    """Fill `text` with spaces up to `width` cells."""
    return text + " " * max(0, width - cells(text))


def _words(text: str) -> Iterator[str]:
    """Give the pieces between which a line may break: words with their space, wide characters."""
    word = ""
    for character in text:
        if cell(character) == 2:
            closes = unicodedata.category(character) in ("Po", "Pe", "Pf")
            if word and not (closes and not word.endswith(" ")):
                yield word
                word = ""
            word += character
            yield word
            word = ""
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells; a longer word keeps its line to itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line.strip() and cells(line) + cells(word.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += word
        lines.append(line.rstrip())
    return lines


def plain(text: str) -> str:
    """Replace control characters, which a terminal would obey, by a space or by their code."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) == "Cc" else c for c in unturned(text))
