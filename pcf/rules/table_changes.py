"""What a pack changes of the choices, routes, required items and bands of its parents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pcf.rules.choice import Choice, Code
from pcf.rules.conditions import Condition
from pcf.rules.pack import Band, Required, Route
from pcf.rules.param_changes import Changed

Conditions = tuple[Condition, ...]
_ALWAYS, _NONE = "always", "-"


def choice_changes(before: Choice, after: Choice) -> Iterator[Changed]:
    """Give the change of a choice; codes and words may only be added, each code kept as it is."""
    about = replace(after, codes=(), zh=before.zh, en=before.en)
    same = about == replace(before, codes=())
    if not same or before.codes != after.codes:
        kept = same and _keeps(before, after)
        yield "", _choice(before), _choice(after), not kept


def _keeps(before: Choice, after: Choice) -> bool:
    """Whether the codes of a parent are there in their order, with all their words and records."""
    ids = {code.id for code in before.codes}
    kept = [code for code in after.codes if code.id in ids]
    return len(kept) == len(before.codes) and all(
        set(old.words) <= set(new.words) and replace(old, words=()) == replace(new, words=())
        for old, new in zip(before.codes, kept, strict=True)
    )


def _choice(choice: Choice) -> str:
    return "; ".join(map(_code, choice.codes)) or _NONE


def _code(code: Code) -> str:
    shown = f"{code.of} where {_joined(code.where)}" if code.of else ""
    inside = ": ".join(part for part in (", ".join(code.words), shown) if part)
    return f"{code.id} ({inside})" if inside else code.id


def route_changes(before: Route, after: Route) -> Iterator[Changed]:
    """Give the change of a route; another one cannot be compared."""
    if (before.of, before.where) != (after.of, after.where):
        old, new = (f"{r.of} where {_joined(r.where)}" for r in (before, after))
        yield "", old, new, True


def required_changes(before: Required, after: Required) -> Iterator[Changed]:
    """Give what a pack changes of a required item.

    It is asked for less when it is of another kind, under further conditions, within other wholes,
    can be met in ways that the parent does not accept, or by a smaller amount.
    """
    if before.kind != after.kind:
        yield "kind", before.kind, after.kind, True
    if before.group != after.group:
        yield "group", before.group or _NONE, after.group or _NONE, True
    if before.name_en != after.name_en:
        yield "name", before.name_en, after.name_en, False
    if set(before.when) != set(after.when):
        weaker = not set(after.when) <= set(before.when)
        yield "when", _joined(before.when), _joined(after.when), weaker
    if set(before.any_of) != set(after.any_of):
        weaker = not all(any(set(old) <= set(new) for old in before.any_of) for new in after.any_of)
        yield "any_of", _ways(before), _ways(after), weaker or not after.any_of
    if set(before.instead) != set(after.instead):
        kept = all(any(set(old) <= set(new) for old in before.instead) for new in after.instead)
        weaker = bool(before.instead) and not (kept and after.instead)
        yield "instead", _ways(before, "instead"), _ways(after, "instead"), weaker
    if before.least != after.least:
        yield "least", f"{before.least:g}", f"{after.least:g}", after.least < before.least
    if before.within != after.within:
        yield "within", " ".join(before.within) or _NONE, " ".join(after.within) or _NONE, True


def _ways(item: Required, column: Literal["any_of", "instead"] = "any_of") -> str:
    ways = item.any_of if column == "any_of" else item.instead
    return " | ".join(_joined(way) for way in ways) or _NONE


def band_changes(before: Band, after: Band) -> Iterator[Changed]:
    """Give the change of a plausibility band; it may only narrow."""
    if (before.low, before.high, before.source) != (after.low, after.high, after.source):
        wider = after.low < before.low or after.high > before.high
        yield "", _band(before), _band(after), wider


def _band(band: Band) -> str:
    return f"{band.low:g} to {band.high:g} ({band.source})"


def _joined(conditions: Conditions) -> str:
    return " & ".join(c.text for c in conditions) or _ALWAYS


def band_key(band: Band) -> tuple[str, str, str]:
    """What makes two bands the same one: a later one takes the place of the earlier."""
    return band.of, band.unit, " & ".join(c.text for c in band.when)
