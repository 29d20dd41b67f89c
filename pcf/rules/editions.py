"""Editions of a standard: which folder ``ID`` and ``ID@EDITION`` mean.

``ID@EDITION`` is one folder. ``ID`` alone is the newest edition in force; where none is in force
the newest draft, and where all are withdrawn the newest of them. What is in force stands in the
packs (``validity``) and not in today's date, so that a check gives the same on every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pcf.findings import Finding, finding
from pcf.rules.pack_keys import VALIDITY
from pcf.rules.read_pack import Head


class Editions:
    """Heads of rule packs by id and edition."""

    def __init__(self) -> None:
        self._heads: dict[str, dict[str, Head]] = {}

    def add(self, head: Head) -> Finding | None:
        """Add a pack; the finding ``RU015`` when its id and edition are there already."""
        first = self._heads.setdefault(head.id, {}).setdefault(head.edition, head)
        if first is head:
            return None
        return finding("RU015", head.place, node=head.id, observed=head.name, first=first.path)

    def current(self) -> dict[str, Head]:
        """Give the head that each id alone means, ordered by id."""
        return {id: max(many.values(), key=_rank) for id, many in sorted(self._heads.items())}

    def all(self) -> Mapping[str, Head]:
        """Give every head: by id where it is the one that the id means, else ``ID@EDITION``."""
        return dict(self._named())

    def _named(self) -> Iterator[tuple[str, Head]]:
        for id, current in self.current().items():
            yield id, current
            for head in sorted(self._heads[id].values(), key=_rank, reverse=True):
                if head is not current:
                    yield head.name, head

    def find(self, name: str) -> Head | None:
        """Head of ``ID`` or ``ID@EDITION``, in any letters; None when there is none."""
        id, at, edition = name.partition("@")
        many = self._heads.get(id) or next(
            (heads for known, heads in self._heads.items() if known.lower() == id.lower()), None
        )
        if many is None:
            return None
        if at and edition not in many:
            edition = next((e for e in many if e.lower() == edition.lower()), edition)
        return many.get(edition) if at else max(many.values(), key=_rank)

    def known(self) -> list[str]:
        """Every name that can be asked for."""
        pinned = [head.name for many in self._heads.values() for head in many.values()]
        return [*sorted(self._heads), *sorted(pinned)]


def _rank(head: Head) -> tuple[int, list[tuple[bool, int, str]]]:
    """Order editions: in force after draft after withdrawn, then numbers as numbers."""
    parts = [part for part in re.split(r"(\d+)", head.edition) if part]
    digits = [(p.isdecimal(), int(p) if p.isdecimal() else 0, p) for p in parts]
    return -VALIDITY.index(head.validity), digits
