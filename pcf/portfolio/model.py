"""What a portfolio is: products, the sets of suppliers they may have, and tables of variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pcf.project.overrides import Override


@dataclass(frozen=True, slots=True)
class Product:
    """A project of the portfolio, with what is the same for all of its results.

    folder
        Absolute path of the project folder.
    changes
        Values and suppliers put in before those of a supplier set and of a variant.
    suppliers
        Names of supplier sets; one result per set and variant. Empty = as the project is.
    variants
        File of the table of variants, as named in the portfolio; empty without one.
    """

    id: str
    folder: Path
    scenario: str | None
    target: str | None
    changes: tuple[Override, ...]
    suppliers: tuple[str, ...]
    variants: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio as stated.

    sets
        Changes of each supplier set by its name.
    chunk
        Results per chunk; None = decided by their number.
    """

    file: Path
    id: str
    products: tuple[Product, ...]
    sets: Mapping[str, tuple[Override, ...]]
    chunk: int | None


@dataclass(frozen=True, slots=True)
class Variant:
    """One result that is asked for.

    number
        Its place in the portfolio, from 1: what tells results apart.
    product
        Place of its product in the portfolio.
    id, line
        Of the table of variants; "" and None without one.
    texts
        Cells of the table, by its columns; an empty cell changes nothing.
    """

    number: int
    product: int
    suppliers: str
    id: str
    line: int | None
    texts: tuple[str, ...]
