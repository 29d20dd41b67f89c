"""Mapping lists of the user: what flows of a package mean, before anything of pcf is asked.

``PROJECT/mappings/*.csv``, read at every import in order of their names. A row says by what a flow
is known (``by``: ``uuid``, ``cas``, ``name``; ``compartment`` narrows it), and what it is (``to``):
an elementary flow of pcf by its id, ``none`` for a flow without climate effect, ``flow:ID`` another
flow of the package, ``process:ID`` a dataset of the package that supplies it, or ``bg:ID`` one of
the embedded background, for inputs and for waste given to treatment.

One ``unit`` of the flow counts as ``factor`` (1 when empty) of the target. An empty unit means kg
of a gas, the unit of the product of a ``bg:`` dataset, else the reference unit of the flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pcf.background.background import Background
from pcf.background.csvtable import Columns, Row, read_rows
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, finding
from pcf.importing.gases import GasMap
from pcf.importing.package import Flow, Package
from pcf.suggest import nearest

FOLDER = "mappings"
REPORT_FILE = "mapping-report.csv"
NONE = "none"
_COLUMNS = Columns(
    ("by", "from", "to", "source"), ("compartment", "unit", "factor", "note"), ("from", "to"),
)  # fmt: skip
_WAYS = ("uuid", "cas", "name")
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a flow of the package is, by a row of a mapping list.

    kind
        ``gas`` (empty target: no climate effect), ``flow`` of the package, ``process`` of the
        package, ``dataset`` of the embedded background.
    """

    kind: Literal["gas", "flow", "process", "dataset"]
    target: str
    factor: float
    unit: str
    row: Row


@dataclass(frozen=True, slots=True)
class MappingList:
    """Mapped flows by id, findings, and the report table with its header."""

    flows: Mapping[str, Mapped]
    findings: tuple[Finding, ...]
    report: tuple[tuple[str, ...], ...]

    def gases(self, own: Mapping[str, str]) -> dict[str, str]:
        """Elementary flow of pcf by flow id; `own` assignments come first."""
        listed = {id: m.target for id, m in self.flows.items() if m.kind == "gas"}
        return {**listed, **own}

    def datasets(self) -> tuple[str, ...]:
        """Datasets of the embedded background that are asked for, sorted."""
        return tuple(sorted({m.target for m in self.flows.values() if m.kind == "dataset"}))


NO_MAPPINGS = MappingList({}, (), ())


def read_mappings(project: Path, package: Package, embedded: Background) -> MappingList:
    """Read the mapping lists of a project against a package.

    Raises
    ------
    PcfError
        ``IM036`` for a row whose way or target is not known, and the faults of a table. A row that
        no flow fits is warning ``IM037`` with the nearest names; ``IM038`` says what was mapped.
    """
    files = sorted((project / FOLDER).glob("*.csv"))
    if not files:
        return NO_MAPPINGS
    findings = Findings()
    rows = [
        row
        for path in files
        for row in read_rows(path, f"{FOLDER}/{path.name}", _COLUMNS, findings)
    ]
    resolver = _Resolver(package, embedded, findings)
    for row in rows:
        resolver.add(row)
    if findings.errors:
        raise PcfError(findings.ordered())
    flows = resolver.flows
    if rows:
        at = rows[0].at()
        findings.add(finding("IM038", at, observed=len(rows), flows=len(flows), file=REPORT_FILE))
    return MappingList(flows, findings.ordered(), tuple(resolver.report()))


