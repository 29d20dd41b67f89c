"""Electricity as a ledger: which source counts for each kilowatt-hour (ISO 14067 6.4.9.4).

==========  =====================================================================
Kind        Counts at
==========  =====================================================================
self        its own dataset: generated on site, attributes not sold
direct      its own dataset under ``instruments``; the grid fallback under ``grid``
contract    its own dataset under ``instruments`` with a certificate; else the fallback
grid        the stated grid dataset
==========  =====================================================================

Datasets of the background are life-cycle factors (fuel, generation, losses); the official
generation-only CO2 factors are not datasets and cannot be linked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pcf.findings import Findings, finding
from pcf.graph.rows import Row, row_of_exchange
from pcf.model import ElectricityUse, Method


def denial(use: ElectricityUse, method: Method) -> str:
    """Why the claimed source does not count, or an empty text when it does."""
    if use.kind in ("direct", "contract") and method.electricity == "grid":
        return "grid-rule"
    if use.kind == "contract" and not use.certificate:
        return "no-certificate"
    return ""


def electricity_rows(
    uses: Iterable[ElectricityUse], method: Method, findings: Findings
) -> list[Row]:
    """Turn electricity claims into rows with the supplier that counts.

    A claim that does not count falls back to the stated grid supplier, with the reason on the row;
    without a fallback that is finding ``EL030``.
    """
    rows = []
    for use in uses:
        why_not = denial(use, method)
        row = row_of_exchange(use.exchange, reason=use.kind)
        if why_not:
            if use.fallback is None:
                findings.add(
                    finding("EL030", use.exchange.place, node=row.address, observed=use.kind)
                )
            row = replace(row, supplier=use.fallback, reason=why_not)
        if row.supplier is not None and row.flow == "electricity":
            row = replace(row, flow="")
        rows.append(row)
    return rows
