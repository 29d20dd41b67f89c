"""The two inner loops of full-background draws, compiled: amounts of a block, and their sweeps.

Needs numba (extra ``pcf[fast]``); `pcf.engine.montecarlo` does without it where it is absent. The
steps of the random numbers are those of `pcf.engine.random_words`, compiled.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

from pcf.cache import cache_folder
from pcf.engine import random_words
from pcf.engine.random_words import LANES, WORDS

setattr(numba.config, "CACHE_DIR", str(cache_folder() / "numba"))  # noqa: B010 - not in its stubs
_compiled = numba.njit(
    cache=True,
    nogil=True,
    error_model="numpy",
    fastmath={"contract", "reassoc", "nsz", "arcp"},
)
_inline = numba.njit(inline="always")
_word = _inline(random_words.word)
_exponential = _inline(random_words.exponential)
_logarithm_of = _inline(random_words.logarithm_of)
_sine = _inline(random_words.sine)
_cosine = _inline(random_words.cosine)
_TWO_32 = 2.0**-32
_QUARTER = np.pi / 4.0
_ROOT2 = 1.4142135623730951
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_FRACTION = np.int64(0x000FFFFFFFFFFFFF)
_ONE = np.int64(0x3FF0000000000000)


@_inline
def _log(u: Any) -> Any:
    bits = np.float64(u).view(np.int64)
    exponent = (bits >> 52) - 1023
    mantissa = np.int64((bits & _FRACTION) | _ONE).view(np.float64)
    if mantissa > _ROOT2:
        mantissa *= 0.5
        exponent += 1
    return _logarithm_of(mantissa, exponent)


@_compiled
def sample_into(amount, kind, scale, low, high, keys, first, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Write the amounts of eight draws of every entry into `out` (entries × 8)."""
    u, v, z = np.empty(WORDS), np.empty(WORDS), np.empty(LANES)
    for e in range(amount.shape[0]):
        a, k = amount[e], kind[e]
        if k == 0:
            for lane in range(LANES):
                out[e, lane] = a
            continue
        for w in range(WORDS):
            bits = _word(keys[w], np.uint64(first + e))
            u[w] = (np.float64(np.int64(bits >> _HALF)) + 0.5) * _TWO_32
            v[w] = np.float64(np.int64(bits & _LOW)) * _TWO_32
        if k <= 2:
            for w in range(WORDS):
                radius = np.sqrt(-2.0 * _log(u[w]))
                angle = (2.0 * v[w] - 1.0) * _QUARTER
                s, c = _sine(angle), _cosine(angle)
                s, c = 2.0 * s * c, c * c - s * s
                z[w] = radius * (c * c - s * s)
                z[w + WORDS] = radius * (2.0 * s * c)
            g = scale[e]
            if k == 1:
                for lane in range(LANES):
                    out[e, lane] = a * _exponential(g * z[lane])
            else:
                for lane in range(LANES):
                    out[e, lane] = a + g * z[lane]
            continue
        for w in range(WORDS):
            z[w] = u[w]
            z[w + WORDS] = v[w] + 0.5 * _TWO_32
        width = high[e] - low[e]
        for lane in range(LANES):
            if k == 3:
                out[e, lane] = low[e] + width * z[lane]
            elif z[lane] * width <= a - low[e]:
                out[e, lane] = low[e] + np.sqrt(max(z[lane] * width * (a - low[e]), 0.0))
            else:
                out[e, lane] = high[e] - np.sqrt(max((1.0 - z[lane]) * width * (high[e] - a), 0.0))


