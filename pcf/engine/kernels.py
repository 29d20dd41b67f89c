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
_CHUNK = 256
_TWO_32 = 2.0**-32
_QUARTER = np.pi / 4.0
_ROOT2 = 1.4142135623730951
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_FRACTION = np.int64(0x000FFFFFFFFFFFFF)
#: Times the change that counts as rest, at which sweeps are no longer mixed but judged.
_NEAR = 10.0
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
def _words(key, address, u, v):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Two uniform numbers of each address, the first not zero."""
    for q in range(address.shape[0]):
        bits = _word(key, np.uint64(address[q]))
        u[q] = (np.float64(np.int64(bits >> _HALF)) + 0.5) * _TWO_32
        v[q] = np.float64(np.int64(bits & _LOW)) * _TWO_32


@_compiled
def _normals(u, v, z, other):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Box and Muller's transform of pairs of uniform numbers."""
    for q in range(u.shape[0]):
        radius = np.sqrt(-2.0 * _log(u[q]))
        angle = (2.0 * v[q] - 1.0) * _QUARTER
        s, c = _sine(angle), _cosine(angle)
        s, c = 2.0 * s * c, c * c - s * s
        z[q] = radius * (c * c - s * s)
        other[q] = radius * (2.0 * s * c)


@_compiled
def _powers(scale, z, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for q in range(scale.shape[0]):
        out[q] = _exponential(scale[q] * z[q])


@_compiled
def _bounded(k, a, low, high, u):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Amount of a uniform or triangular distribution at one uniform number."""
    width = high - low
    if k == 3:
        return low + width * u
    if u * width <= a - low:
        return low + np.sqrt(max(u * width * (a - low), 0.0))
    return high - np.sqrt(max((1.0 - u) * width * (high - a), 0.0))


@_compiled
def sample_into(amount, kind, scale, low, high, keys, address, out):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Write the amounts of eight draws of every entry into `out` (entries × 8).

    `address` is the number of each entry in the whole study, from which its random numbers come.
    Entries are taken in chunks, so that every step is a plain loop that the processor does several
    numbers at a time.
    """
    u, v = np.empty((WORDS, _CHUNK)), np.empty((WORDS, _CHUNK))
    z, powers = np.empty((LANES, _CHUNK)), np.empty((LANES, _CHUNK))
    for begin in range(0, amount.shape[0], _CHUNK):
        count = min(_CHUNK, amount.shape[0] - begin)
        for w in range(WORDS):
            _words(keys[w], address[begin : begin + count], u[w], v[w])
            _normals(u[w, :count], v[w, :count], z[w], z[w + WORDS])
        for lane in range(LANES):
            _powers(scale[begin : begin + count], z[lane], powers[lane])
        for q in range(count):
            e = begin + q
            a, k = amount[e], kind[e]
            if k == 1:
                for lane in range(LANES):
                    out[e, lane] = a * powers[lane, q]
            elif k == 0:
                for lane in range(LANES):
                    out[e, lane] = a
            elif k == 2:
                for lane in range(LANES):
                    out[e, lane] = a + scale[e] * z[lane, q]
            else:
                for w in range(WORDS):
                    out[e, w] = _bounded(k, a, low[e], high[e], u[w, q])
                    half = v[w, q] + 0.5 * _TWO_32
                    out[e, w + WORDS] = _bounded(k, a, low[e], high[e], half)


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
def _terms(begin, end, start, supplier, amounts, right, y, sizes):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Sum of the absolute terms of lines `begin` to `end`: what a change is a part of."""
    for j in range(np.uint64(begin), np.uint64(end)):
        k = j - np.uint64(begin)
        for lane in range(LANES):
            sizes[k, lane] = abs(right[j, lane])
        for p in range(np.uint64(start[j]), np.uint64(start[j + np.uint64(1)])):
            i = np.uint64(supplier[p])
            for lane in range(LANES):
                sizes[k, lane] += abs(amounts[p, lane] * y[i, lane])


@_compiled
def sweep(begin, end, start, supplier, amounts, diagonal, right, y, step):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    r"""One Gauss-Seidel sweep over lines `begin` to `end`, eight draws side by side.

    .. math:: y_j = (r_j - \sum_i a_{ij} y_i) / a_{jj}

    `step` (lines × 8) gets the changes. Each draw has a number of its own to add up in (an array
    would go through memory at every term), and places are unsigned (they need no test for counting
    from the end).
    """
    for j in range(np.uint64(begin), np.uint64(end)):
        k = j - np.uint64(begin)
        a, b, c, d = right[j, 0], right[j, 1], right[j, 2], right[j, 3]
        e, f, g, h = right[j, 4], right[j, 5], right[j, 6], right[j, 7]
        for p in range(np.uint64(start[j]), np.uint64(start[j + np.uint64(1)])):
            i = np.uint64(supplier[p])
            a -= amounts[p, 0] * y[i, 0]
            b -= amounts[p, 1] * y[i, 1]
            c -= amounts[p, 2] * y[i, 2]
            d -= amounts[p, 3] * y[i, 3]
            e -= amounts[p, 4] * y[i, 4]
            f -= amounts[p, 5] * y[i, 5]
            g -= amounts[p, 6] * y[i, 6]
            h -= amounts[p, 7] * y[i, 7]
        step[k, 0], step[k, 1], step[k, 2], step[k, 3] = a, b, c, d
        step[k, 4], step[k, 5], step[k, 6], step[k, 7] = e, f, g, h
        by = 1.0 / diagonal[j]
        for lane in range(LANES):
            new = step[k, lane] * by
            step[k, lane] = new - y[j, lane]
            y[j, lane] = new


@_compiled
def _largest(step, diagonal, sizes, worst):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Largest change of each draw, as a part of its line, which no change of units alters."""
    worst[:] = 0.0
    for k in range(step.shape[0]):
        own = diagonal[k]
        for lane in range(LANES):
            change = abs(step[k, lane] * own)
            if change > worst[lane] * sizes[k, lane]:
                worst[lane] = change / sizes[k, lane]


@_compiled
def _mixed(steps, swept, y, weight, newest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Anderson's mixing of the last two differences (Walker and Ni, 2011), each draw by itself.

    The mix is the least-squares one of the steps, weighted by `weight` (one per product).
    """
    older = 1 - newest
    aa, ab, bb = np.zeros(LANES), np.zeros(LANES), np.zeros(LANES)
    ra, rb = np.zeros(LANES), np.zeros(LANES)
    for k in range(y.shape[0]):
        w = weight[k] * weight[k]
        for lane in range(LANES):
            a, b, f = steps[newest, k, lane], steps[older, k, lane], steps[2, k, lane]
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
    for k in range(y.shape[0]):
        for lane in range(LANES):
            y[k, lane] -= (
                first[lane] * swept[newest, k, lane] + second[lane] * swept[older, k, lane]
            )


@_compiled
def _kept(y, step, steps, swept, newest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Keep what the last sweep did, and how it differs from the one before."""
    for k in range(y.shape[0]):
        for lane in range(LANES):
            steps[newest, k, lane] = step[k, lane] - steps[2, k, lane]
            swept[newest, k, lane] = y[k, lane] - swept[2, k, lane]
            steps[2, k, lane] = step[k, lane]
            swept[2, k, lane] = y[k, lane]


@_compiled
def settle(begin, end, start, supplier, amounts, diagonal, right, y, weight, most, coming, room):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Sweep lines from `y` until every draw rests, at most `most` times; gives the sweeps taken.

    Sweeps are mixed by Anderson's method. `coming` (8) holds what counts as rest, and gets for each
    draw the change still to come, as a geometric row after two plain sweeps at the end. `room`
    (8 × lines × 8) is written over.
    """
    steps, swept, step, sizes = room[:3], room[3:6], room[6], room[7]
    worst, before = np.empty(LANES), np.empty(LANES)
    core, own, weight = y[begin:end], diagonal[begin:end], weight[begin:end]
    plain, least = False, coming.copy()
    coming[:] = np.inf
    _terms(begin, end, start, supplier, amounts, right, y, sizes)
    for count in range(most):
        sweep(begin, end, start, supplier, amounts, diagonal, right, y, step)
        _largest(step, own, sizes, worst)
        if plain:
            for lane in range(LANES):
                rate = worst[lane] / before[lane] if worst[lane] > 0.0 else 0.0
                coming[lane] = worst[lane] * rate / (1.0 - rate) if rate < 1.0 else np.inf
            if np.all(coming <= least):
                return count + 1
        judged = plain  # and found to move still: mixed again, as plain sweeps may be slow
        plain = (bool(np.all(worst <= _NEAR * least)) and not judged) or count == most - 2
        before[:] = worst
        newest = count % 2
        _kept(core, step, steps, swept, newest)
        if count == 0:  # nothing came before: no difference
            steps[newest], swept[newest] = 0.0, 0.0
        if count > 0 and not plain:
            _mixed(steps, swept, core, weight, newest)
    return most
