r"""Mass, carbon and energy balance of unit processes.

For every row the content of its flow times its amount counts on the side where it crosses the
boundary of the process: products, by-products and wastes leave, materials enter; a waste that the
process treats enters, a waste that it sends to treatment leaves; an emission leaves, carbon dioxide
taken up or bound in the product enters. Contents are spans (`pcf.background.contents`), so that a
balance *fails* only when no value inside the spans can close it:

.. math::

    \underline{I} > (1+\tau)\,\overline{O} + \varepsilon \quad\text{or}\quad
    \underline{O} > (1+\tau)\,\overline{I} + \varepsilon

with inflow *I*, outflow *O*, lowest values below and highest above the bar. Mass and energy can
fail only towards the outside: air, water, residues and waste heat are no rows of the tables, and
the oxygen of an emitted gas may come from the air, so that only its carbon counts as mass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal, get_args

from pcf.background.contents import Content, Span
from pcf.background.records import BURDEN_FREE, ExchangeRecord, FlowRecord, ProcessRecord
from pcf.units import convert

Kind = Literal["mass", "carbon", "energy"]
KINDS: tuple[Kind, ...] = get_args(Kind)
State = Literal["closed", "open", "undecided", "nothing"]
Why = Literal["", "aggregated", "supply", "no_content", "no_input", "unknown_flows"]
#: Carbon flows that enter a process although they stand among the emissions.
BOUND = ("co2_to_product", "co2_biogenic_uptake", "co2_luc_uptake")
TOLERANCE: Mapping[Kind, float] = {"mass": 0.02, "carbon": 0.10, "energy": 0.02}
#: kg per kg or MJ per MJ of the products: what is too little to speak of.
_NEGLIGIBLE = 0.005


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance of one process per its reference amount.

    state
        ``closed``; ``open`` = no value in the spans closes it; ``undecided`` = flows of unknown
        content may close it; ``nothing`` = there is nothing of this kind to balance.
    why
        Reason of the last two states.
    inflow, outflow
        kg, kg C or MJ.
    unknown
        Flows whose content is open.
    """

    process: str
    kind: Kind
    state: State
    why: Why
    inflow: Span
    outflow: Span
    unknown: tuple[str, ...]

    @property
    def gap(self) -> float:
        """Smallest surplus of outflow over inflow that is left; negative when inflow is larger."""
        if self.outflow.low > self.inflow.high:
            return self.outflow.low - self.inflow.high
        return min(0.0, self.outflow.high - self.inflow.low)


def balances(
    process: ProcessRecord,
    rows: Iterable[ExchangeRecord],
    flows: Mapping[str, FlowRecord],
    contents: Mapping[str, Content],
) -> list[Balance]:
    """Balance mass, carbon and energy of one process."""
    if process.kind != "unit":
        why: Why = "aggregated" if process.kind == "aggregated" else "supply"
        return [Balance(process.id, k, "nothing", why, Span(), Span(), ()) for k in KINDS]
    sides = sides_of(rows, flows, contents)
    return [_balance(process.id, kind, sides) for kind in KINDS]


def sides_of(
    rows: Iterable[ExchangeRecord],
    flows: Mapping[str, FlowRecord],
    contents: Mapping[str, Content],
) -> list[Side]:
    """Give the rows of a process with what they carry, in their order."""
    return [Side(row, flows[row.flow], contents[row.flow]) for row in rows]


