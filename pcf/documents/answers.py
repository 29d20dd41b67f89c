"""What an answer of ``study.toml`` says, read as rule packs read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pcf.documents.names import in_language
from pcf.i18n import LANGUAGES
from pcf.rules.conditions import parse_condition

if TYPE_CHECKING:
    from pcf.model import StudyValue

_NONE = re.compile(
    r"(?:none|nil|无|没有|不涉及)(?=\s*(?:$|[.。:：,，;；(（–—-]|任何|航空|空运|飞机))"
    r"|no\s+(?:air|flight|aviation)",
    re.IGNORECASE,
)
#: Words of a none for which nobody has looked.
_UNKNOWN = re.compile(
    r"assess|calculat|known|data|evaluat|评价|评估|计算|核算|数据|未知|不详", re.IGNORECASE
)
_YES, _NO = parse_condition("said = yes"), parse_condition("said = no")


def says_yes(value: StudyValue | None) -> bool:
    """Whether an answer says yes: in one of its languages, and in none of them no."""
    said = [{"said": part} for part in _parts(value)]
    return any(map(_YES.holds, said)) and not any(map(_NO.holds, said))


def says(value: StudyValue | None, *words: str) -> bool:
    """Whether an answer says one of the words, in one of its languages."""
    asked = parse_condition(f"said in [{', '.join(words)}]")
    return any(asked.holds({"said": part}) for part in _parts(value))


def says_none(value: StudyValue | None) -> bool:
    """Whether an answer says that there is none, with or without a reason, in one of its languages.

    ``none: not assessed`` and ``无：缺少数据`` do not say so.
    """
    texts = [part for part in _parts(value) if isinstance(part, str)]
    return any(map(_NONE.match, texts)) and not any(map(_UNKNOWN.search, texts))


def _parts(value: StudyValue | None) -> Iterator[str | float | bool]:
    """Texts of an answer in each language; a number or truth value as it is."""
    held = () if value is None else (value.value, value.english)
    for item in held:
        if isinstance(item, str):
            yield from {in_language(item, lang).strip() for lang in LANGUAGES} - {""}
        elif not isinstance(item, tuple):
            yield item
