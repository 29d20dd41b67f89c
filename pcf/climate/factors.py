"""Factor sets: kg CO2e per kg of a greenhouse gas, as published, and their application.

A gas without a factor in a set has none: it is never counted as zero in silence.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Location, finding
from pcf.location import data_file, per_data
from pcf.suggest import nearest

Biogenic = Literal["-1/+1", "0/0"]
#: Columns of the ledger; they add up to the total.
LEDGERS = ("fossil", "biogenic_emission", "biogenic_removal", "dluc", "aircraft", "unsplit")
_BIOGENIC: dict[Biogenic, dict[str, float]] = {
    "-1/+1": {"co2_biogenic": 1.0, "co2_biogenic_uptake": -1.0},
    "0/0": {"co2_biogenic": 0.0, "co2_biogenic_uptake": 0.0},
}


class GasColumn(Protocol):
    """What characterization needs to know of a column: the elementary flow."""

    @property
    def flow(self) -> str:
        """Id of the elementary flow."""


@dataclass(frozen=True, slots=True)
class FactorSet:
    """A set of characterization factors.

    sha256
        Hash over the id and all factors as published, independent of their order.
    headline
        False for a side metric, which can never be the headline result.
    """

    id: str
    name_zh: str
    name_en: str
    source: str
    sha256: str
    headline: bool = True
    _factors: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)

    def factor(self, flow: str) -> float | None:
        """kg CO2e per kg of an elementary flow; None when this set has no factor for it.

        Biogenic CO2 stands here with the factor of the table (0); `characterize` applies the
        approach of the study.
        """
        return self._factors.get(flow)

    def flows(self) -> tuple[str, ...]:
        """Elementary flows that have a factor, sorted."""
        return tuple(sorted(self._factors))


@per_data
def _all_sets() -> tuple[FactorSet, ...]:
    described = data_file("climate/sets.toml").read_bytes()
    return read_factor_sets(described, lambda name: data_file(f"climate/{name}").read_bytes())


def read_factor_sets(described: bytes, table: Callable[[str], bytes]) -> tuple[FactorSet, ...]:
    """Read factor sets.

    Parameters
    ----------
    described
        Content of ``sets.toml``.
    table
        Gives the content of a table by the name of its file.

    Raises
    ------
    PcfError
        ``LC004``, ``LC005`` for a flow that is there twice and a factor that is no number.
    ValueError, KeyError, TypeError, AttributeError
        When the files have not the form of those that pcf ships.
    """
    listed = tomllib.loads(described.decode("utf-8"))["set"]
    return tuple(_read_set(part, table(_file_name(part["file"]))) for part in listed)


def _file_name(name: str) -> str:
    if not name.endswith(".csv") or {"/", "\\", ":"} & set(name):
        raise ValueError(name)
    return name


def _read_set(described: Mapping[str, Any], table: bytes) -> FactorSet:
    name, file = str(described["id"]), str(described["file"])
    text = table.decode("utf-8-sig")
    factors: dict[str, float] = {}
    written: list[str] = []
    faults: list[Finding] = []
    reader = csv.DictReader(text.splitlines())
    if name not in (reader.fieldnames or ()):
        raise KeyError(name)
    for row in reader:
        flow, cell = row["flow"], row[name].strip()
        at = Location(f"climate/{file}", reader.line_num, name)
        if flow in factors:
            faults.append(finding("LC004", at, node=flow, observed=flow))
        elif cell:
            factors[flow] = _number(cell)
            written.append(f"{flow}={cell}\n")
            if not math.isfinite(factors[flow]):
                faults.append(finding("LC005", at, node=flow, observed=cell))
    if faults:
        raise PcfError(faults)
    hashed = sha256((f"{name}\n" + "".join(sorted(written))).encode()).hexdigest()
    return FactorSet(
        id=name,
        name_zh=str(described["name_zh"]),
        name_en=str(described["name_en"]),
        source=str(described["source"]),
        sha256=hashed,
        headline=bool(described["headline"]),
        _factors=factors,
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def factor_sets(*, side_metrics: bool = False) -> tuple[FactorSet, ...]:
    """Give the sets that may be used for a headline result, in the order of publication.

    With `side_metrics` also those that are shown apart.
    """
    return tuple(part for part in _all_sets() if part.headline or side_metrics)


@per_data
def removal_flows() -> frozenset[str]:
    """Flows that take a gas out of the air or keep it there: negative factor in some set."""
    negative = {
        flow for part in _all_sets() for flow in part.flows() if (part.factor(flow) or 0.0) < 0
    }
    return frozenset(negative | {f for f, c in _BIOGENIC["-1/+1"].items() if c < 0})


def load_factor_set(id: str, *, side_metric: bool = False) -> FactorSet:
    """Give a factor set by id.

    Parameters
    ----------
    id
        For instance ``AR6``.
    side_metric
        True to ask for a metric that is shown apart (``GWP20-AR6``) and never is the result.

    Raises
    ------
    UsageError
        ``LC001`` for an unknown id, ``LC002`` for a side metric asked for as headline.
    """
    known = {part.id: part for part in _all_sets() if part.headline or side_metric}
    if id in known:
        return known[id]
    listed = ", ".join(known)
    if any(part.id == id for part in _all_sets()):
        raise UsageError([finding("LC002", observed=id, expected=listed, suggestion="AR6")])
    suggestion = nearest(id, known, 0.4) or next(iter(known))
    raise UsageError([finding("LC001", observed=id, expected=listed, suggestion=suggestion)])


def characterize(
    columns: Sequence[GasColumn], factor_set: FactorSet, biogenic: Biogenic
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    r"""Characterization vector *c* for a sequence of greenhouse-gas columns.

    The score of an inventory *g* (kg per column) is :math:`c \cdot g`, in kg CO2e. Uptake flows
    have positive amounts and negative factors.

    Parameters
    ----------
    columns
        Columns of the inventory.
    factor_set
        The factors.
    biogenic
        ``-1/+1``: emission of biogenic CO2 counts +1 and its uptake −1; ``0/0``: neither counts.

    Returns
    -------
    tuple
        *c*, and the flows without a factor in this set, each once, in the order of the columns.
        Their entries of *c* are nan: the caller must leave such columns out, bound them and say
        so; a sum over all columns becomes nan otherwise.
    """
    own = _BIOGENIC[biogenic]
    factors = [own.get(column.flow, factor_set.factor(column.flow)) for column in columns]
    missing = dict.fromkeys(
        column.flow for column, factor in zip(columns, factors, strict=True) if factor is None
    )
    values = [math.nan if factor is None else factor for factor in factors]
    return np.array(values, dtype=np.float64), tuple(missing)
