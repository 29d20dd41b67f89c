"""What a pack changes of its parents, and whether it may: a child tightens, it does not relax.

A clause is relaxed when its replacement has a lower severity or weaker strength, asks a person
instead of checking or makes another check, applies under a further condition, takes "not
applicable" where the parent leaves no choice, or has a parameter that lets more pass or cannot be
compared; and when it is removed. A threshold is relaxed when it lets more pass, and so are a
choice, route, required item and plausibility band that are not kept or narrowed. A pack that
relaxes says so in ``relaxes``, with its reason and a reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pcf.findings import Finding, Location, finding
from pcf.project.collect import Collector
from pcf.rules.choice_faults import table_place
from pcf.rules.pack import Band, Clause, Required
from pcf.rules.param_changes import Changed, param_changes
from pcf.rules.read_pack import Head
from pcf.rules.table_changes import (
    band_changes,
    band_key,
    choice_changes,
    required_changes,
    route_changes,
)
from pcf.suggest import nearest

#: One change: what, parent, before, after.
Override = tuple[str, str, str, str]
_SEVERITY = ("info", "warning", "judgement", "error")
_STRENGTH = ("may", "should", "shall")
#: Thresholds that a child may only move one way; a list may only grow.
_TIGHTER: Mapping[str, Literal["lower", "higher", "longer"]] = {
    "cut_off.single": "lower",
    "cut_off.total": "lower",
    "cut_off.mass_explained": "higher",
    "cut_off.never": "longer",
    "data.period_months": "higher",
    "data.max_age_foreground": "lower",
    "data.max_age_background": "lower",
    "data.primary_share": "higher",
    "data.dqr": "lower",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what a parent says.

    code
        Clause code, or address such as ``cut_off.single``, ``choice.ID``, ``route.ID``,
        ``required.ID`` and ``plausibility.UNIT``.
    relaxes
        Whether it lets more pass than the parent.
    place
        Where it stands, when that is neither a clause nor a setting.
    """

    code: str
    what: str
    parent: str
    before: str
    after: str
    relaxes: bool = False
    place: Location | None = None

    @property
    def row(self) -> Override:
        """The change as `Pack.overrides` lists it."""
        return self.what, self.parent, self.before, self.after


def merged_settings(
    parts: Iterable[Mapping[str, Mapping[str, Any]]],
) -> dict[str, Mapping[str, Any]]:
    """Lay settings over each other, later ones over earlier ones, key by key."""
    made: dict[str, Mapping[str, Any]] = {}
    for part in parts:
        for table, values in part.items():
            made[table] = {**made.get(table, {}), **values}
    return made


def setting_changes(chain: tuple[Head, ...]) -> Iterator[tuple[Head, Change]]:
    """Give each setting that a pack of the chain changes, with the pack."""
    before: dict[str, Mapping[str, Any]] = {}
    for head in chain:
        for table, values in head.settings.items():
            for key, value in values.items():
                old = before.get(table, {}).get(key)
                if old is not None and old != value:
                    name = f"{table}.{key}"
                    weaker = _weaker_setting(name, old, value)
                    change = Change(name, name, head.parent, _shown(old), _shown(value), weaker)
                    yield head, change
        before = merged_settings([before, head.settings])


def _weaker_setting(name: str, old: Any, new: Any) -> bool:
    way = _TIGHTER.get(name)
    if way == "longer":
        return not set(old) <= set(new)
    if way == "lower":
        return bool(new > old)
    return way == "higher" and bool(new < old)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def clause_changes(before: Clause, parent: str, after: Clause) -> tuple[Change, ...]:
    """Give what a clause of the same code changes of the parent's."""
    added = [c.text for c in after.when if c not in before.when]
    other = after.check != before.check and before.check != "judgement"
    pairs = (
        ("severity", before.severity, after.severity,
         _SEVERITY.index(after.severity) < _SEVERITY.index(before.severity)),
        ("strength", before.strength, after.strength,
         _STRENGTH.index(after.strength) < _STRENGTH.index(before.strength)),
        ("check", before.check, after.check, other),
        ("when", _when(before), _when(after), bool(added)),
        ("text", before.text_en, after.text_en, False),
        *param_changes(before, after),
    )  # fmt: skip
    changes = tuple(
        Change(after.code, f"clause {after.code} {what}", parent, old, new, weaker)
        for what, old, new, weaker in pairs
        if old != new
    )
    same = Change(after.code, f"clause {after.code}", parent, "replaced", "replaced")
    return changes or (same,)


