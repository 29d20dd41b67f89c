"""The one word that a misspelt word can mean; None as soon as there are two.

A repair is a statement about what a person meant. It is made where one reading is left: the same
characters in another width or case, or a single slip of the pen in a word of a closed list.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pcf import units

#: Shortest word in which a single slip still leaves no doubt.
_LEAST = 4
_LEAST_UNIT = 3


def plain_width(text: str) -> str:
    """Give full-width letters, digits and signs as plain characters, without outer spaces."""
    return unicodedata.normalize("NFKC", text).strip()


def folded(text: str) -> str:
    """Give the form in which width, case and spaces at the ends make no difference."""
    return plain_width(text).casefold()


def one_slip(one: str, other: str) -> bool:
    """Whether one inserted, left out, changed or swapped character makes one word the other.

    >>> one_slip("secundary", "secondary"), one_slip("kgs", "kg"), one_slip("gird", "grid")
    (True, True, True)
    >>> one_slip("abc", "cab")
    False
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    rest, goal = one[same:], other[same:]
    swapped = rest[:2] == goal[:2][::-1] and rest[2:] == goal[2:]
    return swapped or rest[1:] == goal[1:] or rest == goal[1:] or rest[1:] == goal


def id_meant(word: str, known: Iterable[str]) -> str | None:
    """Give the one id that `word` is a misspelling of.

    An id in another width or case; else the only id one slip away, where the slip is two swapped
    characters or one missing or extra one. A changed character and a digit that is missing, extra
    or swapped make another id (``cell_1``, ``cell_2``), so nothing is said of them.

    >>> id_meant("clinker_burnin", ["clinker_burning", "grinding"])
    'clinker_burning'
    >>> id_meant("cell_1", ["cell_2", "cell_11"]) is None
    True
    """
    names = tuple(known)
    same = same_letters(word, names)
    wanted = folded(word)
    if same is not None or len(wanted) < _LEAST:
        return same
    near = [name for name in names if one_slip(wanted, folded(name))]
    if len(near) != 1 or len(near[0]) < _LEAST:
        return None
    return (
        near[0] if _digits(wanted) == _digits(folded(near[0])) and _keeps(wanted, near[0]) else None
    )


def _digits(word: str) -> str:
    return "".join(c for c in word if c.isdigit())


def _keeps(word: str, name: str) -> bool:
    """Whether no character was changed into another one."""
    return len(word) != len(name) or sorted(word) == sorted(folded(name))


def same_without_signs(word: str, known: Iterable[str]) -> str | None:
    """Give the one known name with the same letters and digits: ``AR-6`` for ``AR6``."""
    wanted = _plain(word)
    found = [name for name in known if _plain(name) == wanted]
    return found[0] if wanted and len(found) == 1 and found[0] != word else None


def _plain(word: str) -> str:
    return "".join(c for c in folded(word) if c.isalnum())


def same_letters(word: str, known: Iterable[str]) -> str | None:
    """Give the one known name that differs from `word` in width or case only."""
    found = _by_letters(tuple(known)).get(folded(word), ())
    return found[0] if len(found) == 1 and word != found[0] else None


@lru_cache(maxsize=16)
def _by_letters(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    made: dict[str, dict[str, None]] = {}
    for name in names:
        made.setdefault(folded(name), {})[name] = None
    return {letters: tuple(found) for letters, found in made.items()}


def meant(word: str, words: Mapping[str, str]) -> str | None:
    """Give what `word` stands for in a closed list of words and their ids.

    Parameters
    ----------
    word
        A word that is not in the list.
    words
        Every word that is understood, in compared form, with its id.

    Returns
    -------
    str or None
        The id, when all words one slip away stand for the same one. Words of fewer than four
        characters are too short to tell.
    """
    wanted = folded(word)
    found = {
        made
        for name, made in words.items()
        if min(len(wanted), len(name)) >= _LEAST and one_slip(wanted, name)
    }
    return found.pop() if len(found) == 1 else None


def meant_name(word: str, names: Iterable[str]) -> str | None:
    """Give the one name in a closed list that differs in case or by one slip."""
    known = tuple(names)
    return same_letters(word, known) or meant(word, {folded(name): name for name in known})


def unit_meant(word: str, like: str | None) -> str | None:
    """Give the unit that `word` stands for.

    Letters in another width or case first, then one slip. The unit must measure what `like`
    measures, where that is known. Nothing is said when units of different size come into question,
    or when only the first letter tells milli from mega (``Mg`` is no spelling of ``mg``).
    """
    known = units.known_units()
    wide = plain_width(word)
    if wide != word and units.is_known(wide) and _fits(wide, like):
        return wide
    wanted = folded(word)
    near = [name for name in known if name.casefold() == wanted]
    if not near:
        least = _LEAST if like is None else _LEAST_UNIT
        near = [n for n in known if len(wanted) >= least and one_slip(wanted, n.casefold())]
    near = [name for name in near if _fits(name, like)]
    if not near or any(_milli_or_mega(wide, name) for name in near):
        return None
    same = all(
        units.compatible(n, near[0]) and units.conversion_factor(n, near[0]) == 1.0 for n in near
    )
    return near[0] if same else None


def _fits(unit: str, like: str | None) -> bool:
    return like is None or units.compatible(unit, like)


def _milli_or_mega(word: str, unit: str) -> bool:
    first, rest = word[:1] + unit[:1], unit[1:]
    return first in ("mM", "Mm") and not rest.isdigit()
