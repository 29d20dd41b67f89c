"""Materials of a discarded product, as the Circular Footprint Formula needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location
from pcf.model.flows import Amount
from pcf.model.process import Origin, Supplier

#: Below this a part of a whole is nothing but the rounding of a sum.
_ROUNDING = 1e-12

MaterialClass = Literal["metal", "plastic", "other"]


@dataclass(frozen=True, slots=True)
class CircularFactors:
    """Factors of the formula for one material; plain numbers where no unit is given.

    a
        A: part of the burdens and benefits of recycling that the user of recycled material
        carries; 1 behaves as cut-off, 0 as full substitution.
    b
        B: the same for energy recovery.
    r1
        R1: recycled part of the input.
    r2
        R2: part of the material that becomes secondary material, measured after recycling.
    r3
        R3: part that is burned with energy recovery.
    quality_in, quality_out
        Qsin/Qp and Qsout/Qp: quality of secondary to primary material, going in and coming out.
    displaced
        Displaced product per unit of secondary material, when it is another substance (kg of
        Li2CO3 per kg of lithium); else 1.
    lhv
        Lower heating value in MJ per unit of the discarded quantity.
    heat_efficiency, power_efficiency
        XER_heat and XER_elec: part of `lhv` that leaves as heat and as electricity.
    """

    a: float
    b: float = 0.0
    r1: float = 0.0
    r2: float = 0.0
    r3: float = 0.0
    quality_in: float = 1.0
    quality_out: float = 1.0
    displaced: float = 1.0
    lhv: float = 0.0
    heat_efficiency: float = 0.0
    power_efficiency: float = 0.0


@dataclass(frozen=True, slots=True)
class CircularWeights:
    """How often each burden counts per unit of material; a negative weight is a credit.

    `primary` and `recycled` belong to the input, the rest to the end of life. `heat` and `power`
    are in MJ per unit of material.
    """

    primary: float
    recycled: float
    recycling: float
    credit: float
    incineration: float
    heat: float
    power: float
    disposal: float


def circular_weights(factors: CircularFactors) -> CircularWeights:
    """Give the weight of every burden: the formula with the burdens taken out of it."""
    f = factors
    burned = (1.0 - f.b) * f.r3
    left = 1.0 - f.r2 - f.r3
    recycled = (1.0 - f.a) * f.r2
    return CircularWeights(
        primary=(1.0 - f.r1) + f.r1 * (1.0 - f.a) * f.quality_in,
        recycled=f.r1 * f.a,
        recycling=recycled,
        credit=-recycled * f.quality_out * f.displaced,
        incineration=burned,
        heat=-burned * f.lhv * f.heat_efficiency,
        power=-burned * f.lhv * f.power_efficiency,
        disposal=0.0 if abs(left) < _ROUNDING else left,
    )


@dataclass(frozen=True, slots=True)
class RecyclingOption:
    """One way of recycling a material; `share` (0..1) of its secondary material comes from it.

    step
        Ways of one step are alternatives, their shares add up to 1; steps follow one another (a
        battery route, then a smelter), and the burdens of all steps count.

    amount
        What the supplier treats per unit of secondary material, e.g. kg of waste pack per kg of
        cobalt. None = the supplier is measured per unit of secondary material itself.
    """

    id: str
    share: float
    supplier: Supplier | None
    amount: Amount | None = None
    step: str = ""
    source: str = ""
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """A value that comes from a table of defaults, with its evidence level and source."""

    parameter: str
    value: float
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Material:
    """A material of ``endoflife.toml``, for the formula that the method has chosen.

    Suppliers are None where their term is zero, or where a reason says that it has no burden.

    share
        Part (0..1) of the discarded quantity.
    rows
        Addresses of the input rows that bring the material in and carry its recycled content.
    recycled
        Supplier of the recycled part of the input (burden Erec).
    displaces
        Primary product that secondary material replaces later (burden E*v).
    kind
        Class of the material, by which rules fix A; None when it is not stated.
    """

    id: str
    name_zh: str
    name_en: str
    share: float
    origin: Origin
    factors: CircularFactors
    rows: tuple[str, ...] = ()
    r1_evidence: str | None = None
    recycled: Supplier | None = None
    recycling: tuple[RecyclingOption, ...] = ()
    displaces: Supplier | None = None
    incineration: Supplier | None = None
    heat: Supplier | None = None
    power: Supplier | None = None
    disposal: Supplier | None = None
    source: str = ""
    defaults: tuple[DefaultValue, ...] = ()
    place: Location | None = None
    kind: MaterialClass | None = None
