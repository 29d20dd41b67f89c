"""Widths of columns, and where words that are longer than their column may be broken.

Widths are measured with the metrics of the printed font, so that PDF and DOCX agree and nothing
stands out of its cell. A place where a word may be broken is marked by `BREAK`, a character that no
cleaned text contains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

from pcf.documents.document import Table, plain_text
from pcf.documents.fonts import shown, width_of

BREAK = "\x01"
#: Widths of the text on A4, upright and across, in points; and of one of two columns.
UPRIGHT, ACROSS, HALF = 453.5, 700.0, 247.0
#: Space between two columns, in points.
GAP = 8.0
#: Sizes of smaller print, and columns beyond which a table that is called wide turns the page.
_SIZES, _MANY, _SHORT = (8.0, 7.5, 7.0, 6.5), 7, 3
#: Rows from which a table takes smaller print.
_LONG = 30
#: Letters may be this much wider than measured (bold ones, spacing beside Chinese).
_EASE = 1.06
#: Height of a line as a multiple of the size of its letters, and what stands above and below.
_LINE, _PAD = 1.32, 5.2
#: Height of a row, in points, from which its longest text gets what room there is.
_TALL = 150.0
#: No column asks for more than this part of the width for the sake of its longest word.
_LONGEST = 0.34
_JOINTS = re.compile(r"(?<=[/_\-.:@,;=&?|\\)\]}])(?=[^\s])")
_CHINESE = 0x2E7F
_PARTS = re.compile("[\u2e80-\U0003ffff]{1,6}|[^\u2e80-\U0003ffff]+")


#: Rows from which a table may turn the page; fewer stand upright in smaller print.
FEW = 12


def size_of(table: Table, width: float = UPRIGHT) -> float:
    """Size of the letters of a table in points: the largest at which its longest words have room.

    Columns that are many take smaller print; the smallest is used where no size has room.
    """
    count = len(table.columns)
    most = 9.0 if count <= 6 else 8.0 if count <= 9 else 7.0
    most = min(most, 8.0) if len(table.rows) > _LONG else most
    sizes = (most, *(size for size in _SIZES if size < most))
    for size in sizes:
        if sum(least for least, _ in _wishes(table, size, width)) <= width:
            return size
    return _SIZES[-1]


def fits(table: Table) -> bool:
    """Whether a table may stand upright: its longest words have room, or it is very short."""
    if len(table.rows) <= _SHORT or len(table.columns) <= 4:
        return True
    size = size_of(table)
    room = sum(least for least, _ in _wishes(table, size, UPRIGHT)) <= UPRIGHT
    many = table.wide and len(table.columns) > _MANY and len(table.rows) > FEW
    return room and not many


def widths_of(table: Table, width: float, size: float) -> list[float]:
    """Widths of the columns in points, each with its gap; together `width`."""
    wishes = _wishes(table, size, width)
    least, natural = [w for w, _ in wishes], [w for _, w in wishes]
    if sum(natural) <= width:
        words = [0.0 if c.numeric else n for c, n in zip(table.columns, natural, strict=True)]
        return _shared(natural, words if any(words) else natural, width)
    if sum(least) <= width:
        made = _lower(table, wishes, width, size)
    else:
        level = _level([(0.0, low) for low in least], width)
        made = [min(low, level) for low in least]
    return _shared(made, made, width)


def heights_of(table: Table, widths: Sequence[float], size: float) -> list[float]:
    """Roughly how tall the rows of a table become, in points."""
    made = []
    for row in table.rows:
        texts = [width_of(shown(plain_text(cell))) * size * _EASE for cell in row.cells]
        rooms = [max(width - GAP, size) for width in widths]
        lines = [ceil(text / room) for text, room in zip(texts, rooms, strict=True)]
        made.append(max(lines, default=1) * size * _LINE + _PAD)
    return made


def _lower(
    table: Table, wishes: Sequence[tuple[float, float]], width: float, size: float
) -> list[float]:
    """Widths at which the tallest row is not too tall.

    Narrow columns have what they want first, unless a long text then takes most of a page.
    """
    lengths = _lengths(table, size)
    made = _filled(wishes, lengths, width, fair=True)
    if max(heights_of(table, made, size), default=0.0) <= _TALL:
        return made
    return _filled(wishes, lengths, width, fair=False)


def _filled(
    wishes: Sequence[tuple[float, float]], lengths: Sequence[float], width: float, *, fair: bool
) -> list[float]:
    """Give what is left beyond the least widths by the length of the texts, up to their own.

    Where it is `fair`, columns that want no more than an equal part of the page have it first.
    """
    made = [least for least, _ in wishes]
    for n in sorted(range(len(wishes)), key=lambda n: wishes[n][1]) if fair else ():
        more = wishes[n][1] - made[n]
        if wishes[n][1] <= width / len(wishes) and more <= width - sum(made):
            made[n] += more
    for _ in range(len(wishes)):
        rest = width - sum(made)
        open_ones = [n for n, (_, most) in enumerate(wishes) if made[n] < most - 0.01]
        whole = sum(lengths[n] for n in open_ones)
        if rest < 0.01 or not whole:
            break
        for n in open_ones:
            made[n] = min(wishes[n][1], made[n] + rest * lengths[n] / whole)
    return made


def _lengths(table: Table, size: float) -> list[float]:
    """Root mean square of the widths of the texts of each column: long cells make rows tall."""
    made = []
    for at in range(len(table.columns)):
        widths = [width_of(shown(plain_text(row.cells[at]))) * size for row in table.rows]
        made.append((sum(w * w for w in widths) / max(len(widths), 1)) ** 0.5)
    return made


def _shared(base: Sequence[float], weights: Sequence[float], width: float) -> list[float]:
    """Give what is left of the width to the columns by their weights."""
    rest, whole = width - sum(base), sum(weights)
    return [b + rest * w / whole for b, w in zip(base, weights, strict=True)]


def _level(wishes: Sequence[tuple[float, float]], width: float) -> float:
    """Width that wide columns get when narrow ones have what they want (by halving)."""
    low, high = 0.0, width
    for _ in range(40):
        middle = (low + high) / 2
        if sum(min(most, max(least, middle)) for least, most in wishes) > width:
            high = middle
        else:
            low = middle
    return low


def _wishes(table: Table, size: float, width: float) -> list[tuple[float, float]]:
    """Least and natural width of each column."""
    made = []
    for at, column in enumerate(table.columns):
        texts = {plain_text(row.cells[at]) for row in table.rows} | {column.title}
        natural = max(width_of(shown(text)) for text in texts) * size * _EASE + GAP
        if column.numeric:
            words = max(_longest(text) for text in {column.title})
            values = max((width_of(shown(t)) for t in texts - {column.title}), default=0.0)
            words = max(words, values)
        else:
            words = max(_longest(text) for text in texts)
        bound = width * _LONGEST if len(table.columns) > 2 else width * 0.45
        made.append((min(words * size * _EASE + GAP, bound, natural), natural))
    return made


def _longest(text: str) -> float:
    return max(map(width_of, _words(shown(text))), default=0.0)


def _words(text: str) -> list[str]:
    """Parts that are better not broken: words up to a joint, Chinese up to six characters."""
    joined = (piece for word in text.split() for piece in _JOINTS.split(word))
    return [part for piece in joined for part in _PARTS.findall(piece)]


def breakable(text: str, room: float) -> str:
    """Mark where the words of a text may be broken so that each part has room.

    Parameters
    ----------
    room
        Width, as a multiple of the size of the letters.
    """
    if width_of(text) <= room:
        return text
    return " ".join(_parts(word, room) for word in text.split(" "))


def _parts(word: str, room: float) -> str:
    if width_of(word) <= room:
        return word
    parts = []
    for part in _JOINTS.split(word):
        long = width_of(part) > room and any(ord(sign) <= _CHINESE for sign in part)
        parts.append(BREAK.join(part) if long else part)
    return BREAK.join(parts)
