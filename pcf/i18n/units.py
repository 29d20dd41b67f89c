"""Units as people read them: 件 for ``piece`` in Chinese, t·km for ``tkm``, m³ for ``m3``.

Files and JSON keep the unit as it is written there.
"""

from __future__ import annotations

import re

from pcf.i18n import Language, label

_WORD = re.compile(r"[A-Za-z]+\d?")
_OF_RESULT = re.compile(r"(?<=CO2e/)[A-Za-z][\w*·/]*")
_SIGNS = {"m2": "m²", "m3": "m³", "Nm3": "Nm³", "km2": "km²"}
#: Names of units that are written with raised digits.
SIGNED = tuple(_SIGNS)
#: Names of units that have a word of their own (``unit_word_NAME`` of the label list).
WORDED = ("piece", "person", "tkm", "pkm", "vkm")


def unit_words(unit: str, lang: Language, *, plain: bool = False) -> str:
    """Unit in the words of a language.

    Parameters
    ----------
    unit
        As the model has it, e.g. ``kg CO2e/piece`` or ``t*km``.
    plain
        Without the raised digits that not every console has.
    """

    def shown(found: re.Match[str]) -> str:
        word = found[0]
        if word in WORDED:
            return label(f"unit_word_{word}", lang)
        return word if plain else _SIGNS.get(word, word)

    return _WORD.sub(shown, unit.replace("*", "·"))


def result_units(text: str, lang: Language) -> str:
    """Text with the units of results in it (``kg CO2e/piece``) in the words of a language."""
    return _OF_RESULT.sub(lambda found: unit_words(found[0], lang), text)
