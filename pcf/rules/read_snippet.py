"""Read the examples of a clause: edits of the model project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pcf.rules.entry import PackEntry
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.pack_keys import ANSWERS, SNIPPET_KEYS


def read_example(entry: PackEntry, name: str) -> Snippet:
    """Read ``[clause.conforming]`` or ``[clause.failing]``; ``RU011`` when it is not there.

    A conforming example may be empty: the model project itself passes. A failing one must change
    something, unless the clause asks a person: then leaving the question open is the example.
    """
    table = entry.table(name)
    if table is None:
        if not entry.has(name):
            entry.tell("RU011", name, observed=name)
        return Snippet()
    table.only(*SNIPPET_KEYS, *(("also",) if name == "failing" else ()))
    snippet = _read(table)
    is_judged = entry.source.get("check") == "judgement"
    if name == "failing" and not is_judged and not _edits(snippet):
        entry.tell("RU011", name, observed=name)
    return snippet


def read_model(entry: PackEntry) -> ModelChoice:
    """Read the table ``model`` of a pack or clause; the model project itself when it is absent."""
    table = entry.table("model")
    if table is None:
        return ModelChoice()
    table.only("project", *SNIPPET_KEYS)
    project = table.text("project") or ModelChoice().project
    if project != ModelChoice().project and not project.startswith("example:"):
        table.form("project", '"_model" | "example:NAME"')
    return ModelChoice(project, _read(table))


def _edits(snippet: Snippet) -> bool:
    return bool(
        snippet.sets or snippet.unsets or snippet.removes or snippet.adds or snippet.answers
    )


def _read(table: PackEntry) -> Snippet:
    sets, adds, answers = table.table("set"), table.table("add"), table.table("answers")
    if answers is not None:
        for code in answers.source:
            answers.choice(code, ANSWERS)
    return Snippet(
        sets=_flat(sets.source) if sets else {},
        unsets=table.texts("unset"),
        removes=table.texts("remove"),
        adds={key: tuple(dict(row.source) for row in adds.tables(key)) for key in adds.source}
        if adds is not None
        else {},
        answers={k: str(v) for k, v in answers.source.items()} if answers else {},
        also=table.texts("also"),
    )


def _flat(source: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Addresses without quotes are a nest of tables in TOML."""
    made: dict[str, Any] = {}
    for name, value in source.items():
        address = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            made.update(_flat(value, address))
        else:
            made[address] = value
    return made
