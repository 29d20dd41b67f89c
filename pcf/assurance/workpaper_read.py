"""Read a filled work paper back: every fault at its cell, nothing taken on trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.assurance.books import Book, Cell, Fill, Heading
from pcf.assurance.verifier_questions import questions
from pcf.assurance.workpaper import (
    CHOICES,
    QUESTIONS,
    QUESTIONS_SHEET,
    ROWS,
    ROWS_SHEET,
    SCHEMA,
    Stamp,
    question_cells,
    row_cells,
)
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, Location, finding
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.project.cells import CellFault
from pcf.project.review import past_day
from pcf.project.workpaper import VERDICTS, Check, Verdict
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint

#: What the draw and the words of this version of pcf decide; not compared.
_FREE = (
    "no", "influence", "why", "check", "where", "question_zh", "question_en", "because_zh",
    "because_en",
)  # fmt: skip
_WORDS: Mapping[str, Verdict] = {
    **{word.casefold(): verdict for verdict in VERDICTS
       for word in (verdict, CHOICES[verdict], *CHOICES[verdict].split(" ", 1))},
    "not checked": "not-checked",
}  # fmt: skip
_CLOSE = 1e-7


@dataclass(frozen=True, slots=True)
class PaperReading(PlainData):
    """What a filled work paper says.

    checks
        Rows and questions with a verdict that can be taken.
    open
        Rows and questions that are still without one.
    findings
        Faults, each at its cell.
    """

    file: str
    sha256: str
    checks: tuple[Check, ...]
    open: int
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the paper cannot be taken as it is."""
        return any(item.level == "error" for item in self.findings)

    def count(self, verdict: Verdict) -> int:
        """Count the checks with a verdict."""
        return sum(1 for check in self.checks if check.verdict == verdict)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of reading a work paper."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "verdicts": {verdict: self.count(verdict) for verdict in VERDICTS},
            "open": self.open,
            "checks": [
                {
                    "row": c.row,
                    "verdict": c.verdict,
                    "observed": c.observed,
                    "remark": c.remark,
                    "name": c.name,
                    "date": c.date,
                    "mark": c.mark,
                }
                for c in self.checks
            ],
        }


def read_paper(path: Path, footprint: Footprint, present: Stamp) -> PaperReading:
    """Read a filled work paper against the project that it was made for.

    Parameters
    ----------
    present
        Stamp of the project as it is now.

    Raises
    ------
    PcfError
        When the file is no workbook that may be opened, is no work paper (``WP022``), or is one of
        another project (``WP030``).
    """
    book = Book(path)
    digest = sha256(path.read_bytes()).hexdigest()
    pairs = book.stamp
    told = dict(reversed(pairs))
    where = Location(path.name)
    if told.get("schema") != SCHEMA:
        raise PcfError([finding("WP022", where, observed=told.get("schema", "-")[:60],
                                expected=SCHEMA)])  # fmt: skip
    if told.get("project") != present.project:
        raise PcfError([finding("WP030", where, observed=told.get("project", "-")[:60],
                                expected=present.project)])  # fmt: skip
    reader = _Reader(book, digest, told.get("digest", ""), same=told.get("digest")
                     == present.digest)  # fmt: skip
    if not reader.same:
        reader.findings.add(finding("WP031", where, observed=told.get("digest", "-")[7:19],
                                    expected=present.digest[7:19]))  # fmt: skip
    known = {row.address for row in footprint.rows}
    drawn = [value for name, value in pairs if name == "row"]
    listed = list(dict.fromkeys(a for a in drawn if a in known))
    reader.table(ROWS_SHEET, ROWS, row_cells(footprint, listed), ("address", drawn))
    asked = [value for name, value in pairs if name == "question"]
    given = question_cells(questions(footprint))
    if reader.same:
        reader.table(QUESTIONS_SHEET, QUESTIONS, given, ("mark", asked))
    else:
        reader.table(QUESTIONS_SHEET, QUESTIONS, {m: given.get(m, {}) for m in asked},
                     ("mark", asked))  # fmt: skip
    return PaperReading(
        path.name, digest, tuple(reader.checks), reader.open, reader.findings.ordered()
    )


