"""A compiled background: what is opened at once, and what is fetched when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pcf.background.records import (
    ExchangeRecord,
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)
from pcf.background.tables import Manifest
from pcf.findings import Finding


@dataclass(frozen=True, slots=True)
class Triplets:
    """A sparse matrix as rows, columns and values; repeated places add up."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    shape: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Head:
    """What is needed to name, search and link datasets.

    products, shares
        Pairs of process and flow in the order of the matrix, and the share (0..1) of the burden
        of its process that each carries.
    """

    manifest: Manifest
    sha256: str
    allocation: str
    columns: tuple[GhgColumn, ...]
    products: tuple[tuple[str, str], ...]
    shares: tuple[float, ...]
    sources: tuple[Source, ...]
    flows: tuple[FlowRecord, ...]
    processes: tuple[ProcessRecord, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What is needed to look into datasets: the rows, and the matrices A and B."""

    exchanges: tuple[ExchangeRecord, ...]
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
