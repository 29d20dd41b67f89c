"""What rows refer to outside the project, as text: datasets and transport modes.

When a project cannot be typed, its rows are not linked; their references can be looked up all the
same, so that one run tells every one that is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pcf.findings import Location
from pcf.model import BackgroundChoice, Supplier
from pcf.project.cells import CellFault
from pcf.project.raw import END_OF_LIFE_FILE, RawProject
from pcf.project.suppliers import SupplierReader

_TABLES = ("bom", "exchanges", "electricity", "transport")


@dataclass(frozen=True, slots=True)
class Reference:
    """A row with the supplier that it states, or the transport mode that it needs.

    flow
        Flow that the row asks for; empty when it names none.
    """

    node: str
    place: Location
    supplier: Supplier | None = None
    flow: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Unlinked:
    """References of a project that could not be typed, with the backgrounds it names."""

    background: BackgroundChoice
    references: tuple[Reference, ...]


def read_references(raw: RawProject, suppliers: SupplierReader) -> Iterator[Reference]:
    """Give the references of all rows, in the order of the tables; unreadable ones are left out.

    An unreadable supplier is a finding of its cell already.
    """
    for name in _TABLES:
        table = raw.tables.get(name)
        if table is None:
            continue
        for index, cells in enumerate(table.rows):
            texts = {key: text.strip() for key, text in zip(table.names, cells, strict=False)}
            node, place = f"row:{name}/{texts.get('id', '')}", table.where(index)
            supplier = _supplier(texts.get("supplier"), suppliers)
            if supplier is not None:
                yield Reference(node, place, supplier, texts.get("flow", ""))
            if name == "transport" and _needs_mode(texts):
                yield Reference(node, place, mode=texts["mode"])
    yield from _routes(raw, suppliers)


def _needs_mode(texts: dict[str, str]) -> bool:
    """Whether a leg takes its dataset or its distance from its mode."""
    own = texts.get("distance") or texts.get("distance_formula")
    return bool(texts.get("mode")) and not (texts.get("supplier") and own)


def _routes(raw: RawProject, suppliers: SupplierReader) -> Iterator[Reference]:
    """References of the end-of-life routes."""
    file = raw.tomls.get(END_OF_LIFE_FILE)
    routes = file.data.get("route") if file is not None else None
    for index, route in enumerate(routes if isinstance(routes, list) else ()):
        if file is None or not isinstance(route, dict):
            continue
        supplier = _supplier(route.get("supplier"), suppliers)
        if supplier is not None:
            place = file.where(("route", index))
            yield Reference(f"row:endoflife/{route.get('id', '')}", place, supplier)


def _supplier(text: object, suppliers: SupplierReader) -> Supplier | None:
    if not isinstance(text, str):
        return None
    try:
        return suppliers(text)
    except CellFault:
        return None
