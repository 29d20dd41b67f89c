"""Suppliers as users write them: ``process:ID``, ``bg:DATASET[/FLOW]``, ``supplier:ID``, a word."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pcf.model import Supplier
from pcf.project.cells import CellFault
from pcf.suggest import Known

_KINDS: dict[str, Literal["process", "background", "received"]] = {
    "process": "process",
    "bg": "background",
    "supplier": "received",
}
_FORMS = "process:ID, bg:DATASET[/FLOW], supplier:ID"


def parse_supplier(text: str) -> Supplier | None:
    """Read a supplier with its prefix; None for a word without prefix.

    Raises
    ------
    CellFault
        ``GR005`` when the prefix is unknown or an id is missing.
    """
    head, mark, rest = text.strip().replace("：", ":").partition(":")
    if not mark:
        return None
    kind = _KINDS.get(head.strip().lower())
    name, slash, flow = rest.strip().partition("/")
    if kind is None or not name or (slash and (not flow or kind == "received")):
        raise CellFault("GR005", text.strip(), _FORMS)
    return Supplier(kind, name, flow or None)


class SupplierReader:
    """Reads supplier cells against the unit processes and received footprints of one project.

    A bare word is a unit process, else a received footprint, else a dataset of the background
    (whether that exists is found out when links are made).

    Parameters
    ----------
    processes, received
        Known ids.
    strict
        Refuse ``process:ID`` of an unknown process (``GR002``); off when the processes themselves
        could not be read.
    """

    def __init__(self, processes: Known, received: Collection[str], *, strict: bool = True) -> None:
        self._processes = processes
        self._strict = strict
        self._received = frozenset(received)

    def __call__(self, text: str) -> Supplier | None:
        """Give the supplier, None for a blank cell; raises `CellFault`."""
        word = text.strip()
        if not word:
            return None
        stated = parse_supplier(word)
        if stated is None:
            return self._bare(word)
        if stated.kind == "process" and stated.id not in self._processes and self._strict:
            near = self._processes.nearest(stated.id)
            raise CellFault("GR002", stated.id, suggestion=f"process:{near}" if near else None)
        return stated

    def _bare(self, word: str) -> Supplier:
        if word in self._processes:
            if word in self._received:
                raise CellFault("GR010", word, suggestion=f"process:{word}")
            return Supplier("process", word)
        if word in self._received:
            return Supplier("received", word)
        name, slash, flow = word.partition("/")
        if not name or (slash and not flow):
            raise CellFault("GR005", word, _FORMS)
        return Supplier("background", name, flow or None)
