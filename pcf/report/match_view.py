"""Proposals for a bill of materials: on the screen, as a table to review, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.page import Column, Page
from pcf.report.width import plain
from pcf.report.words import name_of

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.match import Proposal
    from pcf.exchange.bill_in import Bill, BillField
    from pcf.exchange.bill_match import Matched
    from pcf.exchange.bill_review import Review

_REASONS = {
    "confirmed": "match_confirmed",
    "cas": "match_cas",
    "name+cas": "match_name_cas",
    "name": "match_name",
    "synonym": "match_synonym",
    "formula": "match_formula",
    "typo": "match_typo",
    "id": "match_id",
    "context": "match_context",
}
_UNITS = {
    "converts": "match_unit_converts",
    "differs": "match_unit_differs",
    "unknown": "match_unit_unknown",
}
_COPIED: tuple[BillField, ...] = (
    "name", "other_name", "part", "cas", "amount", "unit", "location",
)  # fmt: skip
#: Headers of the table to review; `pcf.exchange.bill_in` reads them back.
_HEADERS = {
    "zh": ("行", "行地址", "名称", "英文名称", "料号", "CAS号", "数量", "单位", "地点"),
    "en": ("row", "address", "name", "name en", "part number", "cas", "amount", "unit", "location"),
}
_PROPOSED = {
    "zh": ("数据集{n}", "数据集{n}名称", "匹配度{n}", "依据{n}"),
    "en": ("dataset {n}", "dataset {n} name", "score {n}", "reason {n}"),
}
_DECIDED = {"zh": ("决定", "决定人", "备注"), "en": ("decision", "decided by", "note")}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call of ``pcf data match`` found."""

    bill: Bill
    background: Background
    matched: Sequence[Matched]


def reason_text(background: Background, proposal: Proposal, lang: Language) -> str:
    """Say why a dataset is proposed, where it is from, and whether the unit fits."""
    process = background.process(proposal.process)
    parts = [phrase(_REASONS[proposal.reason], lang, detail=proposal.detail)]
    if proposal.reason in ("cas", "name+cas") and proposal.detail:
        parts.append(phrase("match_cas_read", lang, detail=proposal.detail))
    if proposal.unit_fit in _UNITS:
        unit = background.unit_of(proposal.process, proposal.flow)
        parts.append(phrase(_UNITS[proposal.unit_fit], lang, unit=unit))
    parts.append(f"{process.location} {process.year}")
    return "; ".join(parts)


def review_rows(answer: Answer, lang: Language) -> Iterator[list[str]]:
    """Give the table to review, header first; the columns of the decision are empty."""
    numbers = range(1, _MOST + 1)
    proposed = [head.format(n=n) for n in numbers for head in _PROPOSED[lang]]
    yield [*_HEADERS[lang], *proposed, *_DECIDED[lang]]
    for item in answer.matched:
        row = item.row
        cells = [row_text(item), item.address, *(row.text(name) for name in _COPIED)]
        for n in range(_MOST):
            if n < len(item.proposals):
                cells += _proposal_cells(answer.background, item.proposals[n], lang)
            else:
                cells += [""] * len(_PROPOSED[lang])
        yield [*cells, *("" for _ in _DECIDED[lang])]


def row_text(item: Matched) -> str:
    """Place of a row inside its file: ``BOM!B5``, or the line."""
    place = item.row.place
    column = place.column or ""
    return column if "!" in column else str(item.row.line)


def _proposal_cells(background: Background, proposal: Proposal, lang: Language) -> list[str]:
    from pcf.exchange.bill_match import supplier_text

    supplier = supplier_text(background, proposal.process, proposal.flow)
    title = _title(background, proposal, lang)
    return [supplier, title, f"{proposal.score:.2f}", reason_text(background, proposal, lang)]


def _title(background: Background, proposal: Proposal, lang: Language) -> str:
    process = background.process(proposal.process)
    own = process.product == proposal.flow
    return name_of(process if own else background.flow(proposal.flow), lang)


def count_text(answer: Answer, lang: Language) -> str:
    """Say how many rows have proposals, and that nothing was decided."""
    return phrase("match_count", lang, **_counts(answer))


def match_page(answer: Answer, lang: Language) -> Page:
    """Lay out the proposals, best first under each row."""
    page = Page()
    columns = (
        Column(label("row", lang)),
        Column(label("name", lang)),
        Column(label("score", lang), "number"),
        Column(label("match_dataset", lang)),
        Column(label("match_reason", lang), least=90),
    )
    page.table(columns, [line for item in answer.matched for line in _lines(answer, item, lang)])
    page.line()
    read = ", ".join(f"{name} <- {plain(head)}" for name, head in answer.bill.columns.items())
    page.line(phrase("match_columns_read", lang, columns=read), "dim")
    page.line(count_text(answer, lang))
    return page


def _lines(answer: Answer, item: Matched, lang: Language) -> Iterator[tuple[str, ...]]:
    from pcf.exchange.bill_match import supplier_text

    name = plain(item.row.text("name") or item.row.text("other_name") or item.row.text("cas"))
    if not item.proposals:
        yield row_text(item), name, "-", label("match_no_proposal", lang), ""
    for n, proposal in enumerate(item.proposals):
        supplier = supplier_text(answer.background, proposal.process, proposal.flow)
        reason = reason_text(answer.background, proposal, lang)
        head = (row_text(item), name) if n == 0 else ("", "")
        yield *head, f"{proposal.score:.2f}", supplier, reason


def _counts(answer: Answer) -> dict[str, int]:
    confirmed = [m for m in answer.matched if m.proposals and m.proposals[0].reason == "confirmed"]
    return {
        "rows": len(answer.matched),
        "proposed": sum(bool(item.proposals) for item in answer.matched),
        "none": sum(not item.proposals for item in answer.matched),
        "confirmed": len(confirmed),
    }


def match_json(answer: Answer, lang: Language) -> dict[str, Any]:
    """Give the `data` object of ``pcf data match`` for proposals."""
    background = answer.background
    rows = [
        {
            "row": row_text(item),
            "line": item.row.line,
            "address": item.address,
            **{name: item.row.text(name) for name in ("name", "cas", "amount", "unit")},
            "proposals": [
                {
                    **asdict(proposal),
                    "name": _title(background, proposal, lang),
                    "location": background.process(proposal.process).location,
                    "unit": background.unit_of(proposal.process, proposal.flow),
                }
                for proposal in item.proposals
            ],
        }
        for item in answer.matched
    ]
    return {
        "mode": "match",
        "file": answer.bill.file,
        "sheet": answer.bill.sheet,
        "columns": dict(answer.bill.columns),
        "counts": _counts(answer),
        "rows": rows,
    }


def confirm_json(file: str, review: Review) -> dict[str, Any]:
    """Give the `data` object of ``pcf data match --confirm``."""
    return {
        "mode": "confirm",
        "file": file,
        "names": [
            {"name": one.name, "supplier": one.supplier}
            for one in review.decisions
            if not one.address
        ],
        "rows": [
            {"row": one.address, "supplier": one.supplier}
            for one in review.decisions
            if one.address
        ],
        "none": review.none,
        "open": review.open,
    }
