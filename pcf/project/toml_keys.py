"""Keys of ``pcf.toml``, ``parameters.toml``, ``endoflife.toml`` and scenarios.

As `schema` for the tables, this is the one description: the reader checks against it, and
``--set`` takes from it what kind of value an address holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pcf.model import STAGES
from pcf.model.spread import PEDIGREE

KeyKind = Literal[
    "text", "id", "number", "share", "unit", "choice", "location", "period", "supplier", "stages",
    "whole", "texts", "numbers",
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
        What a key holds whose name the user chooses (countries); None = no such keys.
    """

    name: str
    keys: tuple[Key, ...] = ()
    sections: tuple[Section, ...] = ()
    many: bool = False
    required: bool = False
    missing: str = "IO036"
    identity: str = "id"
    free: KeyKind | None = None
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(k.name for k in self.keys) + tuple(s.name for s in self.sections)
        object.__setattr__(self, "names", names)

    def key(self, name: str) -> Key | None:
        """Key by its name."""
        known = next((k for k in self.keys if k.name == name), None)
        return Key(name, self.free) if known is None and self.free and name else known

    def section(self, name: str) -> Section | None:
        """Section by its name."""
        return next((s for s in self.sections if s.name == name), None)


_NAMES = (Key("name_zh"), Key("name_en"))
_GWP = Key("gwp_set", required=True, missing="US001")
_BIOGENIC = Key("biogenic", "choice", True, ("-1/+1", "0/0"), "US002")
_ELECTRICITY_RULES = ("instruments", "grid", "national-average", "residual")
_ELECTRICITY = Key("electricity", "choice", True, _ELECTRICITY_RULES, "EL001")
_END_OF_LIFE = Key(
    "end_of_life", "choice", True, ("cut-off", "closed-loop", "open-loop", "cff", "none"), "AL001"
)
_ALLOCATION = Key(
    "allocation", "choice", True, ("per-process", "mass", "energy", "economic"), "AL002"
)

_INSIDE = Key("allocation", "choice", True, ("default", "mass", "energy", "economic"))

UNCERTAINTY = Section("uncertainty", (
    Key("seed", "whole"),
    Key("draws", "whole"),
), (
    Section("pedigree", (
        Key("source", required=True),
        Key("basic", "number", True),
        *(Key(name, "numbers", True) for name in PEDIGREE),
    )),
    Section("mix", (
        Key("id", "id", True),
        Key("rows", "texts", True),
        Key("kind", "choice", True, ("dirichlet", "renormalised")),
        Key("concentration", "number"),
        Key("source"),
    ), many=True),
))  # fmt: skip

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
    ), (
        Section("national_mix", free="supplier"),
        Section("residual_mix", free="supplier"),
    ), required=True, missing=""),
    Section("background", (
        Key("id", required=True),
        _INSIDE,
    ), (
        Section("also", (Key("id", required=True), _INSIDE), many=True),
    ), required=True, missing="US004"),
    Section("performance", (Key("classes"),)),
    UNCERTAINTY,
    Section("target"),
))  # fmt: skip

#: A table ``[target.ID]``; what its own tables hold is named by the user (`read_targets`).
TARGET = Section("target", (
    Key("rules", required=True),
    Key("gwp_set"),
    Key("biogenic", "choice", False, _BIOGENIC.choices),
    Key("electricity", "choice", False, _ELECTRICITY.choices),
    Key("end_of_life", "choice", False, _END_OF_LIFE.choices),
    Key("open_loop_factor", "share"),
    Key("boundary", "choice", False, ("cradle-to-grave", "cradle-to-gate", "gate-to-gate")),
    Key("boundary_stages", "stages", False, STAGES),
    Key("stage_map"),
    Key("unit"),
    Key("exclude", "texts"),
    Key("exclude_reason"),
), (Section("service"), Section("stages"), Section("set"), Section("swap")))  # fmt: skip

PARAMETER = Section("parameter", (
    Key("value", "number"),
    Key("formula"),
    Key("unit", "unit", True),
    Key("source"),
    Key("low", "number"),
    Key("high", "number"),
    Key("distribution", "choice", False,
        ("uniform", "triangular", "normal", "lognormal", "discrete")),
    Key("gsd", "number"),
    Key("values"),
))  # fmt: skip

#: Who carries the burdens of a material under the Circular Footprint Formula.
MATERIAL_SUPPLIERS = (
    "recycled", "recycling", "displaces", "incineration", "heat", "power", "disposal",
)  # fmt: skip

END_OF_LIFE = Section("", (
    Key("quantity", "number"),
    Key("quantity_formula"),
    Key("unit", "unit"),
    Key("defaults"),
    Key("recovery_targets"),
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
    ), many=True),
    Section("material", (
        Key("id", "id", True),
        *_NAMES,
        Key("class", "choice", False, ("metal", "plastic", "other")),
        Key("substance"),
        Key("share", "share"),
        Key("share_formula"),
        Key("origin", "choice", True, ("primary", "secondary", "estimate")),
        Key("rows", "texts"),
        *(Key(name, "share") for name in ("A", "B", "R1", "R2", "R3")),
        *(Key(name, "share") for name in ("collection", "yield", "quality_in", "quality_out")),
        *(Key(name, "share") for name in ("heat_efficiency", "power_efficiency")),
        Key("R1_evidence"),
        Key("R2_source"),
        *(Key(name, "supplier") for name in MATERIAL_SUPPLIERS),
        Key("displaced_amount", "number"),
        Key("lhv", "number"),
        Key("lhv_unit", "unit"),
        Key("reason"),
        Key("source"),
    ), (
        Section("option", (
            Key("id", "id", True),
            Key("step"),
            Key("share", "share", True),
            Key("supplier", "supplier", True),
            Key("amount", "number"),
            Key("formula"),
            Key("unit", "unit"),
            Key("source"),
        ), many=True),
    ), many=True),
))  # fmt: skip

SCENARIO = Section("", (
    *_NAMES,
    Key("kind", "choice", choices=("use",)),
), (Section("set"), Section("swap"), Section("drop")))  # fmt: skip
