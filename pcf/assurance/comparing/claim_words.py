"""When a statement of a study claims that one footprint is smaller than another."""

from __future__ import annotations

import re
import unicodedata

from pcf.model import StudyValue
from pcf.model.denial import after_disclaimer, disclaims, reason_of
from pcf.model.empty_words import not_applicable, says_nothing
from pcf.model.verification import is_bare_no

#: Words by which something is less than something else.
LESS = re.compile(
    r"降低|减少|下降|减排|减碳|减小|降至|更低|最低|低于|优于|低(?=\s?\d)|\blower|\blowest|\bless\b|reduc|decreas|smaller|\bcut\b|\bfell\b"
    r"|\bdrop(?:s|ped)\b|\bdown\b(?=\s+(?:by\s+)?\d)"
    r"|[-−]\s?\d[\d.,]*\s?%",
    re.IGNORECASE,
)
#: The same where it is denied: ``no reduction``, ``not lower``, ``未降低``.
_NOT_LESS = re.compile(
    r"\b(?:no|not|without|never)\s+(?:(?:an?|any|the|such|further|significant|public|carbon"
    r"|footprint|emissions?|been|being|be)\s+){0,3}"
    r"(?:lower|smaller|reduc\w*|decreas\w*)"
    r"|(?:不|未|无|没有)(?:有|会|能|存在|任何|明显|实际|发生|产生)*(?:降低|减少|下降|减排|更低|低于|优于)",
    re.IGNORECASE,
)
#: What becomes less without a product becoming better.
_OF_DATA = re.compile(
    r"\bgaps?\b|\bround(?:ed|ing)\b|uncertain|\b(?:by|of|in)\s+(?:the\s+)?method|\bmethod\w*\s+(?:only|chang)"
    r"|缺口|修约|舍入|取整|不确定|(?:计算|核算|统计|评价|分配)方法|方法(?:学|变|更|调整)"
    r"|direct(?:ly)?[\s-]reduc|reducing agent",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"足迹|排放|碳|footprint|emission|carbon|\bpcf\b|\bco2", re.IGNORECASE)
_AMOUNT = re.compile(
    r"[%‰]|\bper\s?cent|百分|个点|(?:kg|千克|公斤)\s?(?:CO2|二氧化碳)", re.IGNORECASE
)
#: What a share may be of without being one of emissions.
_COVERED = re.compile(
    r"\bcover|\bmass\b|\bsampl|\bsuppl|\bdata\b|覆盖|质量|样本|数据|供应", re.IGNORECASE
)
#: Numbers that are no amounts: years, dates, standards.
_NO_AMOUNT = re.compile(
    r"\b(?:ISO|IEC|EN|GB|PAS)[A-Z/]*[\s-]*\d[\d.:–—-]*|(?<!\d)(?:19|20)\d\d(?:[-/.年]\d{1,2}){0,2}(?!\d)",
    re.IGNORECASE,
)
_YES = re.compile(r"(?:yes|y|true)\b|是(?!否)|有(?![关待])", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[;。、!?\n()]|[,.](?!\d)|\b(?:but|however|although|though|whereas)\b|但|然而|不过|反而",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"(?:no|not|none|un\w+|pending|planned)\b|未|无|没有|否|尚|暂|待|拟|计划", re.IGNORECASE
)


def claims(value: StudyValue) -> bool:
    """Whether a statement is a claim: everything but a no, and a no that goes on to claim.

    ``no``, ``n/a: first year``, ``no comparative assertion is made``, an empty text and a place
    holder are none; ``yes, 14 % lower`` is one, and so is ``no: 14 % lower``: a share or an amount
    of CO2 beside a no, or that something is less. A statement in two languages, or of several
    texts, claims what any of them claims.
    """
    stated = value.value
    if isinstance(stated, bool | int | float):
        return bool(stated)
    return any(map(_claims, (*value.parts, value.english)))


def _claims(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip()
    if says_nothing(plain) or is_bare_no(plain):
        return False
    reason = not_applicable(plain)
    reason = reason_of(plain) if reason is None else reason
    if reason is not None:
        return any(map(_says_less, _BETWEEN.split(reason)))
    parts = _BETWEEN.split(plain)
    denied = any(disclaims(part) or _NOT_LESS.search(part) for part in parts)
    return not denied or bool(_YES.match(plain)) or any(map(_says_less, parts))


def _says_less(clause: str) -> bool:
    """Whether a clause beside a no gives an amount, or says that something is less."""
    if _AMOUNT.search(clause) and not (_COVERED.search(clause) and not _ABOUT.search(clause)):
        return True
    rest = after_disclaimer(clause)
    if rest is None:
        return _is_less(clause)
    told = rest.partition(":")[2]
    counted = _NO_AMOUNT.sub("", rest)
    return (_is_less(told) and not disclaims(told)) or (
        _is_less(counted) and re.search(r"\d", counted) is not None
    )


def _is_less(clause: str) -> bool:
    found = LESS.search(clause) and not _NOT_LESS.search(clause)
    return bool(found and not _OF_DATA.search(clause))


def speaks_of_less(text: str) -> bool:
    """Whether a clause of a text says of a footprint that it is less than another one."""
    clauses = _BETWEEN.split(unicodedata.normalize("NFKC", text))
    return any(_ABOUT.search(c) and _is_less(c) and not disclaims(c) for c in clauses)


def states_done(value: StudyValue) -> bool:
    """Whether a statement says that something was done: no plain no, no place holder, no plan."""
    if not isinstance(value.value, str):
        return value.value is True
    plain = unicodedata.normalize("NFKC", value.value).strip()
    return not (says_nothing(plain) or is_bare_no(plain) or _UNDONE.match(plain)
                or not_applicable(plain) is not None)  # fmt: skip
