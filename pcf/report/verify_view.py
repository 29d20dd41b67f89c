"""The verdict on a bundle: one line per thing looked at, then every mismatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.numbers import number, percent, signed
from pcf.report.page import Column, Page, Style

if TYPE_CHECKING:
    from pcf.assurance.verification import Check, Verification

_STYLES: dict[str, Style] = {"trusted": "green", "unknown": "yellow", "none": "yellow",
                             "broken": "bold red"}  # fmt: skip
_VERDICTS: dict[str, Style] = {"mismatch": "bold red", "sound-background-not-compared": "yellow"}


def verification_page(seen: Verification, lang: Language, width: int, whole: bool) -> Page:
    """Lay out a verdict."""
    page = Page()
    page.line(_verdict(seen, lang), _VERDICTS.get(seen.verdict, "bold"))
    mark = seen.signature
    words = phrase(f"verify_signature_{mark.state}", lang, name=mark.name, mark=mark.fingerprint,
                   since=mark.since)  # fmt: skip
    page.line(words, _STYLES[mark.state])
    _total(page, seen, lang)
    for id, by in seen.how:
        page.line(phrase(f"verify_by_{by}", lang, id=id), indent=2)
    for id, origin in seen.packs:
        page.line(phrase(f"verify_pack_{origin}", lang, id=id), indent=2)
    if seen.brought:
        known = sum(item.state == "known" for item in seen.brought)
        page.line(phrase("verify_brought", lang, known=known, count=len(seen.brought)), indent=2)
    for item in seen.brought:
        if item.state != "known":
            page.line(phrase(f"verify_brought_{item.state}", lang, id=item.name), indent=2)
    if seen.checked is not None:
        page.line(phrase("verifier_checks", lang, **seen.checked.counts), indent=2)
    page.line()
    columns = (Column(label("verify_check", lang)), Column(label("verify_state", lang)),
               Column(label("verify_count", lang), "number"),
               Column(label("verify_mismatches", lang), "number"))  # fmt: skip
    page.table(columns, [_row(item, seen, lang) for item in seen.checks], indent=0)
    if seen.findings:
        page.line()
        page.extend(findings_page(seen.findings, lang, None, width=width, whole=whole))
    return page


def _verdict(seen: Verification, lang: Language) -> str:
    count = sum(item.level == "error" for item in seen.findings)
    if not seen.is_sound:
        key = "verify_mismatch_one" if count == 1 else "verify_mismatch"
        return phrase(key, lang, file=seen.file, count=count)
    return phrase(f"verify_{seen.verdict}", lang, file=seen.file)


def _total(page: Page, seen: Verification, lang: Language) -> None:
    sealed, found, unit = seen.total
    if sealed is None:
        return
    page.line(phrase("verify_total", lang, value=number(sealed), unit=unit), indent=2)
    if found is not None:
        relative = (found - sealed) / sealed if sealed else 0.0
        size = signed(percent(relative)) if abs(relative) > 1e-9 else label("verify_same", lang)
        words = phrase("verify_again", lang, value=number(found), unit=unit, size=size)
        page.line(words, indent=2)


def _row(item: Check, seen: Verification, lang: Language) -> tuple[str, str, str, str]:
    name = label(f"verify_{item.name}", lang)
    state = label(f"verify_state_{item.state}", lang)
    doubtful = item.state == "warning" and seen.signature.state == "trusted"
    if item.name == "signature" and item.state not in ("mismatch", "none") and not doubtful:
        state = label(f"verify_state_signature_{item.state}", lang)
    if item.state in ("none", "own-scores", "not-checked"):
        return name, state, str(item.count or ""), ""
    return name, state, str(item.count), str(item.mismatches) if item.mismatches else ""
