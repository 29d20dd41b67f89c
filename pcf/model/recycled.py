"""Recycled content: what a project says about a metal in one of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pcf.findings import Location

Metal = Literal["Co", "Ni", "Li", "Pb"]
METALS: tuple[Metal, ...] = ("Co", "Ni", "Li", "Pb")


@dataclass(frozen=True, slots=True)
class RecycledRow:
    """Metal in the material of one input row (``model/recycled.csv``).

    row
        Address of the input row, ``row:bom/B-1``.
    content
        kg of metal per kg of the material; None when it is not stated.
    active
        Whether the material is active material: of Co, Ni and Li only that counts.
    pre_share, post_share
        Parts (0..1) of the metal recovered from battery manufacturing waste, and from
        post-consumer waste; None when not stated, which is not the same as zero.
    """

    id: str
    row: str
    metal: Metal
    content: float | None
    active: bool
    pre_share: float | None
    post_share: float | None
    evidence: str | None = None
    source: str = ""
    note: str = ""
    place: Location | None = None

    @property
    def counts(self) -> bool:
        """Whether the metal is part of the basis: lead anywhere, the others in active material."""
        return self.active or self.metal == "Pb"

    @property
    def share(self) -> float | None:
        """Both shares together; None while one is not stated."""
        if self.pre_share is None or self.post_share is None:
            return None
        return self.pre_share + self.post_share
