"""Figures in sentences of people: masses of CO2e, and percents beside the name of a stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pcf.units import conversion_factor, is_known

NUMBER = (
    r"(?P<figure>[-\u2212]?\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?|[-\u2212]?\d+(?:\.\d+)?)"
)
#: Not within another number or an ASCII word; Chinese characters may stand right before.
_BEFORE = r"(?<![A-Za-z0-9_.,-])"
_MASS = (
    r"(?P<mass>kilogram(?:me)?s?|grams?|tonnes?|tons?|kg|kt|Mt|t|g"
    r"|千克|公斤|公吨|千吨|吨|克)"
)
_CO2 = (
    r"(?:of\s+)?(?:CO(?:2|\u2082)(?:\s?-?\s?(?:equivalents?|equiv|eq|e|当量))?"
    r"|carbon\s+dioxide(?:[\s-]+equivalents?)?|二氧化碳(?:当量)?)(?![A-Za-z0-9])"
)
_UNIT = (
    r"(?P<per>kilowatt[ -]hours?|[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*"
    r"|千瓦时|度|千克|公斤|公吨|吨公里|吨|千米|公里|平方米|立方米|[件个台只套辆块瓶升米年月日天])"
)
_PER = rf"\s*\.?\s*(?:/\s*|per\s+|每\s*)(?:one\s+|1\s*)?\(?{_UNIT}"
_CARBON = re.compile(rf"{_BEFORE}{NUMBER}\s*-?\s*{_MASS}\s*{_CO2}(?:{_PER})?", re.IGNORECASE)
_PER_BEFORE = re.compile(
    rf"(?:\b(?:per|each|every)\s+|每\s*)(?:one\s+|1\s*)?{_UNIT}", re.IGNORECASE
)
_EQUIVALENT = re.compile(r"(?:2|\u2082)[\s-]*e|equiv|当量", re.IGNORECASE)
#: Words of what lies outside the product system.
_OUTSIDE = re.compile(r"\b(?:beyond|outside)\b|之外|以外|边界外", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?]|\.(?=\s)|\n\s*\n")
#: Signs of emphasis, which stand for nothing in a sentence.
_EMPHASIS = re.compile(r"[*`]")
#: Units in words, besides those that the units themselves know.
_WORDS = {
    "gram": "g", "kilogram": "kg", "kilogramme": "kg", "ton": "t", "tonne": "t",
    "kilowatthour": "kWh", "kilometre": "km", "kilometer": "km",
    **dict.fromkeys("件个台只套辆块瓶", "piece"),
}  # fmt: skip
_TIMES = frozenset(("year", "a", "yr", "month", "day", "hour", "h", *"年月日天"))
#: Unit of time: what is emitted in a time is no figure of a footprint.
TIME = "time"

_LINK = (
    r"(?:\s|[:：=(（|~\u2248]|\b(?:is|are|was|has|have|at|with|about|around|roughly|nearly|almost|"
    r"only|just|some|over|makes?|up|contributes?|accounts?|for|represents?|causes?|is responsible|"
    r"gives?|adds?|comes?|to|the|a|share|of)\b|阶段|[占为约的是达仅近大最共]|贡献|比例|份额|"
    r"总量|总|量|结果|排放|碳足迹)"
)
_STRONG = (
    r"(?:[:：=(（|]|\b(?:is|makes?|contributes?|accounts?|represents?|causes?)\b|[占为是]|贡献)"
)
_ANY = (
    r"(?:[^%\uff05\u3002;\uff1b,\uff0c.!?\uff01\uff1f\n0-9]|\n(?!\s*\n)"
    r"|[,\uff0c](?=\s*(?:with|at|which|accounting|making|占|约|贡献)))"
)
_VERBS = r"(?:(?:comes?|stems?|arises?|is|are)\s+(?:from|due\s+to)\s+(?:the\s+)?|来自|来源于|出自)"
#: Words after which a percent is of something else than the result, or a change of it.
_ELSE = re.compile(
    r"\b(?:by|less|fewer|lower|higher|rose|fell|reduc\w*|increas\w*|capacity|yield|efficien\w*|"
    r"rate|loss\w*|recycl\w*|recover\w*|reus\w*|scrap|moisture|electricity|energy|power|heat|"
    r"fuels?|gas|water|waste)\b|\A\s+of\s+(?!the\b|this\b|its?\b)|[率损增减降升电能热废含]|燃料|利用|回收",
    re.IGNORECASE,
)
#: Words by which a figure is a bound.
_BOUND = re.compile(
    r"(?:(?P<below><|≤|\b(?:below|under|less than|at most|up to)\b|不足|小于|低于|不到|不超过)"
    r"|>|≥|\b(?:above|over|more than|at least)\b|超过|大于|高于|至少)\s*\Z",
    re.IGNORECASE,
)
#: What a percent is of when it is none of the result.
_OF_ELSE = re.compile(
    r"\s*(?:less|more|lower|higher|fewer)\b|\s+of\s+(?!(?:\w+\s+){0,3}"
    r"(?:total|results?|footprint|emissions?|whole|carbon|impacts?|all|it|this|them)\b)",
    re.IGNORECASE,
)
_STAGE_WORD = re.compile(r"\s*(?:stage|phase|阶段)", re.IGNORECASE)
#: Names that are common words as well: only words of a share may stand between them and a percent.
_COMMON = re.compile(r"use|[\u3400-\u9fff]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Carbon:
    """A mass of CO2e: the figure as written, kg of its unit, what it is per, and its place.

    gas
        Whether it is said of the gas, and of what lies outside the product system.
    """

    figure: str
    kilograms: float
    per: str | None
    quote: str
    start: int
    gas: bool = False


@dataclass(frozen=True, slots=True)
class Percent:
    """A percent beside the name of the stage `stage`; of `bound` ``<`` it is at most that."""

    stage: str
    figure: str
    quote: str
    start: int
    bound: str = ""


def plain(text: str) -> str:
    """Text whose signs of emphasis are left out; its lines stay."""
    return _EMPHASIS.sub("", text)


def carbon_in(text: str) -> Iterator[Carbon]:
    """Masses of CO2e of a text."""
    for found in _CARBON.finditer(text):
        before = sentence_before(text, found.start())
        nearer = list(_PER_BEFORE.finditer(before))
        per = _unit(found["per"]) if found["per"] else None
        if per is None and nearer:
            per = _unit(nearer[-1]["per"])
        mass = conversion_factor(_unit(found["mass"]) or "kg", "kg")
        sentence = before + _SENTENCE.split(text[found.start() :], maxsplit=1)[0]
        gas = not _EQUIVALENT.search(found[0]) and bool(_OUTSIDE.search(sentence))
        yield Carbon(found["figure"], mass, per, found[0].strip(), found.start(), gas)


def sentence_before(text: str, end: int) -> str:
    """What of a sentence stands before a place."""
    begin = max((m.end() for m in _SENTENCE.finditer(text, 0, end)), default=0)
    return text[begin:end]


def _unit(word: str) -> str | None:
    """Unit of a word; `TIME` for one of time, None for a word that is no unit, as a pack."""
    bare = re.sub(r"[ -]", "", word)
    single = bare.lower().removesuffix("s")
    if bare in _TIMES or single in _TIMES:
        return TIME
    if bare in _WORDS or single in _WORDS:
        return _WORDS.get(bare) or _WORDS[single]
    return next((name for name in (bare, bare.lower()) if is_known(name)), None)


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
            name, gap = found["name"], found["gap"]
            staged = bool(_STAGE_WORD.match(gap))
            if (
                _ELSE.search(_BOUND.sub("", gap))
                or self._any.search(gap)
                or _OF_ELSE.match(text, found.end())
            ):
                continue
            if _COMMON.fullmatch(name) and not (staged or _is_link(gap)):
                continue
            bound = _BOUND.search(gap)
            yield Percent(
                self._of[name.lower()], found["figure"], found[0].strip(), found.start(),
                "" if bound is None else "<" if bound["below"] else ">",
            )  # fmt: skip
        for found in self._from.finditer(text):
            yield Percent(
                self._of[found["name"].lower()], found["figure"], found[0].strip(), found.start()
            )

    @cached_property
    def _of(self) -> Mapping[str, str]:
        return {name.lower(): id for id, names in self.names.items() for name in names if name}

    @cached_property
    def _shape(self) -> str:
        ordered = sorted(self._of, key=len, reverse=True)
        return rf"(?<![A-Za-z])(?P<name>{'|'.join(map(re.escape, ordered))})(?![a-z])"

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile(self._shape, re.IGNORECASE)

    @cached_property
    def _after(self) -> re.Pattern[str]:
        shape = rf"{self._shape}(?P<gap>{_ANY}{{0,60}}?)(?<![0-9.]){NUMBER}\s*[%\uff05]"
        return re.compile(shape, re.IGNORECASE)

    @cached_property
    def _from(self) -> re.Pattern[str]:
        shape = rf"{_BEFORE}{NUMBER}\s*[%\uff05]\s*{_VERBS}\s*{self._shape}"
        return re.compile(shape, re.IGNORECASE)


def _is_link(gap: str) -> bool:
    return bool(re.search(_STRONG, gap) and re.fullmatch(rf"{_LINK}*", gap))
