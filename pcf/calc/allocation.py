r"""Share the burden of a multi-output process among its products.

With outputs j of amount a_j and property w_j per unit (mass, lower heating value, price, or a
named property), the share of output k is

.. math:: λ_k = a_k w_k / Σ_j a_j w_j , \qquad Σ_k λ_k = 1

(ISO 14067 6.4.6.1: the allocated parts add up to the whole.) A process with one product has λ = 1;
under substitution the reference product carries all and co-products are credited elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum

from pcf.background import Background
from pcf.findings import Findings, finding
from pcf.graph.outputs import Output, Outputs
from pcf.model import AllocationRule, Amount, Flow, Model, UnitProcess
from pcf.units import UnitError

Property = Callable[[Output], float | None]


class Allocator:
    """Allocation shares of every output of a model.

    Properties come from ``model/flows.csv``, else from the background's record of the flow; a mass
    or energy unit is its own property.
    """

    def __init__(self, model: Model, background: Background) -> None:
        self._flows: dict[str, Flow] = {f.id: f for f in model.flows}
        self._study_rule = model.method.allocation
        self._background = background

    def shares(
        self, process: UnitProcess, outputs: Outputs, findings: Findings
    ) -> dict[str, float]:
        """Give the share of each output of `process` by flow; the shares add up to 1.

        A missing property is ``AL031``, a property that is not positive ``AL032``, a co-product
        without any stated method ``AL033``; the reference product then carries everything so that
        reading can go on, and the error stops the calculation.
        """
        made = tuple(outputs.of(process.id).values())
        if len(made) == 1:
            return {process.product: 1.0}
        rule = process.allocation or self._study_rule
        if rule is None or rule.method in ("none", "substitution"):
            findings.add(finding("AL033", process.place, node=process.id))
            return {o.flow: float(o.flow == process.product) for o in made}
        weights = [self._weight(output, rule, process, findings) for output in made]
        if None in weights:
            return {o.flow: float(o.flow == process.product) for o in made}
        known = [w for w in weights if w is not None]
        total = fsum(known)
        return {o.flow: w / total for o, w in zip(made, known, strict=True)}

    def _weight(
        self, output: Output, rule: AllocationRule, process: UnitProcess, findings: Findings
    ) -> float | None:
        per_unit = self._property(output, rule)
        name = rule.property_name or rule.method
        if per_unit is None:
            findings.add(
                finding(
                    "AL031", process.place, node=process.id, observed=output.flow, expected=name
                )
            )
            return None
        weight = output.amount.value * per_unit
        if weight <= 0:
            findings.add(
                finding(
                    "AL032",
                    process.place,
                    node=process.id,
                    observed=f"{output.flow}: {weight:g}",
                    expected=name,
                )
            )
            return None
        return weight

    def _property(self, output: Output, rule: AllocationRule) -> float | None:
        """Property per stated unit of the output."""
        if rule.method == "mass":
            return self._measure(output, "kg", "mass_kg")
        if rule.method == "energy":
            return self._measure(output, "MJ", "energy_mj")
        if rule.method == "economic":
            return self._recorded(output, "price")
        flow = self._flows.get(output.flow)
        named = dict(flow.properties).get(rule.property_name or "") if flow else None
        return None if flow is None or named is None else named * self._per_flow_unit(output, flow)

    def _measure(self, output: Output, unit: str, attribute: str) -> float | None:
        try:
            return Amount(1.0, output.amount.unit).to(unit)
        except UnitError:
            return self._recorded(output, attribute)

    def _recorded(self, output: Output, attribute: str) -> float | None:
        flow = self._flows.get(output.flow)
        if flow is not None:
            value: float | None = getattr(flow, attribute)
            return None if value is None else value * self._per_flow_unit(output, flow)
        try:
            record = self._background.flow(output.flow)
        except KeyError:
            return None
        value = getattr(record, attribute)
        return None if value is None else value * Amount(1.0, output.amount.unit).to(record.unit)

    @staticmethod
    def _per_flow_unit(output: Output, flow: Flow) -> float:
        return Amount(1.0, output.amount.unit).to(flow.unit)
