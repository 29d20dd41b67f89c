"""What hangs on a finding: share of the footprint and evidence of the row it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import fsum

from pcf.calc.footprint import Footprint, RowResult
from pcf.findings import Finding, Findings, Location


@dataclass(frozen=True, slots=True)
class _Weight:
    share: float
    evidence: tuple[str, ...]


def with_row_shares(findings: Iterable[Finding], footprint: Footprint) -> Findings:
    r"""Give findings on rows and unit processes the share of the footprint that they carry.

    The share of row *r* is :math:`|v_r| / \sum_i |v_i|` over all rows, that of a unit process the
    sum over its rows. Findings that have a share keep it. A row that is fed by a unit process of
    the project carries nothing itself and gets none.

    Parameters
    ----------
    findings
        Findings of the same project.
    footprint
        The solved project, with its system (`Footprint.solved`).
    """
    weights = _weights(footprint)
    return Findings(_weighed(item, weights) for item in findings)


def _weighed(item: Finding, weights: dict[object, _Weight]) -> Finding:
    found = weights.get(item.node or "") or weights.get(_key(item.location))
    if found is None:
        return item
    share = item.share_of_total
    if share is None and found.share > 0.0:
        share = found.share
    return replace(item, share_of_total=share, evidence=item.evidence or found.evidence)


def _weights(footprint: Footprint) -> dict[object, _Weight]:
    """Weight by address of the row, and by file and line of the row or unit process."""
    whole = fsum(abs(row.value) for row in footprint.rows)
    if not whole:
        return {}
    groups: dict[object, list[RowResult]] = {}
    for row in footprint.rows:
        for key in (row.address, _key(row.place)):
            groups.setdefault(key, []).append(row)
    made = {key: _weight(rows, whole) for key, rows in groups.items() if key}
    for process in footprint.solved.linked.model.processes:
        own = [row for row in footprint.rows if row.process == process.id]
        if own:
            made.setdefault(_key(process.place), _weight(own, whole))
    return made


def _weight(rows: list[RowResult], whole: float) -> _Weight:
    share = fsum(abs(row.value) for row in rows) / whole
    return _Weight(share, tuple(dict.fromkeys(r.evidence for r in rows if r.evidence)))


def _key(place: Location | None) -> tuple[str, int] | None:
    return None if place is None or place.line is None else (place.file, place.line)
