"""Greenhouse gases among the elementary flows of a package.

A flow is looked up in layers, and the layer is kept: its identifier in the list that it belongs to
(``uuid``), in an older or foreign list (``alias``), its name with the compartment air (``name``),
its CAS number with the compartment air (``cas``). Whether it is emission or uptake follows from the
direction of the exchange, never from the name. What looks like a greenhouse gas and is none of ours
is listed (`looks_like_a_gas`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pcf.importing.package import Direction, Flow
from pcf.location import data_root

Layer = Literal["user", "uuid", "alias", "name", "cas"]
_MAIN_LIST = "EF 3.1"
_CARBON_CAS = ("124-38-9", "74-82-8")
_AIR = re.compile(r"\bair\b|大气|空气", re.IGNORECASE)
_NO_AIR = re.compile(r"to (water|soil)|\bground\b|\bwater\b|\bsoil\b", re.IGNORECASE)
_METHANE = re.compile(r"methane\b(?!.*(chlor|fluor|brom|iodo|thio|sulfon|r-?\d))", re.IGNORECASE)
_GAS_WORDS = re.compile(
    r"carbon dioxide|\bmethane|nitrous oxide|dinitrogen (mon)?oxide|fluoro(?!metur)|"
    r"\bh?cfc|\bhfc|\bpfc|halon|\bsf6\b|hexafluoride|nitrogen trifluoride|"
    r"二氧化碳|甲烷|氧化亚氮|一氧化二氮|六氟化硫",
    re.IGNORECASE,
)
_NOT_GAS = re.compile(r"non-methane|nmvoc|monoxide|非甲烷", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gas:
    """Meaning of an elementary flow.

    flow
        Elementary flow of pcf; amounts are kg.
    layer
        How it was found.
    note
        ``fossil-assumed`` or ``biogenic-assumed`` when the list does not say which.
    """

    flow: str
    layer: Layer
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Alias:
    flow: str
    list: str
    note: str


class GasMap:
    """Finds the gas of a flow; `own` are assignments of the user by flow id, which come first."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = dict(own or {})

    def find(self, flow: Flow, direction: Direction) -> Gas | None:
        """Give the gas that an exchange of `flow` in this direction emits or takes up."""
        if flow.id in self._own:
            stated = self._own[flow.id]
            return Gas(stated, "user") if stated else None
        listed = _aliases()
        alias = listed.get((flow.id.lower(), direction))
        if alias is not None:
            layer: Layer = "uuid" if alias.list == _MAIN_LIST else "alias"
            return Gas(alias.flow, layer, alias.note) if alias.flow else None
        if (flow.id.lower(), _turned(direction)) in listed or flow.stub:
            return None
        return _by_name(flow, direction) if _in_air(flow) else None

    def is_listed(self, flow: Flow) -> bool:
        """Whether a flow is a greenhouse gas of a list, with or without a factor of ours."""
        known = _aliases()
        rows = (known.get((flow.id.lower(), way)) for way in ("input", "output"))
        return any(row is not None and row.note != "factor-zero" for row in rows)

    def looks_like_a_gas(self, flow: Flow) -> bool:
        """Whether name or CAS number make one think of a greenhouse gas in air."""
        if flow.stub or _NO_AIR.search(" ".join(flow.categories)):
            return False
        name = f"{flow.names.en} {flow.names.zh}"
        if _NOT_GAS.search(name):
            return False
        return bool(_GAS_WORDS.search(name)) or _cas(flow.cas) in {*_by_cas(), *_CARBON_CAS}


def _turned(direction: Direction) -> Direction:
    return "input" if direction == "output" else "output"


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], ...]:
    path = data_root("datasets") / "flow-aliases" / "greenhouse-gases.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return tuple(csv.DictReader(stream))


@lru_cache(maxsize=1)
def _aliases() -> dict[tuple[str, str], _Alias]:
    return {
        (row["uuid"], row["direction"]): _Alias(row["flow"], row["list"], row["note"])
        for row in _table()
    }


@lru_cache(maxsize=1)
def _by_own_name() -> dict[str, str]:
    """Gas by name; carbon dioxide and methane are told apart by their words elsewhere."""
    skip = ("co2_", "ch4_")
    named = {
        _plain(row["name"]): row["flow"]
        for row in _table()
        if row["flow"] and not row["flow"].startswith(skip)
    }
    path = data_root("datasets") / "climate" / "gwp.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["flow"].startswith((*skip, "co2e")):
                named.setdefault(_plain(row["name_en"]), row["flow"])
                named.setdefault(_plain(row["name_zh"]), row["flow"])
    return named


@lru_cache(maxsize=1)
def _by_cas() -> dict[str, str]:
    path = data_root("datasets") / "climate" / "gwp.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {
            row["cas"]: row["flow"]
            for row in csv.DictReader(stream)
            if row["cas"] and row["cas"] not in _CARBON_CAS
        }


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _cas(text: str) -> str:
    return text.strip().lstrip("0")


def _in_air(flow: Flow) -> bool:
    place = " / ".join(flow.categories)
    return bool(_AIR.search(place)) and not re.search(r"to (water|soil)", place, re.IGNORECASE)


def _by_name(flow: Flow, direction: Direction) -> Gas | None:
    for name in (flow.names.en, flow.names.zh, *(text for _, text in flow.names.other)):
        carbon = _carbon(_plain(name), direction)
        if carbon is not None:
            return carbon
        known = _by_own_name().get(_plain(name)) if name and direction == "output" else None
        if known:
            return Gas(known, "name")
    cas = _cas(flow.cas)
    if direction == "output" and cas in _by_cas():
        return Gas(_by_cas()[cas], "cas")
    if direction == "output" and cas in _CARBON_CAS:
        return Gas("co2_fossil" if cas == "124-38-9" else "ch4_fossil", "cas", "fossil-assumed")
    return None


def _carbon(name: str, direction: Direction) -> Gas | None:
    """Carbon dioxide and methane by name: fossil, biogenic or from land use change."""
    if "carbon dioxide" in name or "二氧化碳" in name:
        gas = "co2"
    elif (_METHANE.match(name) or name.startswith("甲烷")) and "non-methane" not in name:
        gas = "ch4"
    else:
        return None
    origin, note = _origin(name)
    if direction == "input":
        taken = {"biogenic": "co2_biogenic_uptake", "luc": "co2_luc_uptake"}
        if gas != "co2" or (origin == "fossil" and not note):
            return None
        if note:
            return Gas("co2_biogenic_uptake", "name", "biogenic-assumed")
        return Gas(taken[origin], "name")
    return Gas(f"{gas}_{origin}", "name", note)


def _origin(name: str) -> tuple[str, str]:
    if re.search(r"non-fossil|biogenic|生物", name):
        return "biogenic", ""
    if re.search(r"land use|land transformation|soil or biomass|土地", name):
        return "luc", ""
    fossil = re.search(r"fossil|化石", name)
    return "fossil", "" if fossil else "fossil-assumed"
