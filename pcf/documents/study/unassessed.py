"""Sentences of people that say that the uncertainty was not assessed.

They contradict a result that propagates the spreads which its inputs state. A sentence about a
part (the background, other values, another study) may be true beside such a result, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pcf.findings import Finding, Location, finding
from pcf.i18n import LANGUAGES, phrase

_SENTENCE = re.compile(r"[。！？!?；;]|\.(?=\s|\Z)|\n\s*\n")
_COMMA = re.compile(r"[，,、（）()]")
_UNCERTAIN = re.compile(r"uncertaint|不确定", re.IGNORECASE)
#: What is said of less than the result, or of another one.
_PART = re.compile(
    r"background|upstream|secondary|\b(?:rest|remain\w*|others?|some)\b|stat(?:es?|ing) no|without"
    r" (?:a )?(?:stated|bounds?|spreads?)|models?\b|modell?ing|scenario"
    r"|后景|背景|上游|次级|其余|其他|其它|剩余|部分|没有写明|未写明|未给出|没有给出|模型|情景",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous|earlier|former|last|next|later|future)\b|上一|上次|以前|此前|往年|今后|下一|下次",
    re.IGNORECASE,
)
_NOT = r"(?:not|cannot|never|nor)(?:\s+(?:yet|been|be))*"
_DONE = (
    r"(?:assess|evaluat|estimat|analy[sz]|determin|calculat|comput|perform|carried|conduct|done|"
    r"made|propagat|examin|investigat|consider)\w*"
)
_WORK = r"(?:assess|evaluat|estimat|analys|calculat|quantif|propagat|statement|figure)\w*"
_LED = r"(?:[\s作做予加能可曾经进行开展给出以对其的]|不确定[性度])*"
#: Nothing in figures: said of the subject of the sentence, or of the statement.
_NO_FIGURES = re.compile(
    rf"\b(?:{_NOT}|yet\s+to\s+be)\s+(?:quantif\w+|quantitatively\s+{_DONE}"
    rf"|{_DONE}\s+(?:\w+\s+)?quantitatively|quantitative(?:ly)?\b)"
    rf"|\b(?:no|without(?:\s+any?)?|lacks?(?:\s+an?)?)\s+quantitative\b|\bunquantified\b"
    rf"|\b(?:only|merely|purely)\s+(?:\w+\s+)?qualitative|\bqualitative(?:ly)?\s+only\b"
    rf"|(?:未|没有?|不|无法?|难以|缺乏|缺少){_LED}(?:定量|量化)|(?:仅|只|限于){_LED}定性",
    re.IGNORECASE,
)
#: Nothing at all: it counts where the uncertainty is named, or as the first words of its statement.
_NOTHING = re.compile(
    rf"\b(?:{_NOT}|yet\s+to\s+be)\s+{_DONE}|\bno\s+uncertainty\s+{_WORK}|\bunassessed\b"
    rf"|\bwithout\s+(?:an?y?\s+)?uncertainty\s+{_WORK}"
    rf"|\buncertainty\s+(?:\w+\s+){{0,3}}?(?:omitted|skipped|unknown)\b"
    rf"|(?:未|没有?|无|不[作做进]){_LED}(?:评价|评估|评定|分析|计算|估计|考虑)"
    rf"|不确定[性度](?:分析|评价|评估|的)*(?:从略|略去|省略|未知|不详|暂缺)",
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
    """Places and words of a text that say that its uncertainty was not assessed.

    `is_statement` tells that the text as a whole is about the uncertainty.
    """
    begin = 0
    for end in [*(m.start() for m in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[begin:end]
        named = bool(_UNCERTAIN.search(sentence))
        if (named or is_statement) and not _EARLIER.search(sentence):
            found = _denial(sentence, named=named, first=not text[:begin].strip())
            if found is not None:
                yield begin + found.start(), found[0].strip()
        begin = end + 1


def _denial(sentence: str, *, named: bool, first: bool) -> re.Match[str] | None:
    for found in (*_NO_FIGURES.finditer(sentence), *_NOTHING.finditer(sentence)):
        before = sentence[: found.start()]
        starts = _COMMA.split(before)[-1]
        rest = _COMMA.split(sentence[found.end() :], maxsplit=1)[0]
        if _PART.search(starts + rest):
            continue
        if named or found.re is _NO_FIGURES or (first and not before.strip()):
            return found
    return None
