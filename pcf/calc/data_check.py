"""Check a background: tables, balances, stoichiometric bounds, names, published ranges, tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from pcf.background import Background, open_background
from pcf.background.balance import KINDS, Balance, Kind, balances
from pcf.background.contents import Content, contents_of
from pcf.background.floors import FloorCheck, check_floors, place_of, read_floors
from pcf.background.identities import identity_findings
from pcf.background.notes import Note, read_notes
from pcf.background.plausibility import Comparison, band_findings, comparisons, read_bands
from pcf.background.records import FlowRecord
from pcf.background.tables import Tables, digest, read_tables
from pcf.background.validate import Index, validate
from pcf.climate import characterize, load_factor_set
from pcf.climate.factors import Biogenic
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, Location, finding

#: Metric in which results stand beside published ranges.
REFERENCE_SET = "AR6"
REFERENCE_BIOGENIC: Biogenic = "0/0"
_BROKEN = {"mass": "DS053", "carbon": "DS054", "energy": "DS055"}
_BY_DESIGN = {"mass": "DS056", "carbon": "DS057", "energy": "DS058"}
_UNITS = {"mass": "kg", "carbon": "kg C", "energy": "MJ"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one balance could be checked: numbers of processes.

    closed, open, by_design
        Decided: closes, does not, does not for a reason by design of the tables.
    undecided
        Flows of unknown content could close or break it.
    nothing
        Not checked, by reason.
    """

    kind: Kind
    closed: int
    open: int
    by_design: int
    undecided: int
    nothing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DataCheck:
    """Result of checking a background.

    findings
        In order of weight and place; with errors in the tables the other parts are empty.
    tags
        Number of exchanges by tag.
    """

    id: str
    version: str
    sha256: str
    processes: int
    exchanges: int
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...] = ()
    floors: tuple[FloorCheck, ...] = ()
    ranges: tuple[Comparison, ...] = ()
    bands: int = 0
    tags: Mapping[str, int] | None = None

    @property
    def has_errors(self) -> bool:
        """Whether the answer is no."""
        return any(item.level == "error" for item in self.findings)


def check_folder(folder: Path) -> DataCheck:
    """Check the background in `folder`.

    Faults of the tables (those that would refuse to compile) end the check; everything else is
    found in one pass.
    """
    findings = Findings()
    tables = read_tables(folder, findings)
    read_at = {item.location for item in findings}
    faults = [i for i in validate(tables) if i.code != "DS007" or i.location not in read_at]
    findings.extend(faults)
    if findings.errors:
        return _result(tables, folder, findings)
    try:
        background = open_background(folder=folder)
    except PcfError as error:
        findings.extend(error.findings)
        return _result(tables, folder, findings)
    return _Checker(tables, folder, findings).check(background)


def _result(tables: Tables, folder: Path, findings: Findings) -> DataCheck:
    manifest = tables.manifest
    return DataCheck(
        manifest.id,
        manifest.version,
        digest(folder),
        len(tables.processes),
        len(tables.exchanges),
        findings.ordered(),
    )


class _Checker:
    """One pass over the unit processes of sound tables."""

    def __init__(self, tables: Tables, folder: Path, findings: Findings) -> None:
        self.tables = tables
        self.folder = folder
        self.findings = findings
        self.index = Index(tables)
        self.flows: Mapping[str, FlowRecord] = self.index.flows

    @cached_property
    def contents(self) -> dict[str, Content]:
        return contents_of(self.flows, self.folder, self.findings)

    @cached_property
    def notes(self) -> dict[tuple[str, str], Note]:
        return read_notes(self.folder, self.findings)

    def check(self, background: Background) -> DataCheck:
        base = _result(self.tables, self.folder, self.findings)
        balanced = list(self._balances())
        floors = tuple(self._floors())
        self.findings.extend(identity_findings(self.tables))
        bands = read_bands(self.findings)
        ranges = comparisons(bands, Scores(background))
        self.findings.extend(band_findings(ranges))
        return DataCheck(
            base.id,
            base.version,
            base.sha256,
            base.processes,
            base.exchanges,
            self.findings.ordered(),
            tuple(self._coverage(kind, balanced) for kind in KINDS),
            floors,
            ranges,
            len(bands),
            dict(sorted(Counter(row.tag for row in self.tables.exchanges).items())),
        )

    def _balances(self) -> Iterator[Balance]:
        pairs = zip(self.tables.processes, self.tables.places.processes, strict=True)
        for process, at in pairs:
            rows = [row for row, _ in self.index.rows[process.id]]
            for balance in balances(process, rows, self.flows, self.contents):
                if balance.state == "open":
                    self.findings.add(self._open(balance, at))
                yield balance

    def _open(self, balance: Balance, at: Location) -> Finding:
        note = self.notes.get((balance.process, balance.kind))
        codes = _BY_DESIGN if note is not None and note.is_by_design else _BROKEN
        return finding(
            codes[balance.kind],
            at,
            node=balance.process,
            observed=_span_text(balance.inflow.low, balance.inflow.high),
            expected=_span_text(balance.outflow.low, balance.outflow.high),
            unit=_UNITS[balance.kind],
            gap=f"{balance.gap:+.3g}",
            reason=f"{note.cause}: {note.comment}" if note else "-",
        )

    def _floors(self) -> Iterator[FloorCheck]:
        floors = read_floors(self.findings)
        pairs = zip(self.tables.processes, self.tables.places.processes, strict=True)
        for process, at in pairs:
            rows = self.index.rows[process.id]
            exchanges = [row for row, _ in rows]
            for item in check_floors(process, exchanges, floors, self.flows, self.contents):
                if not item.holds:
                    self.findings.add(_broken(item, place_of(rows, item.floor) or at))
                yield item

    def _coverage(self, kind: Kind, balanced: Iterable[Balance]) -> Coverage:
        own = [b for b in balanced if b.kind == kind]
        states = Counter(b.state for b in own)
        designed = sum(
            b.state == "open" and (note := self.notes.get((b.process, kind))) is not None
            and note.is_by_design
            for b in own
        )  # fmt: skip
        reasons = Counter(b.why for b in own if b.state == "nothing")
        return Coverage(
            kind,
            states["closed"],
            states["open"] - designed,
            designed,
            states["undecided"],
            dict(sorted(reasons.items())),
        )


def _span_text(low: float, high: float) -> str:
    return f"{low:.4g}" if f"{low:.4g}" == f"{high:.4g}" else f"{low:.4g} .. {high:.4g}"


def _broken(item: FloorCheck, at: Location) -> Finding:
    floor = item.floor
    return finding(
        "DS051" if floor.strict else "DS052",
        at,
        node=item.process,
        observed=f"{item.found:.4g}",
        expected=f"{'>=' if floor.bound == 'min' else '<='} {item.limit:.4g}",
        unit=floor.unit,
        bound=floor.id,
        derivation=floor.derivation,
        reason=floor.comment or "-",
    )


class Scores:
    """Results of a background in one metric: kg CO2e per unit of (process, flow)."""

    def __init__(
        self,
        background: Background,
        factors: str = REFERENCE_SET,
        biogenic: Biogenic = REFERENCE_BIOGENIC,
    ) -> None:
        found, missing = characterize(background.columns, load_factor_set(factors), biogenic)
        self.background = background
        self.factors = np.nan_to_num(found, nan=0.0)
        self.missing = missing
        self.values = background.intensities @ self.factors

    def __call__(self, process: str, flow: str) -> float | None:
        """Give a result, None when the background has no such product."""
        try:
            return float(self.values[self.background.index(process, flow)])
        except KeyError:
            return None
