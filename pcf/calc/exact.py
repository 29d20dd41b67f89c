"""What rounding takes from products of floating-point numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPLIT = 2.0**27 + 1.0


def product_error(
    a: NDArray[np.float64], b: NDArray[np.float64], product: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give a·b - product exactly, where product is a·b rounded (Dekker, 1971).

    Only additions and multiplications of single numbers are used, which every processor rounds
    alike. Holds while nothing overflows or underflows.
    """
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(b)
    rest = a_high * b_high - product
    found: NDArray[np.float64] = ((rest + a_high * b_low) + a_low * b_high) + a_low * b_low
    return found


def _halves(a: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    big = _SPLIT * a
    high = big - (big - a)
    return high, a - high
