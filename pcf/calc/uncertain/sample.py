"""How a footprint is drawn, and what the draws gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pcf.calc.uncertain.background import BackgroundCover
from pcf.calc.uncertain.draws import CHUNK
from pcf.calc.uncertain.stated import StatedInputs
from pcf.engine.system import Floats

Way = Literal["arrays", "one by one"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw.

    draws, seed
        Draw d depends on the seed and d alone.
    background
        Whether exchanges of background datasets are drawn too.
    workers, chunk
        Change no bit of a draw.
    """

    draws: int
    seed: int
    background: bool = False
    workers: int = 1
    chunk: int = CHUNK


@dataclass(frozen=True, slots=True)
class Sample:
    """What draws gave.

    totals
        One per draw, NaN where it failed.
    means
        Mean of each input over the draws.
    at_means
        Total at the means of the inputs; None where it cannot be computed.
    shares
        Part of the variance by input (the background last, when it is drawn), and R²; None when
        the draws are too few for that many inputs.
    way
        ``arrays``, or ``one by one`` where the model is not what arrays compute.
    checked, worst
        Draws compared with full calculations, and their largest relative difference.
    why
        What arrays could not compute; empty when nothing.
    background_shift
        Mean change of the total by the draws of the background.
    again, lost, turned
        Draws of the background that were solved again another way, that have no answer, and in
        which a loop eats more than it makes; see `pcf.calc.uncertain.background.BackgroundBlock`.
    compiled
        Whether compiled code (numba) drew the background; None when it is not drawn.
    """

    stated: StatedInputs
    totals: Floats
    means: Floats
    at_means: float | None
    shares: tuple[Floats, float] | None
    way: Way
    checked: int
    worst: float
    why: str = ""
    cover: BackgroundCover | None = None
    background_error: float = 0.0
    background_shift: float = 0.0
    again: int = 0
    lost: int = 0
    turned: int = 0
    compiled: bool | None = None

    @property
    def known(self) -> Floats:
        """Totals of the draws that did not fail."""
        return self.totals[~np.isnan(self.totals)]

    @property
    def failed(self) -> int:
        """Number of draws without a total."""
        return int(np.sum(np.isnan(self.totals)))
