"""Words for the same thing: synonyms, abbreviations and traditional characters, read as data.

The tables are ``datasets/materials/terms.csv`` and ``characters.csv``. They make names alike for
search and matching; no number rests on them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pcf.location import data_root

#: Weight of a term by its kind, beside that of a plain word.
KIND_WEIGHT: Mapping[str, float] = {
    "substance": 1.6,
    "material": 1.6,
    "service": 1.6,
    "part": 1.0,
    "element": 1.0,
    "ion": 1.0,
    "weak": 0.12,
}
_FILES = ("terms.csv", "characters.csv")
_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−﹣", "-"), **dict.fromkeys("•・‧∙⋅", "·"), "_": " "}
)
_TOKEN = re.compile(r"[a-zα-ωà-ÿ]+|[0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff\U00020000-\U0003ffff]")
Tokens = tuple[str, ...]
_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Terms:
    """The list of terms, ready to be looked up.

    Parameters
    ----------
    by_tokens
        Ids of the terms that a sequence of tokens may mean.
    longest
        Length of the longest sequence.
    weight
        Weight of each term (`KIND_WEIGHT`).
    by_cas, by_formula
        Ids by CAS number and by formula (`formula_key`).
    words
        Latin words of all terms.
    """

    by_tokens: Mapping[Tokens, Tokens]
    longest: int
    weight: Mapping[str, float]
    by_cas: Mapping[str, Tokens]
    by_formula: Mapping[str, Tokens]
    words: frozenset[str]


def _folder() -> Path:
    return data_root("datasets") / "materials"


def terms_digest() -> str:
    """SHA-256 over the tables, so that an index knows which words it was made with."""
    whole = sha256()
    for name in _FILES:
        whole.update((_folder() / name).read_bytes())
    return whole.hexdigest()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_folder() / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


@lru_cache(maxsize=1)
def _characters() -> dict[int, str]:
    return {ord(row["traditional"]): row["simplified"] for row in _rows("characters.csv")}


def plain(text: str) -> str:
    """Give a name in the form in which names are compared.

    Compatibility form, lower case, simplified characters, one kind of dash and of middle dot,
    single spaces.

    >>> plain("六氟磷酸鋰 ＬｉＰＦ₆")
    '六氟磷酸锂 lipf6'
    """
    made = unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()
    if not made.isascii():
        made = made.translate(_characters())
    return " ".join(made.split())


def tokens(text: str) -> Tokens:
    """Give the words, numbers and single Chinese characters of a text in the form of `plain`."""
    return tuple(_TOKEN.findall(text))


def is_chinese(token: str) -> bool:
    """Whether a token is a Chinese character."""
    return token >= "\u3400"


def is_number(token: str) -> bool:
    """Whether a token is a number."""
    return token[0].isdigit()


def formula_key(text: str) -> str:
    """Give a formula in the form in which formulas are compared; case is kept.

    >>> formula_key("LiOH·H₂O") == formula_key("LiOH.H2O") == formula_key("LiOH*H2O")
    True
    """
    made = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return re.sub(r"[·*]", ".", made).replace(" ", "")


def _parts(cell: str) -> list[str]:
    return [part for part in map(str.strip, cell.split(";")) if part]


@lru_cache(maxsize=1)
def load_terms() -> Terms:
    """Read the list of terms (once)."""
    by_tokens: dict[Tokens, Tokens] = {}
    by_cas: dict[str, Tokens] = {}
    by_formula: dict[str, Tokens] = {}
    weight: dict[str, float] = {}
    for row in _rows("terms.csv"):
        name = row["id"]
        weight[name] = KIND_WEIGHT[row["kind"]]
        for cell in (row["zh"], row["en"], row["short"]):
            for text in _parts(cell):
                _add(by_tokens, tokens(plain(text)), name)
        for cas in _parts(row["cas"]):
            _add(by_cas, cas, name)
        for formula in _parts(row["formula"]):
            _add(by_formula, formula_key(formula), name)
    words = {t for made in by_tokens for t in made if not is_chinese(t) and not is_number(t)}
    longest = max(map(len, by_tokens))
    return Terms(by_tokens, longest, weight, by_cas, by_formula, frozenset(words))


def _add(found: dict[_K, Tokens], key: _K, name: str) -> None:
    if name not in found.get(key, ()):
        found[key] = (*found.get(key, ()), name)