class _Resolver:
    def __init__(self, package: Package, embedded: Background, findings: Findings) -> None:
        self._package = package
        self._embedded = embedded
        self._findings = findings
        self._gases = {f.id for f in embedded.flows() if f.kind == "elementary"}
        self._met: list[tuple[Row, tuple[Flow, ...]]] = []
        self.flows: dict[str, Mapped] = {}
        self._names: dict[str, list[Flow]] = {}
        for flow in package.flows.values():
            for name in _names(flow):
                self._names.setdefault(name, []).append(flow)

    def add(self, row: Row) -> None:
        """Take one row: its target is checked, and the flows that it fits are mapped."""
        way = row.choice("by", _WAYS)
        target = self._target(row)
        factor = row.number("factor")
        met = tuple(self._fitting(way, row)) if way in _WAYS else ()
        self._met.append((row, met))
        if target is None or way not in _WAYS:
            return
        if not met:
            near = self._near(row)
            self._findings.add(
                finding("IM037", row.at("from"), observed=row.text("from"), suggestion=near)
            )
        for flow in met:
            kind, id = target
            made = Mapped(kind, id, 1.0 if factor is None else factor, row.text("unit"), row)
            self.flows.setdefault(flow.id, made)

    def _target(self, row: Row) -> tuple[Literal["gas", "flow", "process", "dataset"], str] | None:
        text = row.text("to")
        head, mark, id = text.partition(":")
        if text == NONE:
            return "gas", ""
        if not mark and text in self._gases:
            return "gas", text
        if head == "flow" and id in self._package.flows:
            return "flow", id
        if head == "process" and id in self._package.processes:
            return "process", id
        datasets = {p.id for p in self._embedded.processes()}
        if head == "bg" and id in datasets:
            return "dataset", id
        known = {"flow": self._package.flows, "process": self._package.processes, "bg": datasets}
        near = nearest(id if mark else text, known.get(head, self._gases) if mark else self._gases)
        shown = f"{head}:{near}" if mark and near else near
        self._findings.add(finding("IM036", row.at("to"), observed=text, suggestion=shown or NONE))
        return None

    def _fitting(self, way: str, row: Row) -> Iterator[Flow]:
        wanted, place = row.text("from").casefold(), row.text("compartment").casefold()
        if way == "uuid":
            flow = self._package.flows.get(row.text("from")) or self._package.flows.get(wanted)
            found = [] if flow is None else [flow]
        elif way == "cas":
            number = wanted.lstrip("0")
            flows = self._package.flows.values()
            found = [f for f in flows if number and f.cas.strip().lstrip("0") == number]
        else:
            found = list(dict.fromkeys(self._names.get(" ".join(wanted.split()), ())))
        for flow in found:
            if place in " / ".join(flow.categories).casefold():
                yield flow

    def _near(self, row: Row) -> str:
        """Give the nearest names, or for an id or CAS number the nearest of those."""
        way, text = row.text("by"), row.text("from").casefold()
        known = {
            "name": list(self._names),
            "uuid": list(self._package.flows),
            "cas": sorted({f.cas.strip() for f in self._package.flows.values() if f.cas}),
        }[way]
        near = get_close_matches(text, known, n=_NEAR, cutoff=0.5)
        return "; ".join(near) or "-"

    def report(self) -> Iterator[tuple[str, ...]]:
        """Rows of the report: what each row changed against the lists of pcf."""
        yield ("file", "line", "by", "from", "compartment", "to", "factor", "unit",
               "flow", "name", "before", "note", "source")  # fmt: skip
        built_in = GasMap()
        for row, met in self._met:
            own = (row.file, str(row.line), *(row.text(c) for c in _REPORTED))
            told = (row.text("note"), row.text("source"))
            if not met:
                yield (*own, "", "", "unmatched", *told)
            for flow in met:
                gas = built_in.find(flow, "output") or built_in.find(flow, "input")
                before = gas.flow if gas else "-"
                over = self.flows.get(flow.id)
                if over is not None and over.row is not row:
                    before = f"row of {over.row.file}:{over.row.line} holds"
                yield (*own, flow.id, flow.names.any, before, *told)


_REPORTED = ("by", "from", "compartment", "to", "factor", "unit")


def _names(flow: Flow) -> set[str]:
    names = (flow.names.en, flow.names.zh, *(text for _, text in flow.names.other), *flow.synonyms)
    return {" ".join(name.casefold().split()) for name in names if name}
