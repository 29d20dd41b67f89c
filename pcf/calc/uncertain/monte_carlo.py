"""The uncertainty of a footprint by draws, and of the difference of two footprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from pcf.calc.distributions import Z95
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.calc.uncertain.run import EQUAL, Drawer, Full
from pcf.calc.uncertain.sample import Sample, Sampling
from pcf.calc.uncertain.stated import LeftOut
from pcf.calc.uncertain.statistics import Estimate, Statistics, share_of, statistics_of
from pcf.calc.uncertain.variance import grouped
from pcf.calc.uncertainty import stated_share
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, finding
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

#: Largest number of draws, and largest seed.
MOST_DRAWS = 10_000_000
MOST_SEED = 2**64 - 1
_FEWEST = 2
BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Reason:
    """Part of the difference between the deterministic total and the mean or the median.

    kind
        ``not_centred``: distributions whose mean is not the stated value; ``curved``: the total is
        no linear function of the inputs; ``background``: the same in the background; ``skewed``:
        the median lies beside the mean.
    value
        kg CO2e per functional unit; the first three add up to mean − deterministic total.
    matters
        Whether it exceeds what so few draws may show by chance.
    """

    kind: Literal["not_centred", "curved", "background", "skewed"]
    value: float
    matters: bool


@dataclass(frozen=True, slots=True)
class DrawnInput:
    """An input that was drawn; see `pcf.calc.uncertain.stated.Input`.

    mean
        Over the draws.
    cut
        Probability below zero that was cut from a normal distribution.
    """

    address: str
    name_zh: str
    name_en: str
    distribution: str
    basis: str
    mix: str
    value: float
    unit: str
    mean: float
    cut: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """Part of the variance (at most 1 in all) from an input, a mix or the background."""

    address: str
    share: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two footprints on common draws; B is what the result is compared with.

    a_below_b
        Probability that A < B.
    difference
        Statistics of B − A, draw by draw.
    common, own
        Inputs of A and B that are drawn together, and those drawn apart.
    failed, reasons, left_out
        Of B: draws without a total, why its mean or median is not its deterministic total, and
        stated spreads that are not drawn.
    """

    name: str
    deterministic: float
    b: Statistics
    difference: Statistics
    a_below_b: Estimate
    equal: int
    pairs: int
    common: int
    own: int
    failed: int
    reasons: tuple[Reason, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class MonteCarlo(PlainData):
    """Uncertainty of a footprint by draws, kg CO2e per functional unit.

    contributions
        None when the draws are too few for that many inputs; they add up to `explained`, and
        `rest` is interactions and curvature.
    stated_share
        Part of the footprint (0..1) on rows that drawn inputs reach.
    totals
        One per draw, NaN where it failed.
    """

    footprint: Footprint
    sampling: Sampling
    sample: Sample
    statistics: Statistics
    reasons: tuple[Reason, ...]
    inputs: tuple[DrawnInput, ...]
    contributions: tuple[Contribution, ...] | None
    stated_share: float | None
    findings: tuple[Finding, ...]
    comparison: Comparison | None = None

    @property
    def deterministic(self) -> float:
        """Total of the stated values."""
        return self.footprint.total

    @property
    def explained(self) -> float | None:
        """Part of the variance that single inputs explain."""
        return None if self.sample.shares is None else self.sample.shares[1]

    @property
    def rest(self) -> float | None:
        """Part of the variance by interactions and curvature."""
        return None if self.explained is None else 1.0 - self.explained

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf uncertainty --format json``."""
        from pcf.calc.uncertain.as_json import monte_carlo_json

        return monte_carlo_json(self, lang)


@dataclass(frozen=True, slots=True)
class Drawable:
    """A footprint that can be drawn: with its name, and how it is calculated in full."""

    name: str
    footprint: Footprint
    full: Full | None = None


def monte_carlo(one: Drawable, sampling: Sampling) -> MonteCarlo:
    """Draw a footprint.

    Raises
    ------
    PcfError
        ``MC002`` nothing to draw, ``MC017`` and ``MC019`` numbers out of range, ``MC018`` hardly
        any draw could be calculated, ``MC021`` the background cannot be drawn with this model.
    """
    check_sampling(sampling)
    return _result(one, sampling, _sample(Drawer(one.footprint, sampling, one.full), sampling))


def paired(one: Drawable, other: Drawable, sampling: Sampling, *, same_project: bool) -> MonteCarlo:
    """Draw two footprints on common draws.

    Parameters
    ----------
    same_project
        Whether both are one project (two scenarios): inputs are then the same by their address.
        Inputs of two projects are the same when their statements are the same word for word.

    Raises
    ------
    PcfError
        As `monte_carlo`; ``MC003`` for results in different units.
    """
    check_sampling(sampling)
    if one.footprint.unit != other.footprint.unit:
        found = finding("MC003", observed=one.footprint.unit, expected=other.footprint.unit)
        raise UsageError([found])
    theirs = [None if same_project else _statements(d) for d in (other, one)]
    a, b = (
        Drawer(d.footprint, sampling, d.full, t) for d, t in zip((one, other), theirs, strict=True)
    )
    of_a, of_b = _sample(a, sampling), _sample(b, sampling, may_be_fixed=True)
    names_a, names_b = set(a.addresses), set(b.addresses)
    comparison = _comparison(other, of_a, of_b, (names_a, names_b))
    return _result(one, sampling, of_a, comparison)


def check_sampling(sampling: Sampling) -> None:
    """Refuse numbers that cannot be used."""
    if not _FEWEST <= sampling.draws <= MOST_DRAWS:
        found = finding("MC017", observed=sampling.draws, expected=MOST_DRAWS)
        raise UsageError([found])
    if not 0 <= sampling.seed <= MOST_SEED:
        raise UsageError([finding("MC019", observed=sampling.seed)])


def _statements(one: Drawable) -> dict[str, str]:
    from pcf.calc.uncertain.stated import stated_inputs

    stated = stated_inputs(one.footprint.solved.linked.model)
    return {item.address: item.statement for item in stated.inputs}


def _sample(drawer: Drawer, sampling: Sampling, *, may_be_fixed: bool = False) -> Sample:
    if not drawer.stated.inputs and not sampling.background and not may_be_fixed:
        raise PcfError([finding("MC002")])
    try:
        sample = drawer.run()
    except NotEvaluatedError as error:
        raise PcfError([finding("MC021")]) from error
    if len(sample.known) < _FEWEST:
        found = finding("MC018", observed=len(sample.known), expected=sampling.draws)
        raise PcfError([found])
    return sample


def _comparison(
    other: Drawable, a: Sample, b: Sample, names: tuple[set[str], set[str]]
) -> Comparison:
    both = ~np.isnan(a.totals) & ~np.isnan(b.totals)
    if np.sum(both) < _FEWEST:
        found = finding("MC018", observed=int(np.sum(both)), expected=len(both))
        raise PcfError([found])
    difference = b.totals[both] - a.totals[both]
    pairs, of_b = int(np.sum(both)), statistics_of(b.known)
    return Comparison(
        other.name,
        other.footprint.total,
        of_b,
        statistics_of(difference),
        share_of(int(np.sum(difference > 0.0)), pairs),
        int(np.sum(difference == 0.0)),
        pairs,
        len(names[0] & names[1]),
        len(names[0] ^ names[1]),
        b.failed,
        tuple(_reasons(other.footprint.total, b, of_b)),
        b.stated.left_out,
    )


def _result(
    one: Drawable, sampling: Sampling, sample: Sample, comparison: Comparison | None = None
) -> MonteCarlo:
    footprint, statistics = one.footprint, statistics_of(sample.known)
    findings = list(footprint.findings)
    if sample.way == "one by one" and sample.worst > EQUAL:
        findings.append(finding("MC009", observed=f"{sample.worst:.1e}"))
    if sample.background_error > EQUAL:
        findings.append(finding("MC020", observed=f"{sample.background_error:.1e}"))
    return MonteCarlo(
        footprint,
        sampling,
        sample,
        statistics,
        tuple(_reasons(footprint.total, sample, statistics)),
        tuple(_inputs(footprint, sample)),
        _contributions(sample),
        stated_share(footprint, {item.address for item in sample.stated.inputs}),
        tuple(findings),
        comparison,
    )


def _reasons(total: float, sample: Sample, statistics: Statistics) -> Sequence[Reason]:
    mean, n = statistics.mean.value, statistics.count
    error = statistics.standard_deviation.value / sqrt(n)
    made = []
    left = 1.0 if sample.shares is None else sqrt(max(1.0 - sample.shares[1], 0.0))
    if sample.at_means is not None:
        off = sample.at_means - total
        bent = mean - sample.at_means - sample.background_shift
        made.append(Reason("not_centred", off, abs(off) > Z95 * error))
        small = max(Z95 * error * left, EQUAL * abs(mean))
        made.append(Reason("curved", bent, abs(bent) > small))
    if sample.cover is not None:
        shift = sample.background_shift
        made.append(Reason("background", shift, abs(shift) > Z95 * error))
    skew = abs(statistics.skewness) > Z95 * sqrt(6.0 / n)
    made.append(Reason("skewed", statistics.median.value - mean, skew))
    return made


def _inputs(footprint: Footprint, sample: Sample) -> Sequence[DrawnInput]:
    names = {row.address: (row.name_zh, row.name_en) for row in footprint.rows}
    return [
        DrawnInput(
            item.address,
            *names.get(item.address, (item.address.partition(".")[2],) * 2),
            item.distribution,
            item.basis,
            item.mix,
            item.value,
            item.unit,
            float(mean),
            item.law.cut if item.law is not None else 0.0,
        )
        for item, mean in zip(sample.stated.inputs, sample.means, strict=True)
    ]


def _contributions(sample: Sample) -> tuple[Contribution, ...] | None:
    if sample.shares is None:
        return None
    names = [f"mix:{i.mix}" if i.mix else i.address for i in sample.stated.inputs]
    names += [BACKGROUND] if sample.cover is not None else []
    pairs = grouped(sample.shares[0], names)
    return tuple(Contribution(name, share) for name, share in pairs)
