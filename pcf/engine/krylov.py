r"""BiCGSTAB (van der Vorst, 1992) with the diagonal as preconditioner.

Sums are made by numpy alone: the threads of a BLAS cost far more than they save on vectors of this
length, and would make the last bits depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pcf.engine.system import Floats

_BREAKDOWN = 1e-30


def bicgstab(
    product: Callable[[Floats], Floats], diagonal: Floats, right: Floats, least: float, most: int
) -> Floats:
    """Solve M x = right roughly; how good the answer is, is for the caller to measure.

    Parameters
    ----------
    product
        Gives M x.
    diagonal
        Diagonal of M, no zero in it.
    least
        Residual over the diagonal, as a part of that of `right`, at which the answer is left.
    most
        Largest number of steps.
    """
    weight = 1.0 / diagonal
    scaled = right * weight
    goal = least * least * _dot(scaled, scaled)
    # A start from the right side: from zero the method breaks down on unit demands.
    x = scaled.copy()
    r = scaled - product(x) * weight
    shadow, p, v = r.copy(), np.zeros_like(r), np.zeros_like(r)
    room = np.empty_like(r)  # new memory at every step costs as much as the step
    rho = alpha = omega = 1.0
    for _ in range(most):
        before, rho = rho, _dot(shadow, r)
        if not _dot(r, r) > goal or abs(rho) <= _BREAKDOWN * _dot(shadow, shadow):
            break
        p -= np.multiply(v, omega, out=room)
        p *= (rho / before) * (alpha / omega)
        p += r
        v = product(p)
        v *= weight
        alpha = rho / (_dot(shadow, v) or np.nan)
        x += np.multiply(p, alpha, out=room)
        r -= np.multiply(v, alpha, out=room)
        t = product(r)
        t *= weight
        size = _dot(t, t)
        omega = _dot(t, r) / size if size else 0.0
        if not omega:  # nothing is left, or the method has broken down
            break
        x += np.multiply(r, omega, out=room)
        r -= np.multiply(t, omega, out=room)
    return x


def _dot(a: Floats, b: Floats) -> float:
    return float(np.einsum("i,i->", a, b))
