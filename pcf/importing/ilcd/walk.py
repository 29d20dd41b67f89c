"""Steps through an ILCD tree: one or many, texts in several languages, numbers."""

from __future__ import annotations

import math
import re
from typing import Any

from pcf.importing.package import Names
from pcf.importing.xml_tree import Tree

NAMESPACES = {
    "": "",
    "http://lca.jrc.it/ILCD/Common": "common:",
    "http://lca.jrc.it/ILCD/Process": "",
    "http://lca.jrc.it/ILCD/Flow": "",
    "http://lca.jrc.it/ILCD/FlowProperty": "",
    "http://lca.jrc.it/ILCD/UnitGroup": "",
    "http://lca.jrc.it/ILCD/Source": "",
    "http://lca.jrc.it/ILCD/Contact": "",
    "http://lca.jrc.it/ILCD/LCIAMethod": "",
    "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017": "",
}
NUMBERED = frozenset({"exchange"})
_CJK = re.compile(r"[\u3400-\u9fff]")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def many(value: Any) -> list[Any]:
    """Give one or many as a list; nothing and empty text as no element."""
    if isinstance(value, list):
        return value
    return [] if value is None or value in ("", {}) else [value]


def at(tree: Any, *path: str) -> Any:
    """Follow a path; None as soon as a step is missing. Of a list the first part is followed."""
    for step in path:
        if isinstance(tree, list):
            tree = tree[0] if tree else None
        if not isinstance(tree, dict):
            return None
        tree = tree.get(step)
    return tree


def word(value: Any) -> str:
    """Text of a leaf, without surrounding blanks."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("#text", "")
    return "" if value is None else str(value).strip()


def texts(value: Any) -> dict[str, str]:
    """Texts by language; the first of a language counts, no language is English."""
    found: dict[str, str] = {}
    for part in many(value):
        text = word(part)
        lang = str(part.get("@xml:lang", "en")) if isinstance(part, dict) else "en"
        if text:
            found.setdefault(lang.lower()[:2], " ".join(text.split()))
    return found


def names(*values: Any) -> Names:
    """Join several multilingual texts by semicolons, language by language.

    Chinese under the mark of another language is taken for Chinese when there is none.
    """
    parts: dict[str, list[str]] = {}
    for value in values:
        for lang, text in texts(value).items():
            parts.setdefault(lang, []).append(text)
    joined = {lang: "; ".join(found) for lang, found in parts.items()}
    zh, en = joined.pop("zh", ""), joined.pop("en", "")
    if not zh and _CJK.search(en):
        zh = en
    return Names(zh, en, tuple(sorted(joined.items())))


def text(value: Any) -> str:
    """Give one text: English, else Chinese, else any."""
    return names(value).any


def number(value: Any) -> float | None:
    """Give a finite number; None when there is none or it cannot be read."""
    try:
        found = float(word(value))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def is_uuid(value: str) -> bool:
    """Whether a text is a UUID."""
    return _UUID.fullmatch(value) is not None


def reference(tree: Any) -> tuple[str, str]:
    """Give id and name of the data set that a reference means; the id may be empty."""
    tree = tree[0] if isinstance(tree, list) and tree else tree
    id = word(at(tree, "@refObjectId")).lower()
    return id, text(at(tree, "common:shortDescription"))


def version(tree: Tree) -> str:
    """Version of a data set; empty when it states none."""
    place = at(tree, "administrativeInformation", "publicationAndOwnership")
    return word(at(place, "common:dataSetVersion"))


def classes(information: Any) -> tuple[str, ...]:
    """Classes or compartments from the top down."""
    place = at(information, "classificationInformation")
    for group, part in (
        ("common:elementaryFlowCategorization", "common:category"),
        ("common:classification", "common:class"),
    ):
        found = at(place, group, part)
        if found:
            return tuple(word(step) for step in many(found))
    return ()
