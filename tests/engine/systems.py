"""Small systems for the tests of the engine."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array, random_array

from pcf.engine.montecarlo import BurdenEntries, Uncertain
from pcf.engine.spread import Spread
from pcf.engine.system import System


def two_in_a_loop() -> System:
    """Coal takes 0.1 kWh of power, power 0.5 kg of coal; both emit.

    kg CO2 of a kg of coal c and of a kWh p: c = 0.2 + 0.1 p; p = 1.0 + 0.5 c
    so c = (0.2 + 0.1) / (1 - 0.05) = 0.315789..., p = 1.0 + 0.5 c = 1.157894...
    """
    return System.of(csc_array(np.array([[1.0, -0.5], [-0.1, 1.0]])), [0.2, 1.0])


def random_system(size: int, seed: int, gain: float = 0.8) -> System:
    """Random loops everywhere, productive: the inputs of a process add up to `gain`."""
    rng = np.random.default_rng(seed)
    inputs = csc_array(random_array((size, size), density=min(1.0, 5 / size), rng=rng))
    inputs.setdiag(0.0)
    inputs.eliminate_zeros()
    sums = np.asarray(inputs.sum(axis=0)).ravel()
    scaled = inputs.multiply(gain / np.where(sums > 0.0, sums, 1.0))
    return System.of(csc_array(np.eye(size)) - csc_array(scaled), rng.random(size) + 0.1)


def uncertain(system: System, sigma: float, of_burdens: float | None = None) -> Uncertain:
    """Every input and every burden lognormal, one burden to each process."""
    start = np.arange(system.size + 1, dtype=np.int32)
    amount = system.burdens[:, 0]
    return Uncertain(
        system,
        Spread.lognormal(np.full(system.entries.count, sigma)),
        BurdenEntries(start, amount),
        Spread.lognormal(np.full(system.size, sigma if of_burdens is None else of_burdens)),
    )


def each(size: int) -> csr_array:
    """One unit of every product, one demand each."""
    return csr_array(np.eye(size))
