"""Steps through openLCA JSON: both spellings of a field, references, flags, what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pcf.importing.ilcd.walk import at, word
from pcf.importing.xml_tree import Tree

_TRUE = ("true", "1")


@dataclass(frozen=True, slots=True)
class Named:
    """A category or a location: its name (of a location its code), and the one above it."""

    name: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What records refer to: categories, locations, parameters of the whole package, links.

    units
        Name of a unit by its id; names are unique within their group.
    links
        Supplier by process and id of the exchange, from the product systems of the package.
    """

    categories: Mapping[str, Named] = field(default_factory=dict)
    locations: Mapping[str, Named] = field(default_factory=dict)
    parameters: Mapping[str, Tree] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)


def flag(tree: Any, *keys: str) -> bool:
    """Whether one of several spellings of a flag is set; texts like ``TRUE`` count."""
    return any(word(at(tree, key)).casefold() in _TRUE for key in keys)


def reference(tree: Any) -> tuple[str, str]:
    """Give id and name of the record that a reference means."""
    return word(at(tree, "@id")).lower(), word(at(tree, "name"))


def categories(tree: Any, beside: Beside) -> tuple[str, ...]:
    """Categories from the top down: a path in version 2, a chain of records in version 1."""
    stated = at(tree, "category")
    if isinstance(stated, str):
        return tuple(step for part in stated.split("/") if (step := part.strip()))
    id, name = reference(stated)
    steps: list[str] = []
    seen: set[str] = set()
    while id in beside.categories and id not in seen:
        seen.add(id)
        found = beside.categories[id]
        steps.append(found.name)
        id = found.above
    return tuple(reversed(steps)) if steps else (name,) if name else ()


def place_code(tree: Any, beside: Beside) -> str:
    """Code of the location that a record refers to; its name when there is no code."""
    if isinstance(tree, str):
        return tree
    id, name = reference(tree)
    found = beside.locations.get(id)
    return found.name if found and found.name else name
