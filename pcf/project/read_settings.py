"""What ``pcf.toml`` declares: product, functional unit, boundary, method, background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pcf import units
from pcf.model import (
    Alternative,
    Amount,
    BackgroundChoice,
    Boundary,
    FunctionalUnit,
    Method,
    Product,
    ReferenceFlow,
    Supplier,
)
from pcf.project.cells import CellFault, location
from pcf.project.raw import SETTINGS_FILE
from pcf.project.read_processes import allocation_rule
from pcf.project.scope import (
    AmountFields,
    Scope,
    check_kind,
    not_negative,
    positive,
    read_amount,
)
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import SETTINGS, Section

SCHEMA = 1
T = TypeVar("T")
_FACTOR = AmountFields("factor")


@dataclass(slots=True)
class Settings:
    """``pcf.toml``, typed; what could not be read is None."""

    id: str | None = None
    product: Product | None = None
    unit: FunctionalUnit | None = None
    boundary: Boundary | None = None
    method: Method | None = None
    background: BackgroundChoice | None = None
    method_entry: TomlEntry | None = None
    boundary_entry: TomlEntry | None = None

    @property
    def gwp_set(self) -> str | None:
        """Factor set of the study, as far as it could be read."""
        return self.method_entry.values["gwp_set"] if self.method_entry else None

    def complete(self) -> Declared | None:
        """Give the settings when every part could be read."""
        if (
            self.id is None
            or self.product is None
            or self.unit is None
            or self.boundary is None
            or self.method is None
            or self.background is None
        ):
            return None
        return Declared(
            self.id, self.product, self.unit, self.boundary, self.method, self.background
        )


@dataclass(frozen=True, slots=True)
class Declared:
    """``pcf.toml`` when every part of it could be read."""

    id: str
    product: Product
    unit: FunctionalUnit
    boundary: Boundary
    method: Method
    background: BackgroundChoice


def read_settings(scope: Scope) -> Settings:
    """Read ``pcf.toml``. Every key of the method must be stated; nothing there has a default."""
    raw = scope.raw.tomls.get(SETTINGS_FILE)
    made = Settings()
    if raw is None:
        return made
    reader = SectionReader(raw, scope.collect, scope.suppliers)
    top = reader.read(SETTINGS, raw.data)
    if top.values["schema"] not in (None, SCHEMA):
        top.refuse("IO020", "schema", expected=SCHEMA)

    def section(name: str) -> TomlEntry | None:
        described = SETTINGS.section(name)
        return reader.child(top, described) if described else None

    project = section("project")
    made.id = project.values["id"] if project else None
    made.product = _product(section("product"))
    made.unit = _unit(section("unit"), reader, scope)
    made.boundary_entry = section("boundary")
    made.boundary = _boundary(made.boundary_entry)
    made.method_entry = section("method")
    made.method = _method(made.method_entry, reader)
    made.background = _background(section("background"), reader)
    return made


def _product(entry: TomlEntry | None) -> Product | None:
    if entry is None:
        return None
    values, mass = entry.values, None
    if entry.given("mass"):
        if not entry.given("mass_unit"):
            entry.refuse("UN010", "mass_unit", observed="", quantity="mass")
        check_kind(entry, "mass_unit", "UN007", units.is_mass)
        if values["mass"] is not None and values["mass_unit"] is not None:
            mass = Amount(values["mass"], values["mass_unit"], entry.text("mass"))
            not_negative(entry, mass, AmountFields("mass", "mass", "mass_unit"))
    if entry.bad:
        return None
    return Product(
        id=values["id"],
        name_zh=values["name_zh"],
        name_en=values["name_en"],
        family=values["family"] or "",
        producer=values["producer"] or "",
        plant=values["plant"] or "",
        location=values["location"],
        period=values["period"],
        mass=mass,
    )


def _parts(entry: TomlEntry, name: str, reader: SectionReader) -> list[TomlEntry]:
    unit = SETTINGS.section("unit")
    described: Section | None = unit.section(name) if unit else None
    return reader.children(entry, described) if described else []


def _unit(entry: TomlEntry | None, reader: SectionReader, scope: Scope) -> FunctionalUnit | None:
    """Read the unit; formulas of its reference flows may give a result per functional unit."""
    if entry is None:
        return None
    values = entry.values
    amount = None
    if values["amount"] is not None and values["unit"] is not None:
        amount = Amount(values["amount"], values["unit"], entry.text("amount"))
        positive(entry, amount, AmountFields("amount", "amount"))
        scope.functional_unit = (amount.value, amount.unit)
    flows = _each(_parts(entry, "reference_flow", reader), scope, _reference_flow)
    alternatives = _each(_parts(entry, "alternative", reader), scope, _alternative)
    if entry.bad or amount is None:
        return None
    return FunctionalUnit(
        kind=values["kind"],
        amount=amount,
        description_zh=values["description_zh"],
        description_en=values["description_en"],
        reference_flows=tuple(flows),
        alternatives=tuple(alternatives),
    )


def _each(
    entries: list[TomlEntry], scope: Scope, make: Callable[[TomlEntry, Scope], T | None]
) -> list[T]:
    return [made for entry in entries if (made := make(entry, scope)) is not None]


def _reference_flow(entry: TomlEntry, scope: Scope) -> ReferenceFlow | None:
    values = entry.values
    entry.node = values["process"]
    is_read = "processes" in scope.raw.tables
    if is_read and values["process"] is not None and values["process"] not in scope.processes:
        near = scope.processes.nearest(values["process"])
        entry.refuse("GR003", "process", suggestion=near)
    amount = read_amount(entry, scope, per=scope.functional_unit)
    positive(entry, amount)
    if entry.bad or amount is None:
        return None
    return ReferenceFlow(values["process"], amount, entry.at())


def _alternative(entry: TomlEntry, scope: Scope) -> Alternative | None:
    """Read an alternative unit; its factor turns the total into kg CO2e per that unit."""
    values = entry.values
    entry.values["none"] = "1"
    factor = None
    if values["formula"] is None or entry.given("factor"):
        factor = read_amount(entry, scope, AmountFields("factor", "formula", "none"))
    elif values["unit"] is not None:
        factor = _factor_by_formula(entry, scope)
    positive(entry, factor, _FACTOR)
    if entry.bad or factor is None:
        return None
    return Alternative(
        id=values["id"],
        name_zh=values["name_zh"] or values["id"],
        name_en=values["name_en"] or values["id"],
        unit=values["unit"],
        factor=factor.value,
        formula=values["formula"] or "",
    )


def _factor_by_formula(entry: TomlEntry, scope: Scope) -> Amount | None:
    """Compute the factor; ``kWh / piece`` is divided by the functional unit per piece."""
    formula, unit = entry.values["formula"], entry.values["unit"]
    try:
        value = scope.book.factor(formula, unit, scope.functional_unit or (1.0, "1"))
    except CellFault as fault:
        entry.fault("formula", fault)
        return None
    return Amount(value, "1", formula)


def _boundary(entry: TomlEntry | None) -> Boundary | None:
    if entry is None or entry.bad:
        return None
    kind, stages = entry.values["kind"], entry.values["stages"]
    needed = {"cradle-to-grave": ("raw_material", "end_of_life"),
              "cradle-to-gate": ("raw_material",)}.get(kind, ())  # fmt: skip
    barred = () if kind == "cradle-to-grave" else ("use", "end_of_life")
    for stage in [s for s in needed if s not in stages] + [s for s in barred if s in stages]:
        code = "MB003" if stage in needed else "MB005"
        entry.tell(code, "stages", observed=stage, expected=kind)
    return Boundary(kind, stages)


def _method(entry: TomlEntry | None, reader: SectionReader) -> Method | None:
    """Read the method; factor A goes with ``open-loop``, a study-wide allocation with a reason."""
    if entry is None:
        return None
    values = entry.values
    rule = values["end_of_life"]
    if rule == "open-loop" and not entry.given("open_loop_factor"):
        entry.refuse("AL010", "open_loop_factor", observed="")
    elif rule not in (None, "open-loop") and entry.given("open_loop_factor"):
        entry.tell("AL011", "open_loop_factor", observed=rule)
    study_wide = values["allocation"] not in (None, "per-process")
    if study_wide and values["allocation_reason"] is None:
        entry.refuse("AL004", "allocation_reason", observed=values["allocation"])
    national, residual = (_mixes(entry, name, reader) for name in ("national_mix", "residual_mix"))
    if entry.bad or national is None or residual is None:
        return None
    return Method(
        gwp_set=values["gwp_set"],
        biogenic=values["biogenic"],
        electricity=values["electricity"],
        end_of_life=None if rule == "none" else rule,
        open_loop_factor=values["open_loop_factor"] if rule == "open-loop" else None,
        allocation=allocation_rule(values["allocation"], values["allocation_reason"])
        if study_wide
        else None,
        electricity_reason=values["electricity_reason"] or "",
        national_mix=national,
        residual_mix=residual,
    )


def _mixes(
    entry: TomlEntry, name: str, reader: SectionReader
) -> tuple[tuple[str, Supplier], ...] | None:
    """Read the dataset of each country; None when a country or supplier could not be read."""
    method = SETTINGS.section("method")
    described = method.section(name) if method else None
    mixes = reader.child(entry, described) if described else None
    if mixes is None:
        return None if name in entry.bad else ()
    for place in list(mixes.values):
        try:
            location(place)
        except CellFault as fault:
            mixes.fault(place, fault)
    return None if mixes.bad else tuple(sorted(mixes.values.items()))


def _background(entry: TomlEntry | None, reader: SectionReader) -> BackgroundChoice | None:
    """Read the default background and the further ones, each with an id of its own."""
    if entry is None:
        return None
    section = SETTINGS.section("background")
    described = section.section("also") if section else None
    also = reader.children(entry, described) if described else []
    for other in also:
        if entry.given("id") and other.values["id"] == entry.values["id"]:
            other.refuse("ID005", "id", observed=other.values["id"], expected="[background]")
    if entry.bad or any(other.bad for other in also):
        return None
    further = tuple(BackgroundChoice(o.values["id"], o.values["allocation"]) for o in also)
    return BackgroundChoice(entry.values["id"], entry.values["allocation"], further)
