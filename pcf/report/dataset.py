"""Everything that is known about one dataset of the background, gathered for its view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.errors import UsageError
from pcf.findings import finding

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.records import ExchangeRecord, FlowRecord, ProcessRecord, Source
    from pcf.background.tag_shares import TagShares


@dataclass(frozen=True, slots=True)
class Intensity:
    """Cradle-to-gate kg CO2e per `unit` of a product under one factor set.

    `without_factor` names the gases of the product for which the set has no factor: they are not
    in `value`.
    """

    factors: str
    value: float
    unit: str
    without_factor: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """A product of a dataset with its share of the burden and its intensities.

    weakest
        Share of its intensity by the weakest tag on the way of each kg CO2e
        (`pcf.background.tag_shares`); empty when the intensity is zero.
    """

    flow: FlowRecord
    share: float
    intensities: tuple[Intensity, ...]
    weakest: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """An exchange with the flow it names."""

    exchange: ExchangeRecord
    flow: FlowRecord


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset: head, products, exchanges and sources."""

    process: ProcessRecord
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    sources: tuple[Source, ...]


def dataset(background: Background, word: str) -> Dataset:
    """Gather a dataset.

    Parameters
    ----------
    word
        Id of the dataset, also as ``bg:ID`` or ``bg:ID/FLOW``.

    Raises
    ------
    UsageError
        ``US045`` when there is none of that id, with the nearest one.
    """
    from pcf.suggest import nearest

    name = word.removeprefix("bg:").partition("/")[0]
    try:
        process = background.process(name)
    except KeyError:
        near = nearest(name, (p.id for p in background.processes()))
        suggestion = f"pcf data show {near}" if near else f"pcf data search {name}"
        raise UsageError([finding("US045", observed=name, suggestion=suggestion)]) from None
    parts = _parts(background)
    rows = tuple(Row(e, background.flow(e.flow)) for e in background.exchanges(name))
    keys = dict.fromkeys([*process.sources, *(k for row in rows for k in row.exchange.sources)])
    return Dataset(
        process,
        tuple(_output(background, name, flow, parts) for _, flow in background.outputs(name)),
        rows,
        tuple(background.source(key) for key in keys),
    )


def _parts(background: Background) -> TagShares:
    from pcf.background.tag_shares import tag_shares
    from pcf.calc.data_check import Scores

    return tag_shares(background, Scores(background).factors)


def _weakest(parts: TagShares, product: int) -> dict[str, float]:
    from pcf.background.tag_shares import RANKS

    values = parts.by_weakest[product]
    total = float(values.sum())
    if not total:
        return {}
    return {tag: float(value) / total for tag, value in zip(RANKS, values, strict=True)}


def _output(background: Background, process: str, flow: str, parts: TagShares) -> Output:
    import numpy as np

    from pcf.climate import characterize, factor_sets

    inventory = background.intensities[background.index(process, flow)]
    emitted = {c.flow for c, kg in zip(background.columns, inventory, strict=True) if kg}
    made = []
    for factor_set in factor_sets():
        factors, missing = characterize(background.columns, factor_set, "-1/+1")
        made.append(
            Intensity(
                factor_set.id,
                float(inventory @ np.nan_to_num(factors, nan=0.0)),
                f"kg CO2e/{background.unit_of(process, flow)}",
                tuple(gas for gas in missing if gas in emitted),
            )
        )
    share = background.share(process, flow)
    weakest = _weakest(parts, background.index(process, flow))
    return Output(background.flow(flow), share, tuple(made), weakest)
