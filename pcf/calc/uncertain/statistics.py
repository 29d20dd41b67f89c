r"""Statistics of draws with their confidence: how well so many draws know them.

Moments are added up in fixed blocks in the order of the draws, so that no chunk and no worker
changes a bit. With n draws

.. math:: \mathrm{se}(\bar x) = s/\sqrt n, \qquad
          \mathrm{se}(s) = \sqrt{(m_4 - s^4)/n}\,/\,2s

and a quantile lies, whatever the distribution, between the order statistics of ranks
:math:`np \pm z\sqrt{np(1-p)}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, fsum, sqrt

import numpy as np

from pcf.calc.distributions import Z95
from pcf.engine.system import Floats

#: Quantiles that are given.
LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and the 95 % range in which its true value lies; None where draws are too few."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of draws.

    skewness
        Third standardized moment; 0 when nothing varies.
    quantiles
        By level of `LEVELS`.
    """

    count: int
    mean: Estimate
    standard_deviation: Estimate
    skewness: float
    quantiles: dict[float, Estimate]

    @property
    def median(self) -> Estimate:
        """The 50 % quantile."""
        return self.quantiles[0.5]


def statistics_of(values: Floats) -> Statistics:
    """Statistics of two draws or more."""
    n = len(values)
    mean = fsum(values) / n
    centred = values - mean
    m2, m3, m4 = (fsum(centred**k) / n for k in (2, 3, 4))
    variance = m2 * n / (n - 1)
    sd = sqrt(variance)
    of_sd = sqrt(max(m4 - m2**2, 0.0) / n) / (2.0 * sd) if sd else 0.0
    return Statistics(
        n,
        _around(mean, sd / sqrt(n)),
        Estimate(sd, max(sd - Z95 * of_sd, 0.0), sd + Z95 * of_sd),
        m3 / m2**1.5 if m2 else 0.0,
        _quantiles(np.sort(values)),
    )


def _around(value: float, error: float) -> Estimate:
    return Estimate(value, value - Z95 * error, value + Z95 * error)


def _quantiles(ordered: Floats) -> dict[float, Estimate]:
    n = len(ordered)
    found = {}
    for level in LEVELS:
        half = Z95 * sqrt(n * level * (1.0 - level))
        low, high = floor(n * level - half), ceil(n * level + half) + 1
        found[level] = Estimate(
            float(np.quantile(ordered, level)),
            float(ordered[low - 1]) if low >= 1 else None,
            float(ordered[high - 1]) if high <= n else None,
        )
    return found


def share_of(hits: int, count: int) -> Estimate:
    """Probability by counting, with Wilson's range."""
    p, z2 = hits / count, Z95**2
    centre = (p + z2 / (2.0 * count)) / (1.0 + z2 / count)
    spread = Z95 * sqrt(p * (1.0 - p) / count + z2 / (4.0 * count**2)) / (1.0 + z2 / count)
    low = centre - spread if hits else 0.0
    return Estimate(p, low, centre + spread if hits < count else 1.0)
