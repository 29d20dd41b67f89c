"""The one table of rounded values that every sheet, format and language prints.

A value is rounded to the significant digits of the rule pack (``[rounding] digits``), ties to even
(as GB/T 8170 does), on the shortest decimal text of the number. Stages, ledger columns, gases,
components and elementary flows are tables of parts: they end at one place, add up, and an equal
value has one text in all of them, as `pcf.documents.printed` says; shares are rounded one by one
everywhere. A pack that says ``sums = "note"`` has every value rounded alone instead; where what is
printed does not add up, the table then carries a note.

Rows, processes and contributors are rounded when they are first asked for. What a row states (its
amount) is no result: it is printed to six digits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pcf.calc.footprint import AlternativeTotal, Footprint, Part, RowResult
from pcf.documents.digits import Policy as Policy
from pcf.documents.digits import amount_text
from pcf.documents.digits import decimal_text as decimal_text
from pcf.documents.digits import exact as exact
from pcf.documents.digits import number_text as number_text
from pcf.documents.digits import policy_of as policy_of
from pcf.documents.digits import quantum as quantum
from pcf.documents.digits import share_text as share_text
from pcf.documents.digits import significant as significant
from pcf.documents.part_tables import PartTables, part_tables
from pcf.documents.printed import Printed, Whole
from pcf.documents.sums import RoundedPart as RoundedPart
from pcf.documents.sums import RoundedSum as RoundedSum
from pcf.documents.sums import rounded_sum as rounded_sum
from pcf.documents.sums import rounded_total as rounded_total
from pcf.documents.sums import sum_of, table_of

if TYPE_CHECKING:
    from pcf.rules.pack import Pack

#: Part of the absolute contributions that the contributors make up.
LARGEST_SHARE = 0.8


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
    printed: Printed = field(repr=False)
    tables: PartTables = field(repr=False, compare=False)
    footprint: Footprint = field(repr=False, compare=False)

    @cached_property
    def processes(self) -> RoundedSum:
        """Unit processes, the largest first; no table prints all of them."""
        parts = self.footprint.processes
        numbers = [self.printed.number(part.value) for part in parts]
        return sum_of("process", parts, numbers, self.total)

    @cached_property
    def components(self) -> RoundedSum:
        """Components, the largest first."""
        return table_of("component", self.tables.components, self.total, self.printed)

    @cached_property
    def flows(self) -> RoundedSum:
        """Elementary flows in the order of the inventory; those of two columns apart."""
        return table_of("flow", self.tables.flows, self.total, self.printed)

    @cached_property
    def crossed(self) -> Mapping[tuple[str, str], RoundedPart]:
        """Ledger columns of each stage; those of a column add up to it as it is printed."""
        made: dict[tuple[str, str], RoundedPart] = {}
        for column in self.ledger.parts:
            values = {
                part.id: self.tables.crossed[part.id, column.id] for part in self.stages.parts
            }
            shown = self.printed.parts(Whole(tuple(values.values()), column.exact))
            for (id, value), text in zip(values.items(), shown, strict=True):
                address = f"stage:{id}/ledger:{column.id}"
                made[id, column.id] = RoundedPart(
                    address, "", "", value, text, "", address, self.unit
                )
        return made

    @cached_property
    def rows(self) -> tuple[RoundedRow, ...]:
        """Every row, in the order of the result; a row of value 0 is one of them."""
        return tuple(self._row(row) for row in self.footprint.rows)

    @cached_property
    def contributors(self) -> RoundedTop:
        """Rows that make up 80 % of the absolute contributions, the largest first."""
        return _top([row.part for row in self.rows], self, "rest:rows")

    @cached_property
    def largest_processes(self) -> RoundedTop:
        """Unit processes that make up 80 % of the absolute contributions, the largest first."""
        return _top(self.processes.parts, self, "rest:processes")

    def part_text(self, value: float) -> str:
        """Text of any part of the result in its unit; of an equal value it is the same."""
        return decimal_text(self.printed.number(value))

    def figure(self, value: float | None) -> str:
        """Any other value of the result as text, rounded by the same policy."""
        return number_text(value, self.policy.digits)

    def _row(self, row: RowResult) -> RoundedRow:
        share = self.footprint.share(row.value)
        part = RoundedPart(
            row.address, row.name_zh, row.name_en, row.value,
            self.printed.number(row.value), share_text(share), row.address, self.unit,
        )  # fmt: skip
        return RoundedRow(
            row, amount_text(row.activity), amount_text(row.amount),
            number_text(row.intensity, self.policy.digits), part,
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


def _top(parts: Sequence[RoundedPart], table: RoundedResult, rest_address: str) -> RoundedTop:
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
    left = RoundedPart(
        "rest", "", "", rest, table.printed.number(rest), share, rest_address, table.unit
    )
    return RoundedTop(tuple(taken), tuple(reached), left, len(ordered) - len(taken))


def rounded_result(
    footprint: Footprint, stages: Sequence[Part], pack: Pack | None
) -> RoundedResult:
    """Round a result once, by the policy of its rule pack."""
    policy, unit = policy_of(pack), footprint.unit
    tables = part_tables(footprint, stages)
    alone = policy.sums == "note"
    printed = Printed(policy.digits) if alone else tables.printed(policy.digits)
    total = rounded_total(footprint.total, unit, policy)
    return RoundedResult(
        policy,
        unit,
        total,
        table_of("stage", tables.stages, total, printed),
        table_of("ledger", tables.ledger, total, printed),
        table_of("gas", tables.gases, total, printed),
        tuple(_alternative(item, policy) for item in footprint.alternatives),
        printed,
        tables,
        footprint,
    )


def at_place(result: RoundedResult, place: Decimal) -> RoundedResult:
    """Give a result whose tables of parts end at a place, as those of others beside it do."""
    if result.printed.alone or result.printed.place == place:
        return result
    tables, total = result.tables, result.total
    printed = tables.printed(result.policy.digits, place)
    return replace(
        result,
        stages=table_of("stage", tables.stages, total, printed),
        ledger=table_of("ledger", tables.ledger, total, printed),
        gases=table_of("gas", tables.gases, total, printed),
        printed=printed,
    )


def _alternative(item: AlternativeTotal, policy: Policy) -> RoundedPart:
    value = significant(item.value, policy.digits)
    return RoundedPart(
        item.id,
        item.name_zh,
        item.name_en,
        item.value,
        value,
        "",
        f"alternative:{item.id}",
        item.unit,
    )