@_compiled
def sum_burdens(start, amounts, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Add the burdens of every process: `out` (processes × 8)."""
    for j in range(start.shape[0] - 1):
        for lane in range(LANES):
            out[j, lane] = 0.0
        for p in range(start[j], start[j + 1]):
            for lane in range(LANES):
                out[j, lane] += amounts[p, lane]


@_compiled
def _sweep(start, supplier, amounts, diagonal, right, y, step, worst):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    r"""One Gauss-Seidel sweep on the transpose, eight draws side by side.

    .. math:: y_j = (r_j - \sum_i a_{ij} y_i) / a_{jj}

    `step` gets the changes; `worst` the largest change of each draw, as a part of the sum of the
    absolute terms of its line, which no change of units alters.
    """
    sums, sizes = np.empty(LANES), np.empty(LANES)
    worst[:] = 0.0
    for j in range(start.shape[0] - 1):
        for lane in range(LANES):
            sums[lane] = right[j, lane]
            sizes[lane] = abs(right[j, lane])
        for p in range(start[j], start[j + 1]):
            i = supplier[p]
            for lane in range(LANES):
                term = amounts[p, lane] * y[i, lane]
                sums[lane] -= term
                sizes[lane] += abs(term)
        for lane in range(LANES):
            new = sums[lane] / diagonal[j]
            step[j, lane] = new - y[j, lane]
            change = abs(step[j, lane] * diagonal[j])
            if change > worst[lane] * sizes[lane]:
                worst[lane] = change / sizes[lane]
            y[j, lane] = new


@_compiled
def _mixed(steps, swept, y, weight, newest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Anderson's mixing of the last two differences (Walker and Ni, 2011), each draw by itself.

    The mix is the least-squares one of the steps, weighted by `weight` (one per product).
    """
    older = 1 - newest
    aa, ab, bb = np.zeros(LANES), np.zeros(LANES), np.zeros(LANES)
    ra, rb = np.zeros(LANES), np.zeros(LANES)
    for j in range(y.shape[0]):
        w = weight[j] * weight[j]
        for lane in range(LANES):
            a, b, f = steps[newest, j, lane], steps[older, j, lane], steps[2, j, lane]
            aa[lane] += w * a * a
            ab[lane] += w * a * b
            bb[lane] += w * b * b
            ra[lane] += w * a * f
            rb[lane] += w * b * f
    first, second = np.zeros(LANES), np.zeros(LANES)
    for lane in range(LANES):
        area = aa[lane] * bb[lane] - ab[lane] * ab[lane]
        if area > 1e-10 * aa[lane] * bb[lane]:
            first[lane] = (ra[lane] * bb[lane] - rb[lane] * ab[lane]) / area
            second[lane] = (rb[lane] * aa[lane] - ra[lane] * ab[lane]) / area
        elif aa[lane] > 0.0:
            first[lane] = ra[lane] / aa[lane]
    for j in range(y.shape[0]):
        for lane in range(LANES):
            y[j, lane] -= (
                first[lane] * swept[newest, j, lane] + second[lane] * swept[older, j, lane]
            )


@_compiled
def settle(start, supplier, amounts, diagonal, right, y, weight, most, coming):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Sweep from `y` until every draw rests, at most `most` times; gives the sweeps taken.

    Sweeps are mixed by Anderson's method. `coming` (8) holds what counts as rest, and gets for each
    draw the change still to come, as a geometric row after two plain sweeps at the end.
    """
    n = y.shape[0]
    steps, swept = np.zeros((3, n, LANES)), np.zeros((3, n, LANES))
    step, worst, before = np.empty((n, LANES)), np.empty(LANES), np.empty(LANES)
    plain, least = False, coming.copy()
    coming[:] = np.inf
    for count in range(most):
        _sweep(start, supplier, amounts, diagonal, right, y, step, worst)
        if plain:
            for lane in range(LANES):
                rate = worst[lane] / before[lane] if worst[lane] > 0.0 else 0.0
                coming[lane] = worst[lane] * rate / (1.0 - rate) if rate < 1.0 else np.inf
            if np.all(coming <= least):
                return count + 1
        plain = bool(np.all(worst <= least)) or count == most - 2
        before[:] = worst
        newest = count % 2
        for j in range(n):
            for lane in range(LANES):
                steps[newest, j, lane] = step[j, lane] - steps[2, j, lane]
                swept[newest, j, lane] = y[j, lane] - swept[2, j, lane]
                steps[2, j, lane] = step[j, lane]
                swept[2, j, lane] = y[j, lane]
        if count > 1 and not plain:
            _mixed(steps, swept, y, weight, newest)
    return most
