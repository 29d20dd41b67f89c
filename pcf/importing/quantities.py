"""Units of packages in our spelling."""

from __future__ import annotations

from pcf.units import is_known

#: Spellings of packages that our list of units does not have, and ours.
UNITS = {
    "item(s)": "item", "items": "item", "item": "item", "unit": "item", "p": "item",
    "number": "item", "pcs": "item", "piece": "item", "n": "item",
    "t*km": "tkm", "tkm": "tkm", "kg*km": "kgkm", "metric ton*km": "tkm", "ton kilometer": "tkm",
    "p*km": "pkm", "person*km": "pkm", "person kilometer": "pkm", "v*km": "vkm", "km*v": "vkm",
    "kilogram": "kg", "tonne": "t", "metric ton": "t", "cubic meter": "m3", "square meter": "m2",
    "meter": "m", "kilometer": "km", "megajoule": "MJ", "kilowatt hour": "kWh",
    "kwh": "kWh", "mj": "MJ", "hour": "h", "year": "a", "yr": "a", "day": "d",
    "nm3": "m3", "sm3": "m3",
}  # fmt: skip


def our_unit(text: str) -> str:
    """Give our spelling of a unit; a unit that we do not know stays as it is written."""
    word = text.strip()
    if is_known(word) and word.casefold() not in UNITS:
        return word
    return UNITS.get(word.casefold(), word)
