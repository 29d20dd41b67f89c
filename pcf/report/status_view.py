"""Where a project stands, on one screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.numbers import number, percent
from pcf.report.page import Column, Page
from pcf.report.words import in_words, pick

if TYPE_CHECKING:
    from pcf.status import Declaration, Status

_GAPS = 5


def status_page(status: Status, lang: Language) -> Page:
    """Lay out the status of a project."""
    page = Page()
    name = pick(status.product_zh, status.product_en, lang)
    page.line(f"{status.project}  {name}", "bold")
    page.table((Column(), Column()), _facts(status, lang))
    if status.verifier_checks is not None:
        page.line(phrase("verifier_checks", lang, **status.verifier_checks.counts))
    if status.declarations:
        page.heading(label("rules_can_declare", lang))
        page.table((Column(), Column(), Column()), _declarations(status.declarations, lang))
        page.line(label("rules_text_decides", lang), indent=2)
    if status.targets:
        page.heading(label("status_targets", lang))
        page.table((Column(), Column(), Column()), _declarations(status.targets, lang))
    gaps = status.rows_without_evidence[:_GAPS]
    if gaps:
        count = len(status.rows_without_evidence)
        page.heading(phrase("gaps", lang, count=len(gaps), all=count))
        page.table(
            (Column(label("share", lang), "number"), Column(label("row", lang))),
            [(percent(share), address) for address, share in gaps],
        )
    page.line()
    page.line(_step(status, lang), "bold")
    return page


def _step(status: Status, lang: Language) -> str:
    step = status.next_step
    told = phrase(step.id, lang, detail=step.detail)
    if step.share_of_total is None:
        return told
    return f"{told}   ({phrase('carries', lang, share=percent(step.share_of_total))})"


def _declarations(items: Iterable[Declaration], lang: Language) -> list[tuple[str, str, str]]:
    """What can be declared, pack by pack, and what stands against it."""
    rows = []
    for item in items:
        word = label("rules_nothing_against" if item.ready else "no", lang)
        counts = phrase(
            "status_can_declare_are",
            lang,
            passed=item.passed,
            failed=item.failed,
            blocking=item.blocking,
            warnings=item.warnings,
            na=item.na,
            open=item.open,
        )
        if item.not_evaluated:
            counts += phrase("status_not_evaluated", lang, count=item.not_evaluated)
        rows.append((item.id, word, counts))
    return rows


def _facts(status: Status, lang: Language) -> list[tuple[str, str]]:
    return [
        (label("family", lang), status.family),
        (
            label("contents", lang),
            phrase("contents_are", lang, processes=status.processes, materials=status.materials),
        ),
        (label("rows_linked", lang), f"{status.rows_linked} / {status.rows}"),
        (label("mass_explained", lang), percent(status.mass_explained)),
        (label("primary_share", lang), percent(status.primary_share)),
        (label("evidence_share", lang), percent(status.evidence_share)),
        (
            label("open_findings", lang),
            phrase(
                "open_are",
                lang,
                errors=status.errors,
                warnings=status.warnings,
                judgements=status.judgements,
            ),
        ),
        (label("status_missing", lang), _missing(status, lang)),
        (label("lock", lang), label("locked" if status.locked else "not_locked", lang)),
        (label("total", lang), _total(status, lang)),
        (label("ready", lang), label("yes" if status.ready else "no", lang)),
    ]


def _missing(status: Status, lang: Language) -> str:
    """What is missing: required items, evidence, answers."""
    share, asked = status.evidence_share, len(status.open_judgements)
    if share is None:
        return phrase("status_missing_unknown", lang, open=asked)
    return phrase(
        "status_missing_are",
        lang,
        required=len(status.required_missing),
        evidence=percent(1.0 - share),
        open=asked,
    )


def next_command(status: Status) -> str:
    """Give the command that serves the next step."""
    return status.next_step.command


def _total(status: Status, lang: Language) -> str:
    if status.total is None:
        return label("not_computable", lang)
    return f"{number(status.total)} {in_words(status.unit, lang)}"
