"""Draws of inputs, each by its own address: the same whoever asks, in any order, for any product.

The random number of an input depends on the seed, the number of the draw and the address of the
input alone (`pcf.engine.random_words`). So a parameter has one value per draw wherever it is used,
draws of two scenarios are paired, and neither chunks nor workers change a bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

from pcf.calc.uncertain.stated import Input
from pcf.engine.random_words import LANES
from pcf.engine.spread import uniforms
from pcf.engine.system import Floats
from pcf.model.spread import Mix
from pcf.project.mixes import address_of

#: Draws that are evaluated at once; a multiple of the block of the random numbers.
CHUNK = 1024
#: Largest gamma variate of a draw below which their sum says little; largest logarithm kept.
_LOST, _MOST = 1e-200, 1e308


def position(address: str) -> int:
    """Position of an address in the random numbers: 64 bits of its SHA-256."""
    return int.from_bytes(sha256(address.encode()).digest()[:8], "big")


def uniform_numbers(addresses: Sequence[str], seed: int, first: int, count: int) -> Floats:
    """Numbers between 0 and 1: one line per address, one column per draw from `first` on."""
    at = np.array([position(address) for address in addresses], dtype=np.uint64)
    begin, end = first // LANES, -(-(first + count) // LANES)
    blocks = [uniforms(at, (seed, block, 0)) for block in range(begin, end)]  # type: ignore[arg-type]
    whole = np.concatenate(blocks, axis=1) if blocks else np.empty((len(at), 0))
    skipped = first - begin * LANES
    return np.ascontiguousarray(whole[:, skipped : skipped + count])


def values_of(inputs: Sequence[Input], u: Floats, mixes: Sequence[Mix]) -> Floats:
    """Values of inputs at probabilities u: one line per input, one column per draw."""
    made = np.empty_like(u)
    for number, item in enumerate(inputs):
        made[number] = item.law.quantile(u[number]) if item.law is not None else u[number]
    place = {item.address: number for number, item in enumerate(inputs)}
    for mix in mixes:
        lines = [place[address_of(member)] for member in mix.members]
        _mixed(made, lines, mix, inputs)
    return made


def _mixed(made: Floats, lines: list[int], mix: Mix, inputs: Sequence[Input]) -> None:
    """Put the members of a mix on their sum.

    Dirichlet: gamma variates of shape concentration x share, each by the probability of its own
    address, divided by their sum.
    """
    stated = np.array([inputs[line].value for line in lines])
    whole = float(np.sum(stated))
    if mix.kind == "dirichlet":
        made[lines] = _gammas(float(mix.concentration or 0.0) * stated / whole, made[lines])
    drawn = made[lines[0]].copy()
    for line in lines[1:]:  # one by one: the same bits however many draws there are
        drawn += made[line]
    made[lines] *= whole / drawn


def _gammas(shape: Floats, u: Floats) -> Floats:
    r"""Gamma variates (lines) at probabilities, times a number of each draw.

    That is 1, but where a small shape leaves every variate of a draw beyond what doubles hold:
    there they are in proportion to the largest, by :math:`u = x^a / Γ(a + 1)` for small x.
    """
    from scipy.special import gammaincinv, gammaln

    a = shape[:, None]
    drawn: Floats = gammaincinv(a, u)
    lost = np.max(drawn, axis=0) < _LOST
    if np.any(lost):
        with np.errstate(over="ignore"):
            logs = np.maximum((np.log(u[:, lost]) + gammaln(a + 1.0)) / a, -_MOST)
        drawn[:, lost] = np.exp(logs - np.max(logs, axis=0))
    return drawn


def addresses_of(
    inputs: Sequence[Input], theirs: Mapping[str, str] | None, owner: str
) -> tuple[str, ...]:
    """Addresses under which inputs are drawn.

    Parameters
    ----------
    theirs
        Statements of another project by address. An input that is stated there word for word is
        drawn in common; any other one under the name of its `owner`, so that rows which happen to
        have the same id are not taken for the same thing. None = draw by address alone.
    """
    if theirs is None:
        return tuple(item.address for item in inputs)
    return tuple(
        item.address if theirs.get(item.address) == item.statement else f"{owner}\0{item.address}"
        for item in inputs
    )
