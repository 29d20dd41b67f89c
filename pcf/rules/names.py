"""Names that conditions of rule packs may use: subjects, fields of their records, and facts.

They are described in ``names.toml`` beside this module, in both languages, for the reader of packs,
for the pages of the documentation and for the tests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

from pcf.cache import keep, kept_file, read_kept
from pcf.i18n import finding_catalogue
from pcf.project.toml_keys import SETTINGS, Section

Needs = Literal["", "model", "links", "result"]
#: What must be there for a value, from the least to the most.
NEEDS: tuple[Needs, ...] = ("", "model", "links", "result")
#: Facts whose names end in an id of the project.
OPEN_FACTS: Mapping[str, Needs] = {"result.per.": "result", "parameters.": "model"}


@dataclass(frozen=True, slots=True)
class Name:
    """A field or fact; `needs` says what must be there for it to have a value.

    called
        Short English name for messages; `zh` is short already, `en` explains.
    unit
        Unit of its number: ``share`` (0..1, shown as a percentage), ``years``, ``months``, a unit
        as text, ``own`` that of the record, ``result`` that of the result, ``text`` words that
        only conditions with ``~`` look into. Empty for a bare number and for texts.
    """

    name: str
    zh: str
    en: str
    needs: Needs
    called: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of record with its fields."""

    name: str
    zh: str
    en: str
    needs: Needs
    fields: Mapping[str, Name]


@lru_cache(maxsize=1)
def _described() -> dict[str, Any]:
    content = files("pcf.rules").joinpath("names.toml").read_bytes()
    path = kept_file("names", content)
    kept = read_kept(path)
    if isinstance(kept, dict):
        return kept
    import tomllib

    made = tomllib.loads(content.decode("utf-8"))
    keep(path, made)
    return made


@lru_cache(maxsize=1)
def subjects() -> Mapping[str, Subject]:
    """Every subject by its name, in the order of the description."""
    return {name: _subject(name, data) for name, data in _described()["subjects"].items()}


def _subject(name: str, data: Mapping[str, Any]) -> Subject:
    needs = cast(Needs, data["needs"])
    fields = {field: _name(field, words, needs) for field, words in data["fields"].items()}
    return Subject(name, data["zh"], data["en"], needs, fields)


@lru_cache(maxsize=1)
def computed_facts() -> Mapping[str, Name]:
    """Facts that pcf computes, by name."""
    return {name: _name(name, words, "") for name, words in _described()["facts"].items()}


def _name(name: str, words: Mapping[str, str], needs: Needs) -> Name:
    known = cast(Needs, words.get("needs", needs))
    called = words.get("name", words["en"])
    return Name(name, words["zh"], words["en"], known, called, words.get("unit", ""))


def table_words(table: str) -> Mapping[str, Mapping[str, str]]:
    """Names in both languages of a table: settings, pack_settings, words, groups, standards."""
    found: Mapping[str, Mapping[str, str]] = _described()[table]
    return found


@lru_cache(maxsize=1)
def setting_names() -> tuple[str, ...]:
    """Names ``pcf.SECTION.KEY`` of every single key of ``pcf.toml``."""
    return tuple(_settings(SETTINGS, "pcf"))


def _settings(section: Section, path: str) -> Iterator[str]:
    for key in section.keys:
        yield f"{path}.{key.name}"
    for inner in section.sections:
        if not inner.many:
            yield from _settings(inner, f"{path}.{inner.name}")


def fact_needs(name: str) -> Needs:
    """What must be there for a fact to have a value."""
    known = computed_facts().get(name)
    if known is not None:
        return known.needs
    return next((needs for head, needs in OPEN_FACTS.items() if name.startswith(head)), "")


def is_fact(name: str, study_keys: Collection[str]) -> bool:
    """Whether a fact of that name can exist; `study_keys` are those that packs declare."""
    if name.startswith("study."):
        return name.removeprefix("study.") in study_keys
    if name.startswith("finding."):
        return name.removeprefix("finding.") in finding_catalogue()
    if name.startswith(tuple(OPEN_FACTS)):
        return True
    return name in computed_facts() or name in setting_names()


def known_facts(study_keys: Collection[str]) -> tuple[str, ...]:
    """Names for suggestions."""
    return (*computed_facts(), *setting_names(), *(f"study.{key}" for key in study_keys))


def most_needed(needs: Collection[Needs]) -> Needs:
    """Give the strongest of several needs."""
    return max(needs, key=NEEDS.index, default="")