def _when(clause: Clause) -> str:
    return " & ".join(condition.text for condition in clause.when) or "always"


def lay_over(
    clauses: dict[str, tuple[Clause, str]], part: Head, own: tuple[Clause, ...], collect: Collector
) -> list[Change]:
    """Put the clauses of one pack over those of its parents; gives what that changes.

    Parameters
    ----------
    clauses
        Clauses so far by code, each with the id of its pack; changed in place.
    """
    changes: list[Change] = []
    for code in part.removes:
        gone = clauses.pop(code, None)
        if gone is None:
            at = part.raw.where(("pack", "removes"))
            near = nearest(code, clauses)
            collect.add(finding("RU043", at, node=part.id, observed=code, suggestion=near))
        else:
            text = gone[0].text_en
            changes.append(Change(code, f"clause {code}", gone[1], text, "removed", True))
    for clause in own:
        before = clauses.get(clause.code)
        if before is not None:
            changes += clause_changes(before[0], before[1], clause)
        clauses[clause.code] = (clause, part.id)
    return changes


def table_changes(
    part: Head,
    before: tuple[Head, ...],
    required: tuple[Mapping[str, Required], tuple[Required, ...]],
    bands: tuple[Iterable[Band], tuple[Band, ...]],
) -> Iterator[Change]:
    """Give what a pack changes of the choices, routes, required items and bands of its parents.

    Parameters
    ----------
    before
        Its parents, the oldest first.
    required, bands
        Those of the parents, and its own.
    """
    choices = {item.id: item for head in before for item in head.choices}
    routes = {item.id: item for head in before for item in head.routes}
    known_bands = {band_key(band): band for band in bands[0]}
    for choice in part.choices:
        if choice.id in choices:
            made = choice_changes(choices[choice.id], choice)
            place = table_place(part, "choice", choice.id)
            yield from _named(part, "choice", choice.id, made, place)
    for route in part.routes:
        if route.id in routes:
            made = route_changes(routes[route.id], route)
            place = table_place(part, "route", route.id)
            yield from _named(part, "route", route.id, made, place)
    for item in required[1]:
        if item.id in required[0]:
            made = required_changes(required[0][item.id], item)
            yield from _named(part, "required", item.id, made, item.place)
    for band in bands[1]:
        if band_key(band) in known_bands:
            made = band_changes(known_bands[band_key(band)], band)
            yield from _named(part, "plausibility", band.unit, made, band.place)


def _named(
    part: Head, table: str, id: str, made: Iterable[Changed], place: Location
) -> Iterator[Change]:
    for what, old, new, weaker in made:
        name = f"{table} {id} {what}".strip()
        yield Change(f"{table}.{id}", name, part.parent, old, new, weaker, place)


def unreasoned(
    head: Head, changes: Iterable[Change], places: Mapping[str, Clause]
) -> Iterator[Finding]:
    """Refuse relaxations without a reason, and reasons for what is not relaxed.

    Parameters
    ----------
    changes
        Changes that `head` itself makes.
    places
        Its own clauses by code, for the line of a refused one.
    """
    relaxed = [change for change in changes if change.relaxes]
    named = {item.code for item in head.relaxes}
    for change in relaxed:
        if change.code not in named:
            clause = places.get(change.code)
            table, _, key = change.code.partition(".")
            path = (table, key) if key else ("pack", "removes")
            at = change.place or (clause.place if clause is not None else head.raw.where(path))
            yield finding(
                "RU040", at, node=head.id, field=change.what, observed=change.after,
                expected=change.before, parent=change.parent, address=change.code,
            )  # fmt: skip
    codes = {change.code for change in relaxed}
    for item in head.relaxes:
        if item.code not in codes:
            yield finding("RU041", item.place, node=head.id, observed=item.code)
