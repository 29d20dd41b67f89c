"""Names and words in the language of a document or screen, the other one where one is empty."""

from __future__ import annotations

import re
from typing import Protocol

from pcf.i18n import Language, label

#: Between the two languages of a text.
_BETWEEN = " / "
_QUOTED = re.compile("(['\u201c])([^'\u201c\u201d]* / [^'\u201c\u201d]*)(['\u201d])")
#: Words of a language, no ids; and how many of them are a name rather than a sentence.
_WORD = re.compile(r"(?<![\w.:/@-])[A-Za-z]{2,}(?=[\s,.;]|$)")
_FEW = 4


class Named(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name_zh(self) -> str:
        """Chinese name."""

    @property
    def name_en(self) -> str:
        """English name."""


def name_of(item: Named, lang: Language) -> str:
    """Name in the language wanted, else in the other one."""
    return pick(item.name_zh, item.name_en, lang)


def pick(zh: str, en: str, lang: Language) -> str:
    """One of two texts; the other one where the wanted is empty."""
    return (zh or en) if lang == "zh" else (en or zh)


def in_language(text: str, lang: Language) -> str:
    """Part of a text that is written twice, ``中文 / English``; any other text as it is.

    It is one of two languages when what stands before a ``" / "`` has Chinese characters and what
    stands after it has none.
    """
    for position in range(len(text)):
        if text.startswith(_BETWEEN, position):
            zh, en = text[:position], text[position + len(_BETWEEN) :]
            if has_chinese(zh) and not has_chinese(en) and en.strip():
                return (zh if lang == "zh" else en).strip()
    return text


def own_words(text: str, lang: Language) -> str:
    """Sentence whose quoted parts are in both languages, with those parts in one language."""
    found = _QUOTED.sub(lambda quote: quote[1] + in_language(quote[2], lang) + quote[3], text)
    return in_language(found, lang) if found == text else found


def has_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def foreign(text: str, lang: Language) -> str | None:
    """Code of a finding for a text that is not in a language; None for one that is.

    Chinese characters in an English document are a warning (``RP035``); so is an English sentence
    in a Chinese one. A few words, such as a name, are told only (``RP036``), and numbers, dates and
    ids are of no language.
    """
    if lang == "en":
        return "RP035" if has_chinese(text) else None
    words = _WORD.findall(text)
    if has_chinese(text) or len(words) < 2:
        return None
    return "RP035" if len(words) > _FEW else "RP036"


def value_word(group: str, value: object, lang: Language, *, alone: bool = True) -> str:
    """Word of a value that the data model enumerates; ``-`` for none.

    It is the label of the group with the value behind it, else that of the value alone; a text that
    is no such value is shown as it is. Without `alone` only labels of the group count: the value is
    a text of people that may happen to be some other label.
    """
    if value in (None, ""):
        return "-"
    text = str(value)
    known = label(f"{group}{text}", lang)
    if known != f"{group}{text}":
        return known
    return label(text, lang) if alone else text


def said_word(key: str, text: str, lang: Language) -> str | None:
    """Word of a value that rules know for a key of ``study.toml``; None for any other text."""
    named = f"said {key} {text.strip().lower()}"
    known = label(named, lang)
    return None if known == named else known


def fact(key: str, lang: Language) -> str:
    """Label of a fact or method setting; ids that are words themselves keep their label."""
    text = label(f"fact_{key}", lang)
    return label(key, lang) if text == f"fact_{key}" else text


def setting_name(key: str, lang: Language) -> str:
    """Name of a setting: its label, and the id of what it is about."""
    head, dot, rest = key.partition(".")
    known = fact(key, lang)
    if known != key or not dot:
        return known
    return f"{label(f'setting_{head}', lang)} {rest}"


def setting_value(value: str, lang: Language) -> str:
    """Words of a setting, each by its label."""
    between = "、" if lang == "zh" else ", "
    return between.join(label(word, lang) for word in value.split(", ")) if value else "-"
