"""The nearest known name, for suggestions."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

_CUTOFF = 0.6
_MOST_COMPARED = 2000
_LARGE = 20_000


def nearest(word: str, known: Iterable[str], cutoff: float = _CUTOFF) -> str | None:
    """Give the name in `known` that looks most like `word`, or None when nothing comes close."""
    wanted = word.strip().casefold()
    names: dict[str, str] = {}
    reach = max(2, len(wanted) // 2)
    for name in known:
        folded = name.casefold()
        if folded == wanted:
            return name
        if abs(len(folded) - len(wanted)) <= reach or folded.startswith(wanted):
            names.setdefault(folded, name)
    if len(names) > _MOST_COMPARED:
        names = {f: n for f, n in names.items() if f[:1] == wanted[:1]}
    candidates = list(names)[:_MOST_COMPARED]
    found = difflib.get_close_matches(wanted, candidates, n=1, cutoff=cutoff)
    return names[found[0]] if found else None


class Known:
    """A set of names with suggestions that stay cheap when thousands of words are unknown."""

    def __init__(self, names: Collection[str]) -> None:
        self.names = frozenset(names)
        self._ordered = tuple(dict.fromkeys(names))
        self._left = 200 if len(self._ordered) < _LARGE else 10
        self._memory: dict[str, str | None] = {}

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def nearest(self, word: str) -> str | None:
        """Give the nearest name; None when nothing comes close or enough was suggested already."""
        if word not in self._memory:
            if self._left <= 0:
                return None
            self._left -= 1
            self._memory[word] = nearest(word, self._ordered)
        return self._memory[word]
