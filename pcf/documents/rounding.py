r"""The one table of rounded values that every sheet, format and language prints.

A value is rounded to the significant digits of the rule pack (``[rounding] digits``), ties to even
(as GB/T 8170 does), on the shortest decimal text of the number. Parts of a sum are rounded one by
one; where what is printed does not add up, the table carries a note and no value is bent. A pack
that says ``sums = "largest-remainder"`` has parts cut at the last digit of the total instead, and
what is missing given to the parts that lost most.

Rows, processes, components and the contributors to 80 % are of the same table; they are rounded
when they are first asked for. What a row states (its amount) is no result: it is printed to six
digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pcf.calc.footprint import AlternativeTotal, Footprint, Part, RowResult
from pcf.documents.digits import SHARE as SHARE
from pcf.documents.digits import WHOLE, amount_text
from pcf.documents.digits import Policy as Policy
from pcf.documents.digits import decimal_text as decimal_text
from pcf.documents.digits import exact as exact
from pcf.documents.digits import number_text as number_text
from pcf.documents.digits import policy_of as policy_of
from pcf.documents.digits import quantum as quantum
from pcf.documents.digits import share_text as share_text
from pcf.documents.digits import significant as significant

if TYPE_CHECKING:
    from pcf.rules.pack import Pack

#: Part of the absolute contributions that the contributors make up.
LARGEST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class RoundedPart:
    """A rounded value: `exact` is the value behind it, `address` what ``pcf explain`` takes."""

    id: str
    name_zh: str
    name_en: str
    exact: float
    value: Decimal
    share: str
    address: str
    unit: str

    @property
    def text(self) -> str:
        """Printed text."""
        return decimal_text(self.value)


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """Rounded parts of a total.

    gap, share_gap
        Sum of the printed parts less the printed total, at the last digit of the total, and sum of
        the printed shares less 100; zero where they add up.
    """

    parts: tuple[RoundedPart, ...]
    gap: Decimal
    share_gap: Decimal


@dataclass(frozen=True, slots=True)
class RoundedRow:
    """A row as it is printed: its amounts and its contribution.

    activity, amount
        Per reference flow of its process as stated, and per functional unit.
    intensity
        kg CO2e per unit of the supplier, rounded as results are.
    part
        The contribution, with its address.
    """

    row: RowResult
    activity: str
    amount: str
    intensity: str
    part: RoundedPart


@dataclass(frozen=True, slots=True)
class RoundedTop:
    """Largest parts that together make up 80 % of the absolute contributions, and the rest.

    cumulative
        For each part the share (0..1) of the absolute contributions that it and those before make.
    rest
        What the parts that are not listed add up to; `rest_count` counts those with a value.
    """

    parts: tuple[RoundedPart, ...]
    cumulative: tuple[float, ...]
    rest: RoundedPart
    rest_count: int


@dataclass(frozen=True)
class RoundedResult:
    """Every rounded value of a result.

    `footprint` is the result behind it: rows, processes, components and contributors are rounded
    when they are first asked for.
    """

    policy: Policy
    unit: str
    total: RoundedPart
    stages: RoundedSum
    ledger: RoundedSum
    gases: RoundedSum
    alternatives: tuple[RoundedPart, ...]
    footprint: Footprint = field(repr=False, compare=False)

    @cached_property
    def processes(self) -> RoundedSum:
        """Unit processes, the largest first."""
        return _sum("process", self.footprint.processes, self.total, self.policy)

    @cached_property
    def components(self) -> RoundedSum:
        """Components, the largest first."""
        return _sum("component", self.footprint.components, self.total, self.policy)

    @cached_property
    def rows(self) -> tuple[RoundedRow, ...]:
        """Every row, in the order of the result; a row of value 0 is one of them."""
        return tuple(self._row(row) for row in self.footprint.rows)

    @cached_property
    def contributors(self) -> RoundedTop:
        """Rows that make up 80 % of the absolute contributions, the largest first."""
        return _top([row.part for row in self.rows], self)

    @cached_property
    def largest_processes(self) -> RoundedTop:
        """Unit processes that make up 80 % of the absolute contributions, the largest first."""
        return _top(self.processes.parts, self)

    def figure(self, value: float | None) -> str:
        """Any other value of the result as text, rounded by the same policy."""
        return number_text(value, self.policy.digits)

    def _row(self, row: RowResult) -> RoundedRow:
        share = self.footprint.share(row.value)
        part = RoundedPart(
            row.address, row.name_zh, row.name_en, row.value,
            significant(row.value, self.policy.digits), share_text(share), row.address, self.unit,
        )  # fmt: skip
        return RoundedRow(
            row, amount_text(row.activity), amount_text(row.amount), self.figure(row.intensity),
            part,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Give the table as plain data."""
        return {
            "digits": self.policy.digits,
            "sums": self.policy.sums,
            "total": _json(self.total),
            "stages": [_json(part) for part in self.stages.parts],
            "ledger": [_json(part) for part in self.ledger.parts],
            "gases": [_json(part) for part in self.gases.parts],
            "alternatives": [_json(part) for part in self.alternatives],
        }


