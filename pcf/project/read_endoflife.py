"""End of life: the quantity that reaches it, its routes and what they recover."""

from __future__ import annotations

from math import fsum, isclose

from pcf.findings import finding
from pcf.model import Amount, EndOfLife, EndOfLifeRoute, Recovered, Supplier
from pcf.project.raw import END_OF_LIFE_FILE
from pcf.project.read_factors import MaterialContext
from pcf.project.read_materials import read_materials
from pcf.project.read_options import NO_SUPPLIER
from pcf.project.read_settings import Settings
from pcf.project.scope import AmountFields, Scope, check_flow_unit, not_negative, read_amount
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import END_OF_LIFE, Section
from pcf.units import is_mass

_QUANTITY = AmountFields("quantity", "quantity_formula")
TOLERANCE = 1e-6


def read_end_of_life(scope: Scope, settings: Settings) -> EndOfLife | None:
    """Read ``model/endoflife.toml``.

    The shares of the routes must add up to 1 within `TOLERANCE` (``AL006``); with a crediting
    formula each recovered material must say what it displaces (``AL012``). A formula without its
    section is ``AL015``: routes for cut-off, closed-loop and open-loop, materials for cff.
    """
    raw = scope.raw.tomls.get(END_OF_LIFE_FILE)
    if raw is None:
        return None

    def supplier(text: str) -> Supplier | None:
        return NO_SUPPLIER if text.strip().lower() == "none" else scope.suppliers(text)

    reader = SectionReader(raw, scope.collect, supplier)
    top = reader.read(END_OF_LIFE, raw.data)
    described = END_OF_LIFE.sections[0]
    entries = reader.children(top, described)
    has_materials = bool(top.source.get("material"))
    to_end = settings.boundary is None or "end_of_life" in settings.boundary.stages
    quantity = _quantity(top, scope, needed=to_end or bool(entries) or not has_materials)
    _check_sections(top, settings, has_routes=bool(entries), has_materials=has_materials)
    method = settings.method
    needs = method is not None and method.end_of_life in ("closed-loop", "open-loop")
    routes = [_route(e, reader, scope, described, needs) for e in entries]
    _check_shares(top, entries)
    made = [route for route in routes if route is not None]
    _check_recovered(made, quantity, scope)
    context = MaterialContext(scope, reader, method, to_end, top.values["unit"])
    materials = read_materials(top, context)
    complete = quantity is not None or not to_end
    if top.bad or not complete or materials is None or len(made) != len(entries):
        return None
    return EndOfLife(quantity, tuple(made), tuple(materials), top.at())


def _quantity(top: TomlEntry, scope: Scope, *, needed: bool) -> Amount | None:
    """Read the discarded quantity; only recycled content of the input can do without one."""
    if not needed and not (top.given("quantity") or top.given("quantity_formula")):
        return None
    if not top.given("unit"):
        top.refuse("IO017", "unit", observed="unit", expected='"kg"')
    quantity = read_amount(top, scope, _QUANTITY, per=scope.functional_unit)
    not_negative(top, quantity, _QUANTITY)
    return quantity


def _check_sections(
    top: TomlEntry, settings: Settings, *, has_routes: bool, has_materials: bool
) -> None:
    """Refuse a formula whose section is missing, at the place where the formula is chosen."""
    formula = settings.method.end_of_life if settings.method else None
    stages = settings.boundary.stages if settings.boundary else ()
    missing = ""
    if formula == "cff" and not has_materials:
        missing = "material"
    elif not has_routes and not has_materials:
        top.tell("IO036", "route", observed="[[route]]")
    elif formula not in (None, "cff") and not has_routes and "end_of_life" in stages:
        missing = "route"
    if missing and settings.method_entry is not None:
        settings.method_entry.tell(
            "AL015", "end_of_life", observed=formula, expected=f"[[{missing}]]"
        )
        top.refuse("", missing)


def _check_recovered(routes: list[EndOfLifeRoute], quantity: Amount | None, scope: Scope) -> None:
    """Refuse more recovered mass than is treated (``AL039``): the ratio is per 1 kg treated."""
    if quantity is None or not is_mass(quantity.unit):
        return
    for item in (part for route in routes for part in route.recovered):
        if is_mass(item.amount.unit) and item.amount.to("kg") > 1.0 + TOLERANCE:
            shown = f"{item.amount.value:g} {item.amount.unit}"
            scope.collect.add(finding("AL039", item.place, node=item.id, observed=shown))


def _check_shares(top: TomlEntry, entries: list[TomlEntry]) -> None:
    shares = [entry.values["share"] for entry in entries]
    if not shares or None in shares:
        return
    total = fsum(shares)
    if not isclose(total, 1.0, rel_tol=0.0, abs_tol=TOLERANCE):
        summands = " + ".join(f"{share:.10g}" for share in shares)
        entries[0].tell("AL006", "share", observed=f"{total:.10g}", summands=summands, node=None)


def _route(
    entry: TomlEntry, reader: SectionReader, scope: Scope, described: Section, needs: bool
) -> EndOfLifeRoute | None:
    values = entry.values
    supplier = values["supplier"]
    if supplier is NO_SUPPLIER:
        supplier = None
        if values["reason"] is None:
            entry.refuse("AL013", "reason", observed="")
    parts = reader.children(entry, described.sections[0])
    recovered = [_recovered(part, scope, needs) for part in parts]
    made = [part for part in recovered if part is not None]
    if entry.bad or len(made) != len(parts):
        return None
    return EndOfLifeRoute(
        id=values["id"],
        name_zh=values["name_zh"] or values["id"],
        name_en=values["name_en"] or values["id"],
        share=values["share"],
        supplier=supplier,
        origin=values["origin"],
        recovered=tuple(made),
        source=values["source"] or values["reason"] or "",
        place=entry.at(),
    )


def _recovered(entry: TomlEntry, scope: Scope, needs: bool) -> Recovered | None:
    values = entry.values
    amount = read_amount(entry, scope)
    not_negative(entry, amount)
    check_flow_unit(entry, scope, values["flow"])
    if needs and not entry.given("displaces"):
        entry.refuse("AL012", "displaces", observed=values["flow"])
    if entry.bad or amount is None:
        return None
    quality = values["quality"]
    return Recovered(
        id=values["id"],
        flow=values["flow"],
        amount=amount,
        displaces=values["displaces"],
        quality=1.0 if quality is None else quality,
        source=values["source"] or "",
        place=entry.at(),
    )
