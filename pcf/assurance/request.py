"""What to ask a supplier: exactly what is missing, as a bilingual workbook to fill in.

A request says nothing of the study beyond the product and the period: no amounts, no shares, no
results. A row on a footprint in ``suppliers/`` asks for what that footprint lacks; a row on a
dataset asks for the whole footprint, or for activity data in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.assurance.books import Fill, Heading, Maker
from pcf.assurance.request_fields import FIELDS, FIGURES, QUALITY, choices_of
from pcf.errors import PcfError, UsageError
from pcf.findings import Finding, finding
from pcf.i18n import Language, label, phrase
from pcf.model.verification import verified
from pcf.plain import PlainData
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, RowResult
    from pcf.model import Received

SCHEMA = "pcf/request/1"
#: Findings on a received footprint that only new figures mend, with the reason to give.
_OUTDATED = {
    "RX030": "set", "RX035": "set", "DQ030": "set",
    "RX031": "expired", "RX032": "expired", "RX036": "period",
}  # fmt: skip
_ACTIVITY_LINES = 15
#: What is asked about a product without a footprint.
NEW = tuple((field.key, "new") for field in FIELDS)
COVER_SHEET, FIELDS_SHEET, ACTIVITY_SHEET = "说明 read me", "足迹 footprint", "活动数据 activity"
FORM = (
    Heading("item", "编号", "item", 18),
    Heading("name_zh", "产品", "product (zh)", 20),
    Heading("name_en", "产品（英文）", "product (en)", 22),
    Heading("field", "字段", "field", 17),
    Heading("ask_zh", "询问", "asked (zh)", 34),
    Heading("ask_en", "询问（英文）", "asked (en)", 38),
    Heading("expected", "应填", "expected", 26),
    Heading("why", "原因", "why it is asked", 26),
    Heading("answer", "答复", "answer", 26, True),
    Heading("remark", "说明", "remark", 26, True),
)
ACTIVITY = (
    Heading("item", "编号", "item", 18),
    Heading("per", "每", "per", 22),
    Heading(
        "direction", "方向", "direction", 14, True, ("input", "emission", "waste", "coproduct")
    ),
    Heading("flow", "物料或能源", "material or energy", 30, True),
    Heading("amount", "数量", "amount", 14, True),
    Heading("unit", "单位", "unit", 10, True),
    Heading("remark", "来源与说明", "source and remark", 34, True),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A product asked about.

    id
        Name that the footprint has, or is to have, in ``supplier:ID``.
    gaps
        Fields asked for, with the reason (label ``request_why_REASON``).
    have
        SHA-256 of the footprint that is there; empty when there is none.
    """

    id: str
    flow: str
    unit: str
    name_zh: str
    name_en: str
    rows: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]
    have: str = ""


