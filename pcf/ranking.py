"""What would lower a footprint most: rows and parameters by their influence, and lower suppliers.

It is arithmetic on one result and no advice: whether a change can be made, at what cost, and what
else it would change, stands outside the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcf.calc.calculates import Calculates
from pcf.calc.footprint import Footprint
from pcf.calc.influence import RowInfluence, Swap, row_influences, swaps
from pcf.calc.recalculation import Recalculation
from pcf.calc.uncertainty import Uncertainty
from pcf.duties import Choice, SensitivitySet, plain_parameters, sensitivity_set
from pcf.errors import PcfError
from pcf.i18n import Language
from pcf.plain import PlainData

#: Rows whose suppliers are compared.
ROWS = 30


@dataclass(frozen=True, slots=True)
class ParameterInfluence:
    """Change of the total when one parameter falls by the step; None when not computable.

    elasticity
        Relative change of the total by the relative change of the parameter.
    """

    name: str
    value: float
    unit: str
    delta: float | None
    elasticity: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity(PlainData):
    """The sensitivity set of a project, and the ranking.

    step
        Relative step of rows and parameters; they are ranked for a decrease by it.
    rows, parameters
        Largest influence first.
    swaps
        Datasets of the same product with a lower intensity, largest saving first.
    uncertainty
        First-order uncertainty from stated distributions.
    """

    footprint: Footprint
    set: SensitivitySet
    step: float
    rows: tuple[RowInfluence, ...]
    parameters: tuple[ParameterInfluence, ...]
    swaps: tuple[Swap, ...]
    uncertainty: Uncertainty

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf sensitivity --format json``."""
        return {
            **self.set.to_dict(lang),
            "step": self.step,
            "rows": [
                {
                    "address": row.address,
                    "name": row.name_zh if lang == "zh" else row.name_en,
                    "cumulative": row.cumulative,
                    "delta": row.change(-self.step),
                    "elasticity": row.elasticity,
                }
                for row in self.rows
            ],
            "parameters": [
                {
                    "name": p.name,
                    "value": p.value,
                    "unit": p.unit,
                    "delta": p.delta,
                    "elasticity": p.elasticity,
                }
                for p in self.parameters
            ],
            "swaps": [
                {
                    "row": s.row,
                    "swap": s.swap,
                    "name": s.name_zh if lang == "zh" else s.name_en,
                    "location": s.location,
                    "year": s.year,
                    "tag": s.tag,
                    "intensity": s.intensity,
                    "unit": s.unit,
                    "delta": s.delta,
                    "relative": s.relative,
                }
                for s in self.swaps
            ],
            "uncertainty": _uncertainty(self.uncertainty),
        }


def sensitivity(project: Calculates, choice: Choice | None = None) -> Sensitivity:
    """Compute the sensitivity set of a project and rank what its total depends on.

    Raises
    ------
    PcfError
        As `pcf.duties.sensitivity_set`.
    """
    chosen = choice or Choice()
    base = project.calculate(chosen.scenario, chosen.overrides, chosen.swaps)
    return Sensitivity(
        base,
        sensitivity_set(project, chosen, base),
        chosen.step,
        row_influences(base),
        _parameter_influences(project, chosen, base),
        swaps(base, ROWS),
        base.uncertainty(),
    )


def _parameter_influences(
    project: Calculates, choice: Choice, base: Footprint
) -> tuple[ParameterInfluence, ...]:
    """Influence of every plain parameter on the total, the largest first.

    Computed on the solved system where it can be, else by a full calculation.
    """
    again, total, step = Recalculation(base.solved), base.total, choice.step
    made = []
    for p in plain_parameters(base.solved.linked.model):
        value = p.value * (1.0 - step)
        found = again.with_parameters({p.name: value})
        if found is None:
            put_in = (*choice.overrides, f"parameters.{p.name}={value!r}")
            found = _total(project, choice, put_in)
        delta = None if found is None else found - total
        slope = None if delta is None or not total else -delta / (step * total)
        made.append(ParameterInfluence(p.name, p.value, p.unit, delta, slope))
    return tuple(sorted(made, key=lambda p: (-abs(p.delta or 0.0), p.name)))


def _total(project: Calculates, choice: Choice, overrides: tuple[str, ...]) -> float | None:
    """Total under other values; None when it cannot be computed, which the result shows."""
    try:
        return project.total(choice.scenario, overrides, choice.swaps)
    except PcfError:
        return None


def _uncertainty(u: Uncertainty) -> dict[str, Any]:
    return {
        "standard_deviation": u.standard_deviation,
        "expected": u.expected,
        "low95": u.low95,
        "high95": u.high95,
        "low": u.low,
        "high": u.high,
        "stated_share": u.stated_share,
        "inputs": [
            {
                "address": i.address,
                "value": i.value,
                "unit": i.unit,
                "low": i.low,
                "high": i.high,
                "distribution": i.distribution,
                "assumed": i.is_assumed,
                "derivative": i.derivative,
                "variance_share": i.share,
            }
            for i in u.inputs
        ],
        "not_propagated": [{"address": n.address, "why": n.why} for n in u.left_out],
    }
