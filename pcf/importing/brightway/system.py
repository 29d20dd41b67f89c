"""A linked and allocated system as Brightway takes it: activities, gases, matrices, factors."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pcf.climate import characterize, load_factor_set

if TYPE_CHECKING:
    from pcf.background.background import Background
    from pcf.background.records import GhgColumn

Triplet = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Activity:
    """A product and the process that makes it; one column of the technosphere.

    `kind` and `year` are those of its dataset, `name_zh` and `product_zh` Chinese names; empty
    where there are none.
    """

    code: str
    name: str
    product: str
    unit: str
    location: str
    comment: str = ""
    kind: str = ""
    year: str = ""
    name_zh: str = ""
    product_zh: str = ""


@dataclass(frozen=True, slots=True)
class Gas:
    """A greenhouse-gas column; one row of the biosphere, in kg."""

    code: str
    name: str
    categories: tuple[str, ...]
    factor: float | None


@dataclass(frozen=True, slots=True)
class Method:
    """How gases count: set of GWPs and treatment of biogenic carbon, as the project states them."""

    gwp_set: str
    biogenic: Literal["-1/+1", "0/0"]


@dataclass(frozen=True, slots=True)
class System:
    """Activities and gases with the entries of their matrices.

    technosphere
        (product, activity, value): outputs positive, inputs negative.
    biosphere
        (gas, activity, value): emissions positive; uptakes are gases of their own.
    method
        Name of the method in Brightway; empty when no factors are known.
    """

    id: str
    activities: tuple[Activity, ...]
    gases: tuple[Gas, ...]
    technosphere: tuple[Triplet, ...]
    biosphere: tuple[Triplet, ...]
    method: tuple[str, ...]


def stated_method(project: Path) -> Method | None:
    """Read the method that a project states; None when it states none."""
    try:
        found = tomllib.loads((project / "pcf.toml").read_text(encoding="utf-8-sig"))["method"]
        gwp_set, biogenic = found["gwp_set"], found["biogenic"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    known = biogenic in ("-1/+1", "0/0") and isinstance(gwp_set, str)
    return Method(gwp_set, cast(Literal["-1/+1", "0/0"], biogenic)) if known else None


def background_system(background: Background, method: Method | None) -> System:
    """Give the products of a background as a system."""
    a, b = background.matrices()
    return System(
        background.id,
        tuple(_activity(background, process, flow) for process, flow in background.products),
        gases_of(background, background.columns, method),
        triplets(a),
        triplets(b),
        method_name(method),
    )


def method_name(method: Method | None) -> tuple[str, ...]:
    """Name of a method in Brightway."""
    return () if method is None else ("pcf", method.gwp_set, method.biogenic)


def gases_of(
    background: Background, columns: Sequence[GhgColumn], method: Method | None
) -> tuple[Gas, ...]:
    """Give the gases of the columns with their factors; a gas without factor keeps None."""
    factors: list[float] = [float("nan")] * len(columns)
    if method is not None:
        found, _ = characterize(columns, load_factor_set(method.gwp_set), method.biogenic)
        factors = [float(value) for value in found]
    return tuple(
        Gas(
            f"{column.flow}|{column.ledger}", background.flow(column.flow).name_en,
            ("air", column.ledger), None if factor != factor else factor,
        )
        for column, factor in zip(columns, factors, strict=True)
    )  # fmt: skip


def triplets(matrix: Any) -> tuple[Triplet, ...]:
    """Entries of a sparse matrix that are not zero, by column and row."""
    found = matrix.tocoo()
    entries = zip(found.row.tolist(), found.col.tolist(), found.data.tolist(), strict=True)
    return tuple(sorted((t for t in entries if t[2]), key=lambda t: (t[1], t[0])))


def _activity(background: Background, process: str, flow: str) -> Activity:
    record, made = background.process(process), background.flow(flow)
    code = process if flow == record.product else f"{process}|{flow}"
    return Activity(
        code, record.name_en, made.name_en, background.unit_of(process, flow), record.location,
        record.comment, record.kind, record.year, record.name_zh, made.name_zh,
    )  # fmt: skip
