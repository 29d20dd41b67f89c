"""Members of mixes: which values a mix may hold, and what is wrong with those that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import fsum

from pcf.findings import Finding, finding
from pcf.model import Exchange, Model
from pcf.model.spread import Mix
from pcf.project.cells import CellFault, number
from pcf.project.collect import Collector
from pcf.project.raw import PARAMETERS_FILE, RawProject
from pcf.project.reparametrize import names_in

_PARAMETERS = "parameters."
#: Change of a sum, as a part of it, that rounding of the values put in may make.
_ROUNDED = 1e-6


def address_of(member: str) -> str:
    """Address of ``TABLE.ROW`` or ``parameters.NAME`` as a mix writes it."""
    if member.startswith(_PARAMETERS):
        return member
    table, _, row = member.removeprefix("row:").replace("/", ".", 1).partition(".")
    return f"row:{table}/{row}"


def rows_of(model: Model) -> Iterator[Exchange]:
    """Rows that may state a spread."""
    yield from model.exchanges
    yield from (use.exchange for use in model.electricity)


def mixable(model: Model) -> dict[str, tuple[float, str]]:
    """Values and units that a mix may hold, by address: plain numbers above zero."""
    found = {
        f"parameters.{p.name}": (p.value, p.unit)
        for p in model.parameters
        if p.formula is None and p.value > 0.0
    }
    for row in rows_of(model):
        if row.amount.value > 0.0 and not names_in(row.amount.text):
            found[row.address] = (row.amount.value, row.amount.unit)
    return found


def with_mixes(model: Model, raw: RawProject, collect: Collector) -> Model:
    """Give the model with its mixes judged; what is wrong with them goes to `collect`.

    ``MC007`` a member that cannot be used, ``MC008`` one of two mixes, ``MC025`` members that no
    longer add up to what they do in the project. A mix whose member cannot be used since something
    was put in for it (a share of zero, a formula, a row that is dropped) is held instead.
    """
    settings = model.uncertainty
    if settings is None or not settings.mixes:
        return model
    known = mixable(model)
    taken: set[str] = set()
    made = []
    for mix in settings.mixes:
        for member in mix.members:
            if address_of(member) in taken:
                collect.add(finding("MC008", mix.place, node=mix.id, observed=member))
        taken.update(map(address_of, mix.members))
        faults = list(_unusable(mix, known))
        held = bool(faults) and any(_is_put_in(raw, address_of(m)) for m in mix.members)
        for fault in (*(() if held else faults), *_moved(mix, model, raw.before)):
            collect.add(fault)
        made.append(replace(mix, held=held))
    return replace(model, uncertainty=replace(settings, mixes=tuple(made)))


def _unusable(mix: Mix, known: dict[str, tuple[float, str]]) -> Iterator[Finding]:
    unit = None
    for member in mix.members:
        value = known.get(address_of(member))
        unit = unit or (value[1] if value else None)
        if value is None or value[1] != unit:
            yield finding("MC007", mix.place, node=mix.id, observed=member, mix=mix.id)


def _is_put_in(raw: RawProject, address: str) -> bool:
    """Whether a value is not the one of the project, or no longer there."""
    return raw.before is not None and _stated(raw, address) != _stated(raw.before, address)


def _moved(mix: Mix, model: Model, before: RawProject | None) -> Iterator[Finding]:
    """Find members that add up to something else than in the project."""
    if before is None:
        return
    now = {f"{_PARAMETERS}{p.name}": (p.value, p.unit) for p in model.parameters}
    now |= {row.address: (row.amount.value, row.amount.unit) for row in rows_of(model)}
    addresses = [address_of(member) for member in mix.members]
    stated = {a: _plain(_stated(before, a)) for a in addresses}
    units = {pair[1] for pair in (*stated.values(), *(now.get(a) for a in addresses)) if pair}
    if None in stated.values() or len(units) != 1:
        return
    were = fsum(pair[0] for pair in stated.values() if pair)
    are = fsum(now[a][0] for a in addresses if a in now)
    if abs(are - were) > _ROUNDED * abs(were):
        yield finding(
            "MC025", mix.place, node=mix.id, observed=f"{are:.6g}", expected=f"{were:.6g}"
        )


def _stated(raw: RawProject, address: str) -> tuple[str, str, str] | None:
    """Number, formula and unit of a parameter or row as text; None where it is not there."""
    if address.startswith(_PARAMETERS):
        toml = raw.tomls.get(PARAMETERS_FILE)
        entry = None if toml is None else toml.data.get(address.removeprefix(_PARAMETERS))
        if not isinstance(entry, dict):
            return None
        value, formula, unit = (str(entry.get(key, "")) for key in ("value", "formula", "unit"))
        return value, formula, unit
    name, _, id = address.removeprefix("row:").partition("/")
    table = raw.tables.get(name)
    ids = [] if table is None else list(table.column("id"))
    if table is None or id not in ids:
        return None
    place = ids.index(id)
    columns = (list(table.column(key)) for key in ("amount", "formula", "unit"))
    amount, formula, unit = (column[place] if column else "" for column in columns)
    return amount, formula, unit


def _plain(stated: tuple[str, str, str] | None) -> tuple[float, str] | None:
    """Number and unit; None for a formula and for what is no number."""
    if stated is None or stated[1]:
        return None
    try:
        value = number(stated[0])
    except CellFault:
        return None
    return None if value is None else (value, stated[2])
