"""What open inputs of imported datasets are worth, in words: a range, a part of one, or unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pcf.i18n import Language, phrase

if TYPE_CHECKING:
    from pcf.calc.open_flows import OpenEnds


def open_ends_words(ends: OpenEnds, lang: Language, shown: Callable[[float | None], str]) -> str:
    """Say that every input is bounded, how many are not, or that none is.

    Parameters
    ----------
    shown
        Makes the text of a value in kg CO2e.
    """
    low, high, known = shown(ends.low), shown(ends.high), ends.inputs - ends.unbounded
    if not ends.unbounded:
        return phrase("open_bounded", lang, low=low, high=high, unit="kg CO2e")
    if known:
        return phrase("open_in_part", lang, count=ends.unbounded, known=known, low=low, high=high)
    return phrase("open_unbounded", lang, count=ends.unbounded)
