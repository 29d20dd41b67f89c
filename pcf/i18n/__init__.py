"""Words of pcf in Chinese and English: message catalogue, labels, choice of language."""

from __future__ import annotations

import locale
import os
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

from pcf.cache import keep, kept_file, read_kept

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def choose_language(wanted: str | None = None, project: str | None = None) -> Language:
    """Language of human output: option, then ``PCF_LANG``, then the project, then the locale.

    ``auto`` or nothing passes on to the next source; a locale other than Chinese means English.
    """
    for candidate in (wanted, os.environ.get("PCF_LANG"), project):
        if candidate in LANGUAGES:
            return candidate
    tag = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if tag.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=1)
def label_catalogue() -> dict[str, dict[str, str]]:
    """Every label with its word in both languages."""
    return _merged(files("pcf.i18n").joinpath("labels"))


def label(key: str, lang: Language) -> str:
    """Word for ``key`` in ``lang``; an unknown key is shown as it is: ids are words too."""
    entry = label_catalogue().get(key)
    return entry[lang] if entry else key


def phrase(key: str, lang: Language, **params: object) -> str:
    """Sentence of the label list with its named places filled."""
    return label(key, lang).format_map(params)


@lru_cache(maxsize=1)
def finding_catalogue() -> dict[str, dict[str, Any]]:
    """Every finding code with level, titles, message templates and help in both languages."""
    return _merged(files("pcf.i18n").joinpath("findings"))


def _merged(folder: Traversable) -> dict[str, dict[str, Any]]:
    """Tables of every TOML file of a folder, in order of name; kept in parsed form."""
    entries = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    contents = [entry.read_bytes() for entry in sorted(entries, key=lambda e: e.name)]
    path = kept_file("words", *contents)
    kept = read_kept(path)
    if isinstance(kept, dict):
        return kept
    import tomllib

    merged: dict[str, dict[str, Any]] = {}
    for content in contents:
        merged.update(tomllib.loads(content.decode("utf-8")))
    keep(path, merged)
    return merged
