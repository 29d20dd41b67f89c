"""Words that state nothing: 'not applicable' with and without a reason, and place holders.

They are recognized in any width and letters (``Ｎ／Ａ`` is ``n/a``); of ``Na``, which is sodium,
only ``NA`` and ``na`` count.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_APPLICABLE = r"(?i:n\s*/\s*a|n\.\s*a\.?|not\s+applicable|不适用)"
_SHORT = r"(?:NA|na)"
_BARE = re.compile(rf"(?:{_NOT_APPLICABLE}|{_SHORT})\s*[.。]?")
_REASONED = re.compile(
    rf"(?:(?:{_NOT_APPLICABLE}|{_SHORT})\s*(?::|-{{1,2}}\s|\s[-–—]{{1,2}})"
    r"|(?i:n\s*/\s*a|不适用)\s*[,;(–—\s]|不适用(?=因|由于|于(?:本|我)))(?P<reason>.*)",
    re.DOTALL,
)
_NOTHING = re.compile(
    r"(?:[\W_]*|x{2,}|(?:tbd|tbc|tba|todo|to do|wip|null|nan|pending|unknown|not yet known|missing"
    r"|to be (?:determined|confirmed|defined|added|announced)|fill(?: me)? in|placeholder"
    r"|lorem ipsum.*|待定|待补|待补充|待填|待填写|待确认|待核实|待提供|未知|未定|不详|不明|暂无|略"
    r"|同上|占位)[\s.。!…]*)",
    re.IGNORECASE | re.DOTALL,
)
_NAMES_NONE = re.compile(
    r"n\.\s*a\.?\s*[,;(].*|(?:no|none|nil|yes|true|false|[+-]?[0.]+|否|无|没有|是|有|真|假)\s*[.。]?",
    re.IGNORECASE | re.DOTALL,
)


def _folded(text: str) -> str:
    """Text in plain width, letter by letter, so that places in it stay."""
    if unicodedata.is_normalized("NFKC", text):
        return text.strip()
    parts = ((c, unicodedata.normalize("NFKC", c)) for c in text.strip())
    return "".join(plain if len(plain) == 1 else c for c, plain in parts)


def not_applicable(text: str) -> str | None:
    """Reason behind ``n/a`` or ``不适用``, maybe empty; None for a text that says neither.

    The reason follows a colon, comma, dash, bracket or, after ``n/a`` and ``不适用``, a space. One
    that says nothing itself (``n/a: tbd``) is empty.
    """
    folded = _folded(text)
    if _BARE.fullmatch(folded):
        return ""
    match = _REASONED.fullmatch(folded)
    if match is None:
        return None
    reason = text.strip()[match.start("reason") :].strip()
    return "" if says_nothing(reason) else reason


def says_nothing(text: str) -> bool:
    """Whether a text is empty or holds a place: a dash, ``?``, ``tbd``, ``pending``, ``待定``."""
    return _NOTHING.fullmatch(_folded(text)) is not None


def names_nothing(text: str) -> bool:
    """Whether a text cannot be a name or a report: it says nothing, ``none``, ``yes`` or ``0``."""
    return (
        says_nothing(text)
        or not_applicable(text) is not None
        or _NAMES_NONE.fullmatch(_folded(text)) is not None
    )
