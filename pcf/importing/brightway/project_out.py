"""A linked background as a Brightway project: written by Brightway itself into a stated directory.

The directory is what ``BRIGHTWAY2_DIR`` is for Brightway and the Activity Browser; it holds one
project with the database, one database of gases, and the method.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.findings import Finding, finding
from pcf.importing.brightway.process import run_brightway
from pcf.importing.brightway.system import System, background_system

if TYPE_CHECKING:
    from pcf.importing.writers import Source

#: Name of the project in Brightway.
PROJECT = "pcf"


def write(source: Source, target: Path) -> tuple[Finding, ...]:
    """Write a background; Brightway keeps amounts as float32 in its matrices."""
    return write_system(background_system(source.background, source.method), target)


def write_system(system: System, target: Path) -> tuple[Finding, ...]:
    """Write a system into the directory `target`, which is made."""
    target.mkdir()
    gases = f"{system.id} gases"
    factors = [((gases, gas.code), gas.factor) for gas in system.gases if gas.factor is not None]
    request = {
        "do": "write",
        "project": PROJECT,
        "databases": {gases: _gases(system, gases), system.id: _activities(system, gases)},
        "method": list(system.method),
        "factors": factors,
    }
    run_brightway(request, target, target.name)
    left = len(system.gases) - len(factors)
    return (finding("IM046", observed=left, expected="characterization factor"),) if left else ()


def _gases(system: System, database: str) -> list[Any]:
    return [
        [
            (database, gas.code),
            {
                "name": gas.name, "unit": "kilogram", "type": "emission",
                "categories": gas.categories, "exchanges": [], "code": gas.code,
            },
        ]
        for gas in system.gases
    ]  # fmt: skip


def _activities(system: System, gases: str) -> list[Any]:
    rows: list[list[dict[str, Any]]] = [[] for _ in system.activities]
    for i, j, value in system.technosphere:
        own = i == j
        kind, amount = ("production", value) if own else ("technosphere", -value)
        key = (system.id, system.activities[i].code)
        rows[j].append({"input": key, "amount": amount, "type": kind})
    for k, j, value in system.biosphere:
        key = (gases, system.gases[k].code)
        rows[j].append({"input": key, "amount": value, "type": "biosphere"})
    return [
        [
            (system.id, activity.code),
            {
                "name": activity.name, "unit": activity.unit, "location": activity.location,
                "reference product": activity.product, "comment": activity.comment,
                "type": "processwithreferenceproduct", "code": activity.code, "exchanges": listed,
                "pcf_kind": activity.kind, "pcf_year": activity.year,
                "name_zh": activity.name_zh, "product_zh": activity.product_zh,
            },
        ]
        for activity, listed in zip(system.activities, rows, strict=True)
    ]  # fmt: skip
