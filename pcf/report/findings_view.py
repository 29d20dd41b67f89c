"""Findings for people: the fact, the place, the line with a caret, what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pcf.findings import Finding, Level
from pcf.i18n import Language, label, phrase
from pcf.report.excerpt import excerpt, fit
from pcf.report.numbers import percent
from pcf.report.page import Page, Style
from pcf.report.width import plain
from pcf.report.words import said

#: Findings of one kind in one file that are shown whole; the others are counted in one line.
SHOWN_OF_A_KIND = 3
_LEVELS: tuple[Level, ...] = ("error", "warning", "judgement", "info")
_STYLES: dict[Level, Style] = {
    "error": "bold red",
    "warning": "bold yellow",
    "judgement": "cyan",
    "info": "cyan",
}


def findings_page(
    findings: Iterable[Finding],
    lang: Language,
    folder: Path | None = None,
    *,
    width: int = 100,
    whole: bool = False,
    counts: bool = True,
) -> Page:
    """Lay out findings in their order.

    Parameters
    ----------
    folder
        Project whose lines are shown; None shows none.
    width
        Cells of the screen, for the line with the caret.
    whole
        Show every finding whole, also repeats.
    counts
        End with the number of findings by level.
    """
    page = Page()
    found = tuple(findings)
    for group in _groups(found):
        shown = group if whole else group[:SHOWN_OF_A_KIND]
        for item in shown:
            _finding(page, item, lang, folder, width)
            if item is not shown[-1]:
                page.line()
        _rest(page, group[len(shown) :], lang)
        page.line()
    if counts:
        page.line(summary(found, lang))
    elif page.blocks:
        page.blocks.pop()
    return page


def summary(findings: Iterable[Finding], lang: Language) -> str:
    """Say how many findings there are by level, in one line."""
    tally = Counter(item.level for item in findings)
    if not tally:
        return label("no_findings", lang)
    parts = [
        phrase(f"count_{level}" + ("_one" if tally[level] == 1 else ""), lang, count=tally[level])
        for level in _LEVELS
        if tally[level]
    ]
    return label("list_mark", lang).join(parts)


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Gather findings of one kind, file and column, in the order of the first of each."""
    groups: dict[tuple[str, str, str | None], list[Finding]] = {}
    for item in findings:
        where = item.location
        key = (item.code, where.file if where else "", where.column if where else None)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def _finding(page: Page, item: Finding, lang: Language, folder: Path | None, width: int) -> None:
    head = f"{label(item.level, lang)}[{item.code}] {plain(said(item, lang))}"
    page.line(head, _STYLES[item.level])
    found = excerpt(folder, item.location)
    if item.location is not None and item.location.file.startswith("--"):
        page.line(f"--> {item.location.file} {item.location.column or ''}".rstrip(), indent=2)
    elif item.location is not None:
        place = item.location.file
        if item.location.line is not None:
            place += f":{item.location.line}"
            if found is not None and found.column is not None:
                place += f":{found.column}"
        parts = [f"--> {place}"]
        if item.location.column is not None:
            key = "in_key" if item.location.file.endswith(".toml") else "in_column"
            parts.append(phrase(key, lang, column=item.location.column))
        if item.node:
            parts.append(f"id {item.node}")
        page.line("   ".join(parts), indent=2)
    if item.share_of_total is not None:
        page.line("   = " + phrase("carries", lang, share=percent(item.share_of_total)))
    if item.clause is not None:
        page.line("= " + _clause(item.clause, lang), indent=3)
    if found is not None and item.location is not None:
        gutter = str(item.location.line)
        text, carets = fit(found, max(width - len(gutter) - 3, 20))
        blank = " " * len(gutter)
        page.line(f"{blank} |", "dim", solid=True)
        page.line(f"{gutter} | {text}", solid=True)
        if carets:
            page.line(f"{blank} | {carets}", _STYLES[item.level], solid=True)
    advice = item.help(lang)
    if advice:
        page.line(f"{label('help_word', lang)}: {plain(advice)}", indent=3)
    if item.fix is not None and item.fix.safe:
        edits = "; ".join(f"{plain(e.before)} -> {plain(e.after)}" for e in item.fix.edits[:3])
        told = phrase("fix_available", lang, code=item.code)
        page.line(f"{told}   ({edits})", indent=3)


def _clause(clause: Mapping[str, str], lang: Language) -> str:
    """Which clause asks for it, in our words, and how well the clause is known."""
    from pcf.rules.wording import standard_name

    standard = standard_name(clause["standard"])[0 if lang == "zh" else 1]
    head = " ".join(part for part in (standard, clause["ref"]) if part)
    evidence = clause["evidence"]
    known = label(f"kind_{evidence}", lang)
    return plain(f"{head} ({known}): {clause[f'paraphrase_{lang}']}")


def _rest(page: Page, rest: list[Finding], lang: Language) -> None:
    if not rest:
        return
    lines = [str(item.location.line) for item in rest if item.location and item.location.line]
    if not lines:
        page.line("= " + phrase("more_alike", lang, count=len(rest)), indent=3)
        return
    listed = ", ".join(lines[:8]) + (" ..." if len(lines) > 8 else "")
    key = "more_rows_one" if len(rest) == 1 else "more_rows"
    page.line("= " + phrase(key, lang, count=len(rest), lines=listed), indent=3)