class _Reader:
    """Reads the tables of one paper; `same` says that the project is as it was."""

    def __init__(self, book: Book, paper: str, project: str, *, same: bool) -> None:
        self.book = book
        self.same = same
        self.findings = Findings()
        self.checks: list[Check] = []
        self.open = 0
        self._paper, self._project = paper, project

    def table(
        self,
        title: str,
        headings: Sequence[Heading],
        given: Mapping[str, Mapping[str, Fill]],
        listed: tuple[str, Sequence[str]],
    ) -> None:
        """Read one table; `given` are the locked cells by the key column that `listed` names."""
        key, wanted = listed
        rows, faults = self.book.table(title, headings)
        self.findings.extend(faults)
        if faults:
            return
        met: set[str] = set()
        for row in rows:
            id = row[key].text
            if id in met:
                self._say("WP037", row[key], observed=id[:80])
            elif id not in given:
                self._say("WP036", row[key], observed=id[:80], suggestion=nearest(id, given))
            elif self._is_as_given(row, headings, given[id]):
                self._take(row, key)
            met.add(id)
        for id in wanted:
            if id not in met:
                where = Location(self.book.file, None, title)
                self.findings.add(finding("WP038", where, observed=id))

    def _say(self, code: str, cell: Cell, **values: Any) -> None:
        self.findings.add(finding(code, cell.place, **values))

    def _is_as_given(
        self, row: Mapping[str, Cell], headings: Sequence[Heading], given: Mapping[str, Fill]
    ) -> bool:
        if not self.same:
            if row["mark"].text == given.get("mark"):
                return True
            if row["verdict"].text:
                self._say("WP039", row["address"], observed=row["address"].text[:80])
            return False
        changed = list(_changed(row, headings, given))
        for heading, cell, wanted in changed:
            self._say("WP032", cell, observed=cell.text[:80], expected=_shown(wanted)[:80],
                      column=heading.title.replace("\n", " / "))  # fmt: skip
        return not changed

    def _take(self, row: Mapping[str, Cell], key: str) -> None:
        """Take the verdict of a row, when it has one and it is whole."""
        cells = {name: row[name] for name in ("verdict", "observed", "remark", "name", "date")}
        odd = [cell for cell in cells.values() if cell.kind == "other"]
        for cell in odd:
            self._say("WP023", cell)
        if odd:
            return
        verdict = _WORDS.get(cells["verdict"].text.casefold())
        if verdict is None:
            self._without(cells)
            return
        missing = [n for n in ("name", "date") if not cells[n].text]
        for key_missing in missing:
            self._say("WP034", cells[key_missing], observed=CHOICES[verdict])
        if verdict == "deviation" and not (cells["observed"].text or cells["remark"].text):
            self._say("WP035", cells["observed"])
            missing.append("observed")
        day = self._day(cells["date"]) if cells["date"].text else None
        if missing or day is None:
            return
        observed, remark, name = (cells[n].text for n in ("observed", "remark", "name"))
        address = row["address"].text
        about = address if key == "address" else f"question/{row['mark'].text}/{address}"
        self.checks.append(
            Check(about, verdict, observed, remark, name, day, row["mark"].text, self._project,
                  self._paper)
        )  # fmt: skip

    def _without(self, cells: Mapping[str, Cell]) -> None:
        word = cells["verdict"].text
        if word:
            near = nearest(word, list(CHOICES.values()))
            self._say("WP033", cells["verdict"], observed=word[:60],
                      expected=" | ".join(CHOICES.values()), suggestion=near)  # fmt: skip
            return
        self.open += 1
        written = [cells[name] for name in ("observed", "remark") if cells[name].text]
        if written:
            self._say("WP040", cells["verdict"], observed=written[0].text[:60])

    def _day(self, cell: Cell) -> str | None:
        try:
            return past_day(cell.text)
        except CellFault as fault:
            self._say("WP041", cell, observed=cell.text[:60], expected=fault.expected)
            return None


def _changed(
    row: Mapping[str, Cell], headings: Sequence[Heading], given: Mapping[str, Fill]
) -> Iterator[tuple[Heading, Cell, Fill]]:
    for heading in headings:
        if heading.open or heading.key in _FREE:
            continue
        cell, wanted = row[heading.key], given.get(heading.key)
        if not _equal(cell, wanted):
            yield heading, cell, wanted


def _equal(cell: Cell, wanted: Fill) -> bool:
    if isinstance(wanted, (int, float)):
        try:
            found = float(cell.text)
        except ValueError:
            return False
        return abs(found - wanted) <= _CLOSE * abs(wanted)
    if cell.kind == "other":
        return False
    text = wanted or ""
    if len(text) >= 3800:  # cut in the cell
        return text.startswith(cell.text[:3800])
    return cell.text.split() == text.split()


def _shown(value: Fill) -> str:
    return "" if value is None else str(value)
