r"""Uncertainty of a footprint from the distributions that its project states, to first order.

.. math:: σ_F^2 = \sum_i \left(\frac{\partial F}{\partial x_i}\right)^2 σ_i^2, \qquad
          F \pm 1.96\,σ_F

for independent inputs: parameters with ``low`` and ``high``, and rows with a spread. Derivatives
with respect to rows come from the linear system, those with respect to parameters from central
differences. Nothing is assumed for a value without a spread; the background has none here. The
bounds put every input at its least and most favourable end, in the linear model.

The 95 % range is a normal approximation about the expected value of the total, to first order

.. math:: \mu = y + \sum_i \frac{\partial y}{\partial x_i} (\mu_i - x_i)

which is not the total where a value lies off the middle of its spread. It may end beyond `low` and
`high`: few bounded inputs are no normal distribution, and draws say more (`pcf uncertainty`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING, Literal

from pcf.calc.distributions import Z95, Distribution, standard_deviation, stated_distribution
from pcf.calc.influence import gradients
from pcf.calc.recalculation import Recalculation
from pcf.calc.uncertain.laws import Law, law_of
from pcf.project.reparametrize import names_in, uses_of

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.graph.rows import Row
    from pcf.model import Exchange, Model, Parameter

#: Step of the central difference, relative to the value or half its spread.
_STEP = 1e-3
Why = Literal["formula", "bounds", "not_computable"]


@dataclass(frozen=True, slots=True)
class UncertainInput:
    """A parameter or row with a spread.

    address
        ``parameters.NAME`` or ``row:TABLE/ID``.
    is_assumed
        Whether the distribution is assumed, because only bounds are stated.
    derivative
        kg CO2e per functional unit and per unit of the input.
    variance, share
        Its part of the variance of the total, and that by the whole (0..1).
    mean
        Expected value of the input.
    """

    address: str
    value: float
    unit: str
    low: float
    high: float
    distribution: Distribution
    is_assumed: bool
    derivative: float
    variance: float
    share: float | None
    mean: float


@dataclass(frozen=True, slots=True)
class NotPropagated:
    """An input whose spread does not enter, and why.

    ``formula``: it is computed from others; ``bounds``: they do not fit the distribution;
    ``not_computable``: the total cannot be computed beside its value.
    """

    address: str
    why: Why


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Uncertainty of a total, kg CO2e per functional unit.

    standard_deviation, low95, high95
        None when nothing with a spread could be propagated. The range is the normal one about
        `expected`.
    expected
        Expected value of the total to first order.
    low, high
        Every input at its bound at once.
    stated_share
        Part of the footprint (0..1, absolute contributions) on rows that state a spread, or whose
        amount is a formula of a parameter with one; the rest has no stated uncertainty.
    """

    total: float
    unit: str
    inputs: tuple[UncertainInput, ...]
    left_out: tuple[NotPropagated, ...]
    standard_deviation: float | None
    low95: float | None
    high95: float | None
    low: float | None
    high: float | None
    stated_share: float | None
    expected: float | None = None

    @property
    def relative95(self) -> float | None:
        """Half of the width of the 95 % range by the total; None without one."""
        if self.low95 is None or self.high95 is None or not self.total:
            return None
        return (self.high95 - self.low95) / 2.0 / abs(self.total)


@dataclass(frozen=True, slots=True)
class _Spread:
    address: str
    value: float
    unit: str
    low: float
    high: float
    word: str | None
    is_formula: bool
    law: Law | None = None


def uncertainty(footprint: Footprint) -> Uncertainty:
    """Propagate the stated distributions of a result; see `Uncertainty`."""
    model = footprint.solved.linked.model
    known: list[tuple[_Spread, Distribution, bool, float, float]] = []
    left_out: list[NotPropagated] = []
    slopes = _Slopes(footprint)
    for spread in _spreads(model):
        distribution, assumed = stated_distribution(spread.word)
        sigma = None if spread.law is None else spread.law.standard_deviation
        if sigma is None:
            sigma = standard_deviation(distribution, spread.value, spread.low, spread.high)
        slope = None if spread.is_formula or sigma is None else slopes.of(spread)
        if sigma is None or slope is None:
            why: Why = "formula" if spread.is_formula else "bounds"
            if not spread.is_formula and sigma is not None:
                why = "not_computable"
            left_out.append(NotPropagated(spread.address, why))
        else:
            known.append((spread, distribution, assumed, slope, (slope * sigma) ** 2))
    whole = fsum(item[-1] for item in known)
    inputs = (
        UncertainInput(
            s.address, s.value, s.unit, s.low, s.high, distribution, assumed, slope, variance,
            variance / whole if whole else None, _mean(s, distribution),
        )
        for s, distribution, assumed, slope, variance in known
    )  # fmt: skip
    ordered = tuple(sorted(inputs, key=lambda i: (-i.variance, i.address)))
    return _result(footprint, ordered, tuple(left_out), whole)


