"""What the project states, by file and key: ``pcf.toml: product.mass``, ``study.toml: KEY``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.findings import Location
    from pcf.model import Amount, Model

#: Value (a text for one that is no number), unit, and place.
Stated = tuple[float | str, str, "Location | None"]


def stated_of(model: Model, address: str) -> Stated | None:
    """Give what stands at ``FILE: KEY``; None when there is nothing."""
    file, _, key = address.partition(": ")
    if file == "study.toml":
        return _study(model, key)
    if file == "model/parameters.toml":
        found = next((p for p in model.parameters if p.name == key), None)
        return None if found is None else (found.value, _unit(found.unit), found.place)
    if file == "model/processes.csv":
        process = next((p for p in model.processes if p.id == key), None)
        return None if process is None else _amount(process.reference, process.place)
    if file == "model/transport.csv":
        leg = next((leg for leg in model.transport if leg.id == key), None)
        return None if leg is None or leg.distance is None else _amount(leg.distance, leg.place)
    return _settings(model, key) if file == "pcf.toml" else None


def _study(model: Model, key: str) -> Stated | None:
    found = model.study.get(key)
    if found is None or not found.is_stated:
        return None
    held = found.value
    if isinstance(held, float) and not isinstance(held, bool):
        return held, "", found.place
    return str(held), "", found.place


def _settings(model: Model, key: str) -> Stated | None:
    if key == "product.mass" and model.product.mass is not None:
        return _amount(model.product.mass, None)
    if key == "unit.amount":
        return _amount(model.unit.amount, None)
    process = key.removeprefix("unit.reference_flow.")
    found = next((f for f in model.unit.reference_flows if f.process == process), None)
    return None if found is None else _amount(found.amount, None)


def _amount(amount: Amount, place: Location | None) -> Stated:
    return amount.value, _unit(amount.unit), place


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit
