"""Which greenhouse gases of a package were found, how, and which were left without a factor."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pcf.importing.gases import Gas
from pcf.importing.package import Direction, Flow


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An elementary flow that is or looks like a greenhouse gas and has no factor.

    `amount` adds the amounts of all its exchanges, in `unit`: a measure of how often it is met,
    since the processes have different reference amounts.
    """

    flow: str
    name_zh: str
    name_en: str
    compartment: str
    direction: Direction
    exchanges: int
    amount: float
    unit: str


@dataclass(frozen=True, slots=True)
class GasCoverage:
    """Statistics of the mapping of elementary flows.

    layers
        Exchanges by the layer at which their gas was found.
    assumed
        Flows whose list does not say whether the carbon is fossil, with the note, and exchanges.
    uncovered
        Greenhouse gases without factor.
    """

    layers: dict[str, int]
    assumed: dict[tuple[str, str], int]
    uncovered: tuple[Uncovered, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "layers": self.layers,
            "assumed": [
                {"flow": flow, "note": note, "exchanges": n}
                for (flow, note), n in self.assumed.items()
            ],
            "uncovered": [
                {
                    "flow": item.flow,
                    "name": {"zh": item.name_zh, "en": item.name_en},
                    "compartment": item.compartment,
                    "direction": item.direction,
                    "exchanges": item.exchanges,
                    "amount": item.amount,
                    "unit": item.unit,
                }
                for item in self.uncovered
            ],
        }


class GasCounter:
    """Counts while the exchanges of a package are looked at."""

    def __init__(self) -> None:
        self._layers: Counter[str] = Counter()
        self._assumed: Counter[tuple[str, str]] = Counter()
        self._without: dict[tuple[str, Direction], tuple[Flow, list[float]]] = {}

    def found(self, flow: Flow, gas: Gas) -> None:
        """Count an exchange whose gas was found."""
        self._layers[gas.layer] += 1
        if gas.note:
            self._assumed[flow.id, gas.note] += 1

    def without(self, flow: Flow, direction: Direction, amount: float) -> None:
        """Count an exchange of a greenhouse gas without factor."""
        self._without.setdefault((flow.id, direction), (flow, []))[1].append(amount)

    def close(self) -> GasCoverage:
        """Give the statistics."""
        uncovered = [
            Uncovered(
                id, flow.names.zh, flow.names.en, "/".join(flow.categories), direction,
                len(amounts), sum(amounts), flow.unit,
            )
            for (id, direction), (flow, amounts) in self._without.items()
        ]  # fmt: skip
        uncovered.sort(key=lambda item: (-item.exchanges, item.flow))
        return GasCoverage(
            dict(sorted(self._layers.items())), dict(sorted(self._assumed.items())),
            tuple(uncovered),
        )  # fmt: skip
