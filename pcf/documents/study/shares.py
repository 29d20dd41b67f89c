"""Percents in sentences of people that are said to be the share of a stage in the result.

A percent counts where the sentence says nothing else than a share: the name of the stage and the
percent with words of a share between them, ``生产阶段碳足迹占比为12%``, or the other way round,
``12 % of the footprint is caused by production``. Where any other word stands between them, in
front of the name or behind the percent, it may be of anything (``生产阶段的现场数据占95%``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcf.documents.study.figures import NUMBER, sentence_before

_PERCENT = r"\s{0,3}(?:[%\uff05]|per\s?cent\b)"
#: What a share of the result is of.
_RESULT = (
    r"(?:footprint|emissions?|total|results?|impacts?|burdens?|carbon|greenhouse|GHG|all|whole)"
)
_RESULT_ZH = (
    r"(?:碳足迹|碳排放量?|排放总?量|排放|总排放量?|总碳足迹|总量|总值|总和|合计|全部|结果"
    r"|影响|温室气体)"
)
_SHARE = r"(?:share|part|portion|contribution|contributor|proportion|percentage|fraction)"
_SHARE_ZH = r"(?:占比|比例|比重|份额|贡献率|贡献度|贡献量|贡献|占)"
#: Words of a share; nothing else stands between a stage and its percent.
_SAYS = (
    rf"(?:[\s:：=(（)）|~\u2248*,，的其中共仅近约达到为是在之里了则也均最大高多小低少主要较居首位来源有]"
    rf"|对(?=\s*(?:整个|产品|本)?{_RESULT_ZH})|{_RESULT_ZH}|{_SHARE_ZH}|阶段|过程|环节|部分|生命周期|全生命周期|产品|大约|整个"
    rf"|\b(?:{_RESULT}|{_SHARE}s?|stages?|phases?|is|are|was|has|have|at|with|about|around|some|"
    r"almost|only|just|over|up|makes?|made|making|contributes?|contributing|accounts?|accounting|for|"
    r"represents?|causes?|causing|responsible|gives?|adds?|comes?|to|the|a|an|of|its?|this|which|"
    r"that|life|cycle|product|gas|CO2e?|largest|biggest|smallest|highest|lowest|main|most|"
    r"dominates?|dominant|picture|by|far|[a-z]+ly)\b)"
)
_BOUND_WORDS = (
    r"(?:(?P<below><|≤|\b(?:below|under|less than|at most|up to)\b|不足|小于|低于|不到|不超过)"
    r"|(?P<above>>|≥|\b(?:above|over|more than|at least)\b|超过|大于|高于|至少))"
)
_STRONG = re.compile(
    r"[:：=(（|]|\b(?:is|was|makes?|making|contributes?|contributing|accounts?|accounting|"
    r"represents?|causes?|causing|dominates?|shares?|contribution)\b|[占为是]|贡献|比例|比重|份额",
    re.IGNORECASE,
)
_STAGE = r"\s{0,3}(?:stage|phase|阶段|过程|环节)"
_STAGE_WORD = re.compile(_STAGE, re.IGNORECASE)
#: Names that are common words as well: words of a share must stand between them and a percent.
_COMMON = re.compile(r"use|[\u3400-\u9fff]+", re.IGNORECASE)
_TOWARDS = r"(?:of|in|for|at|from|during|within|by|to|on)"
#: What may stand in front of a name: nothing, words that only lead to it, or words of a share.
_LEADS = re.compile(
    rf"(?:\A|[^\w\s])\s*\Z|\n\s*\Z|\b(?:the|that|and|or|but|while|whereas|where|is|are|shows?)\s+\Z"
    rf"|\b(?:{_RESULT}|{_SHARE}s?)\s+{_TOWARDS}\s+(?:the\s+)?\Z"
    rf"|(?:其中|由|和|与|及|而|为|是|明|示|中|产品|本|该|的|{_RESULT_ZH}(?:中|在|里))\s*\Z",
    re.IGNORECASE,
)
#: A name that something else is said to be of, in or for.
_OF_NAME = re.compile(rf"\b{_TOWARDS}\s+(?:the\s+)?\Z|[在于对占]\s*\Z", re.IGNORECASE)
#: What a share is of, and nothing of it: ``all electricity`` is none of the result.
_OF_RESULT = (
    rf"(?:of|to|in)\s+(?:\w+\s+){{0,3}}?(?:{_RESULT}|it|this)\b"
    rf"(?!\s+(?!{_RESULT}\b|of\b|and\b|or\b|but\b|while\b|is\b|in\b)[a-z])"
)
#: What may stand behind a percent: the end of what is said, or what the share is of.
_ENDS = re.compile(
    rf"\s*(?:\Z|[^\w\s]|\n|(?:and|or|but|while|whereas|{_SHARE}|overall|altogether)\b"
    rf"|{_OF_RESULT}"
    rf"|(?:的|之)?\s*(?:{_RESULT_ZH}|{_SHARE_ZH})|和|与|及|左右|以上|以下|上下)",
    re.IGNORECASE,
)
#: What may stand before a percent that is said to come from a stage.
_BEGINS = re.compile(
    rf"(?:\A|[^\w\s]|\n|{_RESULT_ZH}(?:的|中|有|约)*|[约有近达]|其中)\s*\Z"
    rf"|\b(?:about|around|some|nearly|almost|roughly|only|that|and)\s+\Z",
    re.IGNORECASE,
)
_FROM = (
    rf"\s{{0,3}}(?:of\s{{1,3}}(?:\w+\s{{1,3}}){{0,3}}?{_RESULT}\s{{1,3}})?"
    r"(?:(?:is|are|was|were)\s{1,3})?(?:comes?|stems?|arises?|results?|due|caused|contributed|"
    r"attributable|attributed|generated|emitted|produced)?\s{0,3}"
    r"\b(?:from|due\s{1,3}to|by|to)\s{1,3}(?:the\s{1,3})?"
)
_FROM_ZH = (
    rf"\s{{0,3}}(?:的\s{{0,3}}(?:{_RESULT_ZH}))?\s{{0,3}}(?:是?由|来自于?|来源于|出自)\s{{0,3}}"
)


@dataclass(frozen=True, slots=True)
class Percent:
    """A percent beside the name of the stage `stage`; of `bound` ``<`` it is at most that."""

    stage: str
    figure: str
    quote: str
    start: int
    bound: str = ""


@dataclass(frozen=True)
class Stages:
    """Finds percents beside names of stages.

    names
        Names of each stage in both languages; those of every stage that could be meant.
    """

    names: Mapping[str, Sequence[str]]

    def percents(self, text: str) -> Iterator[Percent]:
        """Percents of a text that are said to be the share of a stage."""
        for found in self._after.finditer(text):
            if self._is_share(found, text):
                bound = "<" if found["below"] else ">" if found["above"] else ""
                yield self._percent(found, bound)
        for found in self._before.finditer(text):
            if _BEGINS.search(sentence_before(text, found.start())) and _ENDS.match(
                text, found.end()
            ):
                yield self._percent(found, "")

    def _percent(self, found: re.Match[str], bound: str) -> Percent:
        stage = self._of[found["name"].lower()]
        return Percent(stage, found["figure"], found[0].strip(), found.start(), bound)

    def _is_share(self, found: re.Match[str], text: str) -> bool:
        """Whether nothing but a share is said of a stage."""
        name, gap = found["name"], found["gap"]
        staged, strong = bool(_STAGE_WORD.match(gap)), bool(_STRONG.search(gap))
        if _COMMON.fullmatch(name) and not (staged or strong):
            return False
        before = sentence_before(text, found.start())
        leads = bool(_LEADS.search(before))
        if not leads and (not staged or _OF_NAME.search(before)):
            return False
        return bool(_ENDS.match(text, found.end()))

    @cached_property
    def _of(self) -> Mapping[str, str]:
        return {name.lower(): id for id, names in self.names.items() for name in names if name}

    @cached_property
    def _shape(self) -> str:
        ordered = sorted(self._of, key=len, reverse=True)
        return rf"(?<![A-Za-z])(?P<name>{'|'.join(map(re.escape, ordered))})(?![a-z])"

    @cached_property
    def _after(self) -> re.Pattern[str]:
        shape = (
            rf"{self._shape}(?P<gap>(?:{_SAYS}){{0,40}}?){_BOUND_WORDS}?\s{{0,3}}"
            rf"(?<![0-9.]){NUMBER}{_PERCENT}"
        )
        return re.compile(shape, re.IGNORECASE)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        said = rf"(?:{_FROM}|{_FROM_ZH})"
        ends = rf"(?:{_STAGE})?(?:\s{{0,3}}(?:所?(?:贡献|产生|造成|导致|引起)))?"
        shape = rf"(?<![A-Za-z0-9_.,-]){NUMBER}{_PERCENT}{said}{self._shape}{ends}"
        return re.compile(shape, re.IGNORECASE)
