r"""All first-order sensitivities of a footprint at once.

Rows come from the solved system (`pcf.calc.influence`), entries of the background from its supply s
and intensities y,

.. math:: \frac{\partial F}{\partial a_{ij}} = -y_i\, s_j

(`pcf.engine.derivatives`), parameters from central differences over all of them in one batch. An
elasticity is percent of the total per percent of the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pcf.calc.influence import gradients
from pcf.calc.recalculation import Recalculation
from pcf.calc.uncertain.background import BackgroundDraws, Entry, background_demand
from pcf.calc.uncertain.compiled import CompiledTotal
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.engine.system import Floats
from pcf.graph.rows import END_OF_LIFE
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.model import Model, Parameter

#: Step of the central difference, relative to the value.
STEP = 1e-4
_QUANTITY = f"row:{END_OF_LIFE}/"


@dataclass(frozen=True, slots=True)
class Derivative:
    """Sensitivity of the total to one value.

    derivative
        kg CO2e per functional unit and per `unit`; None when it cannot be computed.
    elasticity
        None for a zero total.
    put_in
        Address for ``--set`` of the cell that moves the value in proportion; empty when there is
        none. The quantity at the end of life moves the rows of all routes.
    """

    address: str
    name_zh: str
    name_en: str
    value: float
    unit: str
    derivative: float | None
    elasticity: float | None
    put_in: str


@dataclass(frozen=True, slots=True)
class EntryElasticity:
    """Elasticity of the total by one exchange of one background dataset."""

    entry: Entry
    elasticity: float


@dataclass(frozen=True, slots=True)
class Derivatives(PlainData):
    """Every first-order sensitivity, the largest elasticity first."""

    footprint: Footprint
    rows: tuple[Derivative, ...]
    parameters: tuple[Derivative, ...]
    background: tuple[EntryElasticity, ...]

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf sensitivity --derivatives --format json``."""
        return {
            "total": {"value": self.footprint.total, "unit": self.footprint.unit},
            "rows": [_json(d, lang) for d in self.rows],
            "parameters": [_json(d, lang) for d in self.parameters],
            "background": [
                {
                    "dataset": f"dataset:bg:{e.entry.dataset}/{e.entry.product}",
                    "exchange": e.entry.row,
                    "supplier": e.entry.supplier,
                    "flow": e.entry.flow,
                    "elasticity": e.elasticity,
                }
                for e in self.background
            ],
        }


def _json(d: Derivative, lang: Language) -> dict[str, Any]:
    return {
        "address": d.address,
        "name": d.name_zh if lang == "zh" else d.name_en,
        "value": d.value,
        "unit": d.unit,
        "derivative": d.derivative,
        "elasticity": d.elasticity,
        "set": d.put_in or None,
    }


def derivatives(footprint: Footprint) -> Derivatives:
    """Compute every first-order sensitivity of a footprint."""
    return Derivatives(
        footprint,
        _sorted(_rows(footprint)),
        _sorted(_parameters(footprint)),
        _entries(footprint),
    )


def _sorted(found: list[Derivative]) -> tuple[Derivative, ...]:
    return tuple(sorted(found, key=lambda d: (-abs(d.elasticity or 0.0), d.address)))


def _rows(footprint: Footprint) -> list[Derivative]:
    slopes = gradients(footprint)
    amounts = {row.address: row.amount for row in footprint.solved.linked.rows}
    put_in = _put_in(footprint.solved.linked.model)
    return [
        _derivative(
            footprint,
            (row.address, row.name_zh, row.name_en),
            (amounts[row.address].value, amounts[row.address].unit),
            slopes[row.address],
            _cell_of(row.address, put_in),
        )
        for row in footprint.rows
        if row.address in slopes
    ]


