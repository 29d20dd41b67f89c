"""Whether the mass of the product, its bill of materials and kilogram units agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pcf.findings import Finding, Location, finding
from pcf.units import conversion_factor, convert, is_mass

if TYPE_CHECKING:
    from pcf.calc.footprint import Coverage
    from pcf.model import Model

#: Relative difference that is told: loss and rounding of weighing stay below it.
TOLERANCE = 0.01
_SETTINGS = "pcf.toml"


def mass_findings(model: Model, coverage: Coverage) -> tuple[Finding, ...]:
    """Tell where the mass of the product contradicts the model.

    ``MB010`` the bill of materials holds more than the product weighs, waste and co-products of its
    last process taken off; ``MB011`` an alternative unit in kilograms implies another mass of the
    product than stated.
    """
    return (*_too_much(coverage), *_other_mass(model))


def _too_much(coverage: Coverage) -> Iterator[Finding]:
    share = coverage.mass_explained
    if share is not None and share > 1.0 + TOLERANCE:
        yield finding(
            "MB010",
            Location(_SETTINGS, None, "product.mass"),
            node="product.mass",
            observed=_kg(coverage.explained_mass_kg or 0.0),
            expected=_kg(coverage.product_mass_kg or 0.0),
        )


def _other_mass(model: Model) -> Iterator[Finding]:
    """Compare the mass behind each kilogram unit, 1/factor per functional unit, with the product.

    Where the reference flow is a mass itself, an alternative per kilogram may be of something else.
    """
    mass, flows = model.product.mass, model.unit.reference_flows
    if mass is None or not flows or is_mass(flows[0].amount.unit):
        return
    maker = next(p.reference for p in model.processes if p.id == flows[0].process)
    pieces = convert(flows[0].amount.value, flows[0].amount.unit, maker.unit) / maker.value
    for other in model.unit.alternatives:
        if not is_mass(other.unit) or not other.factor or not pieces:
            continue
        implied = conversion_factor(other.unit, "kg") / (other.factor * pieces)
        if abs(implied / mass.to("kg") - 1.0) > TOLERANCE:
            yield finding(
                "MB011",
                Location(_SETTINGS, None, "unit.alternative"),
                node=f"unit.alternative.{other.id}",
                observed=_kg(implied),
                expected=_kg(mass.to("kg")),
            )


def _kg(value: float) -> str:
    return f"{value:.4g} kg"
