"""Greenhouse gases among the elementary flows of a package.

A flow is looked up in layers, and the layer is kept: the code of pcf itself, where pcf wrote what
is read (``own``), its identifier in the list that it belongs to (``uuid``), in an older or foreign
list (``alias``), its name with the compartment air (``name``), its CAS number with the compartment
air (``cas``). Whether it is emission or uptake follows from the
direction of the exchange, never from the name. What looks like a greenhouse gas and is none of ours
is listed (`looks_like_a_gas`).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

from pcf.background.records import Ledger
from pcf.importing.package import Direction, Flow
from pcf.location import data_root

Layer = Literal["user", "own", "uuid", "alias", "name", "cas"]
_MAIN_LIST = "EF 3.1"
_CARBON_CAS = ("124-38-9", "74-82-8")
_AIR = re.compile(r"\bair\b|大气|空气", re.IGNORECASE)
_NO_AIR = re.compile(r"to (water|soil)|\bground\b|\bwater\b|\bsoil\b", re.IGNORECASE)
#: What may stand before the name of a gas and say where it comes from.
_FROM = r"^((biogenic|fossil|non[- ]?fossil)[ ,]+)?"
_METHANE = re.compile(_FROM + r"(methane|ch4)\b|^(生物源?|化石源?|非化石源?)?甲烷", re.IGNORECASE)
_NO_METHANE = re.compile(
    r"chlor|fluor|brom|iod|thio|sulfon|nitro|\br-?\d|non-?\s?methane|非甲烷", re.IGNORECASE
)
_DIOXIDE = re.compile(r"carbon dioxide|" + _FROM + r"co2\b|二氧化碳", re.IGNORECASE)
#: A sum of gases, not one of them.
_SUM = re.compile(r"\bequivalents?\b|\bco2[- ]?eq?\b|当量", re.IGNORECASE)
_GAS_WORDS = re.compile(
    r"carbon dioxide|\bmethane|nitrous oxide|dinitrogen (mon)?oxide|fluoro(?!metur)|"
    r"\bh?cfc|\bhfc|\bhfe|\bpfc|halon|\bsf6\b|hexafluoride|nitrogen trifluoride|"
    r"\bco2(e|eq)?\b|\bch4\b|\bn2o\b|\bnf3\b|\bcf4\b|\bc2f6\b|refrigerant|greenhouse gas|"
    r"二氧化碳|甲烷|氧化亚氮|一氧化二氮|六氟化硫|制冷剂|温室气体",
    re.IGNORECASE,
)
_NOT_GAS = re.compile(r"non-methane|other than methane|nmvoc|carbon monoxide|非甲烷", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gas:
    """Meaning of an elementary flow.

    flow
        Elementary flow of pcf; amounts are kg.
    layer
        How it was found.
    note
        ``fossil-assumed`` or ``biogenic-assumed`` when the list does not say which.
    ledger
        Ledger column where it is not that of the flow; empty for that of the flow.
    """

    flow: str
    layer: Layer
    note: str = ""
    ledger: str = ""


def own_code(text: str) -> tuple[str, str] | None:
    """Flow and ledger of a code that pcf writes for a gas, ``flow|ledger``; None for any other."""
    flow, mark, ledger = text.partition("|")
    known = mark and flow in _own_flows() and ledger in get_args(Ledger)
    return (flow, ledger) if known else None


@lru_cache(maxsize=1)
def _own_flows() -> frozenset[str]:
    path = data_root("datasets") / "climate" / "gwp.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return frozenset(row["flow"] for row in csv.DictReader(stream))


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
        own = own_code(flow.id)
        if own is not None:
            return Gas(own[0], "own", ledger=own[1])
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
        place = " / ".join(flow.categories)
        if flow.stub or (_NO_AIR.search(place) and not _in_air(flow)):
            return False
        name = _plain(" ".join((*_names(flow), flow.formula)))
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
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _names(flow: Flow) -> tuple[str, ...]:
    return (flow.names.en, flow.names.zh, *(text for _, text in flow.names.other))


@lru_cache(maxsize=1)
def _by_formula() -> dict[str, str]:
    """Gas by chemical formula, where one gas alone has it; not of carbon dioxide and methane."""
    path = data_root("datasets") / "climate" / "gwp.csv"
    found: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["formula"] and row["cas"] not in _CARBON_CAS:
                found.setdefault(_plain(row["formula"]), []).append(row["flow"])
    return {formula: flows[0] for formula, flows in found.items() if len(flows) == 1}


def _cas(text: str) -> str:
    return text.strip().lstrip("0")


def _in_air(flow: Flow) -> bool:
    place = " / ".join(flow.categories)
    return bool(_AIR.search(place)) and not re.search(r"to (water|soil)", place, re.IGNORECASE)


def _by_name(flow: Flow, direction: Direction) -> Gas | None:
    names = tuple(map(_plain, _names(flow)))
    if any(_SUM.search(name) for name in names):
        return None
    out = direction == "output"
    for name in names:
        known = _by_own_name().get(name) or _by_formula().get(name) if name and out else None
        gas = _carbon(name, name, direction) or (Gas(known, "name") if known else None)
        if gas is not None:
            return gas
    cas, formula = _cas(flow.cas), _plain(flow.formula)
    if out and cas in _by_cas():
        return Gas(_by_cas()[cas], "cas")
    words = " ".join(names)
    if out and cas in _CARBON_CAS:
        gas = _carbon("co2" if cas == _CARBON_CAS[0] else "ch4", words, direction)
        return None if gas is None else replace(gas, layer="cas")
    if formula in ("co2", "ch4") and not cas:
        return _carbon(formula, words, direction)
    known = _by_formula().get(formula) if out and not cas else None
    return Gas(known, "name") if known else None


def _carbon(name: str, words: str, direction: Direction) -> Gas | None:
    """Carbon dioxide and methane by name; `words` say whether fossil, biogenic or of land use."""
    if _DIOXIDE.search(name):
        gas = "co2"
    elif _METHANE.search(name) and not _NO_METHANE.search(name):
        gas = "ch4"
    else:
        return None
    origin, note = _origin(words)
    if direction == "input":
        taken = {"biogenic": "co2_biogenic_uptake", "luc": "co2_luc_uptake"}
        if gas != "co2" or (origin == "fossil" and not note):
            return None
        if note:
            return Gas("co2_biogenic_uptake", "name", "biogenic-assumed")
        return Gas(taken[origin], "name")
    return Gas(f"{gas}_{origin}", "name", note)


def _origin(words: str) -> tuple[str, str]:
    if re.search(r"non[- ]?fossil|biogenic|非化石|生物", words):
        return "biogenic", ""
    if re.search(r"land use|land transformation|soil or biomass|土地", words):
        return "luc", ""
    fossil = re.search(r"fossil|化石", words)
    return "fossil", "" if fossil else "fossil-assumed"
