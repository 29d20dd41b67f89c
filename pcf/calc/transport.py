"""Transport: mode × distance × mass, in tonne-kilometres.

The mode names a dataset and, where one is published, a default distance (``datasets/transport``).
A default that is used is printed as finding ``TR030``; a mode without default needs a distance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pcf.background import TransportMode, transport_modes
from pcf.findings import Finding, Findings, Location, finding
from pcf.graph.rows import Row
from pcf.model import Amount, Supplier, TransportLeg
from pcf.suggest import nearest
from pcf.units import UnitError

UNIT = "tkm"


def transport_rows(
    legs: Iterable[TransportLeg], cargo: Mapping[str, Amount], findings: Findings
) -> list[Row]:
    """Turn transport legs into rows in t·km; ``amount = mass [t] × distance [km]``.

    Parameters
    ----------
    legs
        Rows of ``model/transport.csv``.
    cargo
        Stated amounts by row address without prefix (``bom/B-01``), for legs that name their cargo.
    """
    modes = {mode.id: mode for mode in transport_modes()}
    rows = []
    for leg in legs:
        mode = modes.get(leg.mode)
        mass = _mass(leg, cargo, findings)
        distance = _distance(leg, mode, modes, findings)
        if mass is None or distance is None:
            continue
        supplier = leg.supplier
        if supplier is None and mode is not None:
            supplier = Supplier("background", mode.dataset)
        rows.append(
            Row(
                address=f"row:transport/{leg.id}",
                process=leg.process,
                kind="technosphere",
                direction="input",
                flow="",
                part=leg.mode,
                amount=Amount(mass * distance, UNIT, f"{mass} t x {distance} km"),
                sign=1.0,
                supplier=supplier,
                origin=leg.origin,
                source=leg.source,
                evidence=leg.evidence,
                dq=leg.dq,
                reason="default-distance" if leg.distance is None else "",
                place=leg.place,
            )
        )
    return rows


def unknown_mode(mode: str, modes: Collection[str], place: Location | None, node: str) -> Finding:
    """Make the finding of a transport mode that is not known: ``TR032``."""
    return finding(
        "TR032",
        place,
        node=node,
        observed=mode,
        expected=", ".join(modes),
        suggestion=nearest(mode, modes) or next(iter(modes), ""),
    )


def _mass(leg: TransportLeg, cargo: Mapping[str, Amount], findings: Findings) -> float | None:
    mass = leg.mass if leg.cargo_row is None else cargo.get(leg.cargo_row)
    if mass is not None:
        try:
            return mass.to("t")
        except UnitError:
            observed = mass.unit
    else:
        observed = leg.cargo_row or ""
    findings.add(finding("TR033", leg.place, node=f"row:transport/{leg.id}", observed=observed))
    return None


def _distance(
    leg: TransportLeg,
    mode: TransportMode | None,
    modes: Mapping[str, TransportMode],
    findings: Findings,
) -> float | None:
    node = f"row:transport/{leg.id}"
    if mode is None and (leg.supplier is None or leg.distance is None):
        findings.add(unknown_mode(leg.mode, modes, leg.place, node))
        return None
    if leg.distance is not None:
        try:
            return leg.distance.to("km")
        except UnitError:
            findings.add(finding("TR034", leg.place, node=node, observed=leg.distance.unit))
            return None
    if mode is None or mode.default_distance_km is None:
        findings.add(finding("TR031", leg.place, node=node, observed=leg.mode))
        return None
    findings.add(
        finding(
            "TR030",
            leg.place,
            node=node,
            observed=f"{mode.default_distance_km:g} km",
            source=mode.default_source,
        )
    )
    return mode.default_distance_km
