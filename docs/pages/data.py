"""What ``datasets/validation`` holds, typed: published figures, parts of a pack, stand-ins."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pcf.location import data_root

EXAMPLES = {"lfp": "lfp-pack", "nmc811": "nmc811-pack", "nmc111": "jrc-nmc111"}
BACKGROUND = {"nmc622": "pack_assembly_nmc622"}
#: Name of each system in a table.
SHOWN = EXAMPLES | {"nmc622": "bg:pack_assembly_nmc622"}


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure, as carried over, and what it is compared with.

    value, lower, upper
        The figure and its published range; None = not given.
    tag
        ``recall`` when the figure was remembered and not re-read in its source.
    compare
        Targets in the vocabulary of `pages.targets`, ``;`` between them; empty = not comparable.
    rests_on
        ``figure``: the computed number takes this figure over, agreement is no proof;
        ``inventory``: it takes amounts of this source, on our background; empty: independent.
    why_not
        Why there is nothing to compare it with, by language; empty when there is.
    explanation
        Why the numbers differ, by language; templates of `pages.sentences`.
    """

    id: str
    study: str
    year: str
    chemistry: str
    item: str
    level: str
    functional_unit: str
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    boundary: str
    location: str
    source: str
    sources: tuple[str, ...]
    tag: str
    comment: str
    compare: tuple[str, ...]
    rests_on: str
    why_not: Mapping[str, str]
    explanation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pack: the products that make it up, and draws of named processes.

    products
        Processes whose whole gross output belongs to the part.
    draws
        Pairs (users, suppliers): what these users take from these background suppliers.
    """

    id: str
    name_zh: str
    name_en: str
    note: str
    products: tuple[str, ...]
    draws: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """A what-if: makers of products replaced everywhere, foreground and background.

    stand_ins
        Maker → another dataset of the same unit, or kg CO2e per unit.
    """

    id: str
    name_zh: str
    name_en: str
    stand_ins: Mapping[str, str | float]


def _folder() -> Path:
    return data_root("datasets") / "validation"


def _number(text: str) -> float | None:
    return float(text) if text else None


@lru_cache
def published() -> tuple[Published, ...]:
    """Give every published figure, in the order of the table."""
    with (_folder() / "battery.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_published(row) for row in csv.DictReader(file))


def _published(row: Mapping[str, str]) -> Published:
    plain = ("id", "study", "year", "chemistry", "item", "level", "functional_unit", "unit")
    return Published(
        **{name: row[name] for name in plain},
        boundary=row["boundary"],
        location=row["location"],
        source=row["source"],
        comment=row["comment"],
        tag=row["tag"],
        value=_number(row["value"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        sources=tuple(filter(None, row["sources"].split("; "))),
        compare=tuple(filter(None, row["compare"].split("; "))),
        rests_on=row["rests_on"],
        why_not={"zh": row["why_not_zh"], "en": row["why_not_en"]},
        explanation={"zh": row["explanation_zh"], "en": row["explanation_en"]},
    )


@lru_cache
def parts() -> Mapping[str, Part]:
    """Give the parts of a pack, by id."""
    content = tomllib.loads((_folder() / "parts.toml").read_text(encoding="utf-8"))
    return {
        name: Part(
            name,
            entry["name_zh"],
            entry["name_en"],
            entry.get("note", ""),
            tuple(entry.get("products", ())),
            tuple((tuple(d["by"]), tuple(d["of"])) for d in entry.get("draws", ())),
        )
        for name, entry in content.items()
    }


@lru_cache
def levers() -> Mapping[str, Lever]:
    """Give the what-ifs, by id; ``v099`` stands for that published figure, ``0`` for nothing."""
    content = tomllib.loads((_folder() / "levers.toml").read_text(encoding="utf-8"))
    figures = {row.id: row.value for row in published()}
    made: dict[str, Lever] = {}
    for name, entry in content.items():
        stand_ins: dict[str, str | float] = {}
        for other in entry.get("with", ()):
            stand_ins |= made[other].stand_ins
        for maker, other in entry.get("stand_in", {}).items():
            figure = figures.get(other) if isinstance(other, str) else float(other)
            stand_ins[maker] = other if figure is None else figure
        made[name] = Lever(name, entry["name_zh"], entry["name_en"], stand_ins)
    return made
