"""Rows that carry amounts: exchanges, bill of materials, electricity, transport."""

from __future__ import annotations

from functools import cached_property

from pcf import units
from pcf.model import Amount, ElectricityUse, Exchange, Supplier, TransportLeg
from pcf.project.cells import CellFault, CellReader
from pcf.project.read_spread import check_spread, check_value, drop_spread, is_of_another
from pcf.project.rows import Row, TableReader
from pcf.project.scope import (
    AmountFields,
    Scope,
    check_flow_unit,
    check_kind,
    is_energy,
    is_length,
    not_negative,
    read_amount,
)
from pcf.suggest import Known

_MASS = AmountFields("mass", "mass_formula", "mass_unit")
_SPREAD = ("uncertainty", "low", "high", "gsd", "values")
_DISTANCE = AmountFields("distance", "distance_formula", "distance_unit")
#: Flow of an electricity row that names none.
ELECTRICITY_FLOW = "electricity"


def _readers(scope: Scope) -> dict[str, CellReader]:
    return {
        "process": scope.known_process,
        "evidence": scope.known_evidence,
        "supplier": scope.suppliers,
        "displaces": scope.suppliers,
        "fallback": scope.suppliers,
    }


def _rows(scope: Scope, table: str, **more: CellReader) -> TableReader | tuple[Row, ...]:
    raw = scope.raw.tables.get(table)
    return () if raw is None else TableReader(raw, scope.collect, {**_readers(scope), **more})


def read_exchanges(scope: Scope) -> list[Exchange]:
    """Read ``model/exchanges.csv`` and ``model/bom.csv``; a row of the latter is an input."""
    made = []
    for table in ("exchanges", "bom"):
        for row in _rows(scope, table):
            exchange = _exchange(row, scope, table)
            if exchange is not None:
                made.append(exchange)
    return made


def _exchange(row: Row, scope: Scope, table: str) -> Exchange | None:
    """Make an exchange of a row; None when something in it cannot be used."""
    values = row.values
    amount = read_amount(row, scope)
    if amount is not None and amount.value < 0:
        not_negative(row, amount)
    if values["flow"] in scope.flow_units:
        check_flow_unit(row, scope, values["flow"])
    replaced = False
    if any(values[name] is not None for name in _SPREAD):
        check_spread(row, "uncertainty")
        replaced = is_of_another(row, "amount", "formula")
        if replaced:
            drop_spread(row, "uncertainty")
        check_value(row, "uncertainty", "amount")
    if row.bad or amount is None:
        return None
    return Exchange(
        table=table,
        id=values["id"],
        process=values["process"],
        direction=values.get("direction") or "input",
        flow=values["flow"] or ELECTRICITY_FLOW,
        amount=amount,
        supplier=values["supplier"],
        origin=values["origin"],
        part=values.get("part") or "",
        ledger=values.get("ledger"),
        displaces=values.get("displaces"),
        source=values["source"] or "",
        evidence=values["evidence"],
        dq=values["dq"],
        uncertainty=values["uncertainty"],
        low=values["low"],
        high=values["high"],
        gsd=values["gsd"],
        values=values["values"] or (),
        spread_of_another=replaced,
        note=values["note"] or "",
        place=row.at(),
    )


def read_electricity(scope: Scope, rule: str | None) -> list[ElectricityUse]:
    """Read ``model/electricity.csv``.

    A contract without certificate counts as its grid fallback (``EL003``) and is refused without
    one (``EL004``). With the rule ``grid`` every contract needs a fallback (``EL005``). Rules that
    take the mix of the country (``national-average``, ``residual``) need none.
    """
    made = []
    for row in _rows(scope, "electricity"):
        values = row.values
        check_kind(row, "unit", "UN009", is_energy)
        if values["kind"] == "contract" and rule not in ("national-average", "residual"):
            _check_contract(row, rule)
        exchange = _exchange(row, scope, "electricity")
        if exchange is not None:
            sold = values["attributes_sold"]
            made.append(
                ElectricityUse(
                    exchange,
                    values["kind"],
                    values["fallback"],
                    values["certificate"],
                    None if sold is None else sold == "yes",
                )
            )
    return made


def _check_contract(row: Row, rule: str | None) -> None:
    fallback: Supplier | None = row.values["fallback"]
    if row.values["certificate"] is None:
        if row.given("fallback"):
            row.tell("EL003", "certificate", observed="", expected=fallback)
        else:
            row.refuse("EL004", "certificate", observed="")
    elif rule == "grid" and not row.given("fallback"):
        row.refuse("EL005", "fallback", observed="")


def read_transport(scope: Scope) -> list[TransportLeg]:
    """Read ``model/transport.csv``: mode, distance, and a mass or the row whose mass is carried."""
    made = []
    for row in _rows(scope, "transport", cargo=_Cargo(scope)):
        values = row.values
        cargo = values["cargo"]
        has_mass = row.given("mass") or row.given("mass_formula")
        if has_mass == row.given("cargo"):
            row.refuse("TR002" if has_mass else "TR001", "cargo", observed=row.text("cargo"))
        mass = _measured(row, scope, _MASS) if has_mass else None
        has_distance = row.given("distance") or row.given("distance_formula")
        distance = _measured(row, scope, _DISTANCE) if has_distance else None
        if not row.bad:
            made.append(
                TransportLeg(
                    id=values["id"],
                    process=values["process"],
                    mode=values["mode"],
                    mass=mass,
                    cargo_row=cargo,
                    distance=distance,
                    supplier=values["supplier"],
                    origin=values["origin"],
                    source=values["source"] or "",
                    evidence=values["evidence"],
                    dq=values["dq"],
                    note=values["note"] or "",
                    place=row.at(),
                )
            )
    return made


def _measured(row: Row, scope: Scope, fields: AmountFields) -> Amount | None:
    """Read a mass or a distance: unit given and of the right kind, not negative."""
    if not row.given(fields.unit):
        row.refuse("UN010", fields.unit, observed="", quantity=fields.value)
    if fields is _MASS:
        check_kind(row, fields.unit, "UN007", units.is_mass)
    else:
        check_kind(row, fields.unit, "UN008", is_length)
    amount = read_amount(row, scope, fields)
    not_negative(row, amount, fields)
    return amount


class _Cargo:
    """Reads the address of the row that is carried: ``bom/B-01``, or an id that occurs once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        """Addresses of the rows that can be carried, by id."""
        made: dict[str, list[str]] = {}
        for table in ("exchanges", "bom"):
            raw = self._scope.raw.tables.get(table)
            for name in raw.column("id") if raw is not None else ():
                made.setdefault(name, []).append(f"{table}/{name}")
        return made

    @cached_property
    def _known(self) -> Known:
        return Known([address for found in self._rows.values() for address in found])

    def __call__(self, text: str) -> str | None:
        word = text.strip().removeprefix("row:")
        if not word:
            return None
        _, slash, name = word.partition("/")
        found = self._rows.get(name if slash else word, [])
        if word in found:
            return word
        if slash or len(found) != 1:
            near = found[0] if found else self._known.nearest(word)
            raise CellFault("TR003", word, suggestion=near)
        return found[0]
