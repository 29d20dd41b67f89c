"""Keys of ``pcf.toml``, ``parameters.toml``, ``endoflife.toml`` and scenarios.

As `schema` for the tables, this is the one description: the reader checks against it, and
``--set`` takes from it what kind of value an address holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pcf.model import STAGES

KeyKind = Literal[
    "text", "id", "number", "share", "unit", "choice", "location", "period", "supplier", "stages",
    "whole",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `missing` is the finding for a required key that is not stated."""

    name: str
    kind: KeyKind = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    missing: str = "IO017"


@dataclass(frozen=True, slots=True)
class Section:
    """A TOML table with its keys and the tables in it.

    many
        An array of tables (``[[unit.reference_flow]]``); its entries are told apart by the key
        `identity`.
    free
        Names are chosen by the user (parameters); `sections` then has one entry for all.
    """

    name: str
    keys: tuple[Key, ...] = ()
    sections: tuple[Section, ...] = ()
    many: bool = False
    required: bool = False
    missing: str = "IO036"
    identity: str = "id"
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(k.name for k in self.keys) + tuple(s.name for s in self.sections)
        object.__setattr__(self, "names", names)

    def key(self, name: str) -> Key | None:
        """Key by its name."""
        return next((k for k in self.keys if k.name == name), None)

    def section(self, name: str) -> Section | None:
        """Section by its name."""
        return next((s for s in self.sections if s.name == name), None)


_NAMES = (Key("name_zh"), Key("name_en"))
_GWP = Key("gwp_set", required=True, missing="US001")
_BIOGENIC = Key("biogenic", "choice", True, ("-1/+1", "0/0"), "US002")
_ELECTRICITY = Key("electricity", "choice", True, ("instruments", "grid"), "EL001")
_END_OF_LIFE = Key(
    "end_of_life", "choice", True, ("cut-off", "closed-loop", "open-loop", "none"), "AL001"
)
_ALLOCATION = Key(
    "allocation", "choice", True, ("per-process", "mass", "energy", "economic"), "AL002"
)

SETTINGS = Section("", (Key("schema", "whole", True),), (
    Section("project", (
        Key("id", "id", True),
        Key("lang", "choice", False, ("zh", "en")),
    ), required=True),
    Section("product", (
        Key("id", required=True),
        Key("name_zh", required=True),
        Key("name_en", required=True),
        Key("family"),
        Key("producer"),
        Key("plant"),
        Key("location", "location", True),
        Key("period", "period", True),
        Key("mass", "number"),
        Key("mass_unit", "unit"),
    ), required=True),
    Section("unit", (
        Key("kind", "choice", True, ("functional", "declared")),
        Key("amount", "number", True),
        Key("unit", "unit", True),
        Key("description_zh", required=True),
        Key("description_en", required=True),
    ), (
        Section("reference_flow", (
            Key("process", required=True),
            Key("amount", "number"),
            Key("formula"),
            Key("unit", "unit", True),
        ), many=True, required=True, identity="process"),
        Section("alternative", (
            Key("id", "id", True),
            *_NAMES,
            Key("unit", "unit", True),
            Key("factor", "number"),
            Key("formula"),
        ), many=True),
    ), required=True),
    Section("boundary", (
        Key("kind", "choice", True, ("cradle-to-grave", "cradle-to-gate", "gate-to-gate")),
        Key("stages", "stages", True, STAGES),
    ), required=True, missing="US003"),
    Section("method", (
        _GWP,
        _BIOGENIC,
        _ELECTRICITY,
        Key("electricity_reason"),
        _END_OF_LIFE,
        Key("open_loop_factor", "share"),
        _ALLOCATION,
        Key("allocation_reason"),
    ), required=True, missing=""),
    Section("background", (
        Key("id", required=True),
        Key("allocation", "choice", True, ("default", "mass", "energy", "economic")),
    ), required=True, missing="US004"),
))  # fmt: skip

PARAMETER = Section("parameter", (
    Key("value", "number"),
    Key("formula"),
    Key("unit", "unit", True),
    Key("source"),
    Key("low", "number"),
    Key("high", "number"),
))  # fmt: skip

END_OF_LIFE = Section("", (
    Key("quantity", "number"),
    Key("quantity_formula"),
    Key("unit", "unit", True),
), (
    Section("route", (
        Key("id", "id", True),
        *_NAMES,
        Key("share", "share", True),
        Key("supplier", "supplier", True),
        Key("reason"),
        Key("origin", "choice", True, ("primary", "secondary", "estimate")),
        Key("source"),
    ), (
        Section("recovered", (
            Key("id", "id", True),
            Key("flow", required=True),
            Key("amount", "number"),
            Key("formula"),
            Key("unit", "unit", True),
            Key("displaces", "supplier"),
            Key("quality", "share"),
            Key("source"),
        ), many=True),
    ), many=True, required=True),
))  # fmt: skip

SCENARIO = Section("", _NAMES, (Section("set"), Section("swap")))
