"""Tables of default values for the Circular Footprint Formula, asked for by name.

``datasets/endoflife/cff-defaults.csv`` holds several sets. Nothing is taken from them unless
``endoflife.toml`` says ``defaults = "NAME"``, and everything that is taken is told with its
evidence level.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from pcf.location import data_file, per_data
from pcf.model import DefaultValue

COLUMNS = (
    "set", "parameter", "class", "substance", "targets", "value", "evidence", "source", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DefaultRow:
    """One row: a value of a parameter; empty `kind`, `substance`, `targets` fit any."""

    set: str
    parameter: str
    kind: str
    substance: str
    targets: str
    value: float
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class DefaultSet:
    """The rows of one set."""

    id: str
    rows: tuple[DefaultRow, ...]

    def find(
        self, parameter: str, kind: str, substance: str, targets: str = ""
    ) -> DefaultValue | None:
        """Give the row that fits best: of the substance, else of the class, else of any material.

        A row with a date of recovery targets fits only where exactly that date is asked for.
        """
        fits = [
            row
            for row in self.rows
            if row.parameter == parameter
            and row.kind in ("", kind)
            and row.substance in ("", substance)
            and row.targets in ("", targets)
        ]
        if not fits:
            return None
        best = max(fits, key=lambda r: (bool(r.substance), bool(r.kind), bool(r.targets)))
        return DefaultValue(parameter, best.value, best.evidence, best.source)

    def targets(self) -> tuple[str, ...]:
        """Dates of recovery targets that the set knows, sorted."""
        return tuple(sorted({row.targets for row in self.rows if row.targets}))

    def substances(self) -> tuple[str, ...]:
        """Substances with values of their own, sorted."""
        return tuple(sorted({row.substance for row in self.rows if row.substance}))


@per_data
def default_sets() -> dict[str, DefaultSet]:
    """Give the shipped sets by name."""
    path = data_file("endoflife/cff-defaults.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            DefaultRow(
                row["set"], row["parameter"], row["class"], row["substance"], row["targets"],
                float(row["value"]), row["evidence"], row["source"],
            )
            for row in csv.DictReader(stream)
        ]  # fmt: skip
    names = sorted({row.set for row in rows})
    return {name: DefaultSet(name, tuple(r for r in rows if r.set == name)) for name in names}
