"""Sentences of people that say that the uncertainty was not assessed.

They contradict a result that propagates the spreads which its inputs state. Only a whole clause
that says it of the uncertainty of the result is told: of the background, of other values, of a
correlation or of land use it may be true beside such a result, and a false alarm is worse here than
a denial in words that nobody foresaw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pcf.findings import Finding, Location, finding
from pcf.i18n import LANGUAGES, phrase

#: Where a clause ends: a denial is one clause, and says it of the uncertainty of the result.
_CLAUSE = re.compile(r"[。！？!?；;，,、（）()]|\.(?=\s|\Z)|:\s|\n\s*\n")

#: Signs beyond which a clause is no plain denial.
_LONGEST = 200
_RESULT_ZH = r"(?:(?:本|该)?(?:研究|报告|结果|总量|产品|碳足迹)的?)*"
_SUBJECT_ZH = rf"{_RESULT_ZH}不确定[性度](?:的?(?:定量|量化)?(?:分析|评价|评估|计算|估计))?"
_NOT_ZH = r"(?:尚|还|均|暂|仍|目前)*(?:未能?|没有?|不|无法|难以)"
_LED_ZH = r"(?:[作做予加能可曾经进行开展给出以含包括的地]|定量|量化)*"
_DONE_ZH = r"(?:评价|评估|评定|分析|计算|估计|量化|定量|说明|考虑)"
_SUBJECT_EN = (
    r"(?:(?:the|its|this|overall|total|result|footprint|study|product)\s+)*uncertaint(?:y|ies)"
    r"(?:\s+(?:analysis|assessment|evaluation|estimate))?"
    r"(?:\s+(?:of|in)\s+(?:(?:the|this|its|overall|total|product|carbon)\s+)*"
    r"(?:results?|footprint|total|product|study))?"
)
_NOT_EN = (
    r"(?:(?:has|have|had|was|were|is|are|could|can)(?:\s+not|n['’]t)|cannot"
    r"|(?:has|is)\s+yet\s+to|remains?\s+to)(?:\s+(?:yet|been|be))*"
)
_DONE_EN = (
    r"(?:quantitatively\s+)?(?:(?:assess|evaluat|estimat|analy[sz]|determin|calculat|comput|perform"
    r"|conduct|quantif|includ|propagat|investigat|consider)\w*|carried\s+out|done|made)"
    r"(?:\s+(?:quantitatively|in\s+figures))?"
)
_WORK_EN = r"(?:analysis|assessment|evaluation|estimate|calculation)"
#: Clauses that say it of the uncertainty of the result, each from its beginning to its end.
_DENIALS = re.compile(
    rf"{_SUBJECT_ZH}{_NOT_ZH}{_LED_ZH}{_DONE_ZH}*"
    rf"|{_RESULT_ZH}{_NOT_ZH}{_LED_ZH}对?{_SUBJECT_ZH}{_LED_ZH}{_DONE_ZH}*"
    rf"|对?{_SUBJECT_ZH}(?:仅|只|限于){_LED_ZH}定性的?(?:说明|分析|评价|评估|描述)?"
    rf"|{_SUBJECT_ZH}(?:从略|略去|省略|未知|不详|暂缺)"
    rf"|{_SUBJECT_EN}\s+{_NOT_EN}\s+{_DONE_EN}"
    rf"|(?:there\s+(?:is|was)\s+)?no\s+(?:quantitative\s+)?(?:uncertainty\s+{_WORK_EN}"
    rf"|{_WORK_EN}\s+of\s+(?:the\s+)?uncertaint\w+)"
    r"(?:\s+(?:was|is|has\s+been)\s+(?:made|done|carried\s+out|performed|conducted|included|given))?"
    rf"|{_SUBJECT_EN}\s+(?:was|is|has\s+been)\s+(?:(?:only|merely|purely)\s+)?"
    r"(?:(?:assess|evaluat|describ|discuss)ed\s+)?(?:only\s+)?qualitatively(?:\s+only)?"
    rf"|{_SUBJECT_EN}\s+(?:is|was|remains?)\s+(?:unknown|unassessed|unquantified|omitted|skipped)"
    r"|(?:this|the)\s+(?:study|report)\s+(?:does|did)(?:\s+not|n['’]t)\s+"
    rf"(?:include|contain|perform|quantify|assess|evaluate)\s+(?:(?:an?|any)\s+)?{_SUBJECT_EN}",
    re.IGNORECASE,
)
#: The same as the first words of a statement on the uncertainty.
_BARE = re.compile(
    rf"{_NOT_ZH}{_LED_ZH}{_DONE_ZH}+|无|没有|未知|不详"
    rf"|not(?:\s+(?:yet|been|be))*\s+{_DONE_EN}|none|unknown|not\s+available"
    r"|(?:only\s+)?qualitative(?:ly)?(?:\s+only)?",
    re.IGNORECASE,
)
#: What to write where a range was meant.
_RANGE = "{{uncertainty.low95}} – {{uncertainty.high95}}"


def denied(place: Location, observed: str) -> Finding:
    """Tell (RP037) that a text denies the uncertainty that the result has."""
    made = finding("RP037", place, observed=observed, suggestion=_RANGE)
    words = {
        f"{part}_{lang}": phrase(f"prose_denied_{part}", lang, observed=observed, range=_RANGE)
        for part in ("title", "message", "help")
        for lang in LANGUAGES
    }
    return replace(made, words=words, page=made.url or "")


def denials(text: str, *, is_statement: bool) -> Iterator[tuple[int, str]]:
    """Places and words of a text that say that the uncertainty of the result was not assessed.

    `is_statement` tells that the text as a whole is about the uncertainty.
    """
    begin, first = 0, is_statement
    for end in [*(m.start() for m in _CLAUSE.finditer(text)), len(text)]:
        clause = text[begin:end].strip("。！？!?；;，,、（）(). :\n")
        if clause:
            if len(clause) <= _LONGEST and _is_denial(clause, first=first):
                yield text.index(clause, begin), clause
            first = False
        begin = end


def _is_denial(clause: str, *, first: bool) -> bool:
    return bool(_DENIALS.fullmatch(clause) or (first and _BARE.fullmatch(clause)))
