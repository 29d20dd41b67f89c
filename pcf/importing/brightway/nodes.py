"""Nodes and edges of Brightway as its files state them, whichever file that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pcf.importing.package import Parameter, Place, ProcessKind, Uncertainty

#: Kinds of node. What is none of them is taken for a process when it has edges.
PRODUCTS = ("product",)
BIOSPHERE = (
    "emission", "natural resource", "biosphere", "inventory indicator", "economic", "social",
    "water", "soil", "air",
)  # fmt: skip
#: Kinds of edge by meaning.
PRODUCTION = ("production", "generic production")
CONSUMPTION = ("technosphere", "generic consumption")
#: Kinds of dataset of a background that are no unit process.
STANDS_FOR: Mapping[str, ProcessKind] = {
    "aggregated": "result", "parameter": "parameter", "sector": "sector",
}  # fmt: skip
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """An exchange; `key` is database and code of the other node, when it is stated.

    The texts name the other node where there is no key. `amount` is None when it cannot be read
    or a formula stands for it; then `stated` holds the text.
    """

    kind: str
    amount: float | None
    pointer: str
    line: int | None = None
    stated: str = ""
    formula: str = ""
    key: Key | None = None
    name: str = ""
    product: str = ""
    unit: str = ""
    location: str = ""
    database: str = ""
    categories: tuple[str, ...] = ()
    uncertainty: Uncertainty | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """An activity, a product or an elementary flow.

    `stands_for` is the kind of dataset, `name_zh` and `product_zh` are names, where pcf wrote them.
    """

    key: Key
    name: str
    place: Place
    kind: str = ""
    product: str = ""
    unit: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    comment: str = ""
    source: str = ""
    amount: float | None = None
    cas: str = ""
    year: str = ""
    parameters: tuple[Parameter, ...] = ()
    edges: tuple[Edge, ...] = ()
    stands_for: ProcessKind = "unit"
    name_zh: str = ""
    product_zh: str = ""

    @property
    def is_biosphere(self) -> bool:
        """Whether it is an elementary flow."""
        return self.kind.casefold() in BIOSPHERE

    @property
    def is_product(self) -> bool:
        """Whether it is a product without a process of its own."""
        return self.kind.casefold() in PRODUCTS
