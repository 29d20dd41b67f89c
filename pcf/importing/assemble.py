"""Linked rows of a background: suppliers put in, loops without solution taken out and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pcf.background.compile import unsolvable_loops
from pcf.background.loops import LoopFault
from pcf.background.records import ExchangeRecord, Source
from pcf.background.tables import Manifest, Places, Tables
from pcf.findings import Finding, Location, finding
from pcf.importing.dividing import base_id
from pcf.importing.draft import Built, Draft
from pcf.importing.heads import PACKAGE_SOURCE
from pcf.importing.link import Choice, link
from pcf.importing.package import Document, Package
from pcf.importing.settings import ImportSettings
from pcf.importing.supplied import Supplied
from pcf.progress import stage

#: Rounds in which loops are looked for; each takes out the strongest loop of every group.
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Assembled:
    """The finished tables, what became of every input, and the loops that were taken out."""

    tables: Tables
    choices: tuple[Choice, ...]
    findings: tuple[Finding, ...]


def assemble(
    built: Built,
    package: Package,
    manifest: Manifest,
    settings: ImportSettings,
    decisions: Mapping[str, str],
    supplied: Supplied | None = None,
    said: Mapping[str, str] | None = None,
) -> Assembled:
    """Link the processes of a package; `said` names the rows of mapping lists that name suppliers.

    Processes around a loop that takes in more than it makes are held back (``IM010``), of an
    input-output table the whole group of sectors that supply one another; what they would supply
    stays open.
    """
    demands = [demand for draft in built.taken() for demand in draft.demands]
    supplies = [supply for draft in built.taken() for supply in draft.supplies]
    supplies += [] if supplied is None else supplied.supplies()
    linked = link(demands, supplies, settings, decisions)
    choices = {c.demand.row: _reasoned(c, said or {}) for c in linked}
    drafts = {record.id: draft for draft in built.taken() for record in draft.records()}
    found: list[Finding] = []
    stage("stage_loops")
    for _ in range(_ROUNDS):
        tables = _tables(built, package, manifest, choices)
        tables = tables if supplied is None else supplied.into(tables)
        faults = unsolvable_loops(tables)
        if not faults:
            break
        held: set[str] = set()
        for fault in faults:
            whole = drafts[fault.ring[0]].process.kind == "sector"
            members = fault.group if whole else fault.ring
            found.append(_told(fault, len(members), drafts))
            for process in members:
                held.update(record.id for record in drafts[process].records())
                drafts[process].refuse("loop-not-productive", found[-1].observed or "")
        choices = dict(_without(choices, held))
    return Assembled(tables, tuple(choices.values()), tuple(found))


def _reasoned(choice: Choice, said: Mapping[str, str]) -> Choice:
    """Say which row of a mapping list named the supplier, where it was not the package."""
    row = said.get(base_id(choice.demand.row), "")
    if not row or choice.reason != "stated":
        return choice
    return replace(choice, reason="mapped", level=row)


def _without(choices: Mapping[str, Choice], held: set[str]) -> Iterator[tuple[str, Choice]]:
    """Choices without those of held processes, and without held suppliers."""
    for row, choice in choices.items():
        if choice.demand.process in held:
            continue
        left = tuple((p, share) for p, share in choice.providers if p not in held)
        if left == choice.providers:
            yield row, choice
        elif left and choice.reason in ("policy-average", "instead-of-named"):
            yield row, replace(choice, providers=tuple((p, 1.0 / len(left)) for p, _ in left))
        else:
            yield row, replace(choice, providers=(), reason="open-supplier-held")


def _told(fault: LoopFault, count: int, drafts: Mapping[str, Draft]) -> Finding:
    ring = fault.ring
    names = [drafts[id].process.names.any or id for id in ring]
    place = drafts[ring[0]].process.place.location()
    shown = " -> ".join(f"{name} ({id})" for name, id in zip(names, ring, strict=True))
    gain = fault.finding.params["gain"]
    return finding("IM010", place, node=ring[0], observed=shown, gain=gain, count=count)


def _tables(
    built: Built, package: Package, manifest: Manifest, choices: Mapping[str, Choice]
) -> Tables:
    drafts = built.taken()
    rows = [row for draft in drafts for row in _linked(draft, choices)]
    processes = [record for draft in drafts for record in draft.records()]
    sources = _sources(package, {key for p in processes for key in p.sources})
    used = {row.flow for row in rows}
    flows = tuple(f for f in built.flows.records() if f.id in used or f.kind == "elementary")
    nowhere = Location("package")
    places = Places(
        (nowhere,) * len(sources),
        (nowhere,) * len(flows),
        (nowhere,) * len(processes),
        (nowhere,) * len(rows),
    )
    return Tables(manifest, sources, flows, tuple(processes), tuple(rows), places)


def _linked(draft: Draft, choices: Mapping[str, Choice]) -> Iterator[ExchangeRecord]:
    for row in draft.rows:
        choice = choices.get(row.id) if row.direction == "input" else None
        if choice is None or choice.is_open:
            yield row
        elif len(choice.providers) == 1:
            yield replace(row, provider=choice.providers[0][0])
        else:
            for number, (process, share) in enumerate(choice.providers, 1):
                part = row.amount * share
                yield replace(row, id=f"{row.id}.{number}", provider=process, amount=part)


def _sources(package: Package, used: set[str]) -> tuple[Source, ...]:
    own = Source(PACKAGE_SOURCE, f"{package.name} ({package.format})", "", package.sha256)
    listed = (package.documents[key] for key in sorted(used - {PACKAGE_SOURCE}))
    return (own, *(_source(document) for document in listed))


def _source(document: Document) -> Source:
    citation = document.text or document.names.any or document.id
    return Source(document.id, citation, "", "", document.url)
