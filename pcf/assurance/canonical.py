"""Backgrounds as a bundle needs them: canonical numbers, and a record of what was drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcf.assurance.refined import canonical_intensities
from pcf.background import Background, open_background
from pcf.background.joined import join
from pcf.model import BackgroundChoice

#: Opens the backgrounds of a study; what a project is given in place of `open_study`.
Opener = Callable[[BackgroundChoice, Path | None], Background]
#: Id of a background and allocation in it.
Key = tuple[str, str]
_MOST_KEPT = 4
_kept: dict[tuple[str, str], NDArray[np.float64]] = {}


class Recorded:
    """Intensities that remember which products were asked for."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        self._values = values
        self.used: set[int] = set()

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of products and of greenhouse-gas columns."""
        return self._values.shape

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, key: Any, /) -> Any:
        row = key[0] if isinstance(key, tuple) else key
        if isinstance(row, int | np.integer):
            self.used.add(int(row))
        return self._values[key]

    def __matmul__(self, factors: Any, /) -> Any:
        return self._values @ factors

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[np.float64]:
        """Give all values; asking for all of them draws on none."""
        return np.array(self._values, dtype=dtype)


def canonical(background: Background) -> NDArray[np.float64]:
    """Canonical intensities of one background; computed once for each content."""
    key = (background.sha256, background.allocation)
    if key not in _kept:
        while len(_kept) >= _MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = canonical_intensities(background)
    return _kept[key]


class CanonicalOpener:
    """Opens backgrounds with canonical numbers and remembers what was drawn from each.

    Attributes
    ----------
    parts
        Every background opened, by id and allocation.
    """

    def __init__(self) -> None:
        self.parts: dict[Key, Background] = {}

    def __call__(self, choice: BackgroundChoice, home: Path | None) -> Background:
        """Open the backgrounds of a study."""
        wanted = ((choice.id, choice.allocation), *((c.id, c.allocation) for c in choice.also))
        first, *others = (self.part(*key, home) for key in wanted)
        return join(first, others)

    def part(self, id: str, allocation: str, home: Path | None) -> Background:
        """Give one background; errors as in `open_background`."""
        key = (id, allocation)
        if key not in self.parts:
            self.parts[key] = with_canonical(open_background(id, allocation, home=home))
        return self.parts[key]


def with_canonical(background: Background) -> Background:
    """Put canonical, recorded intensities into a background that nobody else holds."""
    background.intensities = Recorded(canonical(background))
    return background


def used_products(background: Background) -> tuple[int, ...]:
    """Products that were drawn on, by row; all of a background that pcf ships."""
    values = background.intensities
    if not background.imported or not isinstance(values, Recorded):
        return tuple(range(len(background.products)))
    return tuple(sorted(values.used))
