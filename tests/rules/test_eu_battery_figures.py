"""Functional unit, factors, stage sums and dates of the battery regulation, as printed."""

from __future__ import annotations

from datetime import date

import pytest

from pcf.calc.eu_timeline import Category, Measure, applicable_from, steps
from pcf.climate import load_factor_set
from pcf.rules.packs import registry
from pcf.rules.service import Service

#: usable kWh, class, warranty years, mass kg, total kg CO2e; total energy kWh, kg/kWh, kg CO2e/kWh
VECTORS = [
    ((60, "M1", 8, 400, 4800), (28800, "0.013888889", "0.166666667")),
    ((5, "L", 5, 32, 480), (500, "0.064000000", "0.960000000")),
    ((350, "N3", 8, 2400, 30000), (700000, "0.003428571", "0.042857143")),
    ((24, "M1", 8, 165.02, 3716.08538), (11520, "0.014324653", "0.322576856")),
]


def delivered(service: Service, usable: float, vehicle: str, years: float) -> float:
    """Total energy by the formula of the pack on plain numbers."""
    from pcf.project.formulas import FormulaBook

    cycles = service.lookups[0].values[vehicle]
    values = {"usable_energy": usable, "cycles_per_year": cycles, "warranty_years": years}
    return FormulaBook(values).amount(service.formula, "1")


@pytest.mark.parametrize(("given", "wanted"), VECTORS)
def test_functional_unit_of_the_draft(
    given: tuple[float, str, float, float, float], wanted: tuple[float, str, str]
) -> None:
    service = registry().pack("eu-battery-ev").service
    assert service is not None
    usable, vehicle, years, mass, total = given
    energy = delivered(service, usable, vehicle, years)
    assert energy == pytest.approx(wanted[0], rel=1e-12)
    assert (f"{mass / energy:.9f}", f"{total / energy:.9f}") == wanted[1:]


def test_only_the_draft_of_2024_has_a_formula() -> None:
    for id in ("eu-battery-ev-jrc-2023", "eu-battery-industrial", "eu-battery-lmt"):
        service = registry().pack(id).service
        assert service is not None
        assert service.formula == ""
    lookups = registry().pack("eu-battery-ev").service
    assert lookups is not None
    assert dict(lookups.lookups[0].values) == {
        "M1": 60, "N1": 60, "L": 20, "M2": 250, "M3": 250, "N2": 250, "N3": 250,
    }  # fmt: skip


def test_ef_3_1_factors_add_up() -> None:
    """1 kg each: 29.8 + 27.0 + 273 + 25 200 = 25 529.8; biogenic CO2 in and out = 0."""
    factors = load_factor_set("EF3.1")
    gases = ("ch4_fossil", "ch4_biogenic", "n2o", "sf6")
    assert sum(factors.factor(gas) or 0.0 for gas in gases) == pytest.approx(25529.8, rel=1e-12)
    assert factors.factor("co2_biogenic") == 0
    assert factors.factor("co2_biogenic_uptake") == 0


def test_published_stages_of_the_nmc111_case_add_up() -> None:
    """Mintjes et al., open case study after Crenna et al. 2021: kg CO2e per kWh delivered.

    Their reference flow is 165.02 kg / 24 000 kWh = 0.006 875 833 kg/kWh.
    """
    stages = (0.107882, 0.0495404, 0.00384565, -0.00643165)
    assert f"{sum(stages):.7f}" == "0.1548364"
    flow = 165.02 / 24000
    assert f"{flow:.11f}" == "0.00687583333"
    per_kg = [f"{value / flow:.3f}" for value in (*stages, sum(stages))]
    assert per_kg == ["15.690", "7.205", "0.559", "-0.935", "22.519"]


@pytest.mark.parametrize(
    ("category", "measure", "earliest"),
    [
        ("EV", "declaration", "2025-02-18"),
        ("IND", "declaration", "2026-02-18"),
        ("LMT", "class", "2030-02-18"),
        ("IND-EXT", "maximum", "2033-08-18"),
    ],
)
def test_without_acts_the_date_is_open(category: Category, measure: Measure, earliest: str) -> None:
    found = applicable_from(category, measure)
    assert found.day is None
    assert found.not_before == date.fromisoformat(earliest)
    assert len(steps()) == 12


def test_the_later_of_calendar_date_and_interval_counts() -> None:
    """Acts of 2027-01-10 and 2027-03-31: 12 months after the later one is 2028-03-31."""
    acts = {"delegated": date(2027, 1, 10), "implementing": date(2027, 3, 31)}
    assert applicable_from("EV", "declaration", acts).day == date(2028, 3, 31)
    # 18 months after 2027-08-31 would be 2029-02-31: the last day of February
    late = {"delegated": date(2027, 8, 31)}
    assert applicable_from("EV", "maximum", late).day == date(2029, 2, 28)
    # far before the calendar date the calendar date counts
    assert applicable_from("LMT", "maximum", {"delegated": date(2026, 1, 1)}).day == date(
        2031, 8, 18
    )
    assert applicable_from("EV", "declaration", {"delegated": date(2027, 1, 10)}).day is None
