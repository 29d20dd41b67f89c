"""The performance class of a footprint in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.calc.performance import class_reason
from pcf.i18n import Language, label, phrase
from pcf.report.numbers import number
from pcf.report.words import in_words

if TYPE_CHECKING:
    from pcf.calc.performance import PerformanceClass


def class_line(found: PerformanceClass, lang: Language) -> str:
    """Say the class, or why there is none, what is missing to the next, and who set the limits."""
    text = found.name or f"{label('performance_none', lang)}: {class_reason(found, lang)}"
    if found.to_next is not None:
        gap = f"{number(found.to_next)} {in_words(found.unit, lang)}"
        text += f"   {phrase('performance_to_next', lang, gap=gap)}"
    return f"{text}   ({found.source})"