def _json(part: RoundedPart) -> dict[str, Any]:
    return {
        "id": part.id,
        "address": part.address,
        "value": part.exact,
        "rounded": part.text,
        "unit": part.unit,
        "share": part.share,
    }


def _top(parts: Sequence[RoundedPart], table: RoundedResult) -> RoundedTop:
    """Pick the largest parts until their absolute values reach 80 % of the absolute sum."""
    ordered = sorted((p for p in parts if p.exact), key=lambda p: (-abs(p.exact), p.address))
    whole = math.fsum(abs(part.exact) for part in ordered)
    taken: list[RoundedPart] = []
    reached: list[float] = []
    covered = 0.0
    for part in ordered:
        if reached and reached[-1] >= LARGEST_SHARE:
            break
        taken.append(part)
        covered += abs(part.exact)
        reached.append(covered / whole)
    rest = math.fsum(part.exact for part in ordered[len(taken) :])
    share = share_text(table.footprint.share(rest))
    value = significant(rest, table.policy.digits)
    left = RoundedPart("rest", "", "", rest, value, share, "", table.unit)
    return RoundedTop(tuple(taken), tuple(reached), left, len(ordered) - len(taken))


def rounded_result(
    footprint: Footprint, stages: Sequence[Part], pack: Pack | None
) -> RoundedResult:
    """Round a result once, by the policy of its rule pack."""
    policy, unit = policy_of(pack), footprint.unit
    total = _total(footprint, policy)

    def whole(kind: str, parts: Sequence[Part]) -> RoundedSum:
        return _sum(kind, parts, total, policy)

    return RoundedResult(
        policy,
        unit,
        total,
        whole("stage", stages),
        whole("ledger", footprint.ledger),
        whole("gas", footprint.gases),
        tuple(_alternative(item, policy) for item in footprint.alternatives),
        footprint,
    )


def _total(footprint: Footprint, policy: Policy) -> RoundedPart:
    value = significant(footprint.total, policy.digits)
    share = share_text(1.0 if footprint.total else None)
    return RoundedPart("total", "", "", footprint.total, value, share, "total", footprint.unit)


def _alternative(item: AlternativeTotal, policy: Policy) -> RoundedPart:
    value = significant(item.value, policy.digits)
    return RoundedPart(
        item.id, item.name_zh, item.name_en, item.value, value, "", "total", item.unit
    )


def _sum(kind: str, parts: Sequence[Part], total: RoundedPart, policy: Policy) -> RoundedSum:
    last = quantum(total.exact, policy.digits)
    if policy.sums == "largest-remainder":
        values = largest_remainder([part.value for part in parts], total.value, last)
    else:
        values = [significant(part.value, policy.digits) for part in parts]
    made = tuple(
        RoundedPart(
            part.id, part.name_zh, part.name_en, part.value, value, share_text(part.share),
            f"{kind}:{part.id}", total.unit,
        )
        for part, value in zip(parts, values, strict=True)
    )  # fmt: skip
    gap = sum(values, Decimal(0)).quantize(last, ROUND_HALF_EVEN) - total.value
    return RoundedSum(made, gap, _share_gap(parts))


def _share_gap(parts: Sequence[Part]) -> Decimal:
    shares = [part.share for part in parts if part.share is not None]
    if not shares:
        return Decimal(0)
    printed = [(exact(s) * WHOLE).quantize(SHARE, ROUND_HALF_EVEN) for s in shares]
    return sum(printed, Decimal(0)) - WHOLE


def largest_remainder(values: Sequence[float], total: Decimal, last: Decimal) -> list[Decimal]:
    """Cut parts at the digit `last` and give what is missing to those that lost most.

    Ties go to the earlier part. The parts add up to `total`.
    """
    floors = [exact(value).quantize(last, ROUND_FLOOR) for value in values]
    lost = [exact(value) - floor for value, floor in zip(values, floors, strict=True)]
    missing = int((total - sum(floors, Decimal(0))) / last)
    order = sorted(range(len(values)), key=lambda i: (-lost[i], i))
    for position in order[: max(missing, 0)]:
        floors[position] += last
    return floors
