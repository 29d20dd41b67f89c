"""Where two members differ: the place and the size of every difference."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import isfinite
from typing import Any

#: Differences named of one member; more are counted.
MOST = 1000
_LONGEST = 80
#: Lines up to which two texts are matched; longer ones are compared line by line.
_MATCHED = 5000
_DIGITS = re.compile(r"[-−]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?")
_IDS = ("address", "id", "code", "key")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    place
        ``total.value``, ``rows[bom/B-1].value``, ``line 7`` ...
    relative
        Size relative to the larger of two numbers; None where one of them is no number.
    only_words
        Both are texts with the same numbers in them.
    """

    place: str
    sealed: str
    found: str
    relative: float | None = None
    only_words: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """Differences that are none: relative ones up to `relative`, and any up to `absolute`."""

    relative: float
    absolute: float = 0.0

    def same(self, a: float, b: float) -> bool:
        """Whether two numbers count as the same; what is not finite never does."""
        if not (isfinite(a) and isfinite(b)):
            return False
        return a == b or abs(a - b) <= max(self.relative * max(abs(a), abs(b)), self.absolute)


def json_differences(
    sealed: Any, found: Any, allowed: Allowed, place: str = ""
) -> Iterator[Difference]:
    """Give the differences of two plain data."""
    if isinstance(sealed, dict) and isinstance(found, dict):
        for key in sorted(sealed.keys() | found.keys()):
            at = f"{place}.{key}" if place else str(key)
            if key not in sealed or key not in found:
                yield Difference(at, _text(sealed.get(key)), _text(found.get(key)))
            else:
                yield from json_differences(sealed[key], found[key], allowed, at)
    elif isinstance(sealed, list) and isinstance(found, list):
        for n, (a, b) in enumerate(zip_longest(sealed, found)):
            yield from json_differences(a, b, allowed, f"{place}[{_id_of(a, b, n)}]")
    elif _is_number(sealed) and _is_number(found):
        if not allowed.same(sealed, found):
            yield Difference(place, _text(sealed), _text(found), relative(sealed, found))
    elif type(sealed) is not type(found) or sealed != found:
        words = isinstance(sealed, str) and isinstance(found, str) and _same_numbers(sealed, found)
        yield Difference(place, _text(sealed), _text(found), None, words)


def relative(a: float, b: float) -> float | None:
    """Size of a difference, relative to the larger number."""
    largest = max(abs(a), abs(b))
    return (b - a) / largest if largest and isfinite(a) and isfinite(b) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _id_of(a: Any, b: Any, n: int) -> str:
    for item in (a, b):
        if isinstance(item, dict):
            found = next((item[key] for key in _IDS if isinstance(item.get(key), str)), None)
            if found is not None:
                return str(found)
    return str(n)


def _text(value: Any) -> str:
    text = "-" if value is None else value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def table_differences(sealed: bytes, found: bytes, allowed: Allowed) -> Iterator[Difference]:
    """Give the differing cells of two tables whose first cells name the rows."""
    try:
        tables = [list(csv.reader(io.StringIO(c.decode("utf-8-sig")), strict=True))
                  for c in (sealed, found)]  # fmt: skip
    except (UnicodeDecodeError, csv.Error):
        yield from line_differences(sealed, found)
        return
    heads = [table[0] if table else [] for table in tables]
    rows = [{row[0]: row for row in table[1:] if row} for table in tables]
    if heads[0] != heads[1] or any(len(r) != len(t) - 1 for r, t in zip(rows, tables, strict=True)):
        yield from line_differences(sealed, found)
        return
    for key in dict.fromkeys([*rows[0], *rows[1]]):
        yield from _cells(heads[0], rows[0].get(key), rows[1].get(key), allowed)


def _cells(
    head: Sequence[str], a: Sequence[str] | None, b: Sequence[str] | None, allowed: Allowed
) -> Iterator[Difference]:
    if a is None or b is None:
        there = a or b or ("?",)
        yield Difference(_text(there[0]), _text(a and ",".join(a)), _text(b and ",".join(b)))
        return
    for column, x, y in zip_longest(head, a, b, fillvalue=""):
        if x == y:
            continue
        one, other = _number(x), _number(y)
        size = None
        if one is not None and other is not None:
            if allowed.same(one, other):
                continue
            size = relative(one, other)
        yield Difference(f"{_text(a[0])} [{_text(column)}]", _text(x), _text(y), size)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def line_differences(sealed: bytes, found: bytes) -> Iterator[Difference]:
    """Give the differing lines of two texts; a line put in does not shift those after it."""
    a, b = (c.decode("utf-8", "replace").splitlines() for c in (sealed, found))
    if a == b and sealed != found:
        yield Difference("line ends", f"{len(sealed)} B", f"{len(found)} B")
    for begin, end, other, last in _blocks(a, b):
        pairs = zip_longest(a[begin:end], b[other:last])
        for n, (x, y) in enumerate(pairs):
            place = begin + n if x is not None else other + n
            words = _same_numbers(x or "", y or "")
            yield Difference(f"line {place + 1}", _text(x), _text(y), None, words)


def _same_numbers(a: str, b: str) -> bool:
    return _DIGITS.findall(a) == _DIGITS.findall(b)


def _blocks(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Give the blocks of lines that differ: begin and end in the one and in the other text."""
    if max(len(a), len(b)) > _MATCHED:
        for n in range(max(len(a), len(b))):
            if a[n : n + 1] != b[n : n + 1]:
                yield n, n + 1, n, n + 1
        return
    from difflib import SequenceMatcher

    for tag, begin, end, other, last in SequenceMatcher(None, a, b).get_opcodes():
        if tag != "equal":
            yield begin, end, other, last


def first(listed: Iterator[Difference], most: int = MOST) -> tuple[tuple[Difference, ...], int]:
    """Give the first differences and how many more there are."""
    kept: list[Difference] = []
    more = 0
    for item in listed:
        if len(kept) < most:
            kept.append(item)
        else:
            more += 1
    return tuple(kept), more


#: Compares the content of one member; chosen by what the member is.
Compare = Callable[[bytes, bytes, Allowed], Iterator[Difference]]


def without(data: Any, paths: Sequence[str]) -> Any:
    """Give plain data without the values at dotted paths."""
    for path in paths:
        head, _, rest = path.partition(".")
        if isinstance(data, Mapping) and head in data:
            kept = {k: v for k, v in data.items() if k != head}
            data = {**kept, head: without(data[head], (rest,))} if rest else kept
    return data
