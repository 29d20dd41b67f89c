"""Inputs that nothing in their database supplies: listed with what comes nearest, turned by a file.

``pcf data providers --unmatched -o FILE`` writes a table to review, one line for each proposal. A
line whose cell ``accept`` says yes becomes a row of a mapping list of the project when the file is
given back with ``--take``. Nothing is taken by itself, however high its score.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcf.background import open_background
from pcf.background.csvtable import Columns, Row, read_rows
from pcf.background.records import FlowRecord
from pcf.errors import UsageError
from pcf.findings import Findings, finding
from pcf.importing.choices import open_choices, read_links, relinked
from pcf.importing.database import ImportResult
from pcf.importing.flow_records import MISSING
from pcf.importing.mappings import FOLDER as MAPPINGS
from pcf.importing.nearest import Near, Nearest
from pcf.importing.settings import ImportSettings
from pcf.project.changing import changing

#: Columns of the table to review, and those that must be there when it comes back.
HEADER = ("accept", "inputs", "by", "from", "name_zh", "name_en", "unit", "to", "to_name_zh",
          "to_name_en", "to_unit", "score", "way", "fit", "factor", "note", "source")  # fmt: skip
_REVIEW = Columns(("accept", "by", "from", "to", "source"),
                  tuple(n for n in HEADER if n not in ("accept", "by", "from", "to", "source")),
                  ("by", "from"))  # fmt: skip
_DECISIONS = Columns(("row", "process"), (), ("row",))
_YES = ("yes", "y", "x", "1", "true", "是", "采用")
_NO = ("", "no", "n", "0", "false", "否")
_LARGEST = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A flow that `inputs` inputs need and nothing in the database supplies."""

    flow: FlowRecord
    inputs: int
    near: tuple[Near, ...]


def unmatched(project: Path, id: str) -> tuple[Unmatched, ...]:
    """Give the flows of open inputs without candidates, the most frequent first."""
    own = open_background(id, home=project)
    nearest = Nearest(own, [open_background()])
    open_inputs = (k for k in open_choices(read_links(project, id)) if not k.candidates)
    counted = Counter(link.flow for link in open_inputs)
    listed = sorted(counted.items(), key=lambda part: (-part[1], part[0]))
    records = ((own.flow(flow), n) for flow, n in listed)
    return tuple(Unmatched(flow, n, nearest.of(flow)) for flow, n in records)


def review_rows(found: Sequence[Unmatched], id: str) -> Iterator[tuple[str, ...]]:
    """Rows of the table to review below `HEADER`; a flow that nothing comes near has one line."""
    for one in found:
        flow = one.flow
        head = ("", str(one.inputs), *_from(flow), flow.name_zh, flow.name_en, flow.unit)
        for near in one.near:
            made = near.background.flow(near.flow)
            yield (
                *head, target(near, id), made.name_zh, made.name_en, made.unit,
                f"{near.score:.3f}", near.way, near.fit, "", "", "",
            )  # fmt: skip
        if not one.near:
            yield (*head, *("",) * (len(HEADER) - len(head)))


def target(near: Near, id: str) -> str:
    """Target of a mapping list: a flow of the database itself, or an embedded dataset."""
    own = near.background.id == id
    return f"flow:{near.flow.removesuffix('-in')}" if own else f"bg:{near.process}"


def _from(flow: FlowRecord) -> tuple[str, str]:
    """By what the package knows a flow: identifier, or the name where that was no plain word."""
    if flow.id.startswith("x-"):
        return "name", flow.name_en.removesuffix(" (treatment)")
    return "uuid", flow.id.partition(MISSING)[0].removesuffix("-in")


def take_file(project: Path, id: str, path: Path, settings: ImportSettings) -> ImportResult:
    """Take decisions from a file, and link again.

    Parameters
    ----------
    path
        A table with ``row`` and ``process`` (decisions for single inputs), or a reviewed table of
        proposals, whose accepted lines are written to ``mappings/<id>-reviewed.csv``.

    Raises
    ------
    UsageError
        ``IM055`` when a line cannot be taken; nothing changes then.
    PcfError
        As `pcf.importing.database.relink`; the mapping list is as it was then.
    """
    findings = Findings()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader([stream.readline(_LARGEST)]), [])
    if "row" in header:
        rows = read_rows(path, path.name, _DECISIONS, findings)
        _stop(findings)
        decided = {row.text("row"): row.text("process").removeprefix("bg:") for row in rows}
        return relinked(project, id, decided, settings)
    accepted = _accepted(read_rows(path, path.name, _REVIEW, findings), findings)
    _stop(findings)
    return _mapped(project, id, accepted, settings)


def _accepted(rows: Sequence[Row], findings: Findings) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        word = row.text("accept").casefold()
        if word in _NO:
            continue
        key = (row.text("by"), row.text("from"))
        fault = (
            "accept" if word not in _YES
            else "to" if not row.text("to")
            else "source" if not row.text("source")
            else "from" if key in found
            else ""
        )  # fmt: skip
        if fault:
            told = finding("IM055", row.at(fault), observed=row.text(fault) or "-", column=fault)
            findings.add(told)
        found[key] = row
    return found


def _stop(findings: Findings) -> None:
    if findings.errors:
        raise UsageError(findings.ordered())


def _mapped(
    project: Path, id: str, accepted: Mapping[tuple[str, str], Row], settings: ImportSettings
) -> ImportResult:
    """Write the accepted lines as a mapping list and link again; as before when that fails."""
    name = f"{MAPPINGS}/{id}-reviewed.csv"
    columns = ("by", "from", "to", "factor", "note", "source")
    lines = [tuple(row.text(c) for c in columns) for row in accepted.values()]
    with changing(project, "data providers --take") as change:
        file = project / name
        earlier = _kept(file, set(accepted)) if file.exists() else ()
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([columns, *earlier, *lines])
        change.put({name: stream.getvalue().encode("utf-8")})
        return relinked(project, id, {}, settings)


def _kept(file: Path, replaced: set[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """Rows of an earlier review that this one does not replace."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    return (tuple(row) for row in rows[1:] if tuple(row[:2]) not in replaced)
