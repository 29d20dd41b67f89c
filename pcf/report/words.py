"""Names and words of result objects in the language of the screen: those of documents.

Units of results and amounts are words of the language. The catalogue (``pcf data``) lists units as
files write them: they are there to be typed.
"""

from __future__ import annotations

from pcf.documents.names import Named as Named
from pcf.documents.names import fact as fact
from pcf.documents.names import name_of as name_of
from pcf.documents.names import pick as pick
from pcf.findings import Finding
from pcf.i18n import Language
from pcf.i18n.units import result_units, unit_words


def in_words(unit: str, lang: Language) -> str:
    """Unit in words, without the raised digits that not every console has."""
    return unit_words(unit, lang, plain=True)


def said(item: Finding, lang: Language) -> str:
    """Message of a finding with its units in words."""
    return result_units(item.message(lang), lang)
