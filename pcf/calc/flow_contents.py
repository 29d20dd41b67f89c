"""What one unit of a flow of a project holds: mass, carbon and energy, each as a span."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from pcf.background.contents import Content, Span, content_of, stated_carbon
from pcf.background.records import FlowKind, FlowRecord
from pcf.findings import Findings
from pcf.location import data_root
from pcf.units import compatible, convert, is_mass

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.model import Flow

#: Name of the property of a flow that holds its carbon, kg per unit.
CARBON_PROPERTY = "carbon_kg"
#: kg carbon per unit up to which a flow counts as not combustible, as in the background.
_INERT = 0.03


def background_record(background: Background, flow: str) -> FlowRecord | None:
    """Flow of the background; None when it has none of that name."""
    try:
        return background.flow(flow)
    except KeyError:
        return None


class BackgroundContents:
    """Contents of the flows of a background, each worked out when it is asked for."""

    def __init__(self, background: Background) -> None:
        flows = {flow.id: flow for flow in background.flows()}
        shipped = (part.id for part in background.components if not part.imported)
        folder = next((data_root("datasets") / "background" / id for id in shipped), None)
        stated = folder is not None and folder.is_dir()
        self._flows = flows
        self._stated = stated_carbon(flows, folder, Findings()) if folder and stated else {}
        self._known: dict[str, Content] = {}

    def __getitem__(self, flow: str) -> Content:
        if flow not in self._known:
            self._known[flow] = content_of(self._flows[flow], self._stated.get(flow))
        return self._known[flow]


@lru_cache(maxsize=2)
def background_contents(background: Background) -> BackgroundContents:
    """Contents of the flows of a background; ``carbon.csv`` is read for the shipped ones."""
    return BackgroundContents(background)


def own_record(flow: Flow, kind: FlowKind) -> FlowRecord:
    """Flow of the project in the form of the background."""
    mass = flow.mass_kg
    if mass is None and is_mass(flow.unit):
        mass = convert(1.0, flow.unit, "kg")
    return FlowRecord(
        flow.id, flow.name_zh, flow.name_en, kind, flow.unit, "",
        mass_kg=mass, energy_mj=flow.energy_mj,
    )  # fmt: skip


def own_content(
    flow: Flow, record: FlowRecord, background: FlowRecord | None, supplied: Content | None
) -> Content:
    """Contents that the project states, then those of the flow that supplies it."""
    made = content_of(record)
    stated = dict(flow.properties).get(CARBON_PROPERTY)
    if stated is not None:
        made = replace(made, carbon=Span(stated, stated), basis="range")
    fits = background is not None and compatible(flow.unit, background.unit)
    if background is not None and supplied is not None and fits:
        scale = convert(1.0, flow.unit, background.unit)
        made = _completed(made, flow, supplied, scale)
    is_open = not isfinite(made.energy.high)
    if flow.energy_mj is None and is_open and made.carbon.high <= _INERT:
        made = replace(made, energy=Span())
    return made


def _completed(made: Content, flow: Flow, supplied: Content, scale: float) -> Content:
    """Fill what a flow does not state with the contents of its supplier's flow."""
    if not made.carbon.is_known:
        made = replace(made, carbon=supplied.carbon.times(scale), basis=supplied.basis)
    if flow.energy_mj is None:
        made = replace(made, energy=supplied.energy.times(scale))
    if flow.mass_kg is None and not is_mass(flow.unit):
        made = replace(made, mass=supplied.mass.times(scale))
    return made
