"""Conditions of rule packs as sentences in Chinese and English, with names, values and units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.i18n import LANGUAGES, Language, finding_catalogue, label, phrase
from pcf.rules.conditions import Condition, Value, given_words
from pcf.rules.names import computed_facts, subjects, table_words

if TYPE_CHECKING:
    from pcf.rules.pack import Pack

#: A text in Chinese and English.
Words = tuple[str, str]
_STATE = {"=": "is", "in": "is", "!=": "isnt", "not in": "isnt", ">=": "ge", "<=": "le", ">": "gt",
          "<": "lt", "~": "has", "!~": "hasnt", "names": "has", "lists": "has", "filled": "filled",
          "empty": "empty"}  # fmt: skip
_ANSWERS = (("yes",), ("no",))
#: The one field of ids in which conditions look for a part of the text.
_STAGES = "pcf.boundary.stages"
_DIGITS = (4, 6, 9, 17)
_OPEN = {"route.": "route", "parameters.": "parameter", "result.per.": "result_per"}
_SPELLED = {"years": ("cond_years", "cond_year"), "months": ("cond_months", "cond_month")}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a field or fact is called, and the unit of its number as in `pcf.rules.names.Name`.

    computed
        Whether pcf works it out, so that nobody can state it.
    """

    zh: str
    en: str
    unit: str = ""
    computed: bool = False

    def text(self, lang: Language) -> str:
        """Give the name in one language."""
        return self.zh if lang == "zh" else self.en


def field_name(subject: str, field: str) -> Spoken:
    """Name of a field of the records of a subject."""
    found = subjects()[subject].fields[field]
    return Spoken(found.zh, found.called, found.unit)


def fact_name(name: str, pack: Pack | None = None) -> Spoken:
    """Name of a fact; study keys and routes are those of the pack."""
    known = computed_facts().get(name)
    if known is not None:
        return Spoken(known.zh, known.called, known.unit, computed=True)
    head, _, key = name.partition(".")
    if head == "study" and pack is not None:
        stated = next((k for k in pack.keys if k.key == key), None)
        if stated is not None:
            return Spoken(stated.zh, stated.en)
    if head == "route" and pack is not None:
        route = next((r for r in pack.routes if r.id == key), None)
        if route is not None:
            return Spoken(route.zh, route.en, computed=True)
    if head == "kept" and pack is not None:
        route = next((r for r in pack.routes if r.id == key), None)
        if route is not None:
            zh, en = words_of("cond_kept_at", route=(route.zh, route.en))
            return Spoken(zh, en, "share", computed=True)
    if head == "choice" and pack is not None:
        choice = next((c for c in pack.choices if c.id == key), None)
        if choice is not None:
            return Spoken(choice.zh, choice.en, computed=True)
    setting = table_words("settings").get(name)
    return Spoken(setting["zh"], setting["en"]) if setting else _open_fact(name)


def _open_fact(name: str) -> Spoken:
    head, _, key = name.partition(".")
    if head == "finding":
        entry = finding_catalogue()[key]
        zh, en = (
            phrase("cond_finding", lang, code=key, title=entry[f"title_{lang}"])
            for lang in LANGUAGES
        )
        return Spoken(zh, en, computed=True)
    for start, told in _OPEN.items():
        if name.startswith(start):
            zh, en = words_of(f"cond_{told}", text=name.removeprefix(start))
            return Spoken(zh, en, computed=True)
    return Spoken(*quoted(key or name))


def words_of(key: str, **words: object) -> Words:
    """Give a sentence of the label list in both languages; a word may be a pair of texts."""
    zh, en = (
        phrase(key, lang, **{k: w[i] if isinstance(w, tuple) else w for k, w in words.items()})
        for i, lang in enumerate(LANGUAGES)
    )
    return zh, en


def quoted(text: str) -> Words:
    """Words of a user or of a rule as they stand, in quotation marks."""
    return words_of("cond_quoted", text=text)


def word(text: str) -> Words:
    """Word of a field as people say it; quoted as it stands where it has no name."""
    known = table_words("words").get(text)
    if known is not None:
        return known["zh"], known["en"]
    return quoted(text)


def named_group(id: str) -> Words:
    """Name of a group of required items."""
    known = table_words("groups").get(id)
    return (known["zh"], known["en"]) if known else word(id)


def number(value: float, unit: str, beside: Iterable[float] = ()) -> Words:
    """Number with its unit; with as many digits as tell it from the numbers `beside` it."""
    for digits in _DIGITS:
        text = _digits(value, unit, digits)
        if all(other == value or _digits(other, unit, digits) != text for other in beside):
            break
    if unit == "share":
        return words_of("cond_percent", value=text)
    if unit in _SPELLED:
        many, one = _SPELLED[unit]
        return words_of(one if text == "1" else many, value=text)
    text = f"{text} {unit}" if unit else text
    return text, text


