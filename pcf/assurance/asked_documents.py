"""The documents that a bundle shall hold, as somebody asks for them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.errors import PcfError
from pcf.project.input_files import input_files

if TYPE_CHECKING:
    from pcf.assurance.contents import Sealable

#: What a bundle takes in when nobody says what.
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Document:
    """A report or an exchange document that a bundle shall hold: kind and target (or empty)."""

    kind: str
    target: str = ""
    asked: bool = True


def documents_of(project: Sealable, words: Sequence[str]) -> tuple[Document, ...]:
    """Read ``KIND`` or ``KIND:TARGET`` words of reports; ``auto`` is every sheet that fits."""
    if tuple(words) != (AUTO,):
        return tuple(_document(word) for word in words)
    from pcf.documents.run import SHEETS

    found = []
    for target in project.targets:
        for kind in SHEETS:
            if _fits(project, target.rules, SHEETS[kind].pack):
                found.append(Document(kind, target.id, asked=False))
                break
    if any(name.startswith("report/") for name in input_files(project.folder)):
        found.append(Document("study", asked=False))
    return tuple(found)


def _fits(project: Sealable, rules: str, pack: str) -> bool:
    try:
        known = project.rule_packs.pack(rules)
    except PcfError:  # computing the target tells the fault
        return False
    return pack in {link.partition("@")[0] for link in known.chain} | {known.id}


def exports_of(words: Sequence[str]) -> tuple[Document, ...]:
    """Read ``FORMAT`` or ``FORMAT:TARGET`` words of exports."""
    return tuple(_document(word) for word in words)


def _document(word: str) -> Document:
    kind, _, target = word.partition(":")
    return Document(kind, target)
