r"""Spread of entries: which distribution, how wide, and the amounts of a block of draws.

=========== ======================================= ==========================
kind        amount of a draw                        `scale`, `low`, `high`
=========== ======================================= ==========================
none        the amount                              –
lognormal   amount · exp(σ z): the amount is the    σ of the logarithm
            median
normal      amount + σ z                            σ
uniform     low + (high − low) u                    low, high
triangular  its quantile at u; the amount is        low, high
            the mode
=========== ======================================= ==========================

with z standard normal and u uniform between 0 and 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from pcf.engine.random_words import LANES, WORDS, exponential, keys, normals, word
from pcf.engine.system import Floats

#: Entries that are drawn at a time.
_CHUNK = 4096


class Kind(IntEnum):
    """Distributions of an entry."""

    NONE = 0
    LOGNORMAL = 1
    NORMAL = 2
    UNIFORM = 3
    TRIANGULAR = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Distributions of a list of entries, one number each; see the module for the meaning.

    Amounts and bounds carry the sign of the matrix (inputs negative).
    """

    kind: NDArray[np.int8]
    scale: Floats
    low: Floats
    high: Floats

    @classmethod
    def none(cls, count: int) -> Spread:
        """Spread of entries that are certain."""
        zeros = np.zeros(count)
        return cls(np.zeros(count, dtype=np.int8), zeros, zeros, zeros)

    @classmethod
    def lognormal(cls, sigma: Floats) -> Spread:
        """Lognormal spread; entries whose sigma is zero are certain."""
        kind = np.where(sigma > 0.0, Kind.LOGNORMAL, Kind.NONE).astype(np.int8)
        zeros = np.zeros(len(sigma))
        return cls(kind, np.asarray(sigma, dtype=np.float64), zeros, zeros)

    @property
    def count(self) -> int:
        """Number of entries."""
        return len(self.kind)


def sample(amount: Floats, spread: Spread, seed: int, block: int, first: int = 0) -> Floats:
    """Amounts of a block of eight draws: one line per entry, one column per draw.

    Parameters
    ----------
    first
        Position of the first entry in the numbering of the whole study, so that two lists of
        entries (technosphere, burdens) draw apart.
    """
    out = np.repeat(np.asarray(amount, dtype=np.float64)[:, None], LANES, axis=1)
    kinds = [Kind(k) for k in np.unique(spread.kind).tolist() if k != Kind.NONE]
    for begin in range(0, len(out), _CHUNK):  # what one step makes stays near the processor
        part = spread.kind[begin : begin + _CHUNK]
        for kind in kinds:
            held = begin + np.flatnonzero(part == kind)
            if len(held):
                out[held] = _SAMPLERS[kind](amount[held], spread, held, (seed, block, first))
    return out


_From = tuple[int, int, int]


def _normal_of(held: NDArray[np.intp], at: _From) -> Floats:
    seed, block, first = at
    low, high = int(held[0]), int(held[-1]) + 1
    drawn = normals(seed, block, high - low, first + low)
    return drawn if len(drawn) == len(held) else drawn[held - low]


def uniforms(held: NDArray[np.intp], at: _From) -> Floats:
    """Uniform numbers of entries: the two halves of the words that also make the normal ones."""
    seed, block, first = at
    position = (held + first).astype(np.uint64)
    out = np.empty((len(held), LANES))
    with np.errstate(over="ignore"):
        for w, key in enumerate(keys(seed, block)):
            bits = word(key, position)
            out[:, w] = (bits >> np.uint64(32)).astype(np.float64) + 0.5
            out[:, w + WORDS] = (bits & np.uint64(0xFFFFFFFF)).astype(np.float64) + 0.5
    return out * 2.0**-32


def _lognormal(amount: Floats, spread: Spread, held: NDArray[np.intp], at: _From) -> Floats:
    found: Floats = amount[:, None] * exponential(
        spread.scale[held][:, None] * _normal_of(held, at)
    )
    return found


def _normal(amount: Floats, spread: Spread, held: NDArray[np.intp], at: _From) -> Floats:
    return amount[:, None] + spread.scale[held][:, None] * _normal_of(held, at)


def _uniform(amount: Floats, spread: Spread, held: NDArray[np.intp], at: _From) -> Floats:
    low, high = spread.low[held][:, None], spread.high[held][:, None]
    return low + (high - low) * uniforms(held, at)


def _triangular(amount: Floats, spread: Spread, held: NDArray[np.intp], at: _From) -> Floats:
    low, high, mode = spread.low[held][:, None], spread.high[held][:, None], amount[:, None]
    return triangular_quantile(uniforms(held, at), low, mode, high)


def triangular_quantile(u: Floats, low: Floats, mode: Floats, high: Floats) -> Floats:
    """Quantile of a triangular distribution; a distribution without width gives its mode."""
    width = high - low
    left = low + np.sqrt(np.maximum(u * width * (mode - low), 0.0))
    right = high - np.sqrt(np.maximum((1.0 - u) * width * (high - mode), 0.0))
    found: Floats = np.where(u * width <= mode - low, left, right)
    return found


_SAMPLERS = {
    Kind.LOGNORMAL: _lognormal,
    Kind.NORMAL: _normal,
    Kind.UNIFORM: _uniform,
    Kind.TRIANGULAR: _triangular,
}
