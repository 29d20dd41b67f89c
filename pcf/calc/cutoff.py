"""Cut-off proof: what was left out, one by one and together, by footprint, mass and energy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Literal

from pcf.calc.balances import taken_in
from pcf.model import Model

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

Basis = Literal["footprint", "mass", "energy"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exclusion with its estimated shares (0..1), each None when not estimated.

    share
        Of the footprint, as the project states it; `source` says how it was estimated.
    mass_kg, energy_mj
        Per functional unit, as stated.
    mass_share, energy_share
        Of what the product system takes in, the exclusions among it.
    """

    id: str
    what: str
    reason: str
    share: float | None
    source: str
    mass_kg: float | None = None
    energy_mj: float | None = None
    mass_share: float | None = None
    energy_share: float | None = None


@dataclass(frozen=True, slots=True)
class CutOffMeasure:
    """Shares of what was left out by one measure.

    single_max, total
        Of the items that are estimated: lower bounds while `unestimated` is not 0. 0 when nothing
        is left out; None when something is and none of it is estimated.
    estimated, unestimated
        Number of items with and without an estimate.
    is_shown
        Whether every item is estimated, so that the shares are those of all that was left out.
    """

    basis: Basis
    single_max: float | None
    total: float | None
    estimated: int
    unestimated: int

    @property
    def is_shown(self) -> bool:
        """Whether the shares speak of everything that was left out."""
        return self.unestimated == 0


@dataclass(frozen=True, slots=True)
class CutOffProof:
    """What was left out, item by item and by each measure.

    unexplained_mass
        Part of the product mass that the bill of materials does not lead to a supplier; None when
        product mass or bill of materials is not given.
    taken_mass_kg, taken_energy_mj
        What the product system takes in per functional unit, without the exclusions; contents that
        are not known count nothing.
    """

    items: tuple[LeftOut, ...]
    footprint: CutOffMeasure
    mass: CutOffMeasure
    energy: CutOffMeasure
    unexplained_mass: float | None
    taken_mass_kg: float
    taken_energy_mj: float


def cutoff_proof(footprint: Footprint) -> CutOffProof:
    """Tell what was left out of a result; see `CutOffProof`."""
    model: Model = footprint.solved.linked.model
    mass, energy = taken_in(footprint.solved)
    items = _items(model, mass, energy)
    explained = footprint.coverage.mass_explained
    return CutOffProof(
        items,
        _measure("footprint", (item.share for item in items)),
        _measure("mass", (item.mass_share for item in items)),
        _measure("energy", (item.energy_share for item in items)),
        None if explained is None else max(0.0, 1.0 - explained),
        mass,
        energy,
    )


def _items(model: Model, mass: float, energy: float) -> tuple[LeftOut, ...]:
    kilograms = {e.id: e.mass.to("kg") for e in model.exclusions if e.mass is not None}
    joules = {e.id: e.energy.to("MJ") for e in model.exclusions if e.energy is not None}
    whole_mass, whole_energy = (
        fsum((mass, *kilograms.values())),
        fsum((energy, *joules.values())),
    )
    made = (
        LeftOut(
            e.id,
            e.what,
            e.reason,
            e.share,
            e.source,
            kilograms.get(e.id),
            joules.get(e.id),
            _share(kilograms.get(e.id), whole_mass),
            _share(joules.get(e.id), whole_energy),
        )
        for e in model.exclusions
    )
    return tuple(sorted(made, key=lambda item: (-(item.share or 0.0), item.id)))


def _share(part: float | None, whole: float) -> float | None:
    if part is None:
        return None
    return part / whole if whole else 0.0


def _measure(basis: Basis, shares: Iterable[float | None]) -> CutOffMeasure:
    found = tuple(shares)
    known = [share for share in found if share is not None]
    missing = len(found) - len(known)
    if found and not known:
        return CutOffMeasure(basis, None, None, 0, missing)
    return CutOffMeasure(basis, max(known, default=0.0), fsum(known), len(known), missing)
