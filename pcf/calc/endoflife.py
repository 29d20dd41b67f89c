"""End of life: routes, what is recovered, and the formula that gives credit for it or not.

With quantity q per functional unit, share s of a route, recovered amount r per unit treated (per
1 kg where q is a mass, in whatever unit q is stated), quality ratio Q and the primary product
displaced (burden E_V):

=============  =========================================================  ======================
Formula        Burden of the end-of-life stage                            Clause
=============  =========================================================  ======================
cut-off        Σ q·s·E_treat                                              ISO 14067 6.4.6.3
closed-loop    Σ q·s·(E_treat − r·Q·E_V)                                  ISO 14067 Annex D
open-loop      Σ q·s·(E_treat − A·r·Q·E_V), A = open_loop_factor          ISO 14067 Annex D
=============  =========================================================  ======================

Under *cut-off* the recovered material leaves without burden and without credit; recycled content
enters without the burden of its first life. These formulas work on the routes of the model;
``cff``, the Circular Footprint Formula, works on its materials (`pcf.calc.circular`). A further
formula on routes is one more entry of `CREDIT`: which part of the displaced burden is credited.
"""

from __future__ import annotations

from collections.abc import Callable

from pcf.calc.circular_rows import CFF, material_rows, per_reference
from pcf.findings import Findings, finding
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.model import Amount, EndOfLife, EndOfLifeRoute, Method, Recovered
from pcf.model.method import EndOfLifeFormula

#: Part of the displaced burden that is credited, by formula.
CREDIT: dict[EndOfLifeFormula, Callable[[Method], float]] = {
    "cut-off": lambda method: 0.0,
    "closed-loop": lambda method: 1.0,
    "open-loop": lambda method: method.open_loop_factor or 0.0,
}


def end_of_life_rows(end: EndOfLife | None, method: Method, findings: Findings) -> list[Row]:
    """Turn ``endoflife.toml`` into rows: its routes, or under ``cff`` its materials."""
    if end is None or end.quantity is None or method.end_of_life is None:
        return []
    if method.end_of_life == CFF:
        return material_rows(end)
    credit = CREDIT[method.end_of_life](method)
    rows: list[Row] = []
    for route in end.routes:
        treated = Amount(end.quantity.value * route.share, end.quantity.unit)
        rows += _treatment(route, treated, method.end_of_life)
        if credit:
            credited = per_reference(treated) * credit
            rows += [
                row
                for item in route.recovered
                if (row := _credit(route, item, credited, method, findings)) is not None
            ]
    return rows


def _treatment(route: EndOfLifeRoute, amount: Amount, formula: str) -> list[Row]:
    if route.supplier is None:
        return []
    return [
        Row(
            address=f"row:endoflife/{route.id}",
            process=END_OF_LIFE,
            kind="technosphere",
            direction="waste",
            flow=route.supplier.flow or "",
            amount=amount,
            sign=1.0,
            supplier=route.supplier,
            origin=route.origin,
            part=route.id,
            source=route.source,
            reason=formula,
            place=route.place,
        )
    ]


def _credit(
    route: EndOfLifeRoute, item: Recovered, treated: float, method: Method, findings: Findings
) -> Row | None:
    address = f"row:endoflife/{route.id}.{item.id}"
    if item.displaces is None:
        findings.add(finding("AL030", item.place, node=address, observed=item.flow))
        return None
    return Row(
        address=address,
        process=END_OF_LIFE,
        kind="technosphere",
        direction="credit",
        flow=item.displaces.flow or "",
        amount=Amount(treated * item.amount.value * item.quality, item.amount.unit),
        sign=-1.0,
        supplier=item.displaces,
        origin=route.origin,
        part=route.id,
        source=item.source,
        reason=str(method.end_of_life),
        place=item.place,
    )
