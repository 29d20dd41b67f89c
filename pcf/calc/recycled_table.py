"""What the law asks for recycled content, and which metals a chemistry contains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from pcf.background.csvtable import Columns, Row, read_rows
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.location import data_root
from pcf.model.recycled import METALS, Metal

Basis = Literal["active materials", "battery"]
_MINIMUM = (
    "metal", "basis", "documented_from", "step_1_from", "step_1_percent", "step_2_from",
    "step_2_percent", "evidence", "source",
)  # fmt: skip
_CHEMISTRY = ("word", "metals", "source")


@dataclass(frozen=True, slots=True)
class Minimum:
    """Recycled content that the law asks for of one metal.

    step_1, step_2
        Least share (0..1) from the day `step_1_from` and `step_2_from` on.
    documented_from
        First day on which the shares are documented, unless the method act comes later.
    """

    metal: Metal
    basis: Basis
    documented_from: str
    step_1_from: str
    step_1: float
    step_2_from: str
    step_2: float
    evidence: str
    source: str


@lru_cache(maxsize=1)
def minimums() -> Mapping[Metal, Minimum]:
    """Minimum of each metal, from ``datasets/battery/recycled_content.csv``."""
    made = {}
    for row in _rows("recycled_content.csv", _MINIMUM):
        metal = cast(Metal, row.choice("metal", METALS))
        made[metal] = Minimum(
            metal=metal,
            basis=cast(Basis, row.choice("basis", ("active materials", "battery"))),
            documented_from=row.text("documented_from"),
            step_1_from=row.text("step_1_from"),
            step_1=row.amount("step_1_percent") / 100.0,
            step_2_from=row.text("step_2_from"),
            step_2=row.amount("step_2_percent") / 100.0,
            evidence=row.text("evidence"),
            source=row.text("source"),
        )
    return made


def metals_of(chemistry: str) -> tuple[Metal, ...]:
    """Metals of a chemistry, e.g. ``NMC811`` has Co, Ni and Li; empty when it is not known.

    The longest word that the chemistry begins with decides.
    """
    name = chemistry.strip().upper()
    fitting = [word for word in _chemistries() if name.startswith(word)]
    if not fitting:
        return ()
    found = _chemistries()[max(fitting, key=len)]
    return tuple(metal for metal in METALS if metal in found)


@lru_cache(maxsize=1)
def _chemistries() -> Mapping[str, tuple[str, ...]]:
    rows = _rows("chemistry_metals.csv", _CHEMISTRY)
    return {row.text("word"): tuple(row.text("metals").split()) for row in rows}


def _rows(name: str, columns: tuple[str, ...]) -> list[Row]:
    """Rows of a table that pcf ships; raises `PcfError` when an installation is broken."""
    faults = Findings()
    path = data_root("datasets") / "battery" / name
    rows = read_rows(path, f"battery/{name}", Columns(columns, (), columns), faults)
    if faults.errors:
        raise PcfError(faults)
    return rows
