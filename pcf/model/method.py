"""Method settings: what the project file must state, because nothing here has a default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pcf.model.process import Supplier

Biogenic = Literal["-1/+1", "0/0"]
ElectricityRule = Literal["instruments", "grid", "national-average", "residual"]
EndOfLifeFormula = Literal["cut-off", "closed-loop", "open-loop", "cff"]
AllocationMethod = Literal["none", "mass", "energy", "economic", "property", "substitution"]


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """How the burden of a multi-output process is shared.

    method
        ``none`` single output; ``mass``, ``energy``, ``economic`` by that property of the outputs;
        ``property`` by a named property of ``model/flows.csv``; ``substitution`` the co-product
        is credited with the product that it displaces (system expansion).
    property_name
        Name of the property when `method` is ``property``.
    reason
        Why this method; required for every multi-output process (ISO 14067 6.4.6).
    """

    method: AllocationMethod
    property_name: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """Method of the study.

    gwp_set
        Id of the characterization factor set, e.g. ``AR6``.
    biogenic
        ``-1/+1`` uptake counts −1 and emission +1 (ISO 14067); ``0/0`` neither counts (EF 3.1).
    electricity
        ``instruments`` valid contracts and certificates count; ``grid`` all purchased electricity
        counts at its grid factor; ``national-average`` own and directly connected plants count, all
        else is the national average consumption mix; ``residual`` valid instruments count, all else
        is the residual mix of the country (`pcf.calc.electricity`).
    end_of_life
        Formula of `pcf.calc.endoflife`; ``cff`` is that of `pcf.calc.circular`.
    open_loop_factor
        Factor A of the open-loop formula, else None.
    allocation
        Study-wide rule for multi-output processes that state none themselves, or None.
    electricity_reason
        Why the study mixes electricity factors of different scope, year or basis; empty = it gives
        none (`pcf.calc.consistency`).
    national_mix, residual_mix
        Dataset of each country (or other place) that the study takes as its mix, where stated.
    """

    gwp_set: str
    biogenic: Biogenic
    electricity: ElectricityRule
    end_of_life: EndOfLifeFormula | None
    open_loop_factor: float | None = None
    allocation: AllocationRule | None = None
    electricity_reason: str = ""
    national_mix: tuple[tuple[str, Supplier], ...] = ()
    residual_mix: tuple[tuple[str, Supplier], ...] = ()