def _put_in(model: Model) -> dict[str, str]:
    """Address for ``--set`` that moves a row in proportion, by the address of the row."""
    exchanges = (*model.exchanges, *(use.exchange for use in model.electricity))
    found = {x.address: f"{_dotted(x.address)}.amount" for x in exchanges}
    for leg in model.transport:
        column = "distance" if leg.distance is not None else "mass"
        if getattr(leg, column) is not None:
            found[f"row:transport/{leg.id}"] = f"transport.{leg.id}.{column}"
    end = model.end_of_life
    if end is None:
        return found
    for route in end.routes:
        for item in route.recovered:
            known = f"endoflife.route.{route.id}.recovered.{item.id}.amount"
            found[f"row:{END_OF_LIFE}/{route.id}.{item.id}"] = known
    return found if end.quantity is None else {**found, _QUANTITY: "endoflife.quantity"}


def _dotted(address: str) -> str:
    return address.removeprefix("row:").replace("/", ".", 1)


def _cell_of(address: str, put_in: dict[str, str]) -> str:
    rest = _QUANTITY if address.startswith(_QUANTITY) else ""
    return put_in.get(address) or put_in.get(rest, "")


def _derivative(
    footprint: Footprint,
    named: tuple[str, str, str],
    amount: tuple[float, str],
    slope: float | None,
    put_in: str,
) -> Derivative:
    share = None
    if slope is not None and footprint.total:
        share = slope * amount[0] / footprint.total
    return Derivative(*named, *amount, slope, share, put_in)


def _parameters(footprint: Footprint) -> list[Derivative]:
    plain = [p for p in footprint.solved.linked.model.parameters if p.formula is None]
    slopes = _batch(footprint, plain) if plain else []
    return [
        _derivative(
            footprint,
            (f"parameters.{p.name}", p.name, p.name),
            (p.value, p.unit),
            slope,
            f"parameters.{p.name}",
        )
        for p, slope in zip(plain, slopes, strict=True)
    ]


def slope_of(footprint: Footprint, parameter: Parameter) -> float | None:
    """Derivative of the total by one parameter; None when it cannot be computed."""
    return _batch(footprint, [parameter])[0]


def _batch(footprint: Footprint, plain: list[Parameter]) -> list[float | None]:
    """Slopes of all parameters; one by one where the batch cannot compute one of them."""
    compiled = CompiledTotal(footprint.solved)
    count = len(plain)
    base = np.array([p.value for p in plain])
    steps = STEP * np.where(base, np.abs(base), 1.0)
    values = np.repeat(base[:, None], 2 * count + 1, axis=1)
    numbers = np.arange(count)
    values[numbers, numbers] += steps
    values[numbers, numbers + count] -= steps
    drawn = {f"parameters.{p.name}": values[n] for n, p in enumerate(plain)}
    try:
        totals: Floats = compiled.totals(compiled.ratios(drawn, {}), 2 * count + 1).values
    except NotEvaluatedError:
        totals = np.full(2 * count + 1, np.nan)
    if not abs(totals[-1] - footprint.total) <= 1e-9 * abs(footprint.total):
        totals[:] = np.nan
    again = Recalculation(footprint.solved)
    found: list[float | None] = []
    for number, p in enumerate(plain):
        up, down = float(totals[number]), float(totals[number + count])
        if np.isnan(up) or np.isnan(down):
            step = float(steps[number])
            one, other = (again.with_parameters({p.name: p.value + s}) for s in (step, -step))
            if one is None or other is None:
                found.append(None)
                continue
            up, down = one, other
        found.append((up - down) / (2.0 * float(steps[number])))
    return found


def _entries(footprint: Footprint) -> tuple[EntryElasticity, ...]:
    """Elasticities of the total by the exchanges of the background, the largest first."""
    solved = footprint.solved
    background = solved.linked.background
    demand = background_demand(footprint)
    if not footprint.total or not np.any(demand):
        return ()
    draws = BackgroundDraws(background, solved.scored.factors[: len(background.columns)])
    score = float(draws.nominal @ demand)
    if not score:
        return ()
    values = np.concatenate(draws.elasticities(demand)) * (score / footprint.total)
    order = np.lexsort((np.arange(len(values)), -np.abs(values)))
    return tuple(
        EntryElasticity(draws.entries[n], float(values[n])) for n in order.tolist() if values[n]
    )
