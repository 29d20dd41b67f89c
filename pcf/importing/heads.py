"""Heads of imported processes: what a background says of each, and what was held back of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pcf.background.records import ProcessRecord
from pcf.importing.package import Package
from pcf.importing.places import normal
from pcf.importing.settings import ImportSettings

if TYPE_CHECKING:
    from pcf.importing.coproducts import Output
    from pcf.importing.draft import Draft

#: Source of every row that the package does not give a source for.
PACKAGE_SOURCE = "package"
_LONGEST_TEXT = 600
_LONGEST_NAME = 80
#: Names of exchanges held back that stand with a process.
_NAMES = 20
#: Kind of data set in the words of a background.
_KINDS = {
    "unit": "unit", "result": "aggregated", "parameter": "parameter", "sector": "sector",
}  # fmt: skip


def head(
    package: Package, settings: ImportSettings, made: Draft, main: Output, rule: str
) -> ProcessRecord:
    """Give the head of a process whose main product is `main`, divided by `rule`."""
    process = made.process
    known = tuple(s for s in process.sources if s in package.documents)
    names = process.names
    return ProcessRecord(
        id=process.id,
        name_zh=names.zh or names.any or process.id,
        name_en=names.en or names.any or process.id,
        product=main.flow,
        amount=main.amount,
        unit=main.unit,
        location=normal(process.location),
        year=process.year or "-",
        technology=short(process.technology),
        kind=_KINDS[process.kind],  # type: ignore[arg-type]
        category="/".join(process.categories),
        allocation=rule,
        variant="",
        sources=(*known, PACKAGE_SOURCE),
        tag="published",
        comment=short(process.comment),
        held=_held(package, made),
        principle=settings.system_model or process.principle.lower(),
    )


def _held(package: Package, made: Draft) -> tuple[str, ...]:
    """What was held back of a process: reason, count and name; many names become one."""
    listed = {exchange.id: exchange.flow for exchange in made.process.exchanges}
    counted: Counter[tuple[str, str]] = Counter()
    for id, item in made.held.items():
        flow = package.flows.get(listed.get(id, ""))
        name = (flow.names.any if flow else "") or listed.get(id, "") or id
        counted[item.reason, short(name.replace(";", ","))[:_LONGEST_NAME].rstrip()] += 1
    named = counted.most_common(_NAMES)
    others: Counter[str] = Counter()
    for (reason, name), count in counted.items():
        others[reason] += 0 if ((reason, name), count) in named else count
    told = [f"{reason} {count} {name}" for (reason, name), count in named]
    return (*told, *(f"{reason} {count} …" for reason, count in others.items() if count))


def short(text: str) -> str:
    """One line of a text, bounded."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
