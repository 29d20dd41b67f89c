"""Findings of an import as a whole: one line for each thing that is worth knowing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pcf.findings import Finding, Location, finding
from pcf.i18n import Language, label
from pcf.importing.conservation import Conservation
from pcf.importing.coverage import GasCoverage
from pcf.importing.flow_records import NO_UNIT
from pcf.importing.link import Choice
from pcf.importing.package import Package
from pcf.importing.places import is_known as is_known_place
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
    """Give the findings of an import; it is an error (``IM025``) when nothing can be used."""
    if not kinds:
        held = {why: n for (what, why), n in conservation.reasons().items() if what == "process"}
        yield finding("IM025", observed=_words(held, "en"), reasons_zh=_words(held, "zh"),
                      reasons_en=_words(held, "en"))  # fmt: skip
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
    unknown = {f.unit for f in built.flows.records() if not is_known(f.unit)}
    units = sorted(unknown - {NO_UNIT})
    if units:
        yield finding("IM019", observed=", ".join(units[:_LISTED]), count=len(units))


def unknown_places(package: Package) -> Iterator[Finding]:
    """Count places that no list knows (``IM024``): nothing but the world is nearest to them."""
    met = Counter(p.location.strip() for p in package.processes.values())
    strange = {code: count for code, count in met.items() if not is_known_place(code)}
    if strange:
        shown = sorted(strange, key=lambda code: (-strange[code], code))[:_LISTED]
        listed = ", ".join(f"{code[:40]} ({strange[code]})" for code in shown)
        yield finding("IM024", observed=listed, count=len(strange), processes=sum(strange.values()))


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


def _words(counted: Mapping[str, int], lang: Language) -> str:
    """Reasons in words, with how many records each has."""
    return ", ".join(f"{label(f'held_{why}', lang)} {n}" for why, n in counted.items()) or "-"


def _held(conservation: Conservation) -> Iterator[Finding]:
    first = {(h.what, h.reason): h for h in reversed(conservation.held)}
    for (what, reason), n in conservation.reasons().items():
        if reason not in ("process-held", "not-inventory", "coproducts-undecided"):
            item = first[what, reason]
            code = "IM026" if reason == "reference-unit-unknown" else "IM007"
            key, why = f"what_{what.replace(' ', '_')}", f"held_{reason}"
            yield finding(
                code, item.place.location(), node=item.node, observed=n, what=what,
                reason=reason, what_zh=label(key, "zh"), what_en=label(key, "en"),
                reason_zh=label(why, "zh"), reason_en=label(why, "en"),
            )  # fmt: skip


def _open(links: Mapping[str, int], settings: ImportSettings) -> Iterator[Finding]:
    ambiguous = links.get("open-ambiguous", 0)
    if ambiguous:
        yield finding("IM008", observed=ambiguous, expected=settings.policy)
    parts = [links.get(f"open-{why}", 0) for why in ("none", "other-kind", "flow-missing")]
    if any(parts):
        yield finding("IM009", observed=sum(parts), other=parts[1], absent=parts[2])


def _gases(gases: GasCoverage) -> Iterator[Finding]:
    if gases.uncovered:
        names = [item.name_en or item.name_zh or item.flow for item in gases.uncovered]
        listed = ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
        yield finding("IM011", observed=listed, count=len(names))
    for (flow, note), n in gases.assumed.items():
        yield finding("IM012", node=flow, observed=flow, note=note, count=n)
