"""Blocks of draws by compiled sweeps: a system laid out once in the order in which they read it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import local
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.engine.order import Listed, order_of
from pcf.engine.random_words import LANES
from pcf.engine.spread import Spread
from pcf.engine.system import Floats, Places

if TYPE_CHECKING:
    from pcf.engine.montecarlo import Uncertain

_MOST = 100
_ROOMS = local()
_CACHE_LINE = 64


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Entries in the order of sweeps, with their spread.

    address
        Number of each entry in the whole study, by which it is drawn.
    """

    start: Places
    amount: Floats
    spread: Spread
    address: Places

    @classmethod
    def of(cls, start: Places, amount: Floats, spread: Spread, at: tuple[Places, int]) -> _Drawn:
        """Entries of the lines ``at[0]``; the first entry of the list has the number ``at[1]``."""
        lines, first = at
        own = Listed.of(start, lines)
        n = own.numbers
        moved = Spread(spread.kind[n], spread.scale[n], spread.low[n], spread.high[n])
        return cls(own.start, amount[n], moved, n + np.int32(first))

    def sample(self, words: NDArray[np.uint64], out: Floats) -> None:
        """Write the amounts of a block of draws into `out`."""
        from pcf.engine.kernels import sample_into

        s = self.spread
        sample_into(self.amount, s.kind, s.scale, s.low, s.high, words, self.address, out)


class Sweeps:
    """Solves blocks of eight draws by Gauss-Seidel sweeps; threads may share it."""

    def __init__(self, uncertain: Uncertain, nominal: Floats) -> None:
        system = uncertain.system
        entries, order = system.entries, order_of(system)
        self._lines, self._core = order.lines, order.core
        self._place = np.empty(system.size, dtype=np.int32)
        self._place[order.lines] = np.arange(system.size, dtype=np.int32)
        self._inputs = _Drawn.of(
            entries.start, entries.amount, uncertain.technosphere, (order.lines, 0)
        )
        self._suppliers = self._place[entries.supplier[self._inputs.address]]
        self._burdens = _Drawn.of(
            uncertain.burdens.start, uncertain.burdens.amount, uncertain.burden_spread,
            (order.lines, entries.count),
        )  # fmt: skip
        self._diagonal, self._nominal = system.diagonal[order.lines], nominal[order.lines]
        size = np.abs(self._nominal)
        self._weight = np.where(size > 0.0, 1.0 / np.where(size > 0.0, size, 1.0), 0.0)

    def block(self, words: NDArray[np.uint64], rest: float) -> tuple[Floats, Floats]:
        """Intensities (n × 8) of a block, and the change still to come of each draw.

        `rest` is the change that counts as none, of the terms of a line. Amounts are doubles:
        single precision would save a fifteenth of the time, and shows wherever terms cancel.
        """
        from pcf.engine.kernels import settle, sum_burdens, sweep

        n, (begin, end) = len(self._lines), self._core
        drawn = room("amounts", len(self._suppliers))
        self._inputs.sample(words, drawn)
        burdens, right = room("burdens", len(self._burdens.amount)), room("right", n)
        self._burdens.sample(words, burdens)
        sum_burdens(self._burdens.start, burdens, right)
        y, kept = room("intensities", n), room("sweeps", 8 * n)
        y[:] = self._nominal[:, None]
        matrix = (self._inputs.start, self._suppliers, drawn, self._diagonal, right, y)
        coming = np.full(LANES, rest)
        sweep(0, begin, *matrix, kept)
        if end > begin:
            lines = kept[: 8 * (end - begin)].reshape(8, end - begin, LANES)
            settle(begin, end, *matrix, self._weight, _MOST, coming, lines)
        sweep(end, n, *matrix, kept)
        return y[self._place], coming


def room(name: str, count: int) -> Floats:
    """Lines of eight numbers, not set, that a thread keeps: new memory costs more than sampling.

    They begin where a line of the processor's cache does, so that one number more is not two lines.
    """
    held: Floats | None = getattr(_ROOMS, name, None)
    if held is None or len(held) < count:
        size = count * LANES * 8
        whole = np.empty(size + _CACHE_LINE, dtype=np.uint8)
        first = -whole.ctypes.data % _CACHE_LINE
        held = whole[first : first + size].view(np.float64).reshape(count, LANES)
        setattr(_ROOMS, name, held)
    return held[:count]
