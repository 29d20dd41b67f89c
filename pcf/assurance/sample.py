r"""Rows drawn for a check, by influence × weakness of their evidence; anybody can draw them again.

The weight of row i is

.. math:: w_i = e_i\,(1 + k_i), \qquad e_i = \left|\frac{\partial F}{\partial a_i} a_i\right|
          \Big/ \sum_j |F_j|

with F the total, :math:`a_i` the amount of the row, :math:`F_j` the contributions of the rows and
:math:`k_i` the weakness (`pcf.assurance.weakness`). It is written with 12 significant digits, and
drawing uses that number. Rows are drawn without replacement after Efraimidis and Spirakis (2006,
Inf. Process. Lett. 97, 181-185): row i has the key

.. math:: q_i = -\ln(u_i) / w_i

and the N rows with the smallest keys are the sample. The uniform number :math:`u_i` is
:math:`(2 h_i + 1) / 2^{53}` with :math:`h_i` the first 52 bits of the SHA-256 over the UTF-8 text
``pcf-sample/1``, line feed, seed, line feed, address of the row. It rests on nothing else: not on
the machine, the version of a library or the order of the rows.

Rows with influence above a materiality threshold can be taken in besides, always (`above`).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import fsum, log
from typing import TYPE_CHECKING, Any, Literal

from pcf.assurance.weakness import Ground, Weakness, grounds, weakness_of
from pcf.calc.influence import row_influences
from pcf.errors import UsageError
from pcf.findings import Finding, finding
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult

ALGORITHM = "pcf-sample/1"
_BITS = 52
_LONGEST_SEED = 200


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row with its weight.

    influence
        Relative change of the total per relative change of the amount, by gross contributions.
    key
        Key of the draw; infinite for a row that is never drawn.
    """

    row: RowResult
    ground: Ground
    influence: float
    weakness: Weakness
    weight: float
    key: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of the sample; `why` is ``above`` the threshold or ``drawn``."""

    item: Weighed
    why: Literal["above", "drawn"]


@dataclass(frozen=True, slots=True)
class Sample(PlainData):
    """Rows to check.

    wanted
        Number of rows asked for; `above` those besides by threshold, None = no threshold.
    population
        Rows with influence: those that can be drawn.
    items
        Rows above the threshold, largest influence first; then drawn ones in order of their keys.
    covered
        Part of the footprint (0..1, gross contributions) that the rows of the sample carry.
    """

    seed: str
    wanted: int
    above: float | None
    population: int
    items: tuple[Drawn, ...]
    covered: float | None
    findings: tuple[Finding, ...] = ()

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf verify --sample --format json``."""
        return {
            "algorithm": ALGORITHM,
            "seed": self.seed,
            "wanted": self.wanted,
            "above": self.above,
            "population": self.population,
            "covered_share": self.covered,
            "rows": [_row(drawn, lang) for drawn in self.items],
        }


def _row(drawn: Drawn, lang: Language) -> dict[str, Any]:
    item, row = drawn.item, drawn.item.row
    proof = item.ground.proof
    return {
        "address": row.address,
        "name": row.name_zh if lang == "zh" else row.name_en,
        "why": drawn.why,
        "influence": item.influence,
        "weakness": item.weakness.total,
        "parts": dict(item.weakness.named),
        "weight": item.weight,
        "key": item.key,
        "contribution": row.value,
        "value": row.activity,
        "unit": row.activity_unit,
        "origin": row.origin,
        "source": row.source,
        "evidence": None
        if proof is None
        else {"id": proof.id, "file": proof.file, "page": proof.page, "sha256": proof.sha256},
    }


def uniform(seed: str, address: str) -> float:
    """Give the uniform number of a row, in (0, 1); see the module.

    >>> round(uniform("1", "row:bom/B-01"), 12)
    0.361443640757
    """
    text = f"{ALGORITHM}\n{seed}\n{address}".encode()
    bits = int.from_bytes(sha256(text).digest()[:8], "big") >> (64 - _BITS)
    return (2 * bits + 1) * 0.5 ** (_BITS + 1)


def weigh(footprint: Footprint, seed: str) -> tuple[Weighed, ...]:
    """Weigh every row, in order of address.

    With contributions that are all zero every row has the influence 1.
    """
    gross = fsum(abs(row.value) for row in footprint.rows)
    moved = {item.address: abs(item.cumulative) for item in row_influences(footprint)}
    known = grounds(footprint)
    made = []
    for row in sorted(footprint.rows, key=lambda r: r.address):
        influence = _digits(moved[row.address] / gross) if gross else 1.0
        weakness = weakness_of(row, known[row.address])
        weight = _digits(influence * (1.0 + weakness.total))
        key = -log(uniform(seed, row.address)) / weight if weight else float("inf")
        made.append(Weighed(row, known[row.address], influence, weakness, weight, key))
    return tuple(made)


def draw(footprint: Footprint, wanted: int, seed: str, above: float | None = None) -> Sample:
    """Draw rows for a check.

    Parameters
    ----------
    wanted
        Number of rows to be drawn, besides those above the threshold.
    seed
        Any text of one line; the same seed on the same project draws the same rows.
    above
        Take every row with a larger influence than this (0..1).

    Raises
    ------
    UsageError
        ``WP001`` for a number below zero, ``WP002`` for a seed that is empty, long or of several
        lines, ``WP003`` for a threshold that is no share.
    """
    _check(wanted, seed, above)
    weighed = weigh(footprint, seed)
    can = [item for item in weighed if item.weight > 0]
    sure = [item for item in can if above is not None and item.influence > above]
    sure.sort(key=lambda item: (-item.influence, item.row.address))
    taken = {item.row.address for item in sure}
    rest = [item for item in can if item.row.address not in taken]
    rest.sort(key=lambda item: (item.key, item.row.address))
    items = (*(Drawn(i, "above") for i in sure), *(Drawn(i, "drawn") for i in rest[:wanted]))
    gross = fsum(abs(row.value) for row in footprint.rows)
    covered = fsum(abs(d.item.row.value) for d in items) / gross if gross else None
    told = [finding("WP004", observed=wanted, expected=len(rest))] if wanted > len(rest) else []
    return Sample(seed, wanted, above, len(can), items, covered, tuple(told))


def _check(wanted: int, seed: str, above: float | None) -> None:
    if wanted < 0:
        raise UsageError([finding("WP001", observed=wanted)])
    if not seed.strip() or len(seed) > _LONGEST_SEED or not seed.isprintable():
        raise UsageError([finding("WP002", observed=seed[:40], expected=_LONGEST_SEED)])
    if above is not None and not 0.0 <= above < 1.0:
        raise UsageError([finding("WP003", observed=above)])


def _digits(value: float) -> float:
    """Give a number with the 12 significant digits that are written."""
    return float(f"{value:.12g}")
