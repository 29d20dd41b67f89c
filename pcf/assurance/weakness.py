r"""How weak the evidence of a row is: what a verifier should doubt first.

.. math:: k = k_{origin} + k_{quality} + k_{evidence} + k_{dataset} + k_{age}

Each part is 0 (nothing to doubt) to 1, so that *k* is 0 to 5:

- origin: primary 0, secondary 0.5, estimate 1
- quality: (r − 1)/4 with r the mean of the scores of the row, 1 best to 5 worst; no scores 1
- evidence: file with hash and page 0, hash without page 0.25, file without hash 0.5, none 1
- dataset: background dataset tagged as estimate or recall 1, else 0
- age: 0 up to 3 years between the dataset (or supplier's period) and the end of the reporting
  period, 1 from 10 years on, in between in proportion; a dataset without year 0.5; no dataset 0

The parts are a default of pcf and stand in no standard. They rest on inputs alone: whether a file
of evidence lies on this machine does not change them, so that a bundle gives the same sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.coverage import WEAK_TAGS
from pcf.calc.duties import row_rating
from pcf.calc.years import last_year
from pcf.rules.context import country

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult
    from pcf.model import Evidence

_ORIGIN = {"primary": 0.0, "secondary": 0.5, "estimate": 1.0}
_FRESH, _STALE = 3.0, 10.0
PARTS = ("origin", "quality", "evidence", "dataset", "age")


@dataclass(frozen=True, slots=True)
class Weakness:
    """Parts of the weakness of a row, each 0..1; see the module."""

    origin: float
    quality: float
    evidence: float
    dataset: float
    age: float

    @property
    def total(self) -> float:
        """Sum of the parts, 0..5."""
        return fsum((self.origin, self.quality, self.evidence, self.dataset, self.age))

    @property
    def named(self) -> tuple[tuple[str, float], ...]:
        """Parts above zero, in fixed order."""
        return tuple((name, getattr(self, name)) for name in PARTS if getattr(self, name) > 0)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a row rests on.

    year, tag, location
        Of the background dataset or received footprint; empty or None when there is none.
    age
        Years from it to the end of the reporting period; None when not known.
    is_foreign
        Whether dataset and process lie in different countries, as far as both are known.
    """

    proof: Evidence | None
    supplier: str
    tag: str
    location: str
    year: str
    age: float | None
    is_foreign: bool


def grounds(footprint: Footprint) -> dict[str, Ground]:
    """Give what every row rests on, by address."""
    linked = footprint.solved.linked
    model = linked.model
    proofs = {item.id: item for item in model.evidence}
    received = {item.id: item for item in model.received}
    places = {process.id: process.location for process in model.processes}
    end = last_year(model.product.period)
    made = {}
    for row in footprint.rows:
        link = linked.links.get(row.address)
        kind = "" if link is None else link.supplier.kind
        tag = location = year = ""
        if link is not None and kind == "background":
            record = linked.background.process(link.supplier.id)
            tag, location, year = record.tag, record.location, str(record.year)
        elif link is not None and kind == "received":
            item = received[link.supplier.id]
            location, year = item.location, item.period
        dated = last_year(year)
        age = None if dated is None or end is None else end - dated
        place = places.get(row.process, model.product.location)
        far = bool(location and place) and country(location) != country(place)
        proof = proofs.get(row.evidence or "")
        made[row.address] = Ground(proof, kind, tag, location, year, age, far)
    return made


def weakness_of(row: RowResult, ground: Ground) -> Weakness:
    """Rate the evidence of a row."""
    rating = row_rating(row.dq)
    return Weakness(
        origin=_ORIGIN[row.origin],
        quality=1.0 if rating is None else (rating - 1.0) / 4.0,
        evidence=_evidence(ground.proof),
        dataset=1.0 if ground.tag in WEAK_TAGS else 0.0,
        age=_age(ground),
    )


def _evidence(proof: Evidence | None) -> float:
    if proof is None:
        return 1.0
    if not proof.sha256:
        return 0.5
    return 0.0 if proof.page else 0.25


def _age(ground: Ground) -> float:
    if ground.supplier not in ("background", "received"):
        return 0.0
    if ground.age is None:
        return 0.5
    return min(1.0, max(0.0, (ground.age - _FRESH) / (_STALE - _FRESH)))
