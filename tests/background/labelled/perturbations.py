"""The labelled materials, written as buyers and suppliers write them. Nothing here is random."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Material:
    id: str
    name_zh: str
    name_en: str
    cas: str
    formula: str
    unit: str
    expected: frozenset[str]
    also: frozenset[str]


@dataclass(frozen=True)
class Case:
    kind: str
    material: Material
    name: str
    cas: str = ""
    unit: str = ""


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def materials() -> list[Material]:
    texts = ("id", "name_zh", "name_en", "cas", "formula", "unit")
    sets = ("expected", "also")
    return [
        Material(
            **{name: row[name] for name in texts},
            **{name: frozenset(filter(None, row[name].split(";"))) for name in sets},
        )
        for row in table("battery_materials.csv")
    ]


def pick(material: Material, kind: str, count: int) -> int:
    return crc32(f"{kind} {material.id}".encode()) % count


def core(name: str) -> str:
    """A name without what stands in brackets."""
    return re.sub(r"\s*[(（][^()（）]*[)）]", "", name).strip() or name


NOISE_ZH = (
    "{} 电池级 25kg/袋",
    "{} D50=10um",
    "{}(国标) 吨袋装",
    "PN-20{n:03d} {} 优等品",
    "【{}】规格：{n}mm*50m 卷装",
    "{} 99.9% 200kg/桶",
    "物料{n:05d}/{}/A级",
)
NOISE_EN = (
    "{}, battery grade, 25 kg bag",
    "P/N {n:05d} {}",
    "{} (premium, lot {n})",
    "{} 99.9 %",
    "{} - drum 200 L",
)
#: Signs that input methods and copying confuse: the same sound or nearly the same shape.
CONFUSED = dict(
    zip(
        "钠锂酸碳镍钴锰铝铜磷氢氧氟胶膜液极料聚乙烯",
        "纳理算炭捏古猛吕同鳞轻养弗交摸夜级科具已稀",
        strict=True,
    )
)


def supplier_zh(m: Material) -> str:
    template = NOISE_ZH[pick(m, "supplier_zh", len(NOISE_ZH))]
    return template.format(core(m.name_zh), n=pick(m, "n", 997) + 1)


def supplier_en(m: Material) -> str:
    template = NOISE_EN[pick(m, "supplier_en", len(NOISE_EN))]
    return template.format(m.name_en, n=pick(m, "n", 997) + 1)


def traditional(m: Material) -> str:
    forms = {row["simplified"]: row["traditional"] for row in table("traditional.csv")}
    return "".join(forms.get(sign, sign) for sign in m.name_zh)


def typo_zh(m: Material) -> str:
    """One sign lost, two swapped, or one confused, in the part outside brackets."""
    name = core(m.name_zh)
    chinese = [i for i, sign in enumerate(name) if sign >= "\u4e00"]
    if len(chinese) < 3:
        return ""
    at = chinese[pick(m, "typo_zh", len(chinese) - 1)]
    way = pick(m, "way", 3)
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    confused = [i for i in chinese if name[i] in CONFUSED]
    if not confused:
        return name[:at] + name[at + 1 :]
    at = confused[pick(m, "confused", len(confused))]
    return name[:at] + CONFUSED[name[at]] + name[at + 1 :]


def typo_en(m: Material) -> str:
    """One letter lost, doubled, swapped or replaced in the longest word."""
    word = max(re.findall(r"[A-Za-z]+", m.name_en), key=len)
    if len(word) < 5:
        return ""
    at = 1 + pick(m, "typo_en", len(word) - 2)
    way = pick(m, "way_en", 4)
    made = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + "e" + word[at + 1 :] if word[at] != "e" else word[:at] + "a" + word[at + 1 :],
    )[way]
    return m.name_en.replace(word, made, 1)


def reordered(m: Material) -> str:
    words = m.name_en.replace(",", " ").split()
    if len(words) < 2:
        return ""
    cut = 1 + pick(m, "reordered", len(words) - 1)
    return " ".join(words[cut:] + words[:cut])


def formula_only(m: Material) -> str:
    usable = len(m.formula) > 1 and "n" not in m.formula[-1:]
    return f"{m.formula.replace('.', '·')} 25kg袋" if usable else ""


KINDS: dict[str, Callable[[Material], str]] = {
    "name_zh": lambda m: m.name_zh,
    "name_en": lambda m: m.name_en,
    "traditional": traditional,
    "supplier_zh": supplier_zh,
    "supplier_en": supplier_en,
    "reordered": reordered,
    "typo_zh": typo_zh,
    "typo_en": typo_en,
    "formula": formula_only,
}


def cases() -> Iterator[Case]:
    """Every labelled row in every way of writing that it has."""
    known = materials()
    for kind, write in KINDS.items():
        for material in known:
            name = write(material)
            if name:
                yield Case(kind, material, name, unit=material.unit)
    for material in known:
        if material.cas:
            yield Case("cas_only", material, "", material.cas, material.unit)
            yield Case(
                "supplier_zh_cas", material, supplier_zh(material), material.cas, material.unit
            )
    by_id = {material.id: material for material in known}
    for row in table("abbreviations.csv"):
        material = by_id[row["id"]]
        yield Case("abbreviation", material, row["text"], unit=material.unit)
