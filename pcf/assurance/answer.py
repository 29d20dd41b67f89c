"""Read a supplier's answer back into ``suppliers/``: every fault at its cell, all or nothing.

A footprint becomes ``suppliers/ID.toml``. One that is there already is replaced only when the
request was made for exactly that content; it is kept as ``suppliers/superseded/ID-HASH.toml``.
Activity data become ``suppliers/ID.activity.csv``: they are kept for a person who models them, and
change no number.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pcf.assurance.answer_read import Asked, read_activity, read_fields, stamped_items
from pcf.assurance.answer_text import received_toml
from pcf.assurance.books import Book
from pcf.assurance.request import NEW, gaps_of
from pcf.assurance.request_fields import FIELDS, FIGURES, MEANING
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, Location, finding
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.project.changing import changing
from pcf.project.holding import held

if TYPE_CHECKING:
    from pcf.model import Model

State = Literal["new", "replaced", "same", "nothing"]
_Files = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """What an answer says about one product.

    state
        ``new``, ``replaced``, ``same`` (it was there already) or ``nothing`` (not answered).
    given, open
        Fields answered, and asked fields left blank.
    activity
        Rows of activity data.
    files
        Files written, below the project folder.
    """

    id: str
    state: State
    given: tuple[str, ...]
    open: tuple[str, ...]
    activity: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer(PlainData):
    """Account of an answer; with errors in `findings` nothing was written."""

    file: str
    supplier: str
    sha256: str
    items: tuple[AnsweredItem, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the answer was refused."""
        return any(item.level == "error" for item in self.findings)

    @property
    def files(self) -> tuple[str, ...]:
        """Files written."""
        return tuple(name for item in self.items for name in item.files)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of taking in an answer."""
        return {
            "file": self.file,
            "supplier": self.supplier,
            "sha256": self.sha256,
            "items": [
                {
                    "id": item.id,
                    "state": item.state,
                    "given": list(item.given),
                    "open": list(item.open),
                    "activity_rows": item.activity,
                    "files": list(item.files),
                }
                for item in self.items
            ],
        }


def take_answer(
    path: Path, folder: Path, model: Model, found: Callable[[], Iterable[Finding]]
) -> Answer:
    """Read an answer and, without errors in it, write what it says.

    Parameters
    ----------
    found
        Gives what is found about the project today: of a footprint that is there only what it lacks
        is asked for, whatever the form says.

    Raises
    ------
    PcfError
        When the file is no workbook that may be opened, no answer (``WP022``), or one for another
        project (``WP030``).
    """
    with held(folder, "import"):
        book = Book(path)
        asked, supplier = stamped_items(book, model.id)
        _ask_today(asked.values(), model, found)
        return _taken(book, path, (asked, supplier), folder)


def _ask_today(
    asked: Collection[Asked], model: Model, found: Callable[[], Iterable[Finding]]
) -> None:
    """Set what the project itself asks for, and what it calls the product, over the form's word.

    A form made for another content than what is there is refused or known already as a whole.
    """
    known = {one.id: one for one in model.received}
    meant = {item.id for item in asked if item.id in known and known[item.id].sha256 == item.have}
    told = tuple(found()) if meant else ()
    for item in asked:
        item.today = tuple(field for field, _ in NEW)
        if item.id in meant:
            have = known[item.id]
            item.today = tuple(field for field, _ in gaps_of(told, have))
            item.flow, item.unit = have.flow, have.unit
            item.name_zh, item.name_en = have.name_zh, have.name_en


def _taken(
    book: Book, path: Path, stamped: tuple[Mapping[str, Asked], str], folder: Path
) -> Answer:
    asked, supplier = stamped
    digest = sha256(path.read_bytes()).hexdigest()
    findings = Findings()
    read_fields(book, asked, findings)
    read_activity(book, asked, findings)
    plans = [_plan(item, folder, (digest, path.name), findings) for item in asked.values()]
    if not any(plan[1] for plan in plans) and not findings.errors:
        findings.add(finding("WP067", Location(path.name)))
    told = findings.ordered()
    if findings.errors:
        blank = (
            AnsweredItem(i.id, "nothing", tuple(i.values), _open(i), len(i.activity), ())
            for i in asked.values()
        )
        return Answer(path.name, supplier, digest, tuple(blank), told)
    for _, files in plans:
        _confined(files, folder)
    with changing(folder, "import") as change:
        change.put({name: content for _, files in plans for name, content in files.items()})
    items = [
        AnsweredItem(item.id, state, tuple(item.values) if item.is_answered else (), _open(item),
                     len(item.activity), tuple(files))
        for item, (state, files) in zip(asked.values(), plans, strict=True)
    ]  # fmt: skip
    return Answer(path.name, supplier, digest, tuple(items), told)


def _open(item: Asked) -> tuple[str, ...]:
    return tuple(key for key in item.fields if key not in item.values)


def _plan(
    item: Asked, folder: Path, source: tuple[str, str], findings: Findings
) -> tuple[State, _Files]:
    """Find out what to write about an item: files by their path; faults go to the findings."""
    files: _Files = {}
    if item.activity:
        files[f"suppliers/{item.id}.activity.csv"] = _activity_csv(item, source)
    if not item.is_answered:
        return ("new" if files else "nothing"), files
    name = f"suppliers/{item.id}.toml"
    target = folder / name
    held = target.read_bytes() if target.is_file() else b""
    earlier: Mapping[str, Any] = {}
    if (folder / "suppliers" / f"{item.id}.json").is_file():
        findings.add(finding("WP053", Location(f"suppliers/{item.id}.json"), observed=item.id))
        return "nothing", files
    if held:
        try:
            earlier = tomllib.loads(held.decode("utf-8"))
        except ValueError as error:
            findings.add(finding("IO030", Location(name), observed=str(error)))
            return "nothing", files
        if earlier.get("answer_sha256") == source[0]:
            return "same", {}
        if sha256(held).hexdigest() != item.have:
            findings.add(finding("WP062", Location(name), observed=item.id))
            return "nothing", files
        if not _has_figures(item):
            _check_meaning(item, earlier, findings)
        kept = f"suppliers/superseded/{item.id}-{item.have[:12]}.toml"
        files[kept] = held
    _check_whole(item, findings)
    stated = {"flow": item.flow, "unit": item.unit, "name_zh": item.name_zh,
              "name_en": item.name_en}  # fmt: skip
    text = received_toml({**stated, **earlier}, item, source)
    files[name] = text.encode("utf-8")
    return ("replaced" if held else "new"), files


def _has_figures(item: Asked) -> bool:
    return any(key in item.values for key in FIGURES)


def _check_meaning(item: Asked, earlier: Mapping[str, Any], findings: Findings) -> None:
    """Refuse to give the figures that are there another unit, factor set or period."""
    for key in MEANING:
        if key in item.values and item.values[key] != earlier.get(key):
            findings.add(
                finding("WP066", item.cells[key].place, observed=item.values[key], field=key,
                        expected=earlier.get(key, "-"), node=f"supplier:{item.id}")
            )  # fmt: skip


def _check_whole(item: Asked, findings: Findings) -> None:
    """Tell what a footprint cannot do without, and figures that exclude one another."""
    node = f"supplier:{item.id}"
    for one in FIELDS:
        wanted = one.needed and (not item.have or _has_figures(item))
        if wanted and one.key in item.fields and one.key not in item.values:
            cell = item.cells.get(one.key)
            if cell is not None and cell.kind == "blank":
                findings.add(finding("WP063", cell.place, observed=one.key, node=node))
    figures = [key for key in FIGURES if key in item.values]
    asked = [item.cells[key] for key in FIGURES if key in item.cells]
    main = [item.cells[key] for key in ("fossil", "unsplit") if key in item.cells]
    has_none = bool(main) and all(cell.kind == "blank" for cell in main)
    if has_none and (figures or not item.have):
        first = item.cells[figures[0]] if figures else asked[0]
        findings.add(finding("WP064", first.place, node=node))
    if "unsplit" in figures and len(figures) > 1:
        findings.add(finding("WP065", item.cells["unsplit"].place, node=node))


def _activity_csv(item: Asked, source: tuple[str, str]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ("id", "direction", "flow", "amount", "unit", "per", "origin", "source", "note")
    )
    for count, row in enumerate(item.activity, start=1):
        told = f"answer of the supplier, {source[1]}, SHA-256 {source[0]}"
        writer.writerow(
            (f"{item.id}-{count:02d}", row["direction"], _inert(row["flow"]), row["amount"],
             row["unit"], f"1 {item.unit} {item.flow}", "primary", _inert(told),
             _inert(row["remark"]))
        )  # fmt: skip
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _inert(text: str) -> str:
    """Give a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _confined(files: _Files, folder: Path) -> None:
    home = (folder / "suppliers").resolve()
    if files and not home.is_relative_to(folder.resolve()):
        where = Location("suppliers")
        raise PcfError([finding("RX001", where, observed="link", expected="suppliers")])
