"""Facts behind a balance: what enters and leaves; for energy what is covered and what is not."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

from pcf.calc.explanation import Fact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcf.background.contents import Span
    from pcf.calc.balances import UnitBalance
    from pcf.calc.energy import EnergyBalance, Uncovered
    from pcf.calc.footprint import Footprint

_UNITS = {"mass": "kg", "carbon": "kg C", "energy": "MJ"}
#: Fields of an energy balance that have an address of their own, with their units.
ENERGY_FIELDS = {
    "inflow": "MJ", "outflow": "MJ", "lost": "MJ", "ratio": "", "coverage": "", "excess": "",
    "unseen": "",
}  # fmt: skip


def balance_facts(balance: UnitBalance, footprint: Footprint) -> list[Fact]:
    """Give what a balance rests on, per reference flow or per functional unit."""
    unit = _UNITS[balance.kind]
    facts = [
        Fact("how", "how_balance"),
        Fact("balance_state", f"study_state_{balance.state}"),
        Fact("balance_in", _span(balance.inflow, unit)),
        Fact("balance_out", _span(balance.outflow, unit)),
        Fact("balance_emitted", _span(balance.emitted, unit) if balance.emitted.high else ""),
    ]
    if balance.kind != "energy":
        return [*facts, Fact("balance_unknown", "; ".join(balance.unknown))]
    return [*facts, *energy_facts(energy_of(footprint, balance.process))]


def energy_of(footprint: Footprint, process: str) -> EnergyBalance | None:
    """Energy balance of a unit process, or of the system; None for an unknown one."""
    return next((b for b in footprint.energy_balances() if b.process == process), None)


def energy_facts(balance: EnergyBalance | None) -> list[Fact]:
    """Give what is covered by heating values, and what is not with its mass."""
    if balance is None:
        return []
    return [
        Fact("energy_in", f"{balance.inflow:.6g} MJ"),
        Fact("energy_out", f"{balance.outflow:.6g} MJ"),
        Fact("energy_lost", f"{balance.lost:.6g} MJ" if balance.lost else ""),
        Fact("energy_ratio", _share(balance.ratio)),
        Fact("energy_coverage", _share(balance.coverage)),
        Fact("energy_excess", _share(balance.excess)),
        Fact("energy_unseen", _share(balance.unseen)),
        Fact("energy_uncovered_in", _listed(u for u in balance.uncovered if u.enters)),
        Fact("energy_uncovered_out", _listed(u for u in balance.uncovered if not u.enters)),
        Fact("energy_unsourced", "; ".join(balance.unsourced)),
    ]


def energy_figure(
    footprint: Footprint, process: str, field: str
) -> tuple[float | None, str] | None:
    """Value (None where it cannot be computed) and unit of a field of an energy balance.

    ``uncovered_in`` counts the flows that enter without a heating value, and ``mass.FLOW`` is the
    mass of one of them.
    """
    found = energy_of(footprint, process)
    if found is None:
        return None
    entering = uncovered_masses(found)
    if field == "uncovered_in":
        return float(len(entering)), ""
    if (flow := field.removeprefix("mass.")) != field:
        return (entering[flow], "kg") if flow in entering else None
    if field not in ENERGY_FIELDS:
        return None
    value = getattr(found, field)
    return None if value is None else float(value), ENERGY_FIELDS[field]


def uncovered_masses(balance: EnergyBalance) -> dict[str, float | None]:
    """Masses in kg of the flows that enter without a heating value; None where one is unknown."""
    masses: dict[str, list[float | None]] = {}
    for one in balance.uncovered:
        if one.enters:
            masses.setdefault(one.flow, []).append(one.mass_kg)
    return {
        flow: None if None in found else fsum(kg for kg in found if kg is not None)
        for flow, found in masses.items()
    }


def _span(span: Span, unit: str) -> str:
    if span.low == span.high:
        return f"{span.low:.6g} {unit}"
    if not isfinite(span.high):
        return f">= {span.low:.6g} {unit}"
    return f"{span.low:.6g} … {span.high:.6g} {unit}"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.4g} %"


def _listed(flows: Iterable[Uncovered]) -> str:
    """Flows with their masses, where they are known."""
    return "; ".join(
        one.flow if one.mass_kg is None else f"{one.flow} {one.mass_kg:.4g} kg" for one in flows
    )
