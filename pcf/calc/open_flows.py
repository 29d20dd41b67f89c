"""Open inputs behind a result as records: what is missing, and between what it would lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Literal

#: By what an open input is bounded; ``none``: not bounded.
Basis = Literal["candidates", "same", "category", "none"]
#: Names of exchanges held back that a row lists.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """Open inputs of one flow upstream of a row.

    amount
        In `unit`, per functional unit.
    inputs
        How many inputs.
    basis
        ``candidates``: the database has suppliers and none is chosen; ``same``: the same product
        elsewhere in the database or in another background; ``category``: datasets of its
        category in the same unit; ``none``: nothing to compare with.
    low, high
        kg CO2e, from the least to the most intensive of `datasets` datasets; None without a bound.
    nearest
        Datasets that come nearest by name, with their score.
    """

    flow: str
    name_zh: str
    name_en: str
    unit: str
    amount: float
    inputs: int
    basis: Basis
    low: float | None
    high: float | None
    datasets: int
    nearest: tuple[str, ...]

    @property
    def is_bounded(self) -> bool:
        """Whether there is a range."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Exchanges of one name that an import held back from a dataset, and why."""

    dataset: str
    reason: str
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """Open inputs upstream of one row of the project; the largest flows first.

    inputs, unbounded
        Open inputs, and those of them without a bound.
    low, high
        kg CO2e of those with a bound; None when none has one.
    by
        Inputs by what bounds them.
    held, held_by, held_names
        Exchanges of the dataset and of those upstream that the import held back: how many, by
        reason, and some of them by name. They count nothing, and nothing bounds them.
    """

    address: str
    dataset: str
    inputs: int
    unbounded: int
    low: float | None
    high: float | None
    by: Mapping[str, int]
    flows: tuple[OpenFlow, ...]
    held: int = 0
    held_by: Mapping[str, int] = field(default_factory=dict)
    held_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """Open inputs behind a whole result; nothing of it is in the total.

    unbounded, held
        While one is not zero, `low` and `high` are a part only, and the result is not bounded.
        `held` adds up the rows: an exchange upstream of two of them counts in both.
    """

    inputs: int
    unbounded: int
    low: float | None
    high: float | None
    rows: tuple[OpenRow, ...]
    held: int = 0


def open_row(
    address: str, dataset: str, flows: Iterable[OpenFlow], held: Iterable[HeldBack] = ()
) -> OpenRow:
    """Put the open flows of a row together, and what was held back upstream of it."""
    listed = tuple(sorted(flows, key=_first))
    by: Counter[str] = Counter()
    for flow in listed:
        by[flow.basis] += flow.inputs
    low, high = _range((f.low, f.high) for f in listed)
    inputs = sum(flow.inputs for flow in listed)
    counted = dict(sorted(by.items()))
    back = sorted(held, key=lambda one: (-one.count, one.dataset, one.name))
    reasons: Counter[str] = Counter()
    for one in back:
        reasons[one.reason] += one.count
    names = tuple(dict.fromkeys(f"{one.name} ({one.dataset})" for one in back))[:_NAMED]
    return OpenRow(
        address, dataset, inputs, by["none"], low, high, counted, listed,
        sum(reasons.values()), dict(sorted(reasons.items())), names,
    )  # fmt: skip


def open_ends(rows: Iterable[OpenRow]) -> OpenEnds | None:
    """Put the rows of a result together; None when nothing is open."""
    listed = tuple(row for row in rows if row.inputs or row.held)
    if not listed:
        return None
    low, high = _range((row.low, row.high) for row in listed)
    inputs, unbounded = sum(r.inputs for r in listed), sum(r.unbounded for r in listed)
    return OpenEnds(inputs, unbounded, low, high, listed, sum(row.held for row in listed))


def _range(
    parts: Iterable[tuple[float | None, float | None]],
) -> tuple[float | None, float | None]:
    known = [(low, high) for low, high in parts if low is not None and high is not None]
    if not known:
        return None, None
    return fsum(low for low, _ in known), fsum(high for _, high in known)


def _first(flow: OpenFlow) -> tuple[bool, str, float, str]:
    """Those with no bound first, unit by unit and by amount; the others by what they are worth."""
    if not flow.is_bounded:
        return (False, flow.unit, -abs(flow.amount), flow.flow)
    return (True, "", -max(abs(flow.low or 0.0), abs(flow.high or 0.0)), flow.flow)


def open_ends_from_json(data: Mapping[str, Any] | None) -> OpenEnds | None:
    """Rebuild what a result file says of its open inputs."""
    if data is None:
        return None
    rows = []
    for row in data["rows"]:
        flows = (OpenFlow(**{**f, "nearest": tuple(f["nearest"])}) for f in row["flows"])
        names = tuple(row.get("held_names", ()))
        rows.append(OpenRow(**{**row, "flows": tuple(flows), "held_names": names}))
    return OpenEnds(**{**data, "rows": tuple(rows)})
