"""A project whose footprint is computed by hand, and portfolios of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from kit import project

PARAMETERS = """[load]
value = 2
unit = "1"
source = "t"
[twice]
formula = "load * 2"
unit = "1"
[losses]
value = 0
unit = "1"
source = "t"
"""


def small(folder: Path) -> Path:
    """Total = 1 kg of assembly = 3 kg of part x (2 kg CO2 x load/2) + 0.5 kg CO2 = 6.5 kg CO2e.

    part: emission row E-1 with ``load`` kg CO2 per kg; assembly: E-2 with 0.5 kg CO2, E-3 with
    ``losses`` kg. Stages: part is raw material, assembly is production.
    """
    return project(
        folder,
        [
            {"id": "assembly", "product": "assembly", "amount": 1, "unit": "kg",
             "stage": "production"},
            {"id": "part", "product": "part", "amount": 1, "unit": "kg", "stage": "raw_material"},
        ],
        demand={"assembly": (1, "kg")},
        tables={
            "flows": [
                {"id": "assembly", "unit": "kg"},
                {"id": "part", "unit": "kg"},
            ],
            "bom": [{"id": "B-1", "process": "assembly", "flow": "part", "amount": 3,
                     "unit": "kg", "supplier": "process:part"}],
            "exchanges": [
                {"id": "E-1", "process": "part", "direction": "emission", "flow": "co2_fossil",
                 "formula": "load", "unit": "kg"},
                {"id": "E-2", "process": "assembly", "direction": "emission",
                 "flow": "co2_fossil", "amount": 0.5, "unit": "kg"},
                {"id": "E-3", "process": "assembly", "direction": "emission",
                 "flow": "co2_fossil", "formula": "losses", "unit": "kg"},
            ],
        },
        files={"model/parameters.toml": PARAMETERS},
    )  # fmt: skip


def portfolio(folder: Path, products: str, *, chunk: int | None = None, more: str = "") -> Path:
    """Write ``folder/p.toml``."""
    size = "" if chunk is None else f"chunk = {chunk}\n"
    text = f'schema = 1\nid = "test"\n{size}{more}\n{products}'
    (folder / "p.toml").write_text(text, encoding="utf-8")
    return folder / "p.toml"


def variants(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table of variants."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("id", *columns))
        writer.writerows(rows)


def lines(folder: Path) -> list[dict[str, str]]:
    """Lines of a table of results."""
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
