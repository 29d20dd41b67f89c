"""Recycled content of metals (``model/recycled.csv``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pcf.model.recycled import Metal, RecycledRow
from pcf.project.cells import CellFault
from pcf.project.rows import Row, TableReader
from pcf.project.scope import Scope
from pcf.suggest import Known

#: Tables whose rows can carry a metal.
_TABLES = ("bom", "exchanges")


def read_recycled(scope: Scope) -> list[RecycledRow]:
    """Read which metals rows carry and how much of them is recycled.

    ``RC001`` a row that is not there; ``RC002`` no metal content; ``RC003`` a content above 1;
    ``RC004`` both shares together above 1; ``RC005`` one metal stated twice for one row.
    """
    raw = scope.raw.tables.get("recycled")
    if raw is None:
        return []
    readers: dict[str, Callable[[str], Any]] = {
        "row": _row_reader(scope),
        "evidence": scope.known_evidence,
    }
    made: list[RecycledRow] = []
    first: dict[tuple[str, str], str] = {}
    for row in TableReader(raw, scope.collect, readers):
        content = _content(row, scope)
        _check_shares(row)
        values = row.values
        key = (values["row"] or "", values["metal"] or "")
        if all(key) and first.setdefault(key, values["id"]) != values["id"]:
            row.refuse("RC005", "row", observed=values["metal"], first=first[key])
        if not row.bad:
            made.append(_made(row, content))
    return made


def _row_reader(scope: Scope) -> Callable[[str], Any]:
    """Reader of ``bom/B-1`` and ``row:bom/B-1``: a row of the bill of materials or exchanges."""
    known = Known(
        [
            f"{name}/{id}"
            for name in _TABLES
            if (table := scope.raw.tables.get(name)) is not None
            for id in (*table.column("id"), *table.lost)
            if id
        ]
    )

    def read(text: str) -> str | None:
        word = text.strip().removeprefix("row:")
        if not word:
            return None
        if word not in known:
            raise CellFault("RC001", word, suggestion=known.nearest(word))
        return f"row:{word}"

    return read


def _content(row: Row, scope: Scope) -> float | None:
    """Metal content in kg per kg, by number or formula; absent is ``RC002``, not zero."""
    values = row.values
    stated, formula = values["metal_content"], values["formula"]
    if row.given("metal_content") and formula is not None:
        row.refuse(
            "NU005", "formula", observed=row.text("metal_content"), formula=formula,
            value_field="metal_content",
        )  # fmt: skip
        return None
    if formula is not None:
        try:
            stated = scope.book.amount(formula, "1")
        except CellFault as fault:
            row.fault("formula", fault)
            return None
    elif not row.given("metal_content"):
        row.tell("RC002", "metal_content", observed=values["metal"] or "",
                 row=(values["row"] or "").removeprefix("row:"))  # fmt: skip
        return None
    if stated is not None and not 0.0 < stated <= 1.0:
        name = "formula" if formula is not None else "metal_content"
        row.refuse("RC003", name, observed=f"{stated:g}")
    return cast("float | None", stated)


def _check_shares(row: Row) -> None:
    """Refuse shares that are together more than the whole."""
    pre, post = row.values["pre_share"], row.values["post_share"]
    if pre is not None and post is not None and pre + post > 1.0:
        row.refuse("RC004", "post_share", observed=f"{pre + post:g}")


def _made(row: Row, content: float | None) -> RecycledRow:
    values = row.values
    return RecycledRow(
        id=values["id"],
        row=values["row"],
        metal=cast(Metal, values["metal"]),
        content=content,
        active=values["active"] == "yes",
        pre_share=values["pre_share"],
        post_share=values["post_share"],
        evidence=values["evidence"],
        source=values["source"] or "",
        note=values["note"] or "",
        place=row.at(),
    )
