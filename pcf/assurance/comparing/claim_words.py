"""When a statement of a study claims that one footprint is smaller than another."""

from __future__ import annotations

import re
import unicodedata

from pcf.model import StudyValue
from pcf.model.denial import denies, is_denial
from pcf.model.empty_words import not_applicable, says_nothing
from pcf.model.verification import is_bare_no

#: Words by which something is less than something else.
LESS = re.compile(
    r"降低|减少|下降|减排|更低|lower|less\b|reduc|decreas|smaller|\bcut\b|[-−]\s?\d[\d.,]*\s?%",
    re.IGNORECASE,
)
_PART = re.compile(r"[%‰]|\bper\s?cent|百分|个点", re.IGNORECASE)
#: Numbers that are no amounts: years, dates, standards.
_NO_AMOUNT = re.compile(
    r"\b(?:ISO|IEC|EN|GB|PAS)[A-Z/]*[\s-]*\d[\d.:–—-]*|(?<!\d)(?:19|20)\d\d(?:[-/.年]\d{1,2}){0,2}(?!\d)",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"(?:no|not|none|un\w+|pending|planned)\b|未|无|没有|否|尚|暂|待|拟|计划", re.IGNORECASE
)


def claims(value: StudyValue) -> bool:
    """Whether a statement is a claim: everything but a plain no, and a no that gives an amount.

    ``no``, ``n/a: first year``, an empty text and a place holder are none; ``yes, 14 % lower`` is
    one, and so is ``no: 14 % lower``. A statement in two languages, or of several texts, claims
    what any of them claims.
    """
    stated = value.value
    if isinstance(stated, bool | int | float):
        return bool(stated)
    return any(map(_claims, (*value.parts, value.english)))


def _claims(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip()
    if says_nothing(plain) or is_denial(plain) or is_bare_no(plain):
        return False
    if not denies(plain) and not_applicable(plain) is None:
        return True
    counted = plain if LESS.search(plain) else _NO_AMOUNT.sub("", plain)
    return bool(_PART.search(plain) or re.search(r"\d", counted))


def states_done(value: StudyValue) -> bool:
    """Whether a statement says that something was done: no plain no, no place holder, no plan."""
    if not isinstance(value.value, str):
        return value.value is True
    plain = unicodedata.normalize("NFKC", value.value).strip()
    return not (says_nothing(plain) or is_bare_no(plain) or _UNDONE.match(plain)
                or not_applicable(plain) is not None)  # fmt: skip
