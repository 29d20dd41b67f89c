"""A database of others becomes a background of the project: ``backgrounds/<id>/``.

The folder holds the same tables as an embedded background, and beside them ``import.toml``
(source, hash, settings), ``choices.csv`` (decisions of the user), ``links.csv`` (every link with
its reason), ``conservation.json`` and ``held-back.csv`` (what became of every record), and
``package.jsonl.gz`` (the package in neutral form, from which it can be linked again). It is
written whole or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pcf.background import available_backgrounds, open_background
from pcf.background.background import Background
from pcf.background.opening import IMPORTED, compile_written
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, Findings, Location, finding
from pcf.importing.archive import open_archive
from pcf.importing.assemble import Assembled, assemble
from pcf.importing.build import build
from pcf.importing.conservation import Collect, Conservation, Held, Ledger
from pcf.importing.coverage import GasCoverage
from pcf.importing.dividing import base_id
from pcf.importing.draft import Built
from pcf.importing.folder_out import (
    CHOICES_FILE,
    Aside,
    link_rows,
    manifest_of,
    read_choices,
    read_schema_report,
    write_beside,
    write_report,
)
from pcf.importing.mappings import REPORT_FILE, read_mappings
from pcf.importing.package import Package
from pcf.importing.reader import reader, sniffed
from pcf.importing.remap import remapped
from pcf.importing.remarks import remarks
from pcf.importing.schemas import NOT_VALIDATED, SchemaReport, check_schemas
from pcf.importing.settings import ImportSettings, checked, read_settings
from pcf.importing.store_package import load_findings, load_package, save_package
from pcf.importing.summary import named_absent, summary, unknown_places, with_schemas
from pcf.importing.supplied import Supplied
from pcf.importing.tables_out import write_csv, write_tables
from pcf.progress import stage
from pcf.project.holding import held

FOLDER = IMPORTED
PACKAGE_FILE = "package.jsonl.gz"
LINKS_FILE = "links.csv"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    background
        The background, opened.
    conservation
        What became of every record.
    kinds
        Taken processes by kind.
    links
        Inputs by what became of them.
    gases
        Coverage of greenhouse gases.
    schemas
        What the files break of the schemas of their format.
    findings
        Worth knowing, the important first.
    """

    background: Background
    folder: Path
    format: str
    source: str
    source_sha256: str
    settings: ImportSettings
    conservation: Conservation
    kinds: Mapping[str, int]
    links: Mapping[str, int]
    gases: GasCoverage
    schemas: SchemaReport
    findings: tuple[Finding, ...]

    @property
    def is_partial(self) -> bool:
        """Whether processes or exchanges were held back, or inputs stay open."""
        held = any(self.conservation.count(what).held for what in ("process", "exchange"))
        return held or any(reason.startswith("open-") for reason in self.links)


def import_database(
    path: Path,
    project: Path,
    settings: ImportSettings | None = None,
    *,
    format: str | None = None,
    id: str | None = None,
    schemas: Path | None = None,
) -> ImportResult:
    """Import a package into a project.

    Parameters
    ----------
    path
        Zip, folder or file.
    project
        Project folder; the background goes to ``backgrounds/<id>/`` in it.
    settings
        What the package leaves open; the defaults refuse to choose among suppliers.
    format
        Name of the format; found out when None.
    id
        Id of the background; made of the file name when None.
    schemas
        Folder of schemas to report on (`pcf.importing.schemas`); they are never a gate.

    Raises
    ------
    UsageError
        ``IM002`` unknown format, ``IM004`` id that cannot be used, ``IM015`` unknown policy.
    PcfError
        ``IM003`` no process in it, ``IM005`` hostile archive, ``IM001`` the ledger is broken.
    """
    chosen = checked(settings or ImportSettings())
    name = _checked_id(id or _id_of(path))
    collect = Collect()
    with open_archive(path, collect) as archive:
        package = (reader(format) if format else sniffed(archive)).read(archive, collect)
        report = check_schemas(archive, schemas)
    if not package.processes:
        raise PcfError(
            [*collect.findings, finding("IM003", Location(path.name), observed=path.name)]
        )
    target = project / FOLDER / name
    with held(project, "data import"):
        return _finish(package, collect, chosen, read_choices(target), target, report=report)


def relink(
    project: Path, id: str, decisions: Mapping[str, str], settings: ImportSettings | None = None
) -> ImportResult:
    """Link an imported background again, with further decisions or other settings.

    Parameters
    ----------
    decisions
        Process by row; an empty process takes an earlier decision back.

    Raises
    ------
    PcfError
        ``IM016`` when there is no such import.
    UsageError
        ``IM016`` for a row or process that does not exist.
    """
    with held(project, "data providers"):
        return _relinked(project / FOLDER / id, decisions, settings)


