"""Fields of records that tell the energy balance of a unit process."""

from __future__ import annotations

from pcf.calc.energy import EnergyBalance
from pcf.rules.conditions import Value

_FIELDS = (
    "energy_in_mj", "energy_out_mj", "energy_lost_mj", "energy_ratio", "energy_coverage",
    "energy_excess", "energy_unseen", "energy_uncovered", "energy_unsourced",
)  # fmt: skip


def energy_fields(balance: EnergyBalance | None) -> dict[str, Value]:
    """Fields of the energy balance of a unit process; empty ones without a balance."""
    if balance is None:
        return dict.fromkeys(_FIELDS)
    return {
        "energy_in_mj": balance.inflow,
        "energy_out_mj": balance.outflow,
        "energy_lost_mj": balance.lost,
        "energy_ratio": balance.ratio,
        "energy_coverage": balance.coverage,
        "energy_excess": balance.excess,
        "energy_unseen": balance.unseen,
        "energy_uncovered": float(len(balance.uncovered)),
        "energy_unsourced": float(len(balance.unsourced)),
    }
