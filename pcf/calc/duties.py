r"""Computed duties of a study: what was left out, how good the data are, whether masses balance.

All are read off the one result object (`Footprint.cutoff_proof`, `Footprint.data_quality`,
`Footprint.mass_balances`) and change no number of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.graph.rows import END_OF_LIFE, Row
from pcf.i18n import Language, label
from pcf.model import Model
from pcf.units import UnitError, convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked
    from pcf.calc.footprint import Footprint

WORST = 5.0
#: Categories of background flows that are measured in kg and are energy, not material.
_ENERGY_CATEGORIES = ("heat & fuel use",)
_NOT_MATERIAL = ("service", "waste_service", "elementary")
#: Tables whose rows carry material.
_MATERIAL_TABLES = ("bom", "exchanges")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exclusion with its estimated share of the footprint (0..1), None when not estimated."""

    id: str
    what: str
    reason: str
    share: float | None
    source: str


@dataclass(frozen=True, slots=True)
class CutOffProof:
    """What was left out, one by one and together.

    Shares are parts of the footprint as the project estimates them; `estimate` of each item is its
    source. Energy left out is not part of a project and is None.

    single_max
        Largest single share; 0 when nothing is left out.
    total
        Sum of the estimated shares.
    unestimated
        Number of items without estimate: by so many the total is too small.
    mass
        Part of the product mass that the bill of materials does not lead to a supplier; None when
        product mass or bill of materials is not given.
    """

    items: tuple[LeftOut, ...]
    single_max: float
    total: float
    unestimated: int
    mass: float | None
    energy: float | None = None


@dataclass(frozen=True, slots=True)
class DataQuality:
    r"""Data-quality rating of the result.

    .. math:: DQR = \frac{\sum_i |F_i|\,DQR_i}{\sum_i |F_i|}

    over the rows i that have scores; the rating of a row is the mean of its scores (1 best, 5
    worst; the scale is `data_quality_scale`, a default of pcf and not of a standard).

    rating
        None when no row with a contribution has scores.
    rated_share
        Part of the footprint on rows with scores, by absolute contribution.
    worst
        The rating when every row without scores counts as 5: the bound of what is not known.
    """

    rating: float | None
    rated_share: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class MassBalance:
    """Material that a unit process takes in and gives off, kg per reference flow.

    Electricity, heat, transport and services carry no material. Emissions are told apart: part of
    their mass is oxygen of the air.

    gap
        0..1. Output beyond the input: (out − in) / out. Input that leaves nowhere:
        (in − out − emissions) / in, not below 0. None when one side states no mass.
    """

    process: str
    mass_in_kg: float
    mass_out_kg: float
    emissions_kg: float
    gap: float | None


def cutoff_proof(footprint: Footprint) -> CutOffProof:
    """Tell what was left out of a result; see `CutOffProof`."""
    model: Model = footprint.solved.linked.model
    items = tuple(
        LeftOut(e.id, e.what, e.reason, e.share, e.source)
        for e in sorted(model.exclusions, key=lambda e: (-(e.share or 0.0), e.id))
    )
    shares = [item.share for item in items if item.share is not None]
    explained = footprint.coverage.mass_explained
    return CutOffProof(
        items,
        max(shares, default=0.0),
        fsum(shares),
        sum(1 for item in items if item.share is None),
        None if explained is None else 1.0 - explained,
    )


def row_rating(dq: str | None) -> float | None:
    """Mean of the scores of a row, e.g. ``2,1,3,2,4`` gives 2.4; None without scores."""
    if not dq:
        return None
    scores = [float(part) for part in dq.replace(";", ",").split(",") if part.strip()]
    return fsum(scores) / len(scores) if scores else None


