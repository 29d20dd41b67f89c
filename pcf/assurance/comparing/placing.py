"""Changes that hang together: processes that come or go, with all that belongs to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pcf.assurance.comparing.change import InputChange
from pcf.project.raw import PARAMETERS_FILE, SETTINGS_FILE, RawProject
from pcf.project.schema import TABLE_BY_NAME


def placed(found: Sequence[InputChange], a: RawProject, b: RawProject) -> Iterator[InputChange]:
    """Mark what comes in early, and what belongs to a stage that one of the two has not."""
    old, new = _stages(a), _stages(b)
    added = {id for id in new if id not in old}
    in_a, in_b = _boundary(a), _boundary(b)
    outside = {
        id
        for mine, stages in ((old, in_b), (new, in_a))
        for id, stage in mine.items()
        if stage and stages and stage not in stages
    }
    rows = {c.key[0] for c in found if c.kind != "changed" and c.key[0] in TABLE_BY_NAME}
    owners = {"removed": _owners(a, rows), "added": _owners(b, rows)}
    allocated = any(c.key[2:] == ("allocation",) for c in found)
    several = _coproducts(a, b) if allocated else set()
    for change in found:
        process = owners.get(change.kind, {}).get(change.key[:2], "")
        early = change.kind == "added" and (process in added or _is_supply(change, a))
        cause = change.cause
        if process in outside and cause != "none" and change.kind != "changed":
            cause = "scope"
        if change.key[2:] == ("allocation",) and change.key[1] in several:
            cause = "activity"
        yield replace(change, early=early, cause=cause)


def _coproducts(a: RawProject, b: RawProject) -> set[str]:
    """Processes that have co-products in one of the two only: an allocation goes with them."""
    old, new = (_with_coproducts(raw) for raw in (a, b))
    return old ^ new


def _with_coproducts(raw: RawProject) -> set[str]:
    table = raw.tables.get("exchanges")
    if table is None:
        return set()
    pairs = zip(table.column("process"), table.column("direction"), strict=False)
    return {process for process, direction in pairs if direction == "coproduct"}


def _stages(raw: RawProject) -> dict[str, str]:
    table = raw.tables.get("processes")
    if table is None:
        return {}
    return dict(zip(table.column("id"), table.column("stage"), strict=False))


def _boundary(raw: RawProject) -> tuple[str, ...]:
    settings = raw.tomls.get(SETTINGS_FILE)
    stated = settings.data.get("boundary", {}) if settings is not None else {}
    stages = stated.get("stages", ()) if isinstance(stated, dict) else ()
    return tuple(map(str, stages)) if isinstance(stages, list) else ()


def _owners(raw: RawProject, names: set[str]) -> dict[tuple[str, str], str]:
    """Process to which each row of the given tables belongs."""
    made = {}
    for name in names & raw.tables.keys():
        table = raw.tables[name]
        owner = "id" if name == "processes" else "process"
        pairs = zip(table.column("id"), table.column(owner), strict=False)
        made.update({(name, id): process for id, process in pairs})
    return made


def _is_supply(change: InputChange, a: RawProject) -> bool:
    """Whether it is a new flow or parameter: nothing uses it until a row does."""
    if change.key[0] == "flows":
        return True
    if change.key[0] != PARAMETERS_FILE:
        return False
    known = a.tomls.get(PARAMETERS_FILE)
    return known is None or change.key[1][0] not in known.data
