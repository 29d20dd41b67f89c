"""What a person may have meant: CAS numbers, formulas, words with their typing errors read right.

A query is read in several ways (as written, by meaning, with a formula taken for its substance);
each is a set of weighted features, and the best answer to any of them counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pcf.background.match_index import Index
from pcf.background.match_terms import (
    formula_key,
    is_chinese,
    is_number,
    load_terms,
    tokens,
)
from pcf.background.match_text import (
    CHUNK,
    Features,
    cas_is_valid,
    cas_numbers,
    forms,
    pieces,
    without_cas,
)

Way = Literal["surface", "meaning", "formula", "cas"]
_LONG_WORD = 6
_CUTOFF_SHORT, _CUTOFF_LONG = 0.79, 0.74
_LEAST_LETTERS = 4
#: Worth of a reading that names a good which the index does not hold.
_FOREIGN = 0.6
_OTHER_INITIAL = 0.88
_SHORT_RUN = 6
_MOST_NEAR = 8
_RESPELT, _RESPELT_SHORT = 0.88, 0.75
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_FORMULA_WEIGHT = 1.6


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a query: features with weights, and how much it is worth (0..1)."""

    way: Way
    features: Features
    worth: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood.

    Parameters
    ----------
    text
        Its words in the form of `plain`, without CAS numbers.
    cas
        CAS numbers in it.
    readings
        Ways to read the rest; empty when only CAS numbers are given.
    """

    text: str
    cas: tuple[str, ...]
    readings: tuple[Reading, ...]


def read_query(text: str, index: Index) -> Query:
    """Read a query against the names of an index."""
    rest = without_cas(text)
    numbers = cas_numbers(text)
    found: list[Reading] = []
    if tokens(rest):
        right, note, worth = _corrected(rest, index)
        found += _readings(right, index, note, worth)
        found += _by_formula(text, index)
    return Query(rest, numbers, tuple(found))


def respelt(query: Query, index: Index) -> Query:
    """Read a query again with Chinese words that no name holds replaced by near ones.

    A sign lost, added, swapped or confused is looked for in words of up to six signs, two of them
    in longer ones. Several near words give several readings.
    """
    found: list[Reading] = []
    for run in dict.fromkeys(_CHINESE.findall(query.text)):
        word = _core(run)
        if len(word) > 1 and word not in index.chinese:
            for near, worth in _near_chinese(word, index):
                found += _readings(query.text.replace(word, near), index, near, worth)
    return Query(query.text, query.cas, (*query.readings, *found))


def _core(run: str) -> str:
    """Give a run of Chinese without weak words at its ends."""
    weight = load_terms().weight
    parts = pieces(tokens(run), load_terms())
    weak = [bool(p.ids) and max(weight[i] for i in p.ids) < 1.0 for p in parts]
    while parts and weak[-1]:
        parts.pop()
        weak.pop()
    first = next((k for k, is_weak in enumerate(weak) if not is_weak), len(parts))
    return "".join(part.text for part in parts[first:])


def _near_chinese(word: str, index: Index) -> list[tuple[str, float]]:
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein as Typing

    reach = 1 if len(word) <= _SHORT_RUN else 2
    fits = [w for w in index.chinese if abs(len(w) - len(word)) <= reach]
    if len(word) == 2:
        fits = [w for w in fits if len(w) == 3]
    near = process.extract(word, fits, scorer=Typing.distance, score_cutoff=reach, limit=_MOST_NEAR)
    least = min((distance for _, distance, _ in near), default=0)
    worth = _RESPELT_SHORT if len(word) == 2 else _RESPELT
    return [(text, worth) for text, distance, _ in near if distance == least]


def near_cas(cas: str, index: Index) -> str:
    """CAS number of the index that a wrong one may have meant: one digit or swap off; else ''."""
    if cas_is_valid(cas):
        return ""
    from rapidfuzz.distance import DamerauLevenshtein as Typing

    known = sorted(f[1:] for f in index.position if f.startswith("@"))
    near = [one for one in known if Typing.distance(cas, one, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else ""


def _readings(text: str, index: Index, note: str = "", worth: float = 1.0) -> Iterator[Reading]:
    """Read a text by its meaning and as it is written.

    Where the list of terms knows a good that no name of the index holds, likeness of the letters
    is likely to be another good.
    """
    made = forms(text)
    ways: tuple[Way, Way] = ("meaning", "surface")
    weight = load_terms().weight
    goods = [f for f in made[0] if f.startswith("=") and "~" not in f and weight[f[1:]] > 1.0]
    foreign = bool(goods) and not any(good in index.position for good in goods)
    for way, form in zip(ways, made, strict=False):
        yield Reading(way, form, worth * (_FOREIGN if foreign else 1.0), note)


def _by_formula(text: str, index: Index) -> Iterator[Reading]:
    """Read the formulas of a text as formulas, and as the substances they stand for."""
    known = load_terms()
    rest, found = text, []
    for match in CHUNK.finditer(text):
        piece = formula_key(match[0]).strip(".,")
        written = index.formulas.get(piece.lower())
        if written is not None and len(piece) > 1 and (written == piece or len(piece) > 2):
            rest = rest.replace(match[0], " ")
            found.append(written)
    if not found:
        return
    others = forms(without_cas(rest))[0] if tokens(without_cas(rest)) else {}
    yield Reading("formula", {**others, **{f"#{f}": _FORMULA_WEIGHT for f in found}})
    meant = {f"={name}": known.weight[name] for f in found for name in known.by_formula.get(f, ())}
    if meant:
        yield Reading("formula", {**others, **meant}, 0.98)


def _corrected(text: str, index: Index) -> tuple[str, str, float]:
    """Replace words that no name holds by what they may have meant.

    Returns
    -------
    tuple
        The text, the words that were read instead, and how near they are (0..1).
    """
    changed: list[str] = []
    worth = 1.0
    for word in dict.fromkeys(tokens(text)):
        latin = not is_chinese(word) and not is_number(word)
        if not latin or word in index.words or len(word) < _LEAST_LETTERS:
            continue
        near, likeness = _nearest(word, index)
        if near:
            text = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z])", near, text)
            changed.append(near)
            worth = min(worth, likeness)
    return text, " ".join(changed), worth


def _nearest(word: str, index: Index) -> tuple[str, float]:
    """Give what an unknown word may mean: two words written as one, a beginning, a slip."""
    for cut in range(3, len(word) - 2):
        if word[:cut] in index.words and word[cut:] in index.words:
            return f"{word[:cut]} {word[cut:]}", 1.0
    found: tuple[str, float] = ("", 0.0)
    for words in (index.own_words, tuple(sorted(load_terms().words))):
        first = bisect_left(words, word)
        begins = [w for w in words[first : first + 50] if w.startswith(word)]
        near = (min(begins, key=len), 0.97) if begins else _slip(word, words)
        if near[1] > found[1]:
            found = near
    return found


def _slip(word: str, words: tuple[str, ...]) -> tuple[str, float]:
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein as Typing

    cutoff = _CUTOFF_LONG if len(word) >= _LONG_WORD else _CUTOFF_SHORT
    best = process.extractOne(word, words, scorer=Typing.normalized_similarity, score_cutoff=cutoff)
    if best is None or (best[0][0] != word[0] and best[1] < _OTHER_INITIAL):
        return "", 0.0
    return best[0], 0.5 + 0.5 * float(best[1])