def data_quality(footprint: Footprint) -> DataQuality:
    """Rate the data behind a result; see `DataQuality`."""
    weights = [(abs(row.value), row_rating(row.dq)) for row in footprint.rows if row.value]
    whole = fsum(weight for weight, _ in weights)
    rated = fsum(weight for weight, rating in weights if rating is not None)
    if not whole:
        return DataQuality(None, None, None)
    weighted = fsum(weight * rating for weight, rating in weights if rating is not None)
    return DataQuality(
        weighted / rated if rated else None,
        rated / whole,
        (weighted + (whole - rated) * WORST) / whole,
    )


#: Aspects of the default scale, in the order of the scores of a row.
ASPECTS = ("time", "geography", "technology", "completeness", "reliability")


def data_quality_scale(lang: Language) -> tuple[tuple[str, int, str], ...]:
    """Scale of the scores: aspect, score 1 (best) to 5, meaning.

    It is a default of pcf: no standard gives these limits. A rule pack may bring its own.
    """
    return tuple(
        (label(f"dq_{aspect}", lang), score, label(f"dq_{aspect}_{score}", lang))
        for aspect in ASPECTS
        for score in range(1, 6)
    )


def mass_balances(linked: Linked) -> tuple[MassBalance, ...]:
    """Balance every unit process that states material on both sides, in the order of the model."""
    flows = _Flows(linked)
    taken: dict[str, list[Row]] = {}
    for row in linked.rows:
        if row.process != END_OF_LIFE and row.address.split(":", 1)[1].split("/")[0] in (
            _MATERIAL_TABLES
        ):
            taken.setdefault(row.process, []).append(row)
    coproducts: dict[str, list[float]] = {}
    for exchange in linked.model.exchanges:
        if exchange.direction == "coproduct":
            kg = flows.kg(exchange.flow, exchange.amount.value, exchange.amount.unit)
            coproducts.setdefault(exchange.process, []).append(kg or 0.0)
    made = []
    for process in linked.model.processes:
        reference = flows.kg(process.product, process.reference.value, process.reference.unit)
        if reference is not None:
            rows = taken.get(process.id, ())
            made.append(_balance(process.id, reference, rows, coproducts, flows))
    return tuple(made)


def _balance(
    process: str,
    reference: float,
    rows: Iterable[Row],
    coproducts: Mapping[str, list[float]],
    flows: _Flows,
) -> MassBalance:
    masses: dict[str, list[float]] = {"input": [], "waste": [], "emission": []}
    for row in rows:
        if row.direction in masses:
            kg = flows.kg(row.flow, row.amount.value, row.amount.unit, row.direction)
            if kg is not None:
                masses[row.direction].append(kg)
    taken = fsum(masses["input"]) + max(-reference, 0.0)
    made = max(reference, 0.0) + fsum(coproducts.get(process, ())) + fsum(masses["waste"])
    emitted = fsum(masses["emission"])
    return MassBalance(process, taken, made, emitted, _gap(taken, made, emitted))


def _gap(taken: float, made: float, emitted: float) -> float | None:
    if taken <= 0.0 or made <= 0.0:
        return None
    if made > taken:
        return (made - taken) / made
    return max(0.0, taken - made - emitted) / taken


class _Flows:
    """Masses of flows of one project."""

    def __init__(self, linked: Linked) -> None:
        self._own = {flow.id: flow for flow in linked.model.flows}
        self._background = linked.background

    def kg(self, flow: str, amount: float, unit: str, direction: str = "") -> float | None:
        """Mass of an amount of a flow; None when it is no material or states no mass."""
        own = self._own.get(flow)
        if own is None and direction in ("input", "") and not self._is_material(flow):
            return None
        if is_mass(unit):
            return convert(amount, unit, "kg")
        if own is None or own.mass_kg is None:
            return None
        try:
            return convert(amount, unit, own.unit) * own.mass_kg
        except UnitError:
            return None

    def _is_material(self, flow: str) -> bool:
        try:
            record = self._background.flow(flow)
        except KeyError:
            return True
        return record.kind not in _NOT_MATERIAL and record.category not in _ENERGY_CATEGORIES
