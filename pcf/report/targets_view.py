"""Targets on the screen: one line each, who decided what, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pcf.documents.names import setting_name as setting_name
from pcf.i18n import Language, label, phrase
from pcf.report.footprint_view import footprint_page
from pcf.report.numbers import ABSENT, number
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.targets.result import Setting, TargetResult

#: Settings that a line of the table of targets names.
_NOTED = ("end_of_life", "electricity", "gwp_set", "biogenic")


def targets_page(results: Sequence[TargetResult], lang: Language) -> Page:
    """Lay out every target: a table of totals, then the settings of each."""
    page = Page()
    columns = (
        Column(label("target", lang)),
        Column(label("rule_pack", lang)),
        Column(label("total", lang), "number"),
        Column(label("unit", lang)),
        Column(label("note", lang), least=70),
    )
    rows = [
        (
            r.id,
            r.pack.id,
            number(r.footprint.total),
            in_words(r.footprint.unit, lang),
            _note(r, lang),
        )
        for r in results
    ]
    page.table(columns, rows)
    for result in results:
        page.heading(f"{result.id}  {name_of(result.pack, lang)}")
        _legal_state(page, result, lang)
        page.extend(settings_page(result, lang))
    return page


def _note(result: TargetResult, lang: Language) -> str:
    stated = [result.setting(key) for key in _NOTED]
    words = [label(setting.value, lang) for setting in stated if setting is not None]
    if result.left_out:
        words.append(phrase("target_left_out", lang, count=len(result.left_out)))
    return ", ".join(words)


def target_page(
    result: TargetResult, lang: Language, *, top: int = 10, verbose: bool = False
) -> Page:
    """Lay out one target: its footprint with the stages of the rule, and its settings."""
    page = Page()
    pack = result.pack
    page.line(f"{label('target', lang)} {result.id}: {name_of(pack, lang)}", "bold")
    _legal_state(page, result, lang)
    page.line()
    page.extend(footprint_page(_in_words(result), lang, top=top, verbose=verbose))
    page.heading(label("target_settings", lang))
    page.extend(settings_page(result, lang))
    return page


def _legal_state(page: Page, result: TargetResult, lang: Language) -> None:
    """Say what the rule is and how far it is in force; every figure under it rests on that."""
    pack = result.pack
    page.line(f"{pack.standard} {pack.edition}  ({pack.status})")
    note = pack.remarks.get(f"note_{lang}", "")
    if note:
        page.line(f"! {note}", "yellow")


def _in_words(result: TargetResult) -> Footprint:
    return replace(result.footprint, stages=result.stages, scenario=None)


def settings_page(result: TargetResult, lang: Language) -> Page:
    """Lay out who decided each setting, and what is left out with its weight."""
    page = Page()
    columns = (Column(), Column(), Column(label("decided_by", lang)))
    rows = [_row(setting, lang) for setting in result.settings]
    page.table(columns, rows)
    for item in result.left_out:
        weight = ABSENT if item.value is None else number(item.value)
        text = phrase(
            "target_left_out_row",
            lang,
            address=item.address,
            value=weight,
            unit=in_words(result.footprint.unit, lang),
            reason=item.reason(lang),
        )
        page.line(text, indent=2)
    return page


def _row(setting: Setting, lang: Language) -> tuple[str, str, str]:
    words = ", ".join(label(word, lang) for word in setting.value.split(", "))
    return setting_name(setting.key, lang), words, label(f"decided_by_{setting.decided_by}", lang)
