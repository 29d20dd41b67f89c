"""Why a balance of a background does not close, as stated in ``balance_notes.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pcf.background.balance import KINDS
from pcf.background.csvtable import Columns, read_rows
from pcf.findings import Findings

FILE = "balance_notes.csv"
#: Matter crosses the boundary without a row, by design of the tables.
BY_DESIGN = ("air", "water", "nature", "collected", "returned", "allocated", "convention")
#: Weaknesses of the data.
WEAK = ("residue", "proxy", "partial", "inconsistent")
_COLUMNS = Columns(
    ("process", "balance", "cause", "comment"), (), ("process", "balance", "cause", "comment")
)


@dataclass(frozen=True, slots=True)
class Note:
    """A stated cause of an open balance."""

    cause: str
    comment: str

    @property
    def is_by_design(self) -> bool:
        """Whether the tables leave this matter out on purpose."""
        return self.cause in BY_DESIGN


def read_notes(folder: Path, findings: Findings) -> dict[tuple[str, str], Note]:
    """Read the notes of a background by process and balance; none when it has no such table."""
    path = folder / FILE
    if not path.is_file():
        return {}
    made = {}
    for row in read_rows(path, f"{folder.name}/{FILE}", _COLUMNS, findings):
        kind = row.choice("balance", KINDS)
        cause = row.choice("cause", (*BY_DESIGN, *WEAK))
        made[row.text("process"), kind] = Note(cause, row.text("comment"))
    return made