def _relinked(
    folder: Path, decisions: Mapping[str, str], settings: ImportSettings | None
) -> ImportResult:
    stated, _ = read_settings(folder)
    package, ledger = load_package(folder / PACKAGE_FILE)
    merged = {**read_choices(folder), **decisions}
    kept = {row: process for row, process in merged.items() if process}
    for row, process in kept.items():
        known = row.partition(".")[0] in package.processes and (
            process in package.processes or base_id(process) in package.processes
        )
        if not known:
            raise UsageError([finding("IM016", observed=f"{row}={process}")])
    collect = Collect(ledger, Findings(load_findings(folder / PACKAGE_FILE)))
    wanted = [row for row, process in decisions.items() if process]
    report = read_schema_report(folder)
    return _finish(package, collect, checked(settings or stated), kept, folder, wanted, report)


def _finish(
    package: Package,
    collect: Collect,
    settings: ImportSettings,
    decisions: Mapping[str, str],
    target: Path,
    wanted: Sequence[str] = (),
    report: SchemaReport = NOT_VALIDATED,
) -> ImportResult:
    embedded = open_background()
    elementary = {f.id: f for f in embedded.flows() if f.kind == "elementary"}
    read_ledger = Ledger.load(collect.ledger.dump())
    stated, mappings = package, read_mappings(target.parent.parent, package, embedded)
    noted = Findings(mappings.findings)
    put_in = remapped(stated, mappings.flows, embedded, noted)
    package = put_in.package
    built = build(package, replace(settings, gases=mappings.gases(settings.gases)), elementary)
    manifest = manifest_of(package, settings, target.name)
    supplied = Supplied(embedded, mappings.datasets())
    made = assemble(built, package, manifest, settings, decisions, supplied, put_in.said)
    _check_decisions(made, decisions, wanted)
    conservation = _close(built, collect.ledger)
    gases = built.gases.close()
    with Aside(target) as folder:
        stage("stage_writing")
        write_tables(made.tables, folder)
        write_beside(folder, package, settings, manifest)
        background = compile_written(folder, made.tables)
        stage("stage_keeping")
        save_package(stated, read_ledger, folder / PACKAGE_FILE, collect.findings)
        if mappings.report:
            write_csv(folder / REPORT_FILE, mappings.report)
        write_csv(folder / LINKS_FILE, link_rows(made.choices))
        write_csv(folder / CHOICES_FILE, [("row", "process"), *sorted(decisions.items())])
        write_csv(folder / "held-back.csv", conservation.rows())
        told = {"gases": gases.to_dict(), "schemas": report.to_dict()}
        write_report(folder, {**conservation.to_dict(), **told})
    collect.findings.extend(noted)
    done = _result(package, target, settings, background, conservation, made, built, collect, gases)
    return replace(done, schemas=report, findings=with_schemas(done.findings, report))


def _check_decisions(made: Assembled, decisions: Mapping[str, str], wanted: Sequence[str]) -> None:
    """Refuse decisions for rows that need no supplier, or for processes that do not supply."""
    met = {c.demand.row for c in made.choices if c.reason in ("decided", "open-supplier-held")}
    faults = [
        finding("IM016", observed=f"{row}={decisions[row]}") for row in wanted if row not in met
    ]
    if faults:
        raise UsageError(faults)


def _result(
    package: Package,
    target: Path,
    settings: ImportSettings,
    background: Background,
    conservation: Conservation,
    made: Assembled,
    built: Built,
    collect: Collect,
    gases: GasCoverage,
) -> ImportResult:
    links: Counter[str] = Counter(choice.reason for choice in made.choices)
    kinds: Counter[str] = Counter(draft.process.kind for draft in built.taken())
    findings = Findings([*collect.findings, *made.findings])
    findings.extend(remarks(package))
    findings.extend(named_absent(made.choices))
    findings.extend(unknown_places(package))
    findings.extend(summary(conservation, links, kinds, gases, settings, built))
    return ImportResult(
        background=background,
        folder=target,
        format=package.format,
        source=package.name,
        source_sha256=package.sha256,
        settings=settings,
        conservation=conservation,
        kinds=dict(sorted(kinds.items())),
        links=dict(sorted(links.items())),
        gases=gases,
        schemas=NOT_VALIDATED,
        findings=findings.ordered(),
    )


def _close(built: Built, ledger: Ledger) -> Conservation:
    """Enter what became of processes and exchanges, and close the ledger."""
    for draft in built.drafts:
        process = draft.process
        if draft.reason:
            item = Held("process", draft.reason, process.place, process.id, draft.detail)
            ledger.hold(item)
        else:
            ledger.take("process", process.kind)
        for use in draft.uses.values():
            ledger.take("exchange", use)
        for item in draft.held.values():
            ledger.hold(item)
    return ledger.close()


def _id_of(path: Path) -> str:
    stem = path.name.lower().removesuffix(".zip").removesuffix(".ilcd")
    return re.sub(r"[^a-z0-9._-]+", "-", stem).strip("-._")[:60] or "imported"


def _checked_id(id: str) -> str:
    if not _ID.fullmatch(id) or id in available_backgrounds():
        raise UsageError([finding("IM004", observed=id, expected="a-z 0-9 . _ -")])
    return id
