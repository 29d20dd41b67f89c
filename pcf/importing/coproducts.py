"""Processes with several products: shares that the package states, else the rule of the import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pcf.importing.package import Exchange, Process

if TYPE_CHECKING:
    from pcf.importing.flow_records import FlowBook

#: Largest deviation of stated shares from one.
TOLERANCE = 1e-3
#: Rules that know no main product.
ALIKE = ("mass", "energy", "value")


@dataclass(frozen=True, slots=True)
class Output:
    """A product that leaves a process, in the unit of its flow; `share` as stated (0..1)."""

    exchange: Exchange
    flow: str
    amount: float
    unit: str
    share: float | None = None
    price: float | None = None


Shared = tuple[str, list[Output], list[Output]]


def shared(process: Process, outputs: list[Output], rule: str, flows: FlowBook) -> Shared | str:
    """Divide the outputs of a process into those that carry burden and those that carry none.

    Parameters
    ----------
    process
        The process.
    outputs
        The reference output first, then its co-products.
    rule
        Rule of the import for processes without stated shares.
    flows
        Mass and energy of the flows.

    Returns
    -------
    tuple or str
        Allocation rule of the background, outputs with burden, outputs without; or the reason for
        which the process is held back.
    """
    main, *rest = merged(outputs)
    if main.amount != outputs[0].amount and main.exchange.direction != "output":
        return "several-reference-flows"
    if not rest:
        return "none", [main], []
    if any(exchange.allocations for exchange in process.exchanges):
        return _stated(process, main, rest, flows)
    if rule == "reference":
        return "none", [main], rest
    if rule == "hold":
        return "coproducts-undecided"
    return _by_property(main, rest, rule, flows)


def _by_property(main: Output, rest: list[Output], rule: str, flows: FlowBook) -> Shared | str:
    """Divide by mass, energy or value, when every product has it (value: in one currency)."""
    burdened = [main, *(replace(p, flow=flows.add(p.flow, "product", p.unit)) for p in rest)]
    if rule == "value":
        worth = [flows.price(part.exchange.flow) for part in burdened]
        if None in worth or len({w[1] for w in worth if w}) != 1:
            return "coproducts-refused"
        priced = zip(burdened, worth, strict=True)
        return "economic", [replace(p, price=w[0]) for p, w in priced if w], []
    position = 0 if rule == "mass" else 1
    if all(flows.properties(part.flow)[position] for part in burdened):
        return rule, burdened, []
    return "coproducts-refused"


def divisible(process: Process, references: list[Exchange], rule: str, flows: FlowBook) -> bool:
    """Whether several reference flows can be taken as the products of one process.

    They are different products that leave it, and how to divide is stated: by the package, or by
    a rule of the import that treats them alike.
    """
    stated = any(exchange.allocations for exchange in process.exchanges)
    ids = {exchange.flow for exchange in references}
    alike = all(x.direction == "output" and flows.is_product(x.flow) for x in references)
    return alike and len(ids) == len(references) and (stated or rule in ALIKE)


def merged(parts: list[Output]) -> list[Output]:
    """Add up outputs of one flow."""
    found: dict[str, Output] = {}
    for part in parts:
        earlier = found.get(part.flow)
        amount = part.amount if earlier is None else earlier.amount + part.amount
        found[part.flow] = replace(earlier or part, amount=amount)
    return list(found.values())


def _stated(process: Process, main: Output, rest: list[Output], flows: FlowBook) -> Shared | str:
    """Shares that the package states, when they are the same for all exchanges."""
    stated: dict[str, float] = {}
    for exchange in process.exchanges:
        for allocation in exchange.allocations:
            share = allocation.share
            if share is None or stated.setdefault(allocation.coproduct, share) != share:
                return "causal-allocation"
    parts = [replace(p, share=stated.get(p.exchange.id, 0.0)) for p in (main, *rest)]
    if abs(sum(part.share or 0.0 for part in parts) - 1.0) > TOLERANCE:
        return "causal-allocation"
    free = [part for part in parts[1:] if not part.share]
    burdened = [
        replace(part, flow=flows.add(part.flow, "product", part.unit))
        for part in parts[1:]
        if part.share
    ]
    return "stated", [parts[0], *burdened], free
