"""Words of pcf in Chinese and English: message catalogue, labels, choice of language."""

from __future__ import annotations

import locale
import os
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def choose_language(wanted: str | None = None, project: str | None = None) -> Language:
    """Language of human output: option, then ``PCF_LANG``, then the project, then the locale.

    ``auto`` or nothing passes on to the next source; a locale other than Chinese means English.
    """
    for candidate in (wanted, os.environ.get("PCF_LANG"), project):
        if candidate in LANGUAGES:
            return cast(Language, candidate)
    tag = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if tag.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    text = files("pcf.i18n").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def label(key: str, lang: Language) -> str:
    """Word for ``key`` in ``lang``; an unknown key is shown as it is (ids of users are words too)."""
    entry = _labels().get(key)
    return entry[lang] if entry else key


@lru_cache(maxsize=1)
def finding_catalogue() -> dict[str, dict[str, Any]]:
    """Every finding code with level, titles, message templates and help in both languages."""
    catalogue: dict[str, dict[str, Any]] = {}
    folder = files("pcf.i18n").joinpath("findings")
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            catalogue.update(tomllib.loads(entry.read_text(encoding="utf-8")))
    return catalogue
