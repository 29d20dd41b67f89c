"""Electricity as a ledger: which source counts for each kilowatt-hour (ISO 14067 6.4.9.4).

Under ``instruments`` and ``grid``:

==========  =====================================================================
Kind        Counts at
==========  =====================================================================
self        its own dataset: generated on site, attributes not sold
direct      its own dataset under ``instruments``; the grid fallback under ``grid``
contract    its own dataset under ``instruments`` with a certificate; else the fallback
grid        the stated grid dataset
==========  =====================================================================

``national-average`` (draft delegated act on electric-vehicle batteries, Ares(2024)3131389 of
29 April 2024, section 2.4.1, known from second-hand summaries): ``self`` and ``direct`` count with
evidence and attributes not sold; contracts, certificates, provincial mixes and the grid count at
the national average consumption mix of the country of the process.

``residual`` (PEF method, Recommendation (EU) 2021/2279, Annex I, 4.4.2): ``self``, ``direct`` and a
contract with certificate count unless their attributes were sold; all else counts at the residual
mix of the country, where there is none at its consumption mix (`pcf.calc.electricity_mixes`).

Datasets of the background are life-cycle factors (fuel, generation, losses); the official
generation-only CO2 factors are not datasets and cannot be linked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pcf.findings import Findings, finding
from pcf.graph.rows import Row, row_of_exchange
from pcf.model import ElectricityUse, Method

#: Rules under which a mix of the country stands for everything that does not count itself.
MIX_RULES = ("national-average", "residual")

#: Kinds of power from a plant of one's own, or by a line of one's own.
OWN = ("self", "direct")


def denial(use: ElectricityUse, method: Method) -> str:
    """Why the claimed source does not count, or an empty text when it does."""
    if use.kind == "grid":
        return ""
    if use.attributes_sold:
        return "attributes-sold"
    if method.electricity == "national-average":
        if use.kind == "contract":
            return "instrument-refused"
        return "" if use.exchange.evidence else "no-evidence"
    if use.kind != "self" and method.electricity == "grid":
        return "grid-rule"
    if use.kind == "contract" and not use.certificate:
        return "no-certificate"
    return ""


def electricity_rows(
    uses: Iterable[ElectricityUse], method: Method, findings: Findings
) -> list[Row]:
    """Turn electricity claims into rows with the supplier that counts.

    A claim that does not count falls back to the stated grid supplier, with the reason on the row;
    without a fallback that is finding ``EL030``. Under a rule of `MIX_RULES` no fallback is needed:
    such rows get the mix of their country afterwards.
    """
    rows = []
    for use in uses:
        why_not = denial(use, method)
        row = row_of_exchange(use.exchange, reason=use.kind)
        if why_not:
            _tell(use, why_not, method, findings)
            by_mix = method.electricity in MIX_RULES
            row = replace(row, supplier=None if by_mix else use.fallback, reason=why_not)
        elif use.kind in OWN:
            _tell_open(use, method, findings)
        if row.supplier is not None and row.flow == "electricity":
            row = replace(row, flow="")
        rows.append(row)
    return rows


def _tell_open(use: ElectricityUse, method: Method, findings: Findings) -> None:
    """Warn of own power that counts though something is not stated.

    ``EL039`` whether its attributes were sold; ``EL048`` evidence, which ``residual`` asks for.
    """
    at, node = use.exchange.place, use.exchange.address
    if use.attributes_sold is None:
        findings.add(finding("EL039", at, node=node, observed=use.kind))
    if method.electricity == "residual" and not use.exchange.evidence:
        findings.add(finding("EL048", at, node=node, observed=use.kind))


_TOLD = {"no-evidence": "EL036", "attributes-sold": "EL038"}


def _tell(use: ElectricityUse, why_not: str, method: Method, findings: Findings) -> None:
    """Report a claim that does not count: what stands in for it is missing or worth knowing."""
    at, node = use.exchange.place, use.exchange.address
    by_mix = method.electricity in MIX_RULES
    if by_mix or why_not in _TOLD:
        code = _TOLD.get(why_not, "EL037")
        findings.add(finding(code, at, node=node, observed=use.kind, expected=method.electricity))
    if not by_mix and use.fallback is None:
        findings.add(finding("EL030", at, node=node, observed=use.kind))
