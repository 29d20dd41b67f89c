"""Samples, questions and work papers of a verifier on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.assurance.sample import ALGORITHM
from pcf.assurance.verifier_questions import stake_of
from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.numbers import number, percent
from pcf.report.page import Column, Page
from pcf.report.words import said

if TYPE_CHECKING:
    from pcf.assurance.sample import Drawn, Sample
    from pcf.assurance.verifier_questions import Question
    from pcf.assurance.workpaper_read import PaperReading
    from pcf.calc.footprint import Footprint
    from pcf.findings import Finding, Level


def sample_page(sample: Sample, footprint: Footprint, command: str, lang: Language) -> Page:
    """Lay out a sample; `command` draws it again."""
    page = Page()
    _told(page, sample.findings, lang, ("error", "warning"))
    page.line(
        phrase("sample_title", lang, count=len(sample.items), population=sample.population,
               covered=percent(sample.covered)),
        "bold",
    )  # fmt: skip
    page.line(phrase("sample_seed", lang, seed=sample.seed, algorithm=ALGORITHM))
    columns = (
        Column(label("row", lang), "code"),
        Column(label("sample_column_why", lang), least=70),
        Column(label("sample_column_share", lang), "number"),
        Column(label("sample_column_influence", lang), "number"),
        Column(label("sample_column_weakness", lang), "number"),
        Column(label("sample_column_weak", lang), least=90),
    )
    page.table(columns, [_row(drawn, footprint, lang) for drawn in sample.items])
    page.line(phrase("sample_again", lang, command=command))
    _told(page, sample.findings, lang, ("info", "judgement"))
    return page


def _told(page: Page, found: Sequence[Finding], lang: Language, levels: Sequence[Level]) -> None:
    for item in found:
        if item.level in levels:
            is_mild = item.level in ("info", "judgement")
            mark = "" if is_mild else f"{label(item.level, lang)}[{item.code}] "
            page.line(f"{mark}{said(item, lang)}", "dim" if is_mild else "yellow")
            if not is_mild and item.help(lang):
                page.line(item.help(lang), indent=2)


def _row(drawn: Drawn, footprint: Footprint, lang: Language) -> tuple[str, ...]:
    item = drawn.item
    mark = "、" if lang == "zh" else ", "
    weak = mark.join(label(f"weak_{name}", lang) for name, _ in item.weakness.named)
    return (
        item.row.address,
        label(f"sample_{drawn.why}", lang),
        percent(stake_of(footprint, [item.row.value])),
        percent(item.influence),
        number(item.weakness.total, 3),
        weak,
    )


def questions_page(asked: Sequence[Question], lang: Language, told: Sequence[Finding] = ()) -> Page:
    """Lay out the questions of a verifier, the largest stake first, after what is `told`."""
    page = Page()
    _told(page, told, lang, ("error", "warning"))
    page.line(phrase("questions_title", lang, count=len(asked)), "bold")
    for count, question in enumerate(asked, start=1):
        unknown = label("question_stake_unknown", lang)
        stake = unknown if question.stake is None else percent(question.stake)
        page.line()
        page.line(f"{count}. {question.text(lang)}", "bold")
        page.line(f"{label('question_stake', lang)} {stake}; {question.address}", indent=3)
        page.line(question.why(lang), indent=3)
        page.line(phrase("question_where", lang, where=question.where(lang)), "dim", indent=3)
    return page


def paper_page(
    reading: PaperReading, kept: int, screen: tuple[Language, Path, int], *, only_read: bool = False
) -> Page:
    """Lay out what a filled work paper says; `kept` checks are now in the project.

    Parameters
    ----------
    screen
        Language, folder of the project, width.
    only_read
        Nothing was to be written.
    """
    lang, folder, width = screen
    page = Page()
    if reading.findings:
        page.extend(findings_page(reading.findings, lang, folder, width=width, counts=False))
    told = phrase(
        "paper_read", lang, file=reading.file, ok=reading.count("ok"),
        deviation=reading.count("deviation"), skipped=reading.count("not-checked"),
        open=reading.open,
    )  # fmt: skip
    page.line(told, "bold")
    if only_read:
        page.line(label("paper_only_read", lang))
    elif kept:
        page.line(phrase("paper_kept", lang, file="review/workpaper.csv", count=kept))
    else:
        page.line(label("paper_not_kept" if reading.has_errors else "paper_empty", lang))
    return page
