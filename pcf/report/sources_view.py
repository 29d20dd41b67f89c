"""Sources of a background: all in a table, or one with what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.data_view import licences
from pcf.report.numbers import number
from pcf.report.page import Column, Page
from pcf.report.words import name_of

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.background.sources import SourceUse

_LONG = 150


def sources_page(background: Background, uses: Sequence[SourceUse], lang: Language) -> Page:
    """Lay out the list of sources, and under it the backgrounds with their licences."""
    page = Page()
    columns = (
        Column(label("source", lang)),
        Column(label("processes", lang), "number"),
        Column(label("exchanges", lang), "number"),
        Column(label("citation", lang)),
        Column(label("licence", lang), least=140),
        Column(label("checked_how", lang), least=120),
    )
    rows = [
        (
            use.source.key,
            str(len(use.processes)),
            str(len(use.exchanges)),
            _short(use.source.citation),
            use.source.licence,
            label(use.source.checked, lang),
        )
        for use in uses
    ]
    page.table(columns, rows, indent=0)
    page.line()
    page.line(phrase("sources_count", lang, count=len(uses)))
    licences(page, background, lang)
    return page


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 3].rstrip() + "..."


def source_page(use: SourceUse, lang: Language) -> Page:
    """Lay out one source with the processes and exchanges that name it."""
    page = Page()
    source = use.source
    page.line(f"[{source.key}] {source.citation}", "bold")
    facts = [
        (label("licence", lang), source.licence),
        (label("checked_how", lang), label(source.checked, lang)),
        ("url", source.url),
        (label("by_tag", lang), _tags(use, lang)),
    ]
    page.table((Column(), Column()), [fact for fact in facts if fact[1]])
    page.heading(phrase("source_processes", lang, count=len(use.processes)))
    page.table(
        (Column("id"), Column(label("name", lang)), Column(label("tag", lang))),
        [(p.id, name_of(p, lang), label(p.tag, lang)) for p in use.processes],
    )
    page.heading(phrase("source_exchanges", lang, count=len(use.exchanges)))
    columns = (
        Column("id"),
        Column(label("flow", lang)),
        Column(label("amount", lang), "number"),
        Column(label("unit", lang)),
        Column(label("tag", lang)),
        Column(label("comment", lang), least=110),
    )
    page.table(
        columns,
        [
            (row.id, row.flow, number(row.amount), row.unit, label(row.tag, lang), row.comment)
            for row in use.exchanges
        ],
    )
    return page


def _tags(use: SourceUse, lang: Language) -> str:
    parts = [f"{label(tag, lang)} {count}" for tag, count in use.tags.items()]
    return label("list_mark", lang).join(parts)


def sources_json(
    background: Background, uses: Sequence[SourceUse], *, whole: bool
) -> dict[str, Any]:
    """Give the `data` object of ``pcf data sources``; `whole` lists what hangs on each."""
    from pcf.report.data_view import background_json, backgrounds_json

    return {
        "background": background_json(background),
        "backgrounds": backgrounds_json(background),
        "sources": [
            {
                **asdict(use.source),
                "process_count": len(use.processes),
                "exchange_count": len(use.exchanges),
                "tags": dict(use.tags),
                **(_hanging(use) if whole else {}),
            }
            for use in uses
        ],
    }


def _hanging(use: SourceUse) -> dict[str, Any]:
    return {
        "processes": [asdict(process) for process in use.processes],
        "exchanges": [asdict(row) for row in use.exchanges],
    }
