"""Findings of an import as a whole: one line for each thing that is worth knowing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pcf.findings import Finding, Location, finding
from pcf.importing.conservation import Conservation
from pcf.importing.coverage import GasCoverage
from pcf.importing.link import Choice
from pcf.importing.schemas import SchemaReport
from pcf.importing.settings import ImportSettings
from pcf.units import is_known

if TYPE_CHECKING:
    from pcf.importing.draft import Built

_LISTED = 5


def summary(
    conservation: Conservation,
    links: Mapping[str, int],
    kinds: Mapping[str, int],
    gases: GasCoverage,
    settings: ImportSettings,
    built: Built,
) -> Iterator[Finding]:
    """Give the findings of an import; none of them is an error."""
    yield from _held(conservation)
    yield from _open(links, settings)
    yield from _gases(gases)
    undecided = conservation.reasons().get(("process", "coproducts-undecided"), 0)
    if undecided:
        yield finding("IM022", observed=undecided)
    several = sum(1 for draft in built.taken() if draft.by_rule)
    if several:
        yield finding("IM013", observed=several, expected=settings.coproducts)
    if len(kinds) > 1:
        listed = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items()))
        yield finding("IM014", observed=listed, expected=", ".join(settings.mix) or "-")
    units = sorted({f.unit for f in built.flows.records() if not is_known(f.unit)})
    if units:
        yield finding("IM019", observed=", ".join(units[:_LISTED]), count=len(units))


def with_schemas(findings: tuple[Finding, ...], report: SchemaReport) -> tuple[Finding, ...]:
    """Add what the validation found: violations (``IM056``), or why there was none (``IM057``)."""
    told = list(findings)
    if report.violations:
        first = report.violations[0]
        kinds = [f"{v.where or v.dataset} {v.rule} {v.count}" for v in report.violations]
        told.append(
            finding(
                "IM056", Location(first.file, first.line), observed=report.total,
                kinds=len(kinds), bad=report.files - report.valid, files=report.files,
                shown=", ".join(kinds[:_LISTED]),
            )
        )  # fmt: skip
    if report.reason not in ("", "no-schemas") or report.detail:
        told.append(finding("IM057", observed=report.reason or "-", detail=report.detail or "-"))
    return tuple(told)


def named_absent(choices: Sequence[Choice]) -> Iterator[Finding]:
    """Count inputs whose named supplier cannot be used (``IM021``): open, and linked otherwise."""
    linked = [c for c in choices if c.reason == "instead-of-named"]
    left_open = [c for c in choices if c.reason == "open-named-absent"]
    if linked or left_open:
        first = (left_open or linked)[0].demand
        yield finding(
            "IM021", node=first.row, observed=len(linked) + len(left_open), linked=len(linked),
            open=len(left_open), named=first.provider,
        )  # fmt: skip


def _held(conservation: Conservation) -> Iterator[Finding]:
    first = {(h.what, h.reason): h for h in reversed(conservation.held)}
    for (what, reason), n in conservation.reasons().items():
        if reason not in ("process-held", "not-inventory", "coproducts-undecided"):
            item = first[what, reason]
            yield finding(
                "IM007", item.place.location(), node=item.node, observed=n, what=what,
                reason=reason,
            )  # fmt: skip


def _open(links: Mapping[str, int], settings: ImportSettings) -> Iterator[Finding]:
    ambiguous = links.get("open-ambiguous", 0)
    if ambiguous:
        yield finding("IM008", observed=ambiguous, expected=settings.policy)
    none = links.get("open-none", 0) + links.get("open-other-kind", 0)
    if none:
        yield finding("IM009", observed=none, other=links.get("open-other-kind", 0))


def _gases(gases: GasCoverage) -> Iterator[Finding]:
    if gases.uncovered:
        names = [item.name_en or item.name_zh or item.flow for item in gases.uncovered]
        listed = ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
        yield finding("IM011", observed=listed, count=len(names))
    for (flow, note), n in gases.assumed.items():
        yield finding("IM012", node=flow, observed=flow, note=note, count=n)
