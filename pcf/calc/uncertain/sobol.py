r"""Sobol indices of the total on a reduced model, by SALib.

The first-order index of an input is the part of the variance that goes with it alone, the total
index the part that would stay if all others were fixed:

.. math:: S_i = \frac{V[E(F|x_i)]}{V(F)}, \qquad S_{Ti} = 1 - \frac{V[E(F|x_{\sim i})]}{V(F)}

The reduced model holds the inputs that the variance comes from by regression; the others keep their
stated values. How much of the variance it covers is said. A mix counts as one input.

The estimators compare the evaluations of a group: two draws A and B, and A with one input of B. A
group in which one has no answer is left out and counted, so that the indices are those of the draws
that have one, as the statistics of `pcf.calc.uncertain.monte_carlo` are. What is left is no longer
a power of two: the estimators do not need it, only their ranges are a little wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pcf.calc.uncertain.draws import values_of
from pcf.calc.uncertain.monte_carlo import Drawable, check_sampling
from pcf.calc.uncertain.run import Drawer
from pcf.calc.uncertain.sample import Sample, Sampling
from pcf.calc.uncertain.variance import grouped
from pcf.engine.system import Floats
from pcf.errors import PcfError, UsageError
from pcf.findings import finding
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

#: Inputs of the reduced model, and sizes of a sample that are taken.
INPUTS = 20
SMALLEST, LARGEST = 64, 65_536
_DRAWS = 1024
_EDGE = 2.0**-33
#: Largest part of the groups that may be left out.
_MOST_DROPPED = 0.1


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """Indices of an input or mix, each with half of its 95 % range."""

    address: str
    first: float
    first_confidence: float
    total: float
    total_confidence: float


@dataclass(frozen=True, slots=True)
class Sobol(PlainData):
    """Sobol indices, the largest total index first.

    covered
        Part of the variance (0..1), by regression over all inputs, that the inputs of the reduced
        model carry.
    evaluations
        count × (inputs + 2).
    dropped
        Groups, of `count`, in which an evaluation failed: they are left out.
    """

    footprint: Footprint
    seed: int
    count: int
    evaluations: int
    inputs: int
    covered: float | None
    indices: tuple[SobolIndex, ...]
    dropped: int = 0

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf sensitivity --sobol --format json``."""
        return {
            "total": {"value": self.footprint.total, "unit": self.footprint.unit},
            "seed": self.seed,
            "count": self.count,
            "evaluations": self.evaluations,
            "inputs": self.inputs,
            "covered": self.covered,
            "dropped": self.dropped,
            "indices": [
                {
                    "address": i.address,
                    "first": i.first,
                    "first_confidence": i.first_confidence,
                    "total": i.total,
                    "total_confidence": i.total_confidence,
                }
                for i in self.indices
            ],
        }


def sobol(one: Drawable, count: int, seed: int) -> Sobol:
    """Compute Sobol indices.

    Raises
    ------
    PcfError
        ``MC005`` when `count` is no power of two, ``MC004`` without SALib, ``MC002`` nothing to
        draw, ``MC018`` when evaluations fail in more than a tenth of the groups.
    """
    _check(count)
    check_sampling(Sampling(2, seed))
    drawer = Drawer(one.footprint, Sampling(_DRAWS, seed), one.full)
    if not drawer.stated.inputs:
        raise PcfError([finding("MC002")])
    if len(drawer.stated.inputs) * 4 > _DRAWS:
        more = Sampling(4 * len(drawer.stated.inputs), seed)
        drawer = Drawer(one.footprint, more, one.full)
    sample = drawer.run()
    names = [f"mix:{i.mix}" if i.mix else i.address for i in sample.stated.inputs]
    ranked = grouped(sample.shares[0], names) if sample.shares else [(n, 0.0) for n in names]
    chosen = list(dict.fromkeys(name for name, _ in ranked))[:INPUTS]
    lines = [n for n, name in enumerate(names) if name in chosen]
    problem = {
        "num_vars": len(lines),
        "names": [sample.stated.inputs[n].address for n in lines],
        "groups": [names[n] for n in lines],
        "bounds": [[0.0, 1.0]] * len(lines),
    }
    u = _sample(problem, count, seed)
    totals, dropped = _sound(_evaluate(drawer, sample, lines, u), count)
    covered = None if sample.shares is None else sum(s for n, s in ranked if n in chosen)
    indices = _indices(problem, totals, seed)
    return Sobol(one.footprint, seed, count, len(u), len(indices), covered, indices, dropped)