def _result(
    footprint: Footprint,
    inputs: tuple[UncertainInput, ...],
    left_out: tuple[NotPropagated, ...],
    variance: float,
) -> Uncertainty:
    total, share = footprint.total, stated_share(footprint, {i.address for i in inputs})
    if not inputs:
        return Uncertainty(
            total, footprint.unit, (), left_out, None, None, None, None, None, share
        )  # fmt: skip
    sigma = sqrt(variance)
    ends = [
        sorted((i.derivative * (i.low - i.value), i.derivative * (i.high - i.value)))
        for i in inputs
    ]
    low, high = (fsum((total, *(end[side] for end in ends))) for side in (0, 1))
    mean = fsum((total, *(i.derivative * (i.mean - i.value) for i in inputs)))
    low95, high95 = mean - Z95 * sigma, mean + Z95 * sigma
    return Uncertainty(
        total, footprint.unit, inputs, left_out, sigma, low95, high95, low, high, share, mean
    )  # fmt: skip


def _mean(spread: _Spread, distribution: Distribution) -> float:
    """Expected value of an input."""
    law = spread.law or law_of(distribution, spread.value, spread.low, spread.high)
    return spread.value if law is None else law.mean


def _spreads(model: Model) -> Iterator[_Spread]:
    for p in model.parameters:
        about = (f"parameters.{p.name}", p.value, p.unit)
        yield from _spread(about, p, p.distribution, p.formula is not None)
    for row in _rows(model):
        about = (row.address, row.amount.value, row.amount.unit)
        yield from _spread(about, row, row.uncertainty, bool(names_in(row.amount.text)))


def _spread(
    about: tuple[str, float, str], item: Parameter | Exchange, word: str | None, is_formula: bool
) -> Iterator[_Spread]:
    """Give the spread of a value, if it states one: by bounds, deviation or single values."""
    if item.gsd is not None:
        far = item.gsd**Z95
        yield _Spread(*about, about[1] / far, about[1] * far, "lognormal", is_formula)
    elif item.values:
        law = Law("discrete", values=item.values)
        low, high = item.values[0][0], item.values[-1][0]
        yield _Spread(*about, low, high, "discrete", is_formula, law)
    elif item.low is not None and item.high is not None:
        yield _Spread(*about, item.low, item.high, word, is_formula)


def _rows(model: Model) -> Iterator[Exchange]:
    yield from model.exchanges
    yield from (use.exchange for use in model.electricity)


class _Slopes:
    """Derivatives of the total."""

    def __init__(self, footprint: Footprint) -> None:
        slopes = gradients(footprint)
        self._rows = {address: slopes[address] for address in _whole(footprint.solved.linked.rows)}
        self._again = Recalculation(footprint.solved)

    def of(self, spread: _Spread) -> float | None:
        """Change of the total per unit of an input; None when it cannot be computed.

        The points of a difference lie inside the stated bounds.
        """
        if spread.address in self._rows:
            return self._rows[spread.address]
        step = _STEP * max(abs(spread.value), (spread.high - spread.low) / 2.0)
        above, below = min(spread.value + step, spread.high), max(spread.value - step, spread.low)
        if above <= below:
            return 0.0
        up, down = self._at(spread, above), self._at(spread, below)
        return None if up is None or down is None else (up - down) / (above - below)

    def _at(self, spread: _Spread, value: float) -> float | None:
        name = spread.address.removeprefix("parameters.")
        if name == spread.address:
            return self._again.with_amount(spread.address, value)
        return self._again.with_parameters({name: value})


def _whole(rows: Iterable[Row]) -> frozenset[str]:
    """Addresses of rows that no rule has split into parts, named ``ADDRESS.PART``."""
    known = {row.address for row in rows}
    parts = {address for address in known if _is_part(address, known)}
    split = {address.rpartition(".")[0] for address in parts}
    return frozenset(known - parts - split)


def _is_part(address: str, known: set[str]) -> bool:
    return address.rpartition(".")[0] in known


def stated_share(footprint: Footprint, uncertain: set[str]) -> float | None:
    """Part of a footprint (0..1) on rows that the uncertain inputs reach; see `Uncertainty`."""
    model = footprint.solved.linked.model
    behind = uses_of(model)
    names = {
        name for name, plain in behind.items() if any(f"parameters.{p}" in uncertain for p in plain)
    }
    stated = set(uncertain)
    stated |= {r.address for r in _rows(model) if names.intersection(names_in(r.amount.text))}
    stated |= {
        f"row:transport/{leg.id}"
        for leg in model.transport
        for amount in (leg.mass, leg.distance)
        if amount is not None and names.intersection(names_in(amount.text))
    }
    stated |= {f"row:transport/{t.id}" for t in model.transport if f"row:{t.cargo_row}" in stated}
    whole = fsum(abs(row.value) for row in footprint.rows)
    known = fsum(abs(row.value) for row in footprint.rows if row.address in stated)
    return known / whole if whole else None
