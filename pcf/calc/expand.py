"""All rows of a model, after the rules for electricity, transport, end of life and co-products."""

from __future__ import annotations

from dataclasses import replace

from pcf.background import Background
from pcf.calc.circular_rows import split_inputs
from pcf.calc.electricity import electricity_rows
from pcf.calc.electricity_mixes import with_country_mixes
from pcf.calc.endoflife import end_of_life_rows
from pcf.calc.transport import transport_rows
from pcf.findings import Findings, finding
from pcf.graph.outputs import Outputs
from pcf.graph.rows import Row, row_of_exchange
from pcf.model import Amount, Exchange, Model


def expand(
    model: Model, findings: Findings, background: Background | None = None
) -> tuple[Row, ...]:
    """Give every row of the model that needs a supplier or emits, ordered by address.

    `background` is where the mix of a country is looked for, if the electricity rule asks for it.

    Co-products leave with their allocated share and need no row; under substitution each is a
    credit with the product that it displaces (ISO 14044 4.3.4.2: avoid allocation by expanding the
    product system).
    """
    outputs = Outputs(model)
    substituted = {p.id for p in model.processes if outputs.is_substituted(p)}
    rows: list[Row] = []
    cargo: dict[str, Amount] = {}
    for exchange in model.exchanges:
        if exchange.direction != "coproduct":
            rows.append(row_of_exchange(exchange))
        elif exchange.process in substituted:
            rows += _substitution(exchange, findings)
        cargo[f"{exchange.table}/{exchange.id}"] = exchange.amount
    rows += electricity_rows(model.electricity, model.method, findings)
    rows += transport_rows(model.transport, cargo, findings)
    rows = with_country_mixes(rows, model, background, findings)
    rows = split_inputs(rows, model.end_of_life, findings)
    rows += end_of_life_rows(model.end_of_life, model.method, findings)
    return tuple(sorted(rows, key=lambda row: row.address))


def _substitution(exchange: Exchange, findings: Findings) -> list[Row]:
    if exchange.displaces is None:
        findings.add(
            finding("AL030", exchange.place, node=exchange.address, observed=exchange.flow)
        )
        return []
    credit = row_of_exchange(exchange, reason="substitution")
    displaced = exchange.displaces
    return [
        replace(
            credit,
            direction="credit",
            kind="technosphere",
            sign=-1.0,
            supplier=displaced,
            flow=displaced.flow or "",
        )
    ]