def _check(count: int) -> None:
    if not SMALLEST <= count <= LARGEST or count & (count - 1):
        near = 1 << max(SMALLEST.bit_length() - 1, min(max(count, 1), LARGEST).bit_length() - 1)
        raise UsageError([finding("MC005", observed=count, suggestion=str(near))])
    from importlib.util import find_spec

    if find_spec("SALib") is None:
        raise UsageError([finding("MC004")])


def _sample(problem: dict[str, Any], count: int, seed: int) -> Floats:
    from SALib.sample import sobol as sampler

    drawn = sampler.sample(problem, count, calc_second_order=False, seed=_folded(seed))
    found: Floats = np.clip(np.asarray(drawn, dtype=np.float64), _EDGE, 1.0 - _EDGE)
    return found


def _folded(seed: int) -> int:
    """Fold a seed into the 32 bits that SALib takes, without 0, which it takes for none."""
    return seed % (2**32 - 1) or 2**32 - 1


def _evaluate(drawer: Drawer, sample: Sample, lines: Sequence[int], u: Floats) -> Floats:
    """Totals of the reduced model, NaN where one fails: other inputs keep their stated values."""
    inputs, way = sample.stated.inputs, sample.way
    base = np.array([item.value for item in inputs])
    fixed = np.setdiff1d(np.arange(len(inputs)), np.array(lines))
    totals = []
    for begin in range(0, len(u), _DRAWS):
        some = u[begin : begin + _DRAWS].T
        whole = np.full((len(inputs), some.shape[1]), 0.5)
        whole[list(lines)] = some
        values = values_of(inputs, whole, sample.stated.mixes)
        values[fixed] = base[fixed, None]
        found = drawer.totals(values, way)
        totals.append(np.where(found.failed, np.nan, found.values))
    return np.concatenate(totals)


def _sound(totals: Floats, count: int) -> tuple[Floats, int]:
    """Totals of the groups in which nothing failed, and how many groups are left out."""
    groups = totals.reshape(count, -1)
    failed = np.any(np.isnan(groups), axis=1)
    dropped = int(np.sum(failed))
    if dropped > _MOST_DROPPED * count:
        good = int(np.sum(~np.isnan(totals)))
        raise PcfError([finding("MC018", observed=good, expected=len(totals))])
    return groups[~failed].ravel(), dropped


def _indices(problem: dict[str, Any], totals: Floats, seed: int) -> tuple[SobolIndex, ...]:
    from SALib.analyze import sobol as analyzer

    names = list(dict.fromkeys(problem["groups"]))
    if not np.ptp(totals):
        return tuple(SobolIndex(name, 0.0, 0.0, 0.0, 0.0) for name in names)
    if len(names) == 1:  # all of the variance; SALib takes one group for none
        return (SobolIndex(names[0], 1.0, 0.0, 1.0, 0.0),)
    scaled = (totals - totals.mean()) / totals.std()
    found = analyzer.analyze(
        problem, scaled, calc_second_order=False, print_to_console=False, seed=_folded(seed)
    )
    columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    made = [
        SobolIndex(name, *(float(column[n]) for column in columns)) for n, name in enumerate(names)
    ]
    return tuple(sorted(made, key=lambda i: (-i.total, i.address)))