def _digits(value: float, unit: str, digits: int) -> str:
    scaled = value * 100.0 if unit == "share" else value
    text = f"{scaled:.{digits}g}"
    return f"{scaled:.0f}" if "e+" in text and abs(scaled) < 1e9 else text


def told_value(value: Value, unit: str = "", beside: Iterable[float] = ()) -> Words:
    """Value that a field or fact has, as people say it."""
    if isinstance(value, bool):
        return word("yes" if value else "no")
    if isinstance(value, float):
        return number(value, unit, beside)
    text = str(value)
    parts = [part.strip() for part in text.split(",")]
    known = table_words("words")
    if len(parts) > 1 and all(part in known for part in parts):
        return listed([word(part) for part in parts])
    return word(text)


def listed(parts: Sequence[Words], last: str = "cond_comma") -> Words:
    """Several texts as an enumeration; `last` stands before the last one."""
    made = []
    for index, lang in enumerate(LANGUAGES):
        texts = list(dict.fromkeys(part[index] for part in parts))
        head = label("cond_comma", lang).join(texts[:-1])
        made.append(label(last, lang).join([head, texts[-1]] if head else texts[-1:]))
    return made[0], made[1]


def described(condition: Condition, name: Spoken, value: Value = None, unit: str = "") -> Words:
    """What a condition says, as a clause: ``the share of the footprint is at least 1 %``.

    Parameters
    ----------
    value
        Value of a record of which it holds: of several words only those that are found are told.
    """
    if _asks_answer(condition):
        return words_of("cond_answer", name=_pair(name), value=_wanted(condition, unit))
    key = f"cond_{_STATE[condition.op]}"
    return words_of(key, name=_pair(name), value=_wanted(condition, unit, value))


def fault(condition: Condition, name: Spoken, value: Value, unit: str = "") -> Words:
    """Why a condition does not hold for a value, and what it asks."""
    state = state_of(condition, name, value, unit)
    if condition.op == "filled" or (name.unit == "text" and value not in (None, "")):
        return state
    demand = words_of(f"must_{_STATE[condition.op]}", value=_wanted(condition, unit))
    return words_of("cond_fault", state=state, demand=demand)


def state_of(condition: Condition, name: Spoken, value: Value, unit: str = "") -> Words:
    """What is so, seen by a condition that does not hold."""
    if value is None or value == "":
        return words_of("cond_valueless" if name.computed else "cond_empty", name=_pair(name))
    if name.unit == "text":
        return _text_fault(condition, name, value)
    if condition.op == "empty":
        return words_of("cond_filled", name=_pair(name))
    key = "cond_answer" if _asks_answer(condition) else "cond_is"
    return words_of(key, name=_pair(name), value=told_value(value, unit, condition.numbers))


def _text_fault(condition: Condition, name: Spoken, value: Value) -> Words:
    """Fault of a text made for searching, which itself is not told."""
    holds = condition.op in ("!~", "!=", "not in", "empty")
    told = _wanted(condition, "", value if holds else None)
    return words_of("cond_has" if holds else "cond_hasnt", name=_pair(name), value=told)


def _asks_answer(condition: Condition) -> bool:
    return condition.op in ("=", "in") and condition.words in _ANSWERS


def _pair(name: Spoken) -> Words:
    return name.zh, name.en


def _wanted(condition: Condition, unit: str, value: Value = None) -> Words:
    """Words or numbers of a condition as an enumeration, in each language its own."""
    texts = given_words(condition)
    if condition.op in ("~", "!~", "names"):
        if value is not None:
            here = str(value).lower()
            texts = tuple(text for text in texts if text.lower() in here) or texts
        zh, en = _of_language(texts)
        last = "cond_or"
        called = word if condition.field == _STAGES else quoted
        return listed([called(t) for t in zh], last)[0], listed([called(t) for t in en], last)[1]
    parts = [_part(text, condition, unit) for text in texts]
    return listed(parts, "cond_or") if parts else ("", "")


def _part(text: str, condition: Condition, unit: str) -> Words:
    try:
        found = float(text)
    except ValueError:
        return word(text)
    return number(found, unit) if condition.numbers else word(text)


def _of_language(texts: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words to tell in Chinese and in English: of those in both languages each its own."""
    chinese = tuple(text for text in texts if is_chinese(text))
    other = tuple(text for text in texts if not is_chinese(text))
    return chinese or other, other or chinese


def is_chinese(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def standard_name(title: str) -> Words:
    """Name of a standard: in English before its official title where that is Chinese."""
    known = table_words("standards").get(title)
    return title, f"{known['en']} ({title})" if known else title
