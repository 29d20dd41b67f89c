"""Words by which a person says that there is none of what was asked for."""

from __future__ import annotations

import re

_NOT_APPLICABLE = r"n/a|不适用|不涉及"
_WORDS = rf"no|none|nil|否|无|没有|{_NOT_APPLICABLE}"
_BARE = re.compile(rf"(?:{_WORDS})\s*[.。]?", re.IGNORECASE)
#: A reason follows a colon, comma, bracket, dash or full stop; ``No. 17`` is a number.
_REASONED = re.compile(
    rf"(?:(?:{_WORDS})(?:\s*(?:[:：,，;；(（。–—]|-{{1,2}}\s|\.(?!\s*\d))|\s+-{{1,2}})"
    rf"|(?:{_NOT_APPLICABLE})\s)(?P<reason>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CLAIM = r"(?:claim\w*|assert\w*|compar(?:isons?|ative|ed|ing|e)|statement\w*|intended)"
_CLAIM_ZH = r"(?:声明|对比|比较|主张|宣称|断言|承诺)"
#: What may stand between a no and the claim that it denies.
_BETWEEN_ZH = (
    r"(?:作出|做出|提出|给出|发布|进行|涉及|包含|构成|属于|用于|支持|予以|打算|意图|任何|公开|相关"
    r"|此类|其他|产品|之间|碳|足迹|减排|降低|作|做|含|有|是|可|能|应|宜|拟|与|性|的|该|本"
    r"|公布|披露|公众|社会|外部|第三方|同类|企业|直接|申请|开展|形成|外|对|向|为|间|得)*"
)
#: Sentences that deny a claim, where nobody else is denied one (``no other product ...``).
_DISCLAIMS = re.compile(
    rf"\b(?:no(?!\.?\s*\d)|not|none|never|without)\b(?!\s+(?:other|one|only|just|merely|competit))"
    rf"[\w\s/-]{{0,60}}?\b{_CLAIM}\b|\bnot\s+(?:\w+\s+)?comparable\b"
    rf"|\b{_CLAIM}\b[\w\s/:-]{{0,40}}\b(?:no(?!\.?\s*\d)|not|none|never)\b(?!\s+(?:only|just|less))"
    rf"|(?:不(?![仅只但光])|未|无|没有){_BETWEEN_ZH}{_CLAIM_ZH}"
    rf"|{_CLAIM_ZH}\s*:?\s*(?:不(?![仅只但光])|未|无|没有|否){_BETWEEN_ZH}$",
    re.IGNORECASE,
)


def is_denial(text: str) -> bool:
    """Whether a text is a bare no: ``no``, ``none``, ``n/a``, ``否``, ``无``, ``不适用`` etc."""
    return _BARE.fullmatch(text.strip()) is not None


def denies(text: str) -> bool:
    """Whether a text says no: a bare no, or one with its reason.

    The reason follows a colon, comma, bracket, dash or full stop (``none: first year``) or, after
    ``n/a`` and ``不适用``, a space. A text that merely begins with these letters
    (``now 14 % lower``, ``Nordic plant``) says no no.
    """
    return reason_of(text) is not None


def reason_of(text: str) -> str | None:
    """Reason behind a no, maybe empty; None for a text that says no no."""
    if is_denial(text):
        return ""
    match = _REASONED.fullmatch(text.strip())
    return None if match is None else match["reason"].strip()


def disclaims(clause: str) -> bool:
    """Whether a clause says that no claim or comparison is made: ``不作对比声明``."""
    return after_disclaimer(clause) is not None


def after_disclaimer(clause: str) -> str | None:
    """What follows where a clause says that no claim is made; None where it does not say so."""
    match = _DISCLAIMS.search(clause)
    return None if match is None else clause[match.end() :]
