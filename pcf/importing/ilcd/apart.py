"""Amounts of an ILCD process that contradict themselves: the stated result, and mean × variable.

The stated result counts. Where the mean amount times its variable gives something else, that is a
remark on the package (``IM065``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isclose

from pcf.importing.amounts import AmountError, amount_of
from pcf.importing.ilcd.walk import at, many, number, word
from pcf.importing.package import Place, Process
from pcf.importing.xml_tree import Tree

#: Part of an amount within which a stated result counts as rounded.
_ROUNDED = 5e-3


def amounts_apart(tree: Tree, process: Process) -> Iterator[Place]:
    """Give the places of exchanges whose stated result is not their mean times their variable."""
    rows = many(at(tree, "exchanges", "exchange"))
    for part, exchange in zip(rows, process.exchanges, strict=False):
        variable, mean = word(at(part, "referenceToVariable")), number(at(part, "meanAmount"))
        if not variable or mean is None or exchange.amount is None or not exchange.stated:
            continue
        meant = replace(exchange, amount=None, formula=f"{mean!r} * {variable}")
        try:
            found = amount_of(meant, process)
        except AmountError:
            continue
        if not isclose(found, exchange.amount, rel_tol=_ROUNDED):
            yield process.place_of(exchange)
