"""A compiled background: what is opened at once, and what is fetched when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pcf.background.records import (
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)
from pcf.background.rows import Rows
from pcf.background.tables import Manifest
from pcf.findings import Finding


@dataclass(frozen=True, slots=True)
class Triplets:
    """A sparse matrix as rows, columns and values; repeated places add up."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    shape: tuple[int, int]


#: Lists of a head that are fetched one by one: products, their shares, and the records.
PARTS = ("products", "shares", "sources", "flows", "processes")
Part = Callable[[str], tuple[Any, ...]]


@dataclass(frozen=True)
class Head:
    """What is needed to name, search and link datasets.

    Attributes
    ----------
    part
        Gives one of `PARTS` by name; it is asked once for each.
    """

    manifest: Manifest
    sha256: str
    allocation: str
    columns: tuple[GhgColumn, ...]
    findings: tuple[Finding, ...]
    part: Part

    @cached_property
    def products(self) -> tuple[tuple[str, str], ...]:
        """Pairs of process and flow in the order of the matrix."""
        return self.part("products")

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Share (0..1) of the burden of its process that each product carries."""
        return self.part("shares")

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All citations."""
        return self.part("sources")

    @cached_property
    def flows(self) -> tuple[FlowRecord, ...]:
        """All flows."""
        return self.part("flows")

    @cached_property
    def processes(self) -> tuple[ProcessRecord, ...]:
        """Heads of all processes."""
        return self.part("processes")


class Intensities(Protocol):
    """kg of elementary flow per unit of product; an array, or several side by side."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of products and of greenhouse-gas columns."""

    def __getitem__(self, key: Any, /) -> Any:
        """Give the line of a product, or those of several."""

    def __matmul__(self, factors: Any, /) -> Any:
        """Give the score of every product under factors of the columns."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is needed to look into datasets: the rows, and the matrices A and B."""

    exchanges: Rows
    technosphere: Triplets
    biosphere: Triplets


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole compiled background.

    `intensities` holds kg of elementary flow per unit of product: one row per product of the
    head, one column per greenhouse-gas column.
    """

    head: Head
    intensities: NDArray[np.float64]
    details: Details