@dataclass(frozen=True, slots=True)
class Request(PlainData):
    """A request to one supplier. Without `items` there is nothing to ask."""

    supplier: str
    project: str
    product_zh: str
    product_en: str
    period: str
    gwp_set: str
    items: tuple[Item, ...]

    @property
    def count(self) -> int:
        """Number of fields asked for."""
        return sum(len(item.gaps) for item in self.items)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf request --format json``."""
        return {
            "supplier": self.supplier,
            "fields": self.count,
            "items": [
                {
                    "id": item.id,
                    "flow": item.flow,
                    "unit": item.unit,
                    "name": item.name_zh if lang == "zh" else item.name_en,
                    "rows": list(item.rows),
                    "gaps": [{"field": field, "why": why} for field, why in item.gaps],
                }
                for item in self.items
            ],
        }

    def to_bytes(self) -> bytes:
        """Give the workbook; equal requests give equal bytes."""
        return _workbook(self)


def request_of(
    footprint: Footprint, folder: Path, supplier: str, rows: Sequence[str] = ()
) -> Request:
    """Find what is missing of a supplier.

    Parameters
    ----------
    supplier
        Id of a footprint in ``suppliers/``, or a new one when `rows` are named.
    rows
        Addresses of further rows that this supplier delivers.

    Raises
    ------
    UsageError
        ``WP050`` for an id that cannot be a file name, ``WP051`` when no row is this supplier's
        (names the largest rows that could be), ``WP052`` for a row that is not there or that no
        supplier can answer.
    """
    from pcf.exchange.receive import is_id

    id = supplier.removeprefix("supplier:")
    if not is_id(id):
        raise UsageError([finding("WP050", observed=supplier[:80])])
    chosen = _rows_of(footprint, id, rows)
    model = footprint.solved.linked.model
    known = {item.id: item for item in model.received}
    if id in known and (folder / "suppliers" / f"{id}.json").is_file():
        raise PcfError([finding("WP053", known[id].place, observed=id)])
    items = _items(footprint, id, chosen, known.get(id))
    return Request(
        id, model.id, model.product.name_zh, model.product.name_en, model.product.period,
        model.method.gwp_set, tuple(item for item in items if item.gaps),
    )  # fmt: skip


def _rows_of(footprint: Footprint, id: str, rows: Sequence[str]) -> list[RowResult]:
    by_address = {row.address: row for row in footprint.rows}
    chosen = {r.address: r for r in footprint.rows if r.supplier == f"supplier:{id}"}
    can = [r for r in footprint.top(len(footprint.rows)) if _can_ask(r)]
    for text in rows:
        address = text if text.startswith("row:") else f"row:{text}"
        row = by_address.get(address)
        if row is None or not (_can_ask(row) or row.supplier == f"supplier:{id}"):
            near = nearest(address, [r.address for r in can])
            raise UsageError([finding("WP052", observed=text, suggestion=near)])
        chosen[address] = row
    if not chosen:
        things = [r for r in can if r.address.startswith(("row:bom/", "row:exchanges/"))]
        largest = ", ".join(row.address.removeprefix("row:") for row in things[:3]) or "-"
        raise UsageError([finding("WP051", observed=id, expected=largest,
                                  suggestion=f"--row {largest.split(', ')[0]}")])  # fmt: skip
    return list(chosen.values())


def _can_ask(row: RowResult) -> bool:
    """Whether somebody outside delivers it: a dataset stands in its place today."""
    return row.supplier.startswith("bg:") and row.direction == "input"


def _items(
    footprint: Footprint, id: str, rows: Iterable[RowResult], have: Received | None
) -> list[Item]:
    groups: dict[str, list[RowResult]] = {}
    for row in rows:
        own = have is not None and row.supplier == f"supplier:{id}"
        groups.setdefault("" if own else row.flow, []).append(row)
    made = []
    for flow, members in groups.items():
        addresses = tuple(row.address for row in members)
        if not flow and have is not None:
            gaps = tuple(gaps_of(footprint.findings, have))
            made.append(Item(id, have.flow, have.unit, have.name_zh, have.name_en, addresses,
                             gaps, have.sha256))  # fmt: skip
            continue
        first = members[0]
        name = id if len(groups) == 1 else f"{id}-{_plain(flow)}"
        gaps = NEW
        made.append(Item(name, flow, first.activity_unit, first.name_zh, first.name_en, addresses,
                         gaps))  # fmt: skip
    return made


def _plain(flow: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in flow)[:60]


def gaps_of(findings: Iterable[Finding], have: Received) -> Iterator[tuple[str, str]]:
    """Give the fields that a footprint lacks, in the order of the form, with the reasons.

    Parameters
    ----------
    findings
        What is found about the project today.
    """
    node = f"supplier:{have.id}"
    why = next((_OUTDATED[f.code] for f in findings if f.node == node and f.code in _OUTDATED), "")
    split = "unsplit" if any(name == "unsplit" and value for name, value in have.ledger) else ""
    stated = {
        "primary_share": have.primary_share is not None,
        "dqr": bool(have.dqr),
        "verification": verified(have.verification) is not None,
        "valid_until": bool(have.valid_until),
    }
    for field in FIELDS:
        if why:
            yield field.key, why
        elif split and field.key in (*FIGURES, "unit"):
            if field.key != "unsplit":
                yield field.key, split
        elif field.key in QUALITY and not stated[field.key]:
            yield field.key, "absent"


def _workbook(request: Request) -> bytes:
    maker = Maker(f"pcf request {request.supplier}")
    maker.text(COVER_SHEET, _cover(request))
    rows: list[dict[str, Fill]] = []
    lists: dict[tuple[int, str], tuple[str, ...]] = {}
    for item in request.items:
        for field, why in item.gaps:
            words = choices_of(field)
            if words:
                lists[len(rows), "answer"] = words
            rows.append(_form_row(request, item, field, why))
    maker.table(FIELDS_SHEET, FORM, rows, lists)
    blank: list[dict[str, Fill]] = [
        {"item": item.id, "per": f"1 {item.unit} · {item.name_en}"}
        for item in request.items
        for _ in range(_ACTIVITY_LINES)
    ]
    maker.table(ACTIVITY_SHEET, ACTIVITY, blank)
    pairs = [("schema", SCHEMA), ("project", request.project), ("supplier", request.supplier)]
    for item in request.items:
        told = (item.id, item.flow, item.unit, item.name_zh, item.name_en, item.have)
        pairs.append(("item", "\n".join(told)))
        pairs += [("field", f"{item.id}\n{field}") for field, _ in item.gaps]
    return maker.stamp(pairs)


def _form_row(request: Request, item: Item, field: str, why: str) -> dict[str, Fill]:
    values = {"unit": item.unit, "set": request.gwp_set, "period": request.period}
    zh, en = (phrase(f"request_expected_{field}", lang, **values) for lang in _BOTH)
    return {
        "item": item.id,
        "name_zh": item.name_zh,
        "name_en": item.name_en,
        "field": field,
        "ask_zh": phrase(f"request_ask_{field}", "zh", **values),
        "ask_en": phrase(f"request_ask_{field}", "en", **values),
        "expected": zh if zh == en else f"{zh}\n{en}",
        "why": "\n".join(label(f"request_why_{why}", lang) for lang in _BOTH),
        "answer": item.unit if field == "unit" else "",
    }


_BOTH: tuple[Language, ...] = ("zh", "en")


def _cover(request: Request) -> list[tuple[str, bool]]:
    lines: list[tuple[str, bool]] = []
    for lang in _BOTH:
        lines.append((phrase("request_title", lang, supplier=request.supplier), True))
        for key in ("request_what", "request_how", "request_either", "request_send"):
            told = phrase(key, lang, period=request.period, set=request.gwp_set)
            lines += [(line, False) for line in told.split("\n")]
        lines.append(("", False))
    return lines
