r"""Distributions by their quantile: a number between 0 and 1 becomes a value.

============  ==================================================  =========================
Distribution  Stated by                                           Quantile at u, z of it
============  ==================================================  =========================
lognormal     gsd around the value x                              :math:`x\,\mathrm{gsd}^z`
lognormal     2.5 % and 97.5 % points l, h above zero             :math:`\sqrt{lh}\,e^{sz}`
normal        2.5 % and 97.5 % points l, h                        :math:`(l+h)/2 + sz`
uniform       bounds l, h                                         :math:`l + (h-l)u`
triangular    bounds l, h; the mode is the value x                inverse of its integral
discrete      values with weights                                 the value that u falls on
============  ==================================================  =========================

with z the standard normal quantile of u and :math:`s=\ln(h/l)/2z_{95}` or :math:`(h-l)/2z_{95}`.
The amount of a row cannot be negative: its normal distribution is cut at zero, and how much of it
was cut is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log, sqrt
from typing import Literal

import numpy as np

from pcf.calc.distributions import Z95
from pcf.engine.spread import triangular_quantile
from pcf.engine.system import Floats

Name = Literal["uniform", "triangular", "normal", "lognormal", "discrete"]


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution.

    a, b, c
        Median and standard deviation of the logarithm (lognormal); mean and standard deviation
        before any cut (normal); bounds, and the mode (uniform, triangular).
    values
        Pairs of value and weight, ascending, weights adding up to 1 (discrete).
    cut
        Probability below `least` that was cut off; 0 for most.
    """

    name: Name
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    values: tuple[tuple[float, float], ...] = ()
    least: float | None = None

    @property
    def cut(self) -> float:
        """Probability of a normal distribution that lies below its least value."""
        if self.name != "normal" or self.least is None or not self.b:
            return 0.0
        from scipy.special import ndtr

        return float(ndtr((self.least - self.a) / self.b))

    def quantile(self, u: Floats) -> Floats:
        """Values at the probabilities u (0..1, neither included)."""
        return np.asarray(_QUANTILES[self.name](self, u), dtype=np.float64)

    @property
    def mean(self) -> float:
        """Mean, without the cut."""
        return float(_MOMENTS[self.name](self)[0])

    @property
    def standard_deviation(self) -> float:
        """Standard deviation, without the cut."""
        return sqrt(max(_MOMENTS[self.name](self)[1], 0.0))

    def not_below(self, least: float) -> Law:
        """Give the law cut at a least value."""
        return replace(self, least=least)


def law_of(name: Name, value: float, low: float, high: float) -> Law | None:
    """Law with bounds; None when they do not fit it (see `pcf.calc.distributions`)."""
    if name == "uniform":
        return Law(name, low, high)
    if name == "triangular":
        return Law(name, low, high, value) if low <= value <= high else None
    if name == "normal":
        return Law(name, (low + high) / 2.0, (high - low) / (2.0 * Z95))
    if name == "lognormal" and low > 0.0 and high > 0.0:
        return Law(name, sqrt(low * high), log(high / low) / (2.0 * Z95))
    return None


def _z(u: Floats) -> Floats:
    from scipy.special import ndtri

    found: Floats = ndtri(u)
    return found


def _normal(law: Law, u: Floats) -> Floats:
    kept = law.cut
    return law.a + law.b * _z(kept + (1.0 - kept) * u if kept else u)


def _triangular(law: Law, u: Floats) -> Floats:
    low, high, mode = (np.full_like(u, x) for x in (law.a, law.b, law.c))
    return triangular_quantile(u, low, mode, high)


def _discrete(law: Law, u: Floats) -> Floats:
    values, weights = (np.array(column) for column in zip(*law.values, strict=True))
    place = np.searchsorted(np.cumsum(weights), u, side="right")
    found: Floats = values[np.minimum(place, len(values) - 1)]
    return found


_QUANTILES = {
    "uniform": lambda law, u: law.a + (law.b - law.a) * u,
    "triangular": _triangular,
    "normal": _normal,
    "lognormal": lambda law, u: law.a * np.exp(law.b * _z(u)),
    "discrete": _discrete,
}


def _of_lognormal(law: Law) -> tuple[float, float]:
    mean = law.a * exp(law.b**2 / 2.0)
    return mean, mean**2 * (exp(law.b**2) - 1.0)


def _of_triangular(law: Law) -> tuple[float, float]:
    low, high, mode = law.a, law.b, law.c
    squares = low**2 + high**2 + mode**2 - low * high - low * mode - high * mode
    return (low + high + mode) / 3.0, squares / 18.0


def _of_discrete(law: Law) -> tuple[float, float]:
    mean = sum(value * weight for value, weight in law.values)
    return mean, sum(weight * (value - mean) ** 2 for value, weight in law.values)


_MOMENTS = {
    "uniform": lambda law: ((law.a + law.b) / 2.0, (law.b - law.a) ** 2 / 12.0),
    "triangular": _of_triangular,
    "normal": lambda law: (law.a, law.b**2),
    "lognormal": _of_lognormal,
    "discrete": _of_discrete,
}
