"""Take apart what the order of the contributors gives, and tell what is near an unknown address."""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from typing import TYPE_CHECKING

from pcf.calc.explain_figures import Figures, figure_addresses, named
from pcf.calc.explanation import Explanation, Fact, Term
from pcf.findings import Finding, finding
from pcf.model.stages import stage_of
from pcf.suggest import nearest

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint, Part, RowResult

#: Part of the absolute contributions that the contributors make up.
_MOST = 0.8
#: How alike an address must be to be suggested.
_NEAR = 0.6


def cumulative(figures: Figures, key: str) -> Explanation | None:
    """Explain the share that a part and all larger ones make of absolute contributions."""
    ordered, whole = _ordered(figures.footprint, "process" if key[:8] == "process:" else "row")
    for at, (address, _) in enumerate(ordered, start=1):
        if address == key:
            terms = [_part(a, p, abs(p.value) / whole) for a, p in ordered[:at]]
            value = fsum(term.value for term in terms)
            facts = [Fact("how", "how_cumulative")]
            return figures.made(named("study_cumulative"), value, "", terms, facts)
    return None


def rest(figures: Figures, key: str) -> Explanation | None:
    """Explain what is not among the contributors to 80 %."""
    if key not in ("rows", "processes"):
        return None
    ordered, whole = _ordered(figures.footprint, "row" if key == "rows" else "process")
    taken, covered = 0, 0.0
    while taken < len(ordered) and (not taken or covered / whole < _MOST):
        covered += abs(ordered[taken][1].value)
        taken += 1
    terms = [_part(a, p, p.value) for a, p in ordered[taken:]]
    value = fsum(term.value for term in terms)
    facts = [Fact("how", "how_rest")]
    return figures.made(named("how_rest"), value, figures.footprint.unit, terms, facts)


def _ordered(footprint: Footprint, kind: str) -> tuple[list[tuple[str, RowResult | Part]], float]:
    """Parts with a value, the largest first, and the sum of their sizes."""
    found: list[tuple[str, RowResult | Part]] = (
        [(row.address, row) for row in footprint.rows]
        if kind == "row"
        else [(f"process:{part.id}", part) for part in footprint.processes]
    )
    made = sorted(((a, p) for a, p in found if p.value), key=lambda i: (-abs(i[1].value), i[0]))
    return made, fsum(abs(part.value) for _, part in made)


def _part(address: str, part: RowResult | Part, value: float) -> Term:
    return Term(address, part.name_zh, part.name_en, value, None)


def unknown(footprint: Footprint, address: str) -> Finding:
    """Tell that an address is not known: ``GR050`` with a near one, else ``GR052``."""
    f = footprint
    known = ["total", *figure_addresses(f), *(row.address for row in f.rows)]
    groups = (
        ("stage", f.stages),
        ("process", f.processes),
        ("component", f.components),
        ("ledger", f.ledger),
        ("gas", f.gases),
    )
    known += [f"{kind}:{part.id}" for kind, parts in groups for part in parts]
    kind, _, key = address.partition(":")
    stage = stage_of(key) if kind == "stage" else None
    near = f"stage:{stage}" if stage else nearest(address, known, _NEAR)
    if near is None and len(address) > 2:
        near = next((k for k in known if address.lower() in k.lower()), None)
    if near is None:
        return finding("GR052", observed=address)
    return finding("GR050", observed=address, suggestion=near)


ORDERED: dict[str, Callable[[Figures, str], Explanation | None]] = {
    "cumulative": cumulative,
    "rest": rest,
}
