"""What the check of a background found: coverage first, then the findings."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.check_data import check_json
from pcf.report.findings_view import findings_page, summary
from pcf.report.numbers import number
from pcf.report.page import Column, Page
from pcf.report.words import in_words, pick

if TYPE_CHECKING:
    from pcf.background.plausibility import Comparison
    from pcf.calc.data_check import DataCheck


def background_check_page(
    check: DataCheck, lang: Language, root: Path, *, width: int = 100, whole: bool = False
) -> Page:
    """Lay out a check.

    Parameters
    ----------
    root
        Folder that the places of the findings start from.
    whole
        Show every finding, also those that only inform.
    """
    page = Page()
    page.line(f"{check.id} {check.version}  sha256 {check.sha256[:12]}", "bold")
    page.line(
        phrase("check_size", lang, processes=check.processes, exchanges=check.exchanges), indent=2
    )
    if check.coverage:
        _coverage(page, check, lang)
        _bounds(page, check, lang)
        _ranges(page, check, lang)
    page.line()
    shown = [f for f in check.findings if whole or f.level in ("error", "warning")]
    page.extend(findings_page(shown, lang, root, width=width, whole=whole, counts=False))
    page.line()
    page.line(summary(check.findings, lang), "bold")
    if len(shown) < len(check.findings):
        page.line(phrase("check_more", lang, count=len(check.findings) - len(shown)))
    return page


def _coverage(page: Page, check: DataCheck, lang: Language) -> None:
    page.heading(label("balances", lang))
    columns = (
        Column(),
        *(Column(label(word, lang), "number") for word in _STATES),
    )
    rows = [
        (
            _word("balance_kind", item.kind, lang),
            str(item.closed),
            str(item.open),
            str(item.by_design),
            str(item.undecided),
            str(sum(item.nothing.values())),
        )
        for item in check.coverage
    ]
    page.table(columns, rows)
    for item in check.coverage:
        parts = [f"{_word('why', why, lang)} {count}" for why, count in item.nothing.items()]
        kind = _word("balance_kind", item.kind, lang)
        listed = label("list_mark", lang).join(parts)
        page.line(phrase("not_checked", lang, kind=kind, reasons=listed), "dim", indent=2)


_STATES = (
    "balance_closed",
    "balance_open",
    "balance_by_design",
    "balance_undecided",
    "balance_nothing",
)


def _word(group: str, name: str, lang: Language) -> str:
    key = f"{group}_{name}"
    return label(key, lang)


def _bounds(page: Page, check: DataCheck, lang: Language) -> None:
    held = sum(item.holds for item in check.floors)
    page.heading(label("stoichiometry", lang))
    processes = len({item.process for item in check.floors})
    page.line(
        phrase("bounds_hold", lang, held=held, all=len(check.floors), processes=processes),
        indent=2,
    )


def _ranges(page: Page, check: DataCheck, lang: Language) -> None:
    inside = sum(item.is_inside for item in check.ranges)
    page.heading(label("published_ranges", lang))
    page.line(
        phrase("ranges_hold", lang, inside=inside, all=len(check.ranges), bands=check.bands),
        indent=2,
    )
    for item in check.ranges:
        if not item.is_near:
            _range(page, item, lang)
    tags = check.tags or {}
    parts = [f"{label(tag, lang)} {count}" for tag, count in tags.items()]
    page.heading(label("by_tag", lang))
    page.line(label("list_mark", lang).join(parts), indent=2)


def _range(page: Page, item: Comparison, lang: Language) -> None:
    band = item.band
    name = pick(band.product_zh, band.product_en, lang)
    figures = " / ".join(number(value) for value in (band.low, band.typical, band.high))
    unit = in_words(f"kg CO2e/{band.unit}", lang)
    page.line(f"{name}: {number(item.computed)} ({figures} {unit})", indent=2)
    why = band.explanation[lang] or label("unexplained", lang)
    page.line(why, "dim", indent=4)


def background_check_json(check: DataCheck, lang: Language) -> dict[str, Any]:
    """Give the `data` object of ``pcf data check``; the findings stand in the envelope."""
    counted = check_json(check.findings, None)
    identity = {"id": check.id, "version": check.version, "sha256": f"sha256:{check.sha256}"}
    return {
        "background": identity,
        "processes": check.processes,
        "exchanges": check.exchanges,
        "counts": counted["counts"],
        "codes": counted["codes"],
        "balances": [
            {
                "kind": item.kind,
                "closed": item.closed,
                "open": item.open,
                "by_design": item.by_design,
                "undecided": item.undecided,
                "not_checked": dict(item.nothing),
            }
            for item in check.coverage
        ],
        "bounds": [
            {
                "id": item.floor.id,
                "process": item.process,
                "bound": item.floor.bound,
                "limit": item.limit,
                "found": item.found,
                "unit": item.floor.unit,
                "holds": item.holds,
                "derivation": item.floor.derivation,
                "sources": list(item.floor.sources),
            }
            for item in check.floors
        ],
        "ranges": [_range_json(item, lang) for item in check.ranges],
        "ranges_without_dataset": check.bands - len(check.ranges),
        "tags": dict(check.tags or Counter()),
    }


def _range_json(item: Comparison, lang: Language) -> dict[str, Any]:
    band = item.band
    return {
        "id": band.id,
        "name": pick(band.product_zh, band.product_en, lang),
        "name_zh": band.product_zh,
        "name_en": band.product_en,
        "process": band.process,
        "flow": band.flow,
        "unit": f"kg CO2e/{band.unit}",
        "low": band.low,
        "typical": band.typical,
        "high": band.high,
        "computed": item.computed,
        "ratio": item.ratio,
        "inside": item.is_inside,
        "independent": band.independent,
        "tag": band.tag,
        "source": band.source,
        "explanation": dict(band.explanation),
    }
