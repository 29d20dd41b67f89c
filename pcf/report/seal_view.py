"""What was sealed, or why nothing was; the keys that were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.numbers import number
from pcf.report.page import Page
from pcf.report.words import in_words

if TYPE_CHECKING:
    from pcf.assurance.seal import Sealed
    from pcf.assurance.sign import KeyFiles


def sealed_page(made: Sealed, place: Path | None, lang: Language, width: int, whole: bool) -> Page:
    """Lay out how sealing went."""
    page = Page()
    if place is not None and made.manifest is not None and made.total is not None:
        page.line(phrase("sealed_as", lang, file=place.as_posix()), "bold")
        total, unit = made.total
        page.line(f"{label('total', lang)}  {number(total)} {in_words(unit, lang)}", indent=2)
        page.line(phrase("sealed_holds", lang, members=len(made.manifest.members),
                         cases=len(made.manifest.computed),
                         size=f"{len(made.content or b'') / 1e6:.1f}"), indent=2)  # fmt: skip
        page.line(f"SHA-256  {made.sha256}", indent=2)
        mark = made.fingerprint
        words = phrase("sealed_signed", lang, mark=mark) if mark else label("sealed_unsigned", lang)
        page.line(words, indent=2)
    if made.findings:
        if place is not None:
            page.line()
        page.extend(findings_page(made.findings, lang, None, width=width, whole=whole))
    return page


def key_page(made: KeyFiles, public: str, lang: Language) -> Page:
    """Lay out a new key pair, with the entry of a trust file."""
    page = Page()
    page.line(phrase("key_private", lang, file=made.private.as_posix()), "bold")
    page.line(label("key_protected" if made.protected else "key_open", lang), indent=2)
    page.line(phrase("key_public", lang, file=made.public.as_posix()), "bold")
    page.line(phrase("key_fingerprint", lang, mark=made.fingerprint), indent=2)
    page.line()
    page.line(label("key_trust", lang))
    for line in ("[[key]]", 'name = "..."', f'public_key = "{public}"', 'since = "YYYY-MM-DD"'):
        page.line(line, indent=2, solid=True)
    return page
