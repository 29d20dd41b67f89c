"""What an answer of ``study.toml`` says, read as rule packs read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pcf.documents.names import in_language
from pcf.i18n import LANGUAGES
from pcf.rules.conditions import parse_condition

if TYPE_CHECKING:
    from pcf.model import StudyValue

_YES, _NO = parse_condition("said = yes"), parse_condition("said = no")


def says_yes(value: StudyValue | None) -> bool:
    """Whether an answer says yes: in one of its languages, and in none of them no."""
    said = [{"said": part} for part in _parts(value)]
    return any(map(_YES.holds, said)) and not any(map(_NO.holds, said))


def says(value: StudyValue | None, *words: str) -> bool:
    """Whether an answer says one of the words, in one of its languages."""
    asked = parse_condition(f"said in [{', '.join(words)}]")
    return any(asked.holds({"said": part}) for part in _parts(value))


def _parts(value: StudyValue | None) -> Iterator[str | float | bool]:
    """Texts of an answer in each language; a number or truth value as it is."""
    held = () if value is None else (value.value, value.english)
    for item in held:
        if isinstance(item, str):
            yield from {in_language(item, lang).strip() for lang in LANGUAGES} - {""}
        elif not isinstance(item, tuple):
            yield item
