"""From linked rows to contributions: amounts × intensities, by ledger column and by gas.

For a row of process p with amount a (in the supplier's unit), sign σ and activity t_p,
``q = σ·a·t_p`` is the amount per functional unit, and its greenhouse-gas inventory is ``q·y`` with
y the row of the background's intensities (kg of each gas per unit), a unit vector for an emission,
or the ledger of a received footprint. Characterization by c gives kg CO2e. Everything is linear, so
columns can be added in any grouping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background
from pcf.background.records import GhgColumn
from pcf.climate import FactorSet, characterize, removal_flows
from pcf.findings import Findings, finding
from pcf.graph.link import Link
from pcf.graph.rows import Row
from pcf.model import Method, Received
from pcf.units import UnitError, conversion_factor

#: Pseudo flow of received footprints: kg CO2e, characterized by their makers.
RECEIVED = "co2e_received"
UNSPLIT = "unsplit"


@dataclass(frozen=True, slots=True)
class Scored:
    """Contributions of rows per unit of their supplier.

    columns, factors
        Greenhouse-gas columns and their kg CO2e per kg; nan where the set has no factor.
    missing
        Flows without factor.
    inventory
        kg of each column per unit of supplier, one line for each distinct supplier.
    line
        Line of `inventory` for each row; −1 for a row fed by a unit process of the project.
    """

    columns: tuple[GhgColumn, ...]
    factors: NDArray[np.float64]
    missing: tuple[str, ...]
    inventory: NDArray[np.float64]
    line: NDArray[np.intp]

    def characterized(self) -> NDArray[np.float64]:
        """kg CO2e of each column per unit of supplier; a gas without factor counts nothing here."""
        result: NDArray[np.float64] = self.inventory * np.nan_to_num(self.factors, nan=0.0)
        return result

    def by(self, groups: tuple[str, ...], attribute: str) -> NDArray[np.float64]:
        """kg CO2e per unit of supplier, added up over the columns of each group."""
        place = {group: number for number, group in enumerate(groups)}
        values = self.characterized()
        result = np.zeros((values.shape[0], len(groups)))
        for number, column in enumerate(self.columns):  # in order: the same bits everywhere
            group = place.get(getattr(column, attribute))
            if group is not None:
                result[:, group] += values[:, number]
        return result

    def gases(self) -> tuple[str, ...]:
        """Names of the gases, in order of first appearance."""
        return tuple(dict.fromkeys(column.gas for column in self.columns))


class Scorer:
    """Builds `Scored` for the rows of one model."""

    def __init__(
        self, background: Background, factor_set: FactorSet, method: Method, findings: Findings
    ) -> None:
        self._background = background
        self._set = factor_set
        self._method = method
        self._findings = findings
        self._columns = list(background.columns)
        self._position = {(c.flow, c.ledger): i for i, c in enumerate(self._columns)}
        self._vectors: list[dict[int, float] | int] = []
        self._lines: dict[object, int] = {}
        #: Unit of the elementary flow and conversion factor, by address of an emission row.
        self.emission_units: dict[str, tuple[str, float]] = {}

    def score(
        self,
        rows: tuple[Row, ...],
        links: Mapping[str, Link],
        received: Mapping[str, Received],
    ) -> Scored:
        """Give each row the line of its supplier's greenhouse-gas inventory."""
        line = np.full(len(rows), -1, dtype=np.intp)
        for number, row in enumerate(rows):
            if row.kind == "emission":
                line[number] = self._emission(row)
                continue
            link = links.get(row.address)
            if link is None or link.supplier.kind == "process":
                continue
            if link.index is not None:
                line[number] = self._line(("bg", link.index), link.index)
            else:
                line[number] = self._received(received[link.supplier.id])
        inventory = np.zeros((len(self._vectors), len(self._columns)))
        known = len(self._background.columns)
        for number, vector in enumerate(self._vectors):
            if isinstance(vector, dict):
                for column, value in vector.items():
                    inventory[number, column] = value
            else:
                inventory[number, :known] = self._background.intensities[vector]
        factors, missing = self._factors()
        return Scored(tuple(self._columns), factors, missing, inventory, line)

    def _factors(self) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        own = [c for c in self._columns if c.flow != RECEIVED]
        factors, missing = characterize(tuple(own), self._set, self._method.biogenic)
        whole = np.ones(len(self._columns))
        whole[[c.flow != RECEIVED for c in self._columns]] = factors
        return whole, missing

    def _line(self, key: object, vector: dict[int, float] | int) -> int:
        if key not in self._lines:
            self._lines[key] = len(self._vectors)
            self._vectors.append(vector)
        return self._lines[key]

    def _column(self, flow: str, ledger: str, gas: str) -> int:
        key = (flow, ledger)
        if key not in self._position:
            self._position[key] = len(self._columns)
            self._columns.append(GhgColumn(flow, ledger, gas))
        return self._position[key]

    def _emission(self, row: Row) -> int:
        try:
            flow = self._background.flow(row.flow)
        except KeyError:
            flow = None
        if flow is None or flow.kind != "elementary":
            self._findings.add(finding("LC030", row.place, node=row.address, observed=row.flow))
            return -1
        removes = flow.id in removal_flows()
        if removes != (row.direction == "removal"):
            self._findings.add(
                finding(
                    "LC031",
                    row.place,
                    node=row.address,
                    observed=row.direction,
                    expected="removal" if removes else "emission",
                    flow=flow.id,
                )
            )
            return -1
        try:
            kg = conversion_factor(row.amount.unit, flow.unit)
        except UnitError:
            self._findings.add(
                finding(
                    "UN030",
                    row.place,
                    node=row.address,
                    observed=row.amount.unit,
                    expected=flow.unit,
                    suggestion=flow.unit,
                    supplier=flow.id,
                )
            )
            return -1
        column = self._column(flow.id, row.ledger or flow.ledger, flow.gas)
        self.emission_units[row.address] = (flow.unit, kg)
        return self._line(("emission", column), {column: 1.0})

    def _received(self, received: Received) -> int:
        vector = {
            self._column(RECEIVED, ledger, UNSPLIT): value for ledger, value in received.ledger
        }
        return self._line(("received", received.id), vector)
