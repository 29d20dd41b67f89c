"""Energy balance of a study: what enters and leaves, and what states no heating value."""

from __future__ import annotations

from collections.abc import Iterator

from pcf.calc.balance_book import SYSTEM
from pcf.calc.energy import EnergyBalance
from pcf.calc.explain_balance import uncovered_masses
from pcf.documents.document import Block, Number
from pcf.documents.study.writer import Cell, Writer

#: Processes, and flows without a heating value, that are printed.
_MOST, _FLOWS = 40, 100


def energy(w: Writer) -> list[Block]:
    """Give the energy balance of the system and of each process that gives out energy."""
    found = w.study.footprint.energy_balances()
    shown = [b for b in reversed(found) if b.process == SYSTEM or b.outflow]
    rows = [_row(w, balance) for balance in shown]
    columns = ("fact_process", "#energy_in|MJ", "#energy_out|MJ", "#energy_ratio",
               "#energy_coverage", "#energy_uncovered_flows")  # fmt: skip
    flows = [row for balance in shown for row in _flows(w, balance)]
    heads = ("fact_process", "energy_uncovered_in", "#study_kg")
    return [
        w.say("study_energy_text"),
        *w.table("study_energy", columns, rows, limit=_MOST),
        *w.table("study_energy_uncovered", heads, flows, limit=_FLOWS),
    ]


def _row(w: Writer, balance: EnergyBalance) -> tuple[Cell, ...]:
    source = _address(balance)
    return (
        _name(w, balance),
        w.figure(balance.inflow, f"{source}.inflow"),
        w.figure(balance.outflow, f"{source}.outflow"),
        w.percent(balance.ratio, f"{source}.ratio"),
        w.percent(balance.coverage, f"{source}.coverage"),
        Number(str(len(uncovered_masses(balance))), "", f"{source}.uncovered_in"),
    )


def _flows(w: Writer, balance: EnergyBalance) -> Iterator[tuple[Cell, ...]]:
    """Flows that enter without a heating value, the heaviest first; without a mass last."""
    masses = uncovered_masses(balance)
    for flow, kg in sorted(masses.items(), key=lambda item: (-(item[1] or 0.0), item[0])):
        mass: Cell = "-" if kg is None else w.figure(kg, f"{_address(balance)}.mass.{flow}")
        yield _name(w, balance), _flow_name(w, flow), mass


def _flow_name(w: Writer, id: str) -> str:
    """Name of a flow of the project, or of the background."""
    for own in w.study.model.flows:
        if own.id == id:
            return w.pick(own.name_zh, own.name_en) or id
    try:
        found = w.study.footprint.solved.linked.background.flow(id)
    except KeyError:
        return id
    return w.pick(found.name_zh, found.name_en) or id


def _address(balance: EnergyBalance) -> str:
    return f"balance:{balance.process}/energy"


def _name(w: Writer, balance: EnergyBalance) -> str:
    if balance.process == SYSTEM:
        return w.word("study_energy_system")
    return w.process(balance.process)
