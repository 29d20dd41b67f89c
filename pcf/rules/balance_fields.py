"""Fields of records that tell whether the mass, carbon and energy of a unit process close."""

from __future__ import annotations

from collections.abc import Mapping

from pcf.background.balance import KINDS, Kind
from pcf.background.contents import CARBON_IN_CO2
from pcf.calc.balance_book import Book
from pcf.calc.balances import UnitBalance, unit_balances
from pcf.calc.mass import MassBalance
from pcf.rules.conditions import Value
from pcf.rules.context import Context

Balances = Mapping[tuple[str, Kind], UnitBalance]


def balances_of(about: Context, book: Book | None) -> Balances:
    """Balances of the unit processes of a project by process and kind; none where it has no links.

    They are those of the tables of a report and of ``pcf explain balance:PROCESS/KIND``. Carbon and
    energy are told with a result, as their fields say.
    """
    if book is None or about.case.linked is None:
        return {}
    kinds: tuple[Kind, ...] = KINDS if about.case.footprint else ("mass",)
    found = unit_balances(about.case.linked, book)
    return {(b.process, b.kind): b for b in found if b.kind in kinds}


def gap_fields(process: str, balances: Balances) -> dict[str, Value]:
    """Gap and state of each balance of a unit process; one that is not decided has no gap."""
    found = {kind: balances.get((process, kind)) for kind in KINDS}
    gaps: dict[str, Value] = {f"{kind}_gap": b.gap if b else None for kind, b in found.items()}
    return gaps | {f"{kind}_state": b.state if b else None for kind, b in found.items()}


def carbon_weight(
    process: str, share: float | None, about: Context, balances: Balances
) -> float | None:
    """Share of a unit process, or what the CO2 of its carbon gap would be of the sum, if more.

    A fire whose CO2 is not there has next to no share: what is missing tells its weight.
    """
    found = balances.get((process, "carbon"))
    if share is None or found is None or not found.gap:
        return share
    least = max(found.inflow.low - found.outflow.high, found.outflow.low - found.inflow.high)
    missing = about.share(about.per_unit(process, least / CARBON_IN_CO2))
    return max(share, missing or 0.0)


def stated_mass_fields(balance: MassBalance | None) -> dict[str, Value]:
    """Masses that the rows of a unit process state themselves; empty ones without a balance."""
    return {
        "mass_in_kg": balance.mass_in_kg if balance else None,
        "mass_out_kg": balance.mass_out_kg if balance else None,
        "mass_stated_gap": balance.gap if balance else None,
        "mass_short": _short(balance),
    }


def _short(balance: MassBalance | None) -> float | None:
    """Part of the output that no input explains."""
    if balance is None or balance.mass_out_kg <= 0.0:
        return None
    return max(0.0, 1.0 - balance.mass_in_kg / balance.mass_out_kg)
