"""What a name is made of: words, pairs of characters, numbers with their neighbour, terms.

A name has up to two forms. The *surface* form holds what is written. The *meaning* form holds,
in place of every word of the list of terms, the id of the term (``=pvdf``), so that names in two
languages, a synonym and an abbreviation become alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pcf.background.match_terms import (
    Terms,
    Tokens,
    formula_key,
    is_chinese,
    is_number,
    load_terms,
    plain,
    tokens,
)

#: What a feature counts beside a whole word.
_CHARACTER, _LONE_CHARACTER, _NUMBER, _NUMBER_PAIR = 0.35, 0.8, 0.3, 1.0
#: Parts of a name in brackets narrow it; they count less.
_BRACKETS = 0.4
_SPLIT = re.compile(r"[(\[{〔](.*?)[)\]}〕]")
_CAS = re.compile(r"(?<![\d-])(\d{2,7})-(\d{2})-(\d)(?![\d-])", re.ASCII)
CHUNK = re.compile(r"[A-Za-z0-9().·*•・‧,\[\]₀-₉]+")
_ELEMENTS = re.compile(r"(?:[\(\[]*[A-Z][a-z]?\d*(?:\.\d+)?[\)\]]*\d*(?:\.(?=[\dA-Z]))?\d*)+")
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One unit of the meaning form: a term with its ids, or a token that no term covers."""

    text: str
    ids: Tokens = ()


def cas_numbers(text: str) -> tuple[str, ...]:
    """Give the CAS numbers of a text, right or wrong in their check digit."""
    return tuple(dict.fromkeys(match[0] for match in _CAS.finditer(plain(text))))


def without_cas(text: str) -> str:
    """Give `text` in the form of `plain` without its CAS numbers."""
    return _CAS.sub(" ", plain(text)).strip()


def cas_is_valid(cas: str) -> bool:
    """Whether the check digit is right: digits before it times 1, 2, 3 … from the right, mod 10.

    >>> cas_is_valid("1310-73-2"), cas_is_valid("1310-73-3")
    (True, False)
    """
    digits = [int(sign) for sign in cas if sign.isdigit()]
    weighted = sum(n * d for n, d in enumerate(reversed(digits[:-1]), start=1))
    return weighted % 10 == digits[-1]


def formulas(text: str) -> Iterator[str]:
    """Give the pieces of a text that look like a chemical formula (two signs or more)."""
    for match in CHUNK.finditer(text):
        piece = formula_key(match[0]).strip(".,")
        if len(piece) > 1 and _ELEMENTS.fullmatch(piece):
            yield piece


def dry(formula: str) -> str:
    """Give a formula without water of crystallisation.

    >>> dry("LiOH.H2O"), dry("CoSO4.7H2O"), dry("NaOH")
    ('LiOH', 'CoSO4', 'NaOH')
    """
    return re.sub(r"\.\d*H2O$", "", formula)


def pieces(found: Tokens, terms: Terms) -> list[Piece]:
    """Cut tokens into terms, the longest first, and what is left over.

    A weak word of one character counts only behind a letter, a number or the beginning: ``25kg袋``
    ends with packing, ``包覆`` does not begin with it.
    """
    made: list[Piece] = []
    position = 0
    while position < len(found):
        for length in range(min(terms.longest, len(found) - position), 0, -1):
            span = found[position : position + length]
            ids = terms.by_tokens.get(span)
            if ids is not None and not _inside_a_word(found, position, span, ids, terms):
                made.append(Piece("".join(span), ids))
                break
        else:
            length = 1
            made.append(Piece(found[position]))
        position += length
    return made


def _inside_a_word(found: Tokens, position: int, span: Tokens, ids: Tokens, terms: Terms) -> bool:
    """Whether a term of one character is only a part of a longer word here."""
    kind = max(map(terms.weight.__getitem__, ids))
    if len(span) > 1 or not is_chinese(span[0]) or kind == 1.0:
        return False
    before = position > 0 and is_chinese(found[position - 1])
    behind = position + 1 < len(found) and is_chinese(found[position + 1])
    return before if kind < 1.0 else before or behind


def meaning(found: Tokens, terms: Terms, scale: float = 1.0) -> Features:
    """Give the meaning form of tokens as weights of features."""
    made: Features = {}
    run: list[str] = []
    before = ""
    for piece in pieces(found, terms):
        if piece.ids:
            _run(made, run, scale)
            for name in piece.ids:
                _take(made, f"={name}", terms.weight[name] * scale / len(piece.ids) ** 0.5)
            weak = terms.weight[piece.ids[0]] < 0.5
            before = _pair(made, before, f"={piece.ids[0]}", 0.0 if weak else scale)
        elif is_chinese(piece.text):
            run.append(piece.text)
            before = _pair(made, before, piece.text, 0.0)
        else:
            _run(made, run, scale)
            _take(made, piece.text, _word_weight(piece.text) * scale)
            before = _pair(made, before, piece.text, scale)
    _run(made, run, scale)
    return made


def surface(found: Tokens, scale: float = 1.0) -> Features:
    """Give the surface form of tokens as weights of features."""
    made: Features = {}
    run: list[str] = []
    before = ""
    for token in found:
        if is_chinese(token):
            run.append(token)
            before = _pair(made, before, token, 0.0)
            continue
        _run(made, run, scale)
        _take(made, token, _word_weight(token) * scale)
        before = _pair(made, before, token, scale)
    _run(made, run, scale)
    return made


def _word_weight(token: str) -> float:
    """Numbers and single letters say little without what stands beside them."""
    return _NUMBER if is_number(token) or len(token) == 1 else 1.0


def _take(made: Features, feature: str, weight: float) -> None:
    if weight > made.get(feature, 0.0):
        made[feature] = weight


def _pair(made: Features, before: str, now: str, scale: float) -> str:
    """Take a number together with the word beside it, in either order; give `now`."""
    if scale and before and is_number(before) != is_number(now):
        word, number = (now, before) if is_number(before) else (before, now)
        if not is_chinese(word):
            _take(made, f"{word}~{number}", _NUMBER_PAIR * scale)
    return now


def _run(made: Features, run: list[str], scale: float) -> None:
    """Take the characters and pairs of characters of a run of Chinese, and empty it."""
    alone = _LONE_CHARACTER if len(run) == 1 else _CHARACTER
    for one in run:
        _take(made, one, alone * scale)
    for one, two in pairwise(run):
        _take(made, one + two, scale)
    run.clear()


def forms(text: str, terms: Terms | None = None) -> tuple[Features, ...]:
    """Give the forms of a name: meaning, and surface where that differs."""
    known = load_terms() if terms is None else terms
    outer, inner = _outer_inner(plain(text))
    made = [
        _merged(meaning(outer, known), meaning(inner, known, _BRACKETS)),
        _merged(surface(outer), surface(inner, _BRACKETS)),
    ]
    return (made[0],) if made[0] == made[1] else tuple(made)


def _outer_inner(text: str) -> tuple[Tokens, Tokens]:
    """Tokens outside and inside brackets; a name all in brackets has no inside."""
    outer = tokens(without_brackets(text))
    if not outer:
        return tokens(text), ()
    return outer, tokens(" ".join(_SPLIT.findall(text)))


def without_brackets(text: str) -> str:
    """Give a text without what stands in brackets."""
    return _SPLIT.sub(" ", text).strip()


def _merged(one: Features, other: Mapping[str, float]) -> Features:
    for feature, weight in other.items():
        _take(one, feature, weight)
    return one
