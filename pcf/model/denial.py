"""Words by which a person says that there is none of what was asked for."""

from __future__ import annotations

import re

_NOT_APPLICABLE = r"n/a|不适用"
_WORDS = rf"no|none|nil|否|无|没有|{_NOT_APPLICABLE}"
_BARE = re.compile(rf"(?:{_WORDS})\s*[.。]?", re.IGNORECASE)
_REASONED = re.compile(
    rf"(?:{_WORDS})\s*[:：].*|(?:{_NOT_APPLICABLE})\s.*", re.IGNORECASE | re.DOTALL
)


def is_denial(text: str) -> bool:
    """Whether a text is a bare no: ``no``, ``none``, ``n/a``, ``否``, ``无``, ``不适用`` etc."""
    return _BARE.fullmatch(text.strip()) is not None


def denies(text: str) -> bool:
    """Whether a text says no: a bare no, or one with its reason.

    The reason follows a colon (``none: first year``) or, after ``n/a`` and ``不适用``, a space. A
    text that merely begins with these letters (``now 14 % lower``, ``Nordic plant``) says no no.
    """
    return is_denial(text) or _REASONED.fullmatch(text.strip()) is not None
