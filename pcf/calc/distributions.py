r"""Standard deviations of stated distributions.

==============  ==========================================  ==================================
Distribution    `low` and `high` are                        Variance
==============  ==========================================  ==================================
uniform         its bounds                                  :math:`(h-l)^2/12`
triangular      its bounds; the mode is the value x         :math:`(l^2+x^2+h^2-lx-lh-xh)/18`
normal          its 2.5 % and 97.5 % points                 :math:`((h-l)/2z)^2`
lognormal       its 2.5 % and 97.5 % points, above zero     :math:`m^2 e^{s^2}(e^{s^2}-1)`,
                                                            :math:`m=\sqrt{lh}, s=\ln(h/l)/2z`
==============  ==========================================  ==================================

with z = 1.959964. A spread without a distribution (``range``) is taken as uniform, which is told.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Literal, cast

Distribution = Literal["uniform", "triangular", "normal", "lognormal", "discrete"]
#: 97.5 % point of the standard normal distribution.
Z95 = 1.959963984540054
#: What a spread is taken as when no distribution is stated.
ASSUMED: Distribution = "uniform"


def stated_distribution(word: str | None) -> tuple[Distribution, bool]:
    """Distribution of a spread, and whether it is assumed because none is stated."""
    if word in (None, "", "range"):
        return ASSUMED, True
    return cast(Distribution, word), False


def standard_deviation(
    distribution: Distribution, value: float, low: float, high: float
) -> float | None:
    """Standard deviation of a value between `low` and `high`.

    None when the bounds do not fit the distribution: a lognormal one with a bound that is not
    positive, a triangular one whose value lies outside its bounds.
    """
    if distribution == "uniform":
        return (high - low) / sqrt(12.0)
    if distribution == "triangular":
        if not low <= value <= high:
            return None
        squares = low**2 + value**2 + high**2 - low * value - low * high - value * high
        return sqrt(max(squares, 0.0) / 18.0)
    if distribution == "normal":
        return (high - low) / (2.0 * Z95)
    if low <= 0.0 or high <= 0.0:
        return None
    spread = (log(high / low) / (2.0 * Z95)) ** 2
    return sqrt(low * high * exp(spread) * (exp(spread) - 1.0))
