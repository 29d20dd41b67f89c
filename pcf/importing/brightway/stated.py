"""Activities as Brightway keeps them in memory (nested plain data) as nodes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pcf.importing.brightway.nodes import STANDS_FOR, Edge, Key, Node
from pcf.importing.brightway.spread import spread
from pcf.importing.package import Parameter, Place
from pcf.importing.xml_tree import TreeError

_SPREAD = ("uncertainty type", "loc", "scale", "minimum", "maximum")


def node_of(key: Any, content: Any, place: Place) -> Node:
    """Give the node of an activity.

    Parameters
    ----------
    key
        Database and code.
    content
        Its fields; ``exchanges`` is a list.
    place
        Where it stands.

    Raises
    ------
    TreeError
        When it is no activity at all.
    """
    own = _key(key)
    if own is None or not isinstance(content, Mapping):
        raise TreeError(f"no activity: {key!r}"[:200])
    edges = content.get("exchanges")
    listed = edges if isinstance(edges, list) else []
    return Node(
        key=own,
        name=_text(content, "name") or own[1],
        place=place,
        kind=_text(content, "type"),
        product=_text(content, "reference product") or _text(content, "product"),
        unit=_text(content, "unit"),
        location=_text(content, "location"),
        categories=_categories(content),
        comment=_text(content, "comment"),
        source=_text(content, "source"),
        amount=_number(content.get("production amount")),
        cas=_text(content, "CAS number"),
        year=_text(content, "pcf_year"),
        stands_for=STANDS_FOR.get(_text(content, "pcf_kind"), "unit"),
        name_zh=_text(content, "name_zh"),
        product_zh=_text(content, "product_zh"),
        parameters=tuple(_parameters(content.get("parameters"))),
        edges=tuple(_edge(part, f"{place.pointer}/{n}") for n, part in enumerate(listed, 1)),
    )


def _edge(part: Any, pointer: str) -> Edge:
    if not isinstance(part, Mapping):
        return Edge("", None, pointer, stated=str(part)[:80])
    stated, formula = part.get("amount"), _text(part, "formula")
    amount = _number(stated)
    return Edge(
        kind=_text(part, "type").casefold(),
        amount=amount,
        pointer=pointer,
        stated="" if stated is None else str(stated)[:80],
        formula=formula if amount is None else "",
        key=_key(part.get("input")),
        name=_text(part, "name"),
        product=_text(part, "reference product") or _text(part, "product"),
        unit=_text(part, "unit"),
        location=_text(part, "location"),
        categories=_categories(part),
        uncertainty=spread({name: _number(part.get(name)) for name in _SPREAD}, amount),
        comment=_text(part, "comment"),
    )


def _parameters(stated: Any) -> list[Parameter]:
    if not isinstance(stated, Mapping):
        return []
    return [
        Parameter(str(name), _number(part.get("amount")), _text(part, "formula"))
        for name, part in stated.items()
        if isinstance(part, Mapping)
    ]


def _key(value: Any) -> Key | None:
    if isinstance(value, tuple | list) and len(value) == 2:
        return str(value[0]), str(value[1])
    return None


def _text(content: Mapping[Any, Any], name: str) -> str:
    value = content.get(name)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)[:500]


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _categories(content: Mapping[Any, Any]) -> tuple[str, ...]:
    value = content.get("categories")
    if isinstance(value, tuple | list):
        return tuple(str(part) for part in value if part)
    return (value,) if isinstance(value, str) and value else ()
