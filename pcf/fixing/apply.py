"""Writing safe fixes: all or none of each, and back again when one does not hold.

After writing, the project is read and checked again. A fix holds when its finding is gone and
nothing new is found at a place that could be read before; one that does not is taken back, byte for
byte. What a fix uncovers was there before: it is told by the check that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcf.findings import Edit, Finding
from pcf.fixing.text import read_source
from pcf.project.changing import Change, changing
from pcf.project.raw_table import column_names, header_name
from pcf.project.schema import TABLES

#: Mark of a finding that stays the same while other findings go.
Mark = tuple[str, str, int | None, str | None, str | None]
#: Folders of which no file is ever written.
_CLOSED = ("suppliers", "evidence", "declarations", "build", "review")
_REPEATS = "IO022"
_HEADER = "IO010"
#: Findings on two rows of one name.
_COLLISIONS = ("ID003", "ID004", "GR010")


@dataclass(frozen=True, slots=True)
class State:
    """What is found about a project.

    reading
        What reading alone gives: always the whole of it, whatever errors there are.
    every
        Everything, as far as errors let the project be computed.
    is_whole
        Whether it could be computed, so that nothing is hidden.
    """

    reading: tuple[Finding, ...]
    every: tuple[Finding, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """A fix that was taken back, with what stood against it (empty: its finding stayed)."""

    finding: Finding
    against: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What came of fixing.

    planned
        Findings with a safe fix, in the order of the findings.
    written
        Whether files were to be written; False when the edits were only shown.
    done, undone
        Fixes that stand, and those that were taken back.
    """

    planned: tuple[Finding, ...]
    written: bool = False
    done: tuple[Finding, ...] = ()
    undone: tuple[Undone, ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Edits that were planned, each once, in the order of the findings."""
        return _edits(self.planned)

    def to_dict(self) -> dict[str, Any]:
        """Give the `fixes` object of ``pcf check --fix --format json``."""
        return {
            "written": self.written,
            "edits": [edit.to_dict() for edit in self.edits],
            "done": len(self.done),
            "undone": [
                {"code": item.finding.code, "edits": [e.to_dict() for e in _edits([item.finding])],
                 "against": [f.code for f in item.against]}
                for item in self.undone
            ],
        }  # fmt: skip


def planned(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the findings whose safe fix can be written beside those before it."""
    taken: dict[tuple[str, int, int], Edit] = {}
    chosen = []
    for item in findings:
        if item.fix is None or not item.fix.safe or not item.fix.edits:
            continue
        places = {(e.file, e.line, e.begin): e for e in item.fix.edits}
        if any(_closed(e) or taken.get(at, e) != e for at, e in places.items()):
            continue
        taken |= places
        chosen.append(item)
    return tuple(chosen)


def _closed(edit: Edit) -> bool:
    return edit.file.split("/")[0] in _CLOSED


def _edits(findings: Iterable[Finding]) -> tuple[Edit, ...]:
    edits = (edit for item in findings if item.fix for edit in item.fix.edits)
    return tuple(dict.fromkeys(edits))


def write_fixes(
    folder: Path, findings: Iterable[Finding], before: State, look: Callable[[], State]
) -> Repair:
    """Write the safe fixes of findings and keep those that hold.

    Parameters
    ----------
    findings
        Findings with fixes.
    before
        What was found before anything is written.
    look
        Reads and checks the project as it now lies on disk.

    Raises
    ------
    PcfError
        When a file cannot be written or another process holds the project. Nothing is changed then.
    """
    chosen = planned(findings)
    if not chosen:
        return Repair(chosen, True)
    with changing(folder, "check --fix") as change:
        worker = _Worker(folder, before, look, change)
        worker.write(chosen)
    return Repair(chosen, True, tuple(worker.done), tuple(worker.undone))


class _Worker:
    """Writes groups of fixes; halves a group that does not hold until the faulty one is alone."""

    def __init__(
        self, folder: Path, before: State, look: Callable[[], State], change: Change
    ) -> None:
        self.change = change
        self.folder = folder
        self.look = look
        self.before = before
        self.done: list[Finding] = []
        self.undone: list[Undone] = []
        self._original: dict[str, bytes] = {}

    def write(self, group: Sequence[Finding]) -> None:
        if not group:
            return
        against = self._tried(group)
        if against is None:
            self.done += group
        elif len(group) == 1:
            self._keep(self.done)
            self.undone.append(Undone(group[0], against))
        else:
            self._keep(self.done)
            middle = len(group) // 2
            self.write(group[:middle])
            self.write(group[middle:])

    def _tried(self, group: Sequence[Finding]) -> tuple[Finding, ...] | None:
        """Write what stands and a group; None when it holds, else what stands against it."""
        try:
            self._keep([*self.done, *group])
        except ValueError:
            return ()  # the file is not what was read
        after = self.look()
        left = {_mark(item) for item in after.every}
        stayed = any(_mark(item) in left for item in group)
        new = _new(self.before, after, group)
        return new if stayed or new else None

    def _keep(self, kept: Sequence[Finding]) -> None:
        """Bring the folder into the state with exactly these fixes."""
        by_file: dict[str, list[Edit]] = {}
        for edit in _edits(kept):
            by_file.setdefault(edit.file, []).append(edit)
        made: dict[str, bytes] = {}
        for file in {*by_file, *self._original}:
            if file not in self._original:
                self._original[file] = (self.folder / file).read_bytes()
            made[file] = self._made(file, by_file.get(file, []))
        self.change.put(made)

    def _made(self, file: str, edits: Sequence[Edit]) -> bytes:
        source = read_source(self.folder, file, self._original[file])
        if source is None:
            raise ValueError(file)
        return source.spliced(edits)


def _mark(item: Finding) -> Mark:
    where = item.location
    return (
        item.code,
        where.file if where else "",
        where.line if where else None,
        where.column if where else None,
        item.observed,
    )


def _new(before: State, after: State, group: Sequence[Finding]) -> tuple[Finding, ...]:
    """Give what stands against fixes: findings at places that could be read before.

    Reading always tells everything it finds, so that what is new there comes from the fixes or was
    hidden by what they removed. What later steps find is compared only where errors did not hide it
    before. Hidden were: the other cells of an edited row, an edited cell that had an error, and the
    column of a header that could not be read; what is found there now was there all along and is
    told, not held against the fix. Two rows that a fix gives one id are its own doing. Notes (level
    info) are no fault; findings of a kind that was counted instead of listed are not new.
    """
    counted = {
        (f.expected, f.location.file) for f in before.reading if f.code == _REPEATS and f.location
    }
    known = {_mark(item) for item in (*before.reading, *before.every)}
    hidden = _Hidden(before, group)
    looked = after.every if before.is_whole else after.reading
    return tuple(
        item
        for item in looked
        if _mark(item) not in known
        and item.level != "info"
        and (item.code, item.location.file if item.location else "") not in counted
        and (item.code in _COLLISIONS or not hidden.has(item))
    )


class _Hidden:
    """Places that could not be read before fixes were written."""

    def __init__(self, before: State, group: Sequence[Finding]) -> None:
        edits = _edits(group)
        faulty = {_place(f) for f in (*before.reading, *before.every) if f.level == "error"}
        self._rows = {(edit.file, edit.line) for edit in edits}
        cells = {(edit.file, edit.line, edit.address.rpartition(".")[2]) for edit in edits}
        self._readable = cells - faulty
        headers = (e for f in group if f.code == _HEADER for e in _edits([f]))
        self._columns = {column for e in headers if (column := _column_of(e))}

    def has(self, item: Finding) -> bool:
        """Whether a finding stands at such a place."""
        file, line, column = place = _place(item)
        if (file, column) in self._columns:
            return True
        return (file, line) in self._rows and place not in self._readable


def _column_of(header: Edit) -> tuple[str, str | None] | None:
    """File and column to which an edited header belongs."""
    table = next((t for t in TABLES if t.file == header.file), None)
    name = column_names(table).get(header_name(header.after)) if table is not None else None
    return (header.file, name) if name else None


def _place(item: Finding) -> tuple[str, int | None, str | None]:
    where = item.location
    if where is None:
        return "", None, None
    column = where.column and where.column.rpartition(".")[2]
    return where.file, where.line, column
