"""Tables of parts of a result, before they are rounded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pcf.calc.footprint import Footprint, Part
from pcf.calc.gas_inventory import gas_inventory
from pcf.documents.printed import Printed, Whole, printed_of


@dataclass(frozen=True, slots=True)
class PartTables:
    """Parts of the total in several ways.

    flows
        Elementary flows in the order of the inventory; those of two columns apart.
    crossed
        Ledger columns of each stage, by stage and column.
    """

    total: float
    stages: tuple[Part, ...]
    ledger: tuple[Part, ...]
    gases: tuple[Part, ...]
    components: tuple[Part, ...]
    flows: tuple[Part, ...]
    crossed: Mapping[tuple[str, str], float]

    def printed(self, digits: int, place: Decimal | None = None) -> Printed:
        """Settle the printed numbers of all tables; `place` is used instead of the common one."""
        sums = (self.stages, self.ledger, self.gases, self.components, self.flows)
        wholes = [Whole(tuple(part.value for part in parts), self.total) for parts in sums if parts]
        return printed_of(wholes, digits, tuple(self._columns()), place)

    def _columns(self) -> Iterator[Whole]:
        for column in self.ledger:
            yield Whole(
                tuple(self.crossed[stage.id, column.id] for stage in self.stages), column.value
            )


def part_tables(footprint: Footprint, stages: Sequence[Part]) -> PartTables:
    """Gather the tables of a result; `stages` are those of its rule."""
    total = footprint.total
    flows = tuple(
        Part(f"{f.flow}/{f.ledger}", f.name_zh, f.name_en, f.value, f.value / total if total
             else None)
        for f in gas_inventory(footprint)
    )  # fmt: skip
    return PartTables(
        total, tuple(stages), tuple(footprint.ledger), tuple(footprint.gases),
        tuple(footprint.components), flows, _crossed(footprint, stages),
    )  # fmt: skip


def _crossed(footprint: Footprint, stages: Sequence[Part]) -> Mapping[tuple[str, str], float]:
    values: dict[tuple[str, str], list[float]] = {
        (stage.id, column.id): [] for stage in stages for column in footprint.ledger
    }
    for row in footprint.rows:
        for column, value in row.ledger.items():
            if (row.stage, column) in values:
                values[row.stage, column].append(value)
    return {at: math.fsum(found) for at, found in values.items()}
