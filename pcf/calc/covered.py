"""The coverage ledger of a result: what the total rests on, and what is missing from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcf.calc.open_flows import OpenEnds


@dataclass(frozen=True, slots=True)
class Uncharacterized:
    """A greenhouse gas in the inventory for which the chosen set has no factor, with its mass."""

    flow: str
    name_zh: str
    name_en: str
    kg: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the total rests on. Shares are 0..1, by absolute contribution, None when undefined.

    rows, rows_linked
        Rows that need a supplier, and those that have one.
    mass_explained
        Part of the product mass that the bill of materials leads back to linked suppliers; None
        when the product mass or the bill of materials is not given.
    product_mass_kg, explained_mass_kg
        The masses behind it.
    primary_share, evidence_share
        Part of the footprint that rests on primary activity data, and on rows with evidence.
    estimate_share
        Part that rests on rows marked as estimate or on datasets tagged estimate or recall.
    unsplit_share
        Part that comes from aggregated figures not split by gas.
    excluded_share
        Sum of the estimated shares of what was left out; `excluded_unestimated` counts the
        exclusions without an estimate.
    traversal
        Sum of the rows over the total found the other way round (demand × intensity of the
        foreground products, a transposed solve): 1 when the rows reach everything; None when the
        total is zero.
    uncharacterized
        Greenhouse gases without factor in the chosen set: never dropped silently.
    open_ends
        Inputs of imported datasets that have no supplier and count nothing; None when there is
        none.
    """

    rows: int
    rows_linked: int
    flows: int
    flows_characterized: int
    mass_explained: float | None
    product_mass_kg: float | None
    explained_mass_kg: float | None
    primary_share: float | None
    evidence_share: float | None
    estimate_share: float | None
    unsplit_share: float | None
    excluded_share: float
    excluded_unestimated: int
    traversal: float | None
    uncharacterized: tuple[Uncharacterized, ...]
    open_ends: OpenEnds | None = None
