"""Requests to suppliers and their answers on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.page import Column, Page
from pcf.report.words import in_words, pick

if TYPE_CHECKING:
    from pcf.assurance.answer import Answer
    from pcf.assurance.request import Request


def request_page(request: Request, file: Path | None, lang: Language) -> Page:
    """Lay out what a supplier is asked for; `file` is the workbook, where one was written."""
    page = Page()
    if not request.items:
        page.line(phrase("request_nothing", lang, supplier=request.supplier), "bold")
        return page
    told = phrase("request_asks", lang, supplier=request.supplier, count=request.count)
    page.line(told, "bold")
    mark = "、" if lang == "zh" else ", "
    columns = (
        Column(label("request_item", lang), "code"),
        Column(label("request_product", lang)),
        Column(label("request_fields", lang)),
        Column(label("row", lang), least=90),
    )
    rows = []
    for item in request.items:
        fields = mark.join(label(f"request_short_{field}", lang) for field, _ in item.gaps)
        name = f"{pick(item.name_zh, item.name_en, lang)} ({in_words(item.unit, lang)})"
        rows.append((item.id, name, fields, mark.join(item.rows)))
    page.table(columns, rows)
    if file is not None:
        page.line(phrase("request_written", lang, file=file.as_posix()))
    else:
        page.line(phrase("request_not_written", lang, supplier=request.supplier))
    return page


def answer_page(answer: Answer, lang: Language, folder: Path, width: int) -> Page:
    """Lay out the account of an answer."""
    page = Page()
    if answer.findings:
        page.extend(findings_page(answer.findings, lang, folder, width=width, counts=False))
    page.line(phrase("answer_of", lang, supplier=answer.supplier, file=answer.file), "bold")
    for item in answer.items:
        told = phrase(
            f"answer_{item.state}" if not answer.has_errors else "answer_refused", lang,
            id=item.id, given=len(item.given), open=len(item.open), rows=item.activity,
        )  # fmt: skip
        page.line(told, indent=2)
        for name in item.files:
            page.line(name, "dim", indent=4)
        if item.state == "new" and item.given:
            page.line(phrase("answer_use", lang, id=item.id), indent=4)
    return page
