"""What an exclusion names, and whether it says how much is left out."""

from __future__ import annotations

import re

from pcf.model import Exclusion
from pcf.model.empty_words import says_nothing

#: Words of something that escapes: then every substance that is named is meant.
_ESCAPES = re.compile(
    r"leak|emission|emit|loss|slip|releas|vent(?:ed|ing)?\b|fugitive|vapou?r|boil-?off"
    r"|泄漏|泄露|排放|逸散|逸出|逃逸|损失|释放|挥发|放空|滑逸",
    re.IGNORECASE,
)
_PLANT = (
    r"reform\w*|crack\w*|pyrolys\w*|plants?|units?|lines?|tanks?|equipment|machines?|machinery"
    r"|compressors?|furnaces?|works|workshops?|buildings?|installations?"
)
_NAMES_PLANT = re.compile(
    rf"(?:[\w-]+[ -]+){{1,2}}(?:filling|charging|recovery|storage)?[ -]*(?:{_PLANT})\b|methanation"
    r"|(?:蒸汽)?甲烷(?:蒸汽)?(?:重整|转化|裂解|化)"
    r"|[^\s/、，,；;（(]{1,12}?(?:装置|设备|车间|厂房|工厂|生产线|产线|储罐|压缩机|炉)",
    re.IGNORECASE,
)
#: An acronym with its words: ``PFC (power factor correction)`` or the other way round.
_SPELLED = (
    re.compile(r"(?<![A-Za-z])(?P<short>[A-Z]{2,6})s?\s*[(（](?P<words>[A-Za-z][A-Za-z\s-]+)[)）]"),
    re.compile(r"(?P<words>(?:[A-Za-z]+[\s-]+){1,5}[A-Za-z]+)\s*[(（](?P<short>[A-Z]{2,6})[)）]"),
)
#: PFC is power factor correction where it stands at a part of a power supply.
_POWER = re.compile(
    r"功率因数|power[\s-]+factor"
    r"|PFC[\s-]*(?:电感|电路|电抗|模块|变换|整流|升压|控制|choke|inductor|circuit|stage|converter"
    r"|controller|rectifier|boost|coil)"
)
_QUANTITY = re.compile(
    r"\d(?:[\d.,]*\d)?\s*(?:%|‰|[kMG]?g\b|t\b|m3|m³|[kMG]?J\b|[kMG]?Wh|千克|公斤|吨)"
)
_FLUORINE = re.compile(r"fluor|chlor|carbon|gas|hydro", re.IGNORECASE)
_GASES = re.compile(
    r"methane|甲烷|\bCH4\b|\bN2O\b|nitrous|氧化亚氮|笑气|\bSF6\b|六氟化硫|\bNF3\b|三氟化氮|\bPFCs?\b|全氟"
    r"|\bHC?FCs?\b|氢氟|\bCFCs?\b|C\d?F\d|\bCHF3\b|\bR-?\d{2,3}[a-z]?\b|refrigerant|制冷剂|freon|氟利昂"
    r"|F-gas|fluorinated|含氟",
    re.IGNORECASE,
)


def named_substances(what: str) -> str:
    """Text of what is left out without the words that only name a plant.

    ``capital goods of the steam methane reformer`` leaves out no methane; ``methane slip of the
    reformer`` does. An acronym that the text spells out as something else, as ``PFC (power factor
    correction)``, is that, and no gas.
    """
    plain = _without_other_meanings(what)
    return plain if _ESCAPES.search(plain) else _NAMES_PLANT.sub(" ", plain)


def _without_other_meanings(what: str) -> str:
    """Text without the acronyms whose words stand in it and are those of no gas."""
    others = {"PFC"} if _POWER.search(what) and not _ESCAPES.search(what) else set()
    for found in (match for form in _SPELLED for match in form.finditer(what)):
        words = re.split(r"[\s-]+", found["words"].strip())[-len(found["short"]) :]
        initials = "".join(word[:1] for word in words).upper()
        if initials == found["short"] and not _FLUORINE.search(" ".join(words)):
            others.add(found["short"])
    shorts = "|".join(sorted(others))
    return re.sub(rf"(?<![A-Za-z])(?:{shorts})(?![a-z])", " ", what) if others else what


def is_unshown_gas(item: Exclusion) -> bool:
    """Whether an exclusion names a greenhouse gas but CO2, and not how much of it is left out."""
    is_gas = _GASES.search(named_substances(item.what)) is not None
    return is_gas and not _is_quantified(item)


def _is_quantified(item: Exclusion) -> bool:
    """Whether mass, energy or a quantity in words is stated, with a source."""
    if not item.source or says_nothing(item.source):
        return False
    if item.mass is not None or item.energy is not None:
        return True
    return _QUANTITY.search(f"{item.what} {item.reason}") is not None
