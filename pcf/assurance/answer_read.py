"""The cells of a supplier's answer: what was asked and what stands there, fault by fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pcf.assurance.books import Book, Cell
from pcf.assurance.request import ACTIVITY, ACTIVITY_SHEET, FIELDS_SHEET, FORM, SCHEMA
from pcf.assurance.request_fields import FIELD_BY_KEY, AnswerFault, Value, number, same_kind
from pcf.errors import PcfError
from pcf.exchange.receive import is_id
from pcf.findings import Findings, Location, finding
from pcf.model.verification import is_unclear
from pcf.units import is_known

_DIRECTIONS = ("input", "emission", "waste", "coproduct")


@dataclass(slots=True)
class Asked:
    """An item of the request as the stamp has it, and what the answer says about it.

    today
        Fields that the project asks for; `fields` are those of the form.
    """

    id: str
    flow: str
    unit: str
    name_zh: str
    name_en: str
    have: str
    fields: list[str] = field(default_factory=list)
    today: tuple[str, ...] = ()
    cells: dict[str, Cell] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    activity: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        """Whether a field has an answer other than the unit that stood there."""
        return any(key != "unit" or value != self.unit for key, value in self.values.items())


def stamped_items(book: Book, project: str) -> tuple[dict[str, Asked], str]:
    """Read the stamp; what it says is checked like everything else in the file.

    Raises
    ------
    PcfError
        ``WP022`` for a stamp that is none, ``WP030`` for one of another project.
    """
    pairs = book.stamp
    told = dict(reversed(pairs))
    where = Location(book.file)
    if told.get("schema") != SCHEMA:
        observed = told.get("schema", "-")[:60]
        raise PcfError([finding("WP022", where, observed=observed, expected=SCHEMA)])
    if told.get("project") != project:
        observed = told.get("project", "-")[:60]
        raise PcfError([finding("WP030", where, observed=observed, expected=project)])
    asked: dict[str, Asked] = {}
    for name, value in pairs:
        parts = value.split("\n")
        if name == "item" and len(parts) in (5, 6):
            id, flow, unit, name_zh, name_en = parts[:5]
            have = parts[5] if len(parts) == 6 else ""
            item = Asked(id, flow, unit, name_zh, name_en, have)
            if is_id(item.id) and item.flow and is_known(item.unit):
                asked[item.id] = item
                continue
        elif name == "field" and len(parts) == 2 and parts[0] in asked:
            if parts[1] in FIELD_BY_KEY:
                asked[parts[0]].fields.append(parts[1])
                continue
        elif name not in ("item", "field"):
            continue
        raise PcfError([finding("WP022", where, observed=value[:60], expected=SCHEMA)])
    return asked, told.get("supplier", "")


def read_fields(book: Book, asked: Mapping[str, Asked], findings: Findings) -> None:
    """Read the sheet of the footprint: values, remarks and cells by field of their item.

    What the project does not ask for (`Asked.today`) is no answer: ``WP068`` for a value there.
    """
    rows, faults = book.table(FIELDS_SHEET, FORM)
    findings.extend(faults)
    for row in rows:
        item, key, cell = asked.get(row["item"].text), row["field"].text, row["answer"]
        if item is None or key not in item.fields:
            observed = f"{row['item'].text} {key}"[:80]
            findings.add(finding("WP036", row["field"].place, observed=observed))
            continue
        if key in item.cells:
            findings.add(finding("WP037", row["field"].place, observed=f"{item.id} {key}"))
            continue
        item.cells[key] = cell
        if key not in item.today:
            if cell.kind != "blank" and not (key == "unit" and cell.text == item.unit):
                node = f"supplier:{item.id}"
                findings.add(finding("WP068", cell.place, observed=key, node=node))
            continue
        if row["remark"].text:
            item.remarks.append(f"{key}: {row['remark'].text}")
        if cell.kind == "other":
            findings.add(finding("WP023", cell.place))
        elif cell.text:
            _read_value(item, key, cell, findings)
    if faults:
        return
    for item in asked.values():
        for key in item.fields:
            if key not in item.cells:
                where = Location(book.file, None, FIELDS_SHEET)
                findings.add(finding("WP038", where, observed=f"{item.id} {key}"))


def _read_value(item: Asked, key: str, cell: Cell, findings: Findings) -> None:
    try:
        item.values[key] = FIELD_BY_KEY[key].read(cell.text)
    except AnswerFault as fault:
        findings.add(
            finding("WP060", cell.place, observed=cell.text[:60], expected=str(fault), field=key,
                    node=f"supplier:{item.id}")
        )  # fmt: skip
        return
    if key == "verification" and is_unclear(cell.text):
        node = f"supplier:{item.id}"
        findings.add(finding("WP069", cell.place, observed=cell.text[:60], node=node))
    if key == "unit" and not same_kind(cell.text, item.unit):
        findings.add(
            finding("WP061", cell.place, observed=cell.text[:60], expected=item.unit,
                    node=f"supplier:{item.id}")
        )  # fmt: skip


def read_activity(book: Book, asked: Mapping[str, Asked], findings: Findings) -> None:
    """Read the sheet of activity data; rows with a fault are left out."""
    rows, faults = book.table(ACTIVITY_SHEET, ACTIVITY)
    findings.extend(faults)
    for row in rows:
        cells = {key: row[key] for key in ("direction", "flow", "amount", "unit", "remark")}
        if all(cell.kind == "blank" for cell in cells.values()):
            continue
        item = asked.get(row["item"].text)
        if item is None:
            findings.add(finding("WP036", row["item"].place, observed=row["item"].text[:80]))
            continue
        wrong = [cell for cell in cells.values() if cell.kind == "other"]
        findings.extend(finding("WP023", cell.place) for cell in wrong)
        if not wrong and _is_activity(cells, findings):
            item.activity.append({key: cell.text for key, cell in cells.items()})


def _is_activity(cells: Mapping[str, Cell], findings: Findings) -> bool:
    def bad(key: str, expected: str) -> bool:
        cell = cells[key]
        findings.add(finding("WP060", cell.place, observed=cell.text[:60], expected=expected,
                             field=key))  # fmt: skip
        return False

    good = True
    if cells["direction"].text not in _DIRECTIONS:
        good = bad("direction", " | ".join(_DIRECTIONS))
    if not cells["flow"].text:
        good = bad("flow", "…")
    try:
        if number(cells["amount"].text) < 0:
            good = bad("amount", ">= 0")
    except AnswerFault as fault:
        good = bad("amount", str(fault))
    if not is_known(cells["unit"].text):
        good = bad("unit", "kg, kWh, MJ, m3, t*km …")
    return good
