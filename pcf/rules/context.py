"""What several kinds of records need to know of a project, worked out once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from math import fsum

from pcf.calc.calculate import Linked
from pcf.calc.data_needs import largest
from pcf.calc.footprint import Footprint, RowResult
from pcf.calc.years import last_year as last_year
from pcf.graph.rows import END_OF_LIFE
from pcf.model import Model, UnitProcess
from pcf.rules.case import Case
from pcf.rules.measures import Measures
from pcf.rules.record import yes_no

#: Europe as a place of processes is what datasets call RER.
_ALIASES = {"EU": "RER"}


def country(location: str) -> str:
    """Country of a place: ``CN-FJ`` gives ``CN``, the region ``EU`` gives ``RER``."""
    place = location.split("-")[0]
    return _ALIASES.get(place, place)


def same_country(one: str, other: str) -> str | None:
    """Word for whether two places lie in one country; None when one is not known."""
    return yes_no(country(one) == country(other)) if one and other else None


class Context:
    """Weights and places of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        results = case.footprint.rows if case.footprint else ()
        self.results: dict[str, RowResult] = {row.address: row for row in results}
        self.weight = fsum(abs(row.value) for row in results)
        model = case.model
        self.places: dict[str, str] = {}
        self.stages: dict[str, str] = {}
        self.process_words: dict[str, str] = {}
        if model is not None:
            self.places = {p.id: p.location for p in model.processes}
            self.places[END_OF_LIFE] = model.product.location
            self.stages = {p.id: p.stage for p in model.processes}
            self.stages[END_OF_LIFE] = "end_of_life"
            self.measures = Measures(model)
            self.process_words = {p.id: _process_words(p) for p in model.processes}
        self.top_rows = frozenset(largest({row.address: abs(row.value) for row in results}))
        by_process: dict[str, float] = defaultdict(float)
        for row in results:
            by_process[row.process] += abs(row.value)
        self.by_process = dict(by_process)
        self.top_processes = frozenset(largest(self.by_process))
        flows = model.unit.reference_flows if model is not None else ()
        self.taken = frozenset(flow.process for flow in flows)

    @cached_property
    def runs(self) -> dict[tuple[str, str], float]:
        """Units of each product of a unit process that the functional unit takes."""
        footprint = self.case.footprint
        if footprint is None:
            return {}
        keys, scaling = footprint.solved.foreground.keys, footprint.solved.scaling
        return {key: float(value) for key, value in zip(keys, scaling, strict=True)}

    @cached_property
    def product_words(self) -> dict[str, str]:
        """Id and names of the product of each unit process."""
        model = self.case.model
        if model is None:
            return {}
        own = {flow.id: (flow.name_zh, flow.name_en) for flow in model.flows}
        return {
            p.id: joined(p.product, *(own.get(p.product) or self._called(p.product)))
            for p in model.processes
        }

    def _called(self, flow: str) -> tuple[str, ...]:
        """Names that the background gives a flow; none for one that it does not know."""
        if self.case.linked is None:
            return ()
        try:
            known = self.case.linked.background.flow(flow)
        except KeyError:
            return ()
        return known.name_zh, known.name_en

    def share(self, value: float | None) -> float | None:
        """Absolute value by the sum of absolute contributions; None when that is not known."""
        if value is None or not self.case.footprint:
            return None
        return abs(value) / self.weight if self.weight else 0.0

    def per_unit(self, process: str, amount: float | None) -> float | None:
        """Amount of a process per one functional or declared unit; None without a result."""
        if amount is None or self.case.footprint is None or self.case.model is None:
            return None
        solved = self.case.footprint.solved
        activity = float(solved.activity.get(process, 0.0))
        return amount * activity / self.case.model.unit.amount.value

    def in_top(self, name: str, top: frozenset[str]) -> str | None:
        """Word for whether something is among the largest; None without a result."""
        return yes_no(name in top) if self.case.footprint else None

    def age(self, year: float | None) -> float | None:
        """Years from a year to the end of the reporting period."""
        end = last_year(self.case.model.product.period if self.case.model else "")
        return None if year is None or end is None else end - year


def joined(*parts: str | None) -> str:
    """Words of a record, for conditions that look for one of them."""
    return " | ".join(part for part in parts if part)


def _process_words(process: UnitProcess) -> str:
    return joined(process.id, process.name_zh, process.name_en, process.component, process.product)


def model_of(about: Context) -> Model:
    """Model of a case that was read; makers of records are only called then."""
    if about.case.model is None:
        raise ValueError("no model")
    return about.case.model


def linked_of(about: Context) -> Linked:
    """Linked rows of a case that has them."""
    if about.case.linked is None:
        raise ValueError("not linked")
    return about.case.linked


def footprint_of(about: Context) -> Footprint:
    """Result of a case that has one."""
    if about.case.footprint is None:
        raise ValueError("no result")
    return about.case.footprint
