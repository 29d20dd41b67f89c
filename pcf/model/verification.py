"""What a statement of verification in words amounts to."""

from __future__ import annotations

import re

from pcf.model.denial import denies

_BARE_NO = re.compile(r"false|0|n|n\.?\s*a\.?|[-—–/]+", re.IGNORECASE)
_UNVERIFIED = re.compile(
    r"(?:no|none|nil|n/a|否|无|没有|不适用)\s*[,，;；(（].*|(?:no|not|non|none)[\s-]+[a-z].*|unverified.*"
    r"|(?:failed|rejected|refused|withdrawn)|self[\s-]?(?:declar|verif|certif|assess).*"
    r"|(?:暂|尚|还|仍)(?:无|未|没有).*|自(?:我)?(?:声明|核查|评).*"
    r"|(?:无|没有|未|不)(?:经|做|进行|获|通|予)?(?:过)?(?:任何)?(?:第三方|外部|独立)?(?:核查|核验|验证|鉴证|审定).*",
    re.IGNORECASE | re.DOTALL,
)
#: Words beside which nothing counts as done; ``No. 17`` is a number.
_DOUBT = re.compile(
    r"\b(?:not|non|none|nil|never|without|yet|pending|plan\w*|schedul\w*|expected|ongoing|progress"
    r"|under ?way|tb[acd]|to be|will|fail\w*|reject\w*|refus\w*|withdr\w*|expired|revoked|draft"
    r"|false|unknown|unclear|un(?:verified|certified|audited|assured)|self|internal\w*|in-house"
    r"|no(?!\.?\s*\d))\b|未|待|无法|没有|暂|尚|拟|计划|预计|不(?:通|合格|予|能|是|做|进)|失败|拒绝|过期|撤销|自我|内部|草[稿案]",
    re.IGNORECASE | re.ASCII,
)
_STANDARD = re.compile(
    r"\b(?:ISO(?:/IEC|/TS|/TR)?|IEC|EN|DIN|BS|JIS|GB(?:/T)?|GBT|RB/T|PAS|ISAE|SSAE|AA|CNAS-[A-Z]+|"
    r"T/[A-Z]+)[\s-]*\d{2,}[\d:.—–-]*",
    re.IGNORECASE | re.ASCII,
)
_LEVEL = re.compile(
    r"\b(?:limited|reasonable)(?:\s+level)?(?:\s+of)?\s+assurance\b|(?:^|[,;(/])\s*(?:limited|reasonable)"
    r"(?:\s+level)?\s*(?=$|[,;)/.])|\b(?:product level|product line|PCF program|PCF system"
    r"|PCF calculation model|corporate level)\b"
    r"|(?:有限|合理)(?:级|程度|水平)?的?(?:保证|鉴证)(?:等级|级别|水平)?",
    re.IGNORECASE | re.ASCII,
)
_COMPANY = re.compile(
    r"\bco(?:mpany|rporation|\.)?\s*[.,]*\s*(?:limited|ltd)\b", re.IGNORECASE | re.ASCII
)
#: What is said of every verification and names nobody.
_COMMON = re.compile(
    r"\b(?:verif\w+|certif\w+|assur\w+|audit\w*|attest\w*|valid\w*|third|3rd|part(?:y|ies)|external\w*"
    r"|independent\w*|accredited|approved|level|limited|reasonable|report|statement|opinion|yes|true"
    r"|ok|done|passed|completed|by|of|at|with|to|an?|the|in|on|for|and|per|as|under|according"
    r"|accordance|dated?|no|number|standard|pcf|product)\b|第三方|外部|独立|专业|机构|核查|核验|验证"
    r"|鉴证|审定|认证|通过|完成|保证|等级|级别|水平|报告|证书|声明|编号|标准|依据|根据|按照?|经过?|由|已|是"
    r"|的|为|对|年|月|日|有限|合理",
    re.IGNORECASE | re.ASCII,
)
#: Characters of a statement that are looked at.
_LONGEST = 1000
_NAME = re.compile(r"[^\W\d_]{2,}")


def is_bare_no(text: str) -> bool:
    """Whether a text is a no and nothing else, as forms have it: ``-``, ``0``, ``N``, ``false``."""
    return _BARE_NO.fullmatch(text.strip()) is not None


def verified(text: str) -> bool | None:
    """Read what a statement of verification says.

    Returns
    -------
    bool or None
        True only where it names who verified, and at what level of assurance or by what standard
        (``Body Ltd, limited assurance``); False where it says that nobody did; None where it is
        empty or says neither, as ``yes``, ``pending`` and ``third party`` do.
    """
    bare = " ".join(text[:_LONGEST].split())
    if not bare:
        return None
    if is_bare_no(bare) or denies(bare) or _UNVERIFIED.fullmatch(bare) is not None:
        return False
    plain = _COMPANY.sub("company", bare)
    if _DOUBT.search(plain) or not (_LEVEL.search(plain) or _STANDARD.search(plain)):
        return None
    left = _COMMON.sub(" ", _LEVEL.sub(" ", _STANDARD.sub(" ", plain)))
    return True if _NAME.search(left) else None


def is_unclear(text: str) -> bool:
    """Whether a statement is there that says neither who verified how, nor that nobody did."""
    return bool(text.strip()) and verified(text) is None