class Side:
    """One row: where it crosses the boundary, and what it carries."""

    def __init__(self, row: ExchangeRecord, flow: FlowRecord, content: Content) -> None:
        self.flow = flow
        self.content = content
        self.amount = convert(row.amount, row.unit, flow.unit)
        self.direction = row.direction

    def enters(self) -> bool | None:
        """True: into the process; False: out of it; None: it carries no matter."""
        if self.flow.kind == "service":
            return None
        if self.direction == "emission":
            return self.flow.id in BOUND
        treated = self.flow.kind == "waste_service"
        return (self.direction == "input") != treated

    def is_waste_out(self) -> bool:
        """Whether it is waste that leaves, as a flow or as treatment bought."""
        if self.flow.kind == "waste_service":
            return self.direction == "input"
        return self.flow.kind == "waste" and self.direction == "coproduct"

    def span(self, kind: Kind) -> Span:
        """Give what the row carries of a kind."""
        if self.direction == "emission":
            if kind == "energy":
                return Span()
            carbon = self.content.carbon.times(self.amount)
            return carbon if self.flow.id != "co2e_aggregated" else Span(0.0, self.amount * 0.2729)
        of = {"mass": self.content.mass, "carbon": self.content.carbon}
        per_unit = of.get(kind, self.content.energy)
        return per_unit.times(self.amount)


def _balance(process: str, kind: Kind, sides: list[Side]) -> Balance:
    inside = [side for side in sides if side.enters() is True]
    outside = [side for side in sides if side.enters() is False]
    inflow = _sum(side.span(kind) for side in inside)
    outflow = _outflow(outside, kind)
    unknown = tuple(
        dict.fromkeys(
            side.flow.id
            for side in (*inside, *outside)
            if (span := side.span(kind)).high > 0 and not span.is_known
        )
    )
    state, why = _verdict(kind, sides, inflow, outflow)
    if state == "closed" and unknown:
        state, why = _settled(inflow, outflow, TOLERANCE[kind], kind)
    return Balance(process, kind, state, why, inflow, outflow, unknown)


def _outflow(outside: list[Side], kind: Kind) -> Span:
    """Sum what leaves; a waste that is listed and whose treatment is bought counts once."""
    if kind == "energy":
        return _sum(s.span(kind) for s in outside if s.flow.kind not in BURDEN_FREE)
    rest = _sum(side.span(kind) for side in outside if not side.is_waste_out())
    flows = _sum(s.span(kind) for s in outside if s.is_waste_out() and s.flow.kind == "waste")
    bought = _sum(s.span(kind) for s in outside if s.is_waste_out() and s.flow.kind != "waste")
    both = Span(max(flows.low, bought.low), max(flows.high, bought.high))
    return rest + both


def _sum(spans: Iterable[Span]) -> Span:
    total = Span()
    for span in spans:
        total = total + span
    return total


def _verdict(kind: Kind, sides: list[Side], inflow: Span, outflow: Span) -> tuple[State, Why]:
    if outflow.high == 0 and (kind != "carbon" or inflow.high == 0):
        return "nothing", "no_content"
    measure: Kind = "energy" if kind == "energy" else "mass"
    if not any(side.enters() and side.span(measure).high > 0 for side in sides):
        return "nothing", "no_input"
    slack = _NEGLIGIBLE * max(outflow.low, _products(sides, kind), 1e-9)
    allowed = 1 + TOLERANCE[kind]
    if outflow.low > allowed * inflow.high + slack:
        return "open", ""
    if kind == "carbon" and inflow.low > allowed * outflow.high + slack:
        return "open", ""
    return "closed", ""


def _settled(inflow: Span, outflow: Span, tolerance: float, kind: Kind) -> tuple[State, Why]:
    """Whether even the worst values inside the spans would close."""
    if not isfinite(outflow.high) or outflow.high > (1 + tolerance) * inflow.low:
        return "undecided", "unknown_flows"
    if kind == "carbon" and inflow.high > (1 + tolerance) * outflow.low:
        return "undecided", "unknown_flows"
    return "closed", ""


def _products(sides: list[Side], kind: Kind) -> float:
    """Mass (or energy) of the products, against which small gaps are judged."""
    measure: Kind = "energy" if kind == "energy" else "mass"
    made = [s for s in sides if s.enters() is False and s.direction in ("output", "coproduct")]
    size = _sum(side.span(measure) for side in made).high
    return size if size < inf else 0.0
