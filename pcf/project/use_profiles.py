"""Scenarios that are another use profile: they say so, and they change the use of the product."""

from __future__ import annotations

from pathlib import Path

from pcf.model import Amount, Exchange, Model
from pcf.project.overrides import scenarios_of_kind
from pcf.project.reader import read_project

USE = "use"
_Said = tuple[object, ...]


def use_profiles(folder: Path, base: Model | None = None) -> tuple[str, ...]:
    """Give the scenarios of a project that declare ``kind = "use"`` and change what is used.

    That is an amount, supplier or place in the use stage, be it by a parameter, or what the total
    is divided by: a longer life delivers more with the same losses. One that states other words,
    or values that the project has already, is none; nor is one that cannot be read, whose faults
    are told where it is computed.

    Parameters
    ----------
    base
        Model of the folder as it stands, where the caller has read it: nothing may be put in.
    """
    declared = scenarios_of_kind(folder, USE)
    if declared and base is None:
        base = read_project(folder).model
    if base is None:
        return declared
    plain = _use_of(base)
    models = ((name, read_project(folder, name).model) for name in declared)
    return tuple(name for name, model in models if model is not None and _use_of(model) != plain)


def _use_of(model: Model) -> _Said:
    """What decides the burdens of the use stage, and the flows that the result refers to."""
    used = [p for p in model.processes if p.stage == USE]
    ids = {process.id for process in used}
    return (
        tuple((p.id, p.location, p.product, _size(p.reference)) for p in used),
        tuple(_row(e) for e in model.exchanges if e.process in ids),
        tuple(
            (_row(u.exchange), u.kind, u.fallback, u.certificate)
            for u in model.electricity
            if u.exchange.process in ids
        ),
        tuple(
            (leg.id, leg.mode, _size(leg.mass), leg.cargo_row, _size(leg.distance), leg.supplier)
            for leg in model.transport
            if leg.process in ids
        ),
        _size(model.unit.amount),
        tuple((flow.process, _size(flow.amount)) for flow in model.unit.reference_flows),
    )


def _row(row: Exchange) -> _Said:
    return row.address, row.process, row.direction, row.flow, _size(row.amount), row.supplier


def _size(amount: Amount | None) -> tuple[float, str] | None:
    """Value and unit of an amount, whatever its formula says."""
    return None if amount is None else (amount.value, amount.unit)
