"""End of life: the quantity that reaches it, its routes and what they recover."""

from __future__ import annotations

from math import fsum, isclose

from pcf.model import EndOfLife, EndOfLifeRoute, Recovered, Supplier
from pcf.project.raw import END_OF_LIFE_FILE
from pcf.project.read_settings import Settings
from pcf.project.scope import AmountFields, Scope, check_flow_unit, not_negative, read_amount
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import END_OF_LIFE, Section

_QUANTITY = AmountFields("quantity", "quantity_formula")
_NO_SUPPLIER = Supplier("process", "none")
TOLERANCE = 1e-6


def read_end_of_life(scope: Scope, settings: Settings) -> EndOfLife | None:
    """Read ``model/endoflife.toml``.

    The shares of the routes must add up to 1 within `TOLERANCE` (``AL006``); with a crediting
    formula each recovered material must say what it displaces (``AL012``).
    """
    raw = scope.raw.tomls.get(END_OF_LIFE_FILE)
    if raw is None:
        return None

    def supplier(text: str) -> Supplier | None:
        return _NO_SUPPLIER if text.strip().lower() == "none" else scope.suppliers(text)

    reader = SectionReader(raw, scope.collect, supplier)
    top = reader.read(END_OF_LIFE, raw.data)
    quantity = read_amount(top, scope, _QUANTITY, per=scope.functional_unit)
    not_negative(top, quantity, _QUANTITY)
    described = END_OF_LIFE.sections[0]
    entries = reader.children(top, described)
    needs = settings.method is not None and settings.method.end_of_life in (
        "closed-loop", "open-loop",
    )  # fmt: skip
    routes = [_route(e, reader, scope, described, needs) for e in entries]
    _check_shares(top, entries)
    made = [route for route in routes if route is not None]
    if top.bad or quantity is None or len(made) != len(entries):
        return None
    return EndOfLife(quantity, tuple(made), top.at())


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
    if supplier is _NO_SUPPLIER:
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
