"""Widths of texts, on the safe side, and names that fit their box."""

from __future__ import annotations

from collections.abc import Iterator

from pcf.documents.fonts import one_line

#: Width of signs as a part of the font size, in the wider of the usual sans-serif fonts.
_WIDE, _NARROW = frozenset("MWmw%@&—…→"), frozenset("ijl.,:;'|!ftI()[]{} -/\\`")
_CJK, _CAPITAL, _PLAIN = 0x2E7F, 0.74, 0.58
_CLOSING = frozenset(",.;:!?)]}%，。；：！？）】》、”’")
#: Letters of other scripts may be wide or joined: they are counted as squares.
_LATIN = 0x024F


def width_of(text: str, size: float) -> float:
    """Width of a text in pixels, rather too large than too small."""
    return sum(map(_part, text)) * size


def _part(sign: str) -> float:
    code = ord(sign)
    if sign in _WIDE:
        return 1.0
    if code > _LATIN:
        return 1.05
    if sign in _NARROW:
        return 0.36
    return _CAPITAL if sign.isupper() else _PLAIN


def cut(text: str, room: float, size: float) -> str:
    """Text on one line that fits; what is missing at its end is told by an ellipsis."""
    told = one_line(text)
    if width_of(told, size) <= room:
        return told
    left, kept = room - width_of("…", size), ""
    for sign in told:
        left -= _part(sign) * size
        if left < 0:
            break
        kept += sign
    return f"{kept.rstrip()}…"


def lines_of(text: str, room: float, size: float, most: int = 2) -> tuple[str, ...]:
    """Break a text into at most `most` lines, at blanks and between Chinese characters."""
    rest = one_line(text)
    lines: list[str] = []
    while rest and len(lines) < most - 1 and width_of(rest, size) > room:
        line = _line(rest, room, size)
        lines.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return (*lines, cut(rest, room, size)) if rest or not lines else tuple(lines)


def _line(text: str, room: float, size: float) -> str:
    """Longest beginning of a text that fits and ends where a line may end."""
    line = ""
    for word in _words(text, room, size):
        if width_of((line + word).rstrip(), size) > room:
            break
        line += word
    return line or text[:1]


def _words(text: str, room: float, size: float) -> Iterator[str]:
    """Give what may not be broken; a line begins with no closing sign."""
    word = ""
    for sign, after in zip(text, f"{text[1:]} ", strict=True):
        word += sign
        ends = (sign in " -/" or ord(sign) > _CJK) and after not in _CLOSING
        if ends or width_of(word, size) > room - 1.1 * size:
            yield word
            word = ""
    yield word
