"""Exchanges, uncertainty and allocation factors of an openLCA process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pcf.importing.ilcd.walk import at, many, number, word
from pcf.importing.intake import row_id
from pcf.importing.olca.walk import Beside, flag, reference
from pcf.importing.package import Allocation, Exchange, Uncertainty
from pcf.importing.xml_tree import Tree

#: Methods by which openLCA divides the burden with the stated factors.
_BY_PRODUCT = ("PHYSICAL_ALLOCATION", "ECONOMIC_ALLOCATION")
_CAUSAL = "CAUSAL_ALLOCATION"
_SPREADS = {
    "LOG_NORMAL_DISTRIBUTION": "log-normal",
    "NORMAL_DISTRIBUTION": "normal",
    "TRIANGLE_DISTRIBUTION": "triangular",
    "UNIFORM_DISTRIBUTION": "uniform",
}


def exchanges(
    tree: Tree, owner: str, beside: Beside, meet: Callable[[Any, bool], None]
) -> tuple[Exchange, ...]:
    """Read the exchanges of a process.

    Parameters
    ----------
    tree
        The process.
    owner
        Its id.
    beside
        Links of product systems.
    meet
        Is told the flow of each exchange, and whether a process is named that supplies it.
    """
    made: list[Exchange] = []
    seen: set[str] = set()
    for position, part in enumerate(many(at(tree, "exchanges"))):
        stated = word(at(part, "internalId")) or word(at(part, "@id")) or f"row{position}"
        id = stated if stated not in seen else f"{stated}~{position}"
        seen.add(id)
        one = _exchange(part, id, f"/exchanges/{position}", (owner, beside))
        meet(at(part, "flow"), bool(one.provider))
        made.append(one)
    return tuple(made)


def _exchange(part: Any, id: str, pointer: str, known: tuple[str, Beside]) -> Exchange:
    owner, beside = known
    stated = at(part, "amount")
    amount = number(stated)
    pedigree = word(at(part, "dqEntry"))
    named = row_id(reference(at(part, "defaultProvider"))[0])
    provider = named or beside.links.get((owner, id), "")
    way = at(part, "isInput") if at(part, "isInput") is not None else at(part, "input")
    direction = "" if way is None else "input" if flag(part, "isInput", "input") else "output"
    return Exchange(
        id=id,
        direction=direction,  # type: ignore[arg-type]
        flow=reference(at(part, "flow"))[0],
        amount=amount,
        pointer=pointer,
        stated=word(stated),
        unit=_unit(at(part, "unit"), beside),
        formula=word(at(part, "amountFormula")),
        location=word(at(part, "location", "name")),
        provider=provider,
        uncertainty=uncertainty(at(part, "uncertainty"), amount),
        derivation=f"pedigree {pedigree}" if pedigree else "",
        comment=word(at(part, "description")),
        avoided=flag(part, "isAvoidedProduct", "avoidedProduct"),
    )


def _unit(tree: Any, beside: Beside) -> str:
    id, name = reference(tree)
    return beside.units.get(id) or name or id


def uncertainty(tree: Any, amount: float | None) -> Uncertainty | None:
    r"""Read a spread: :math:`\sigma_g^2` of a log-normal, :math:`200\,\sigma/|x|` of a normal one.

    A normal spread of an amount of zero has no relative width and is left out.
    """
    stated = word(at(tree, "distributionType")).upper()
    kind = _SPREADS.get(stated, "")
    if not kind:
        return None
    low, high = number(at(tree, "minimum")), number(at(tree, "maximum"))
    spread: float | None = None
    if kind == "log-normal":
        found = number(at(tree, "geomSd"))
        spread = None if found is None else found * found
    elif kind == "normal":
        found, mean = number(at(tree, "sd")), number(at(tree, "mean")) or amount
        spread = None if found is None or not mean else 200.0 * found / abs(mean)
    mode = number(at(tree, "mode")) if kind == "triangular" else None
    return Uncertainty(kind, low, high, spread, mode)


def allocated(tree: Tree, rows: tuple[Exchange, ...], references: tuple[str, ...]) -> Rows:
    """Put the factors of the method that the process names on its exchanges.

    Factors by product are put on the reference flow, causal ones on their own exchange. Factors of
    another method than the one that the process names do not count in openLCA either.

    Returns
    -------
    tuple
        The exchanges; the number of factors that do not count.
    """
    factors = [part for part in many(at(tree, "allocationFactors")) if isinstance(part, dict)]
    method = word(at(tree, "defaultAllocationMethod")).upper()
    used = [p for p in factors if word(at(p, "allocationType")).upper() == method]
    if method not in (*_BY_PRODUCT, _CAUSAL) or not used:
        return rows, len(factors)
    products = {row.flow: row.id for row in rows if row.direction == "output" or row.id in
                references}  # fmt: skip
    shares: dict[str, list[Allocation]] = {}
    left = 0
    for part in used:
        product = products.get(reference(at(part, "product"))[0])
        owner = _owner(part, rows) if method == _CAUSAL else next(iter(references), None)
        if product is None or owner is None:
            left += 1
            continue
        shares.setdefault(owner, []).append(Allocation(product, number(at(part, "value"))))
    return _with_shares(rows, shares), len(factors) - len(used) + left


Rows = tuple[tuple[Exchange, ...], int]


def _owner(part: Tree, rows: tuple[Exchange, ...]) -> str | None:
    """Exchange that a causal factor is for: by internal id, else by flow where that is unique."""
    id = word(at(part, "exchange", "internalId")) or word(at(part, "exchange", "@id"))
    if id:
        return next((row.id for row in rows if row.id == id), None)
    flow = reference(at(part, "exchange", "flow"))[0]
    found = [row.id for row in rows if row.flow == flow]
    return found[0] if len(found) == 1 else None


def _with_shares(
    rows: tuple[Exchange, ...], shares: Mapping[str, list[Allocation]]
) -> tuple[Exchange, ...]:
    return tuple(
        replace(row, allocations=tuple(shares[row.id])) if row.id in shares else row for row in rows
    )
