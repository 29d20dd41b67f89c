"""Blocks of a page as text, laid out as rich lays them out, for blocks that need no more.

A wrapped line, and a table whose columns all fit, are laid out here: starting rich and drawing some
hundred lines with it takes longer than the work that is shown. Whatever else there is (a table that
must be squeezed, characters of unusual width) is for rich; tests hold the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pcf.report.width import cell, cells

#: First and last of characters whose width is beyond doubt: Latin, Greek, signs, Chinese.
_SIMPLE = tuple(
    (pair[0], pair[1])
    for pair in (
        *(" ~", "¡¬", "®ɏ", "ΑΡ", "Σω", "‐‧", "‰⁞", "₀₎", "←⇿", "∀⋿"),
        *("\u3000〩", "〰〾", "㐀䶿", "一鿿", "！～"),
    )
)
_OF_NUMBER = frozenset("0123456789.,-+%")
_CLOSING = frozenset("，。；：、）”％%")
#: A sign that no text holds, in place of a space that must not break.
_GLUE = "\u2057"
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_WORD = re.compile(r"\s*\S+\s*")
#: Between two columns of a table.
GAP = "  "
_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "yellow": "33",
    "green": "32",
    "cyan": "36",
    "bold red": "1;31",
    "bold yellow": "1;33",
}


def is_simple(text: str) -> bool:
    """Whether a text is one line of characters whose width is beyond doubt."""
    return (text.isascii() and text.isprintable()) or all(map(_is_simple, set(text)))


@lru_cache(maxsize=16_384)
def _is_simple(character: str) -> bool:
    return any(first <= character <= last for first, last in _SIMPLE)


def styled(text: str, style: str, *, color: bool) -> str:
    """Give a text with the codes of a terminal around it."""
    if not (color and style and text):
        return text
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def wrapped(text: str, width: int) -> list[str]:
    """Break a text between words into lines of `width` cells; a longer word is broken inside."""
    if cells(text) <= width:
        return [text]
    if _GLUE not in text and _PERCENT.search(text):
        return [part.replace(_GLUE, " ") for part in wrapped(glued(text), width)]
    cuts = [0, *_cuts(text, width), len(text)]
    return [_cropped(text[a:b], width) for a, b in pairwise(cuts)]


def _cuts(text: str, width: int) -> Iterator[int]:
    used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        needed = cells(word.rstrip())
        if needed <= width - used:
            used += cells(word)
        elif needed > width:
            parts = _folded(word, width)
            for part in parts:
                if start:
                    yield start
                start += len(part)
            used = cells(parts[-1])
        elif used and start:
            yield start
            used = cells(word)


def _folded(word: str, width: int) -> list[str]:
    """Break a word that is too long: not inside a number, nor before a closing mark."""
    parts, used, begun = [], 0, 0
    for place, character in enumerate(word):
        size = cell(character)
        if used + size > width:
            cut = _before_number(word, begun, place)
            parts.append(word[begun:cut])
            begun, used = cut, cells(word[cut:place])
        used += size
    return [*parts, word[begun:]]


def _before_number(word: str, begun: int, place: int) -> int:
    """Give the place of a cut, moved to the left so that number and mark stay with what they end.

    A run that takes the whole line is cut where the line ends.
    """
    cut = place
    while cut > begun and (
        word[cut] in _CLOSING or (word[cut] in _OF_NUMBER and word[cut - 1] in _OF_NUMBER)
    ):
        cut -= 1
    return cut if cut > begun else place


def squeezed_lines(rows: Sequence[Sequence[str]], width: int, least: int) -> list[list[str]] | None:
    """Lay out rows whose last column alone is too wide: it is wrapped, the others stay whole.

    None when the others leave less than `least` cells for it.
    """
    sizes = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    room = width - sum(sizes) - len(GAP) * len(sizes)
    if room < least:
        return None
    made = []
    for row in rows:
        for number, part in enumerate(wrapped(glued(row[-1]), room)):
            firsts = row[:-1] if number == 0 else [""] * len(sizes)
            filled = [t + " " * (s - cells(t)) for t, s in zip(firsts, sizes, strict=True)]
            made.append([*filled, part.replace(_GLUE, " ")])
    return made


def glued(text: str) -> str:
    """Hold a number and its percent sign together; undone when the line is laid out."""
    return text if _GLUE in text else _PERCENT.sub(_GLUE, text)


def _cropped(line: str, width: int) -> str:
    """Take off spaces at the end that stand beyond the width."""
    while line[-1:].isspace() and (len(line) > width or cells(line) > width):
        line = line[:-1]
    return line


def table_lines(
    head: Sequence[str] | None,
    rows: Sequence[Sequence[str]],
    least: Sequence[int],
    width: int,
) -> list[list[str]] | None:
    """Lay out rows of cells whose columns all fit; None when they do not.

    Parameters
    ----------
    head
        Titles of the columns; None for none.
    least
        Least width of each column.
    width
        Cells that the table may take.

    Returns
    -------
    list[list[str]] | None
        The cells of each line (first the head), filled up to the width of their column.
        `GAP` stands between them.
    """
    lines = [*([head] if head is not None else []), *rows]
    sizes = [max(n, *(cells(line[i]) for line in lines)) for i, n in enumerate(least)]
    if sum(sizes) + len(GAP) * (len(sizes) - 1) > width:
        return None
    return [
        [text + " " * (sizes[i] - cells(text)) for i, text in enumerate(line)] for line in lines
    ]
