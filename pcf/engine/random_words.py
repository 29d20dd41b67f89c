r"""Random numbers by address: draw *d* of entry *e* is the same whoever asks, and in any order.

The generator is SplitMix64 (Steele, Lea and Flood, 2014) read at a position instead of in a row:

.. math:: x = \mathrm{mix}(k + γ\,p), \qquad γ = \mathtt{9e3779b97f4a7c15}_{16}

with the position *p* of an entry and a key *k* made of the seed and the block of draws. Eight draws
make a block; four words give them, by Box and Muller's transform. The arithmetic of this module is
plain (no library function but the square root), so that the compiled and the uncompiled way take
the same steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Draws of one block.
LANES = 8
WORDS = LANES // 2
_GAMMA = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF
_TWO_32 = 2.0**-32
_QUARTER = np.pi / 4.0
_LN2 = 0.6931471805599453
_ROOT2 = 1.4142135623730951


def keys(seed: int, block: int) -> NDArray[np.uint64]:
    """Keys of the words of a block of draws."""
    start = _mix_int(_mix_int(seed & _MASK) ^ (block & _MASK))
    return np.array([_mix_int(start + _GAMMA * (w + 1)) for w in range(WORDS)], dtype=np.uint64)


def _mix_int(x: int) -> int:
    x &= _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def word(key: Any, position: Any) -> Any:
    """Word of 64 bits at a position (64-bit unsigned integers or arrays of them)."""
    x = key + position * np.uint64(_GAMMA)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def exponential(x: Any) -> Any:
    """Give e to the power x, to 1e-11 for x in [-20, 20]: a series of x/64, squared six times."""
    y = x * (1.0 / 64.0)
    p = 1.0 / 40320.0 + y * (1.0 / 362880.0 + y * (1.0 / 3628800.0))
    p = 1.0 / 720.0 + y * (1.0 / 5040.0 + y * p)
    p = 1.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0 + y * (1.0 / 24.0 + y * (1.0 / 120.0 + y * p)))))
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return p * p


def logarithm_of(mantissa: Any, exponent: Any) -> Any:
    """Natural logarithm of mantissa · 2^exponent, the mantissa in [1/√2, √2]."""
    t = (mantissa - 1.0) / (mantissa + 1.0)
    q = t * t
    p = 1.0 / 9.0 + q * (1.0 / 11.0 + q * (1.0 / 13.0 + q * (1.0 / 15.0)))
    p = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * p)))
    return 2.0 * t * p + exponent * _LN2


def sine(a: Any) -> Any:
    """Sine of an angle in [-π/4, π/4]."""
    x = a * a
    p = 1.0 / 362880.0 + x * (-1.0 / 39916800.0 + x * (1.0 / 6227020800.0))
    return a * (1.0 + x * (-1.0 / 6.0 + x * (1.0 / 120.0 + x * (-1.0 / 5040.0 + x * p))))


def cosine(a: Any) -> Any:
    """Cosine of an angle in [-π/4, π/4]."""
    x = a * a
    p = 1.0 / 40320.0 + x * (-1.0 / 3628800.0 + x * (1.0 / 479001600.0))
    return 1.0 + x * (-0.5 + x * (1.0 / 24.0 + x * (-1.0 / 720.0 + x * p)))


def normals(seed: int, block: int, count: int, first: int = 0) -> NDArray[np.float64]:
    """Standard normal numbers of a block: one line per entry from `first`, one column per draw."""
    position = np.arange(first, first + count, dtype=np.uint64)
    out = np.empty((count, LANES))
    with np.errstate(over="ignore"):
        for w, key in enumerate(keys(seed, block)):
            bits = word(key, position)
            radius = np.sqrt(-2.0 * _logarithm(_unit(bits >> np.uint64(32))))
            low = (bits & np.uint64(0xFFFFFFFF)).astype(np.float64) * _TWO_32
            s, c = sine((2.0 * low - 1.0) * _QUARTER), cosine((2.0 * low - 1.0) * _QUARTER)
            s, c = 2.0 * s * c, c * c - s * s
            out[:, w] = radius * (c * c - s * s)
            out[:, w + WORDS] = radius * (2.0 * s * c)
    return out


def _unit(high: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Numbers between 0 and 1, neither included."""
    found: NDArray[np.float64] = (high.astype(np.float64) + 0.5) * _TWO_32
    return found


def _logarithm(u: NDArray[np.float64]) -> NDArray[np.float64]:
    mantissa, exponent = np.frexp(u)
    low = mantissa < _ROOT2 / 2.0
    found: NDArray[np.float64] = logarithm_of(
        np.where(low, 2.0 * mantissa, mantissa), np.where(low, exponent - 1, exponent)
    )
    return found
