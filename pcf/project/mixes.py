"""Members of mixes: which values a mix may hold, and what is wrong with those that it names."""

from __future__ import annotations

from collections.abc import Iterator

from pcf.findings import Finding, finding
from pcf.model import Exchange, Model
from pcf.project.reparametrize import names_in


def address_of(member: str) -> str:
    """Address of ``TABLE.ROW`` or ``parameters.NAME`` as a mix writes it."""
    if member.startswith("parameters."):
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


def mix_faults(model: Model) -> Iterator[Finding]:
    """Find members that cannot be used (``MC007``) or belong to two mixes (``MC008``)."""
    mixes = model.uncertainty.mixes if model.uncertainty else ()
    known = mixable(model) if mixes else {}
    taken: set[str] = set()
    for mix in mixes:
        unit = None
        for member in mix.members:
            address = address_of(member)
            value = known.get(address)
            unit = unit or (value[1] if value else None)
            if value is None or value[1] != unit:
                yield finding("MC007", mix.place, node=mix.id, observed=member, mix=mix.id)
            elif address in taken:
                yield finding("MC008", mix.place, node=mix.id, observed=member)
            taken.add(address)
