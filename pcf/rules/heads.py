"""What thing a name names: its head word, and not a word that only says what it belongs to.

``LFP电芯(方形)`` and ``battery cell, prismatic`` are cells; ``电芯间隔热垫`` and ``spacer between
battery cells`` are not. In Chinese the head stands at the end of the name, in English at the end
of what comes before ``for``, ``of``, ``between`` and the like; brackets, what follows a comma, and
designations of letters and digits at the end say no other thing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TURN = re.compile(
    r"[(,;:\[/、。;]|\s[-–—]\s"
    r"|\s(?:for|of|with|without|between|in|into|from|to|at|on|by|under|via|made)\s"
)
_DESIGNATION = re.compile(r"[\s\-–—_#+.]*(?:[a-z]*\d[\w.%/-]*|(?<=[^\x00-\x7f])[a-z\d.\-\s]+)$")


@lru_cache(maxsize=20_000)
def _heads(name: str) -> tuple[str, ...]:
    """Forms of a name at whose end its head word stands, in small letters."""
    plain = folded(name)
    head = _TURN.split(plain, maxsplit=1)[0].strip() or plain
    return head, _DESIGNATION.sub("", head).strip()


def names_thing(name: str, word: str) -> bool:
    """Whether a name names the thing of a word: its head ends in that word, or its plural.

    A word that holds a comma or bracket itself is looked for at the end of the whole name.
    """
    wanted = folded(word)
    if wanted not in folded(name):  # heads are parts of the name
        return False
    if _TURN.search(wanted):
        return _ends(folded(name), wanted)
    return any(_ends(head, form) for head in _heads(name) for form in (wanted, f"{wanted}s"))


def _ends(text: str, word: str) -> bool:
    """Whether a text ends in a word; one of Latin letters does not begin inside another."""
    before = text.removesuffix(word)[-1:]
    inside = word[:1].isascii() and before.isascii() and before.isalnum()
    return bool(word) and text.endswith(word) and not inside


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Give a text in the form in which names are compared: wide letters and capitals as small."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
