"""The divisor that the study states is the one by which the model divides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from tiny import clause, write

from pcf.errors import PcfError
from pcf.location import data_root
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import Registry, registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench

_BENCH = Bench(data_root("product_rules"))
_FLOW = "pcf.unit.reference_flow"


@cache
def _packs(pack: str) -> ModelChoice:
    """Project and edits on which the examples of a pack run."""
    return registry().pack(pack).model or ModelChoice("_model")


def _edited(pack: str, code: str, edits: Mapping[str, object], project: str = "") -> Verdict:
    """Verdict of a clause on the project of its pack, or another one, with edits."""
    model = _packs(pack) if not project else ModelChoice(project)
    case = _BENCH.case(model, Snippet(edits))
    found = Evaluator(Subjects(case)).evaluate(registry().pack(pack))
    return next(v for v in found if v.clause.code == code)


_HALF = "functional_energy / lifetime_energy / 2"


@pytest.mark.parametrize(
    ("pack", "code"), [("lithium-battery", "LIB048"), ("miit-traction-battery", "LIB048")]
)
def test_half_a_pack_per_lifetime_energy_is_an_error(pack: str, code: str) -> None:
    """1 / 39 054 kWh / 2 pieces deliver half of the unit: the total per kWh is too small."""
    edits = {f"{_FLOW}.pack_assembly.formula": _HALF, f"{_FLOW}.pack_delivery.formula": _HALF}
    found = _edited(pack, code, edits, "example:lfp-pack")
    assert found.outcome == "fail"
    assert [f.node for f in found.failures] == ["pack_assembly", "pack_delivery"]
    assert all(f.place is not None and f.place.file == "pcf.toml" for f in found.failures)
    assert "0.5" in found.failures[0].text("en")
    assert _edited(pack, code, {}, "example:lfp-pack").outcome == "pass"


def test_the_european_pack_holds_the_same_divisor() -> None:
    edits = {f"{_FLOW}.pack_assembly.formula": _HALF, f"{_FLOW}.pack_delivery.formula": _HALF}
    assert _edited("eu-battery-ev", "EUB084", edits, "example:lfp-pack").outcome == "fail"
    assert _edited("eu-battery-ev", "EUB084", {}, "example:lfp-pack").outcome == "pass"


@pytest.mark.parametrize("project", ["example:jrc-nmc111", "example:nmc811-pack", "_model"])
def test_pieces_and_product_mass_are_both_counted(project: str) -> None:
    """jrc-nmc111 states 165.02 kg / 24 000 kWh, the others pieces."""
    edits = {} if project != "_model" else {"study.battery.lifetime_energy": "lifetime_energy"}
    assert _edited("lithium-battery", "LIB048", edits, project).outcome == "pass"


def test_half_a_pack_behind_the_delivery_is_an_error() -> None:
    """The reference flow is honest; what is delivered takes half a pack."""
    model = ModelChoice("example:jrc-nmc111")
    edits = Snippet({"exchanges.E-battery_use-battery_delivered.formula": "(1 - published) / 2"})
    found = Evaluator(Subjects(_BENCH.case(model, edits))).evaluate(
        registry().pack("lithium-battery")
    )
    verdict = next(v for v in found if v.clause.code == "LIB048")
    assert verdict.outcome == "fail"
    assert [f.node for f in verdict.failures] == ["pack_assembly"]


def test_a_nominal_energy_ten_times_that_of_the_model_is_an_error() -> None:
    """LIB007 holds stated figures only: 1000 x 390.542 = 390 542."""
    edits = {
        "study.battery.capacity": 1000,
        "study.battery.lifetime_energy": 390542.328,
    }
    assert _edited("lithium-battery", "LIB007", edits, "example:lfp-pack").outcome == "pass"
    assert _edited("lithium-battery", "LIB048", edits, "example:lfp-pack").outcome == "fail"
    only = {"study.battery.capacity": 1000}
    assert _edited("lithium-battery", "LIB049", only, "example:lfp-pack").outcome == "fail"
    assert _edited("lithium-battery", "LIB049", {}, "example:lfp-pack").outcome == "pass"


def test_declared_capacity_is_the_nominal_energy() -> None:
    edits: dict[str, object] = {"study.declaration.capacity_kwh": 3}
    found = _edited("miit-traction-battery", "MII020", edits, "example:lfp-pack")
    assert found.outcome == "fail"
    assert "3 kWh" in found.failures[0].text("zh")
    assert "100 kWh" in found.failures[0].text("zh")
    honest: dict[str, object] = {"study.declaration.capacity_kwh": 100}
    assert _edited("miit-traction-battery", "MII020", honest, "example:lfp-pack").outcome == "pass"


def test_a_distance_ten_times_that_of_the_vehicle_is_an_error() -> None:
    """300 000 km are stated, the model divides by 1 500 000 vkm."""
    edits = {"study.vehicle.lifetime_km": 300000, "parameters.lifetime_distance": 1500000}
    assert _edited("nev", "NEV019", edits).outcome == "fail"
    assert _edited("nev", "NEV019", {}).outcome == "pass"


def test_half_the_area_of_a_module_is_an_error() -> None:
    assert _edited("pv-module", "PVM017", {"parameters.module_area": 2.2}).outcome == "fail"
    assert _edited("pv-module", "PVM017", {}).outcome == "pass"


def test_a_service_life_other_than_that_of_the_model_is_an_error() -> None:
    edits: dict[str, object] = {"study.appliance.service_life_years": 5}
    found = _edited("electronics", "EEP018", edits)
    assert found.outcome == "fail"
    assert _edited("electronics", "EEP018", {}).outcome == "pass"
    assert _edited("electronics", "EEP021", edits).outcome == "fail"
    assert _edited("electronics", "EEP021", {}).outcome == "pass"
    longer: dict[str, object] = {"study.appliance.service_life_years": 30}
    assert _edited("electronics", "EEP019", longer).outcome == "fail"
    assert _edited("electronics", "EEP019", {}).outcome == "pass"


def test_other_power_in_the_use_stage_is_asked_about_and_no_error() -> None:
    """A server of the service draws 4 % more than the appliance itself."""
    found = _edited("electronics", "EEP021", {"study.appliance.annual_energy_kwh": 235})
    assert (found.outcome, found.clause.severity) == ("fail", "warning")
    less = _edited("electronics", "EEP019", {"study.appliance.annual_energy_kwh": 235})
    assert (less.outcome, less.clause.severity) == ("pass", "error")


def test_a_product_that_cannot_be_counted_shows_no_divisor() -> None:
    """Without the mass of one product, kilograms of it say nothing of their number."""
    model = ModelChoice("example:jrc-nmc111")
    case = _BENCH.case(model, Snippet(unsets=("pcf.product.mass", "pcf.product.mass_unit")))
    found = Evaluator(Subjects(case)).evaluate(registry().pack("lithium-battery"))
    verdict = next(v for v in found if v.clause.code == "LIB048")
    assert verdict.outcome == "fail"
    assert "no value" in verdict.failures[0].text("en")


@pytest.mark.parametrize(
    ("stated", "outcome"), [(100, "pass"), (100.05, "pass"), (100.2, "fail"), (99.8, "fail")]
)
def test_one_in_a_thousand_is_allowed(stated: float, outcome: str) -> None:
    """100 kWh: 100.05 is within 0.1 %, 100.2 is not."""
    edits: dict[str, object] = {"study.declaration.capacity_kwh": stated}
    assert _edited("miit-traction-battery", "MII020", edits, "example:lfp-pack").outcome == outcome


def test_a_parameter_of_another_dimension_is_an_error() -> None:
    """A capacity that names a parameter in kilograms fits no energy."""
    edits: dict[str, object] = {
        "study.declaration.capacity_kwh": 100, "study.battery.capacity": "pack_mass",
    }  # fmt: skip
    found = _edited("miit-traction-battery", "MII020", edits, "example:lfp-pack")
    assert found.outcome == "fail"
    assert found.failures[0].key == "fail_unequal_units"


def test_with_a_vehicle_as_the_unit_the_distance_driven_is_the_one_stated() -> None:
    edits: dict[str, object] = {
        "pcf.unit.unit": "piece",
        "study.vehicle.lifetime_km": 150000,
        "pcf.unit.reference_flow.driving.amount": 15000,
    }
    assert _edited("nev", "NEV020", edits).outcome == "fail"
    edits["pcf.unit.reference_flow.driving.amount"] = 150000
    assert _edited("nev", "NEV020", edits).outcome == "pass"


def test_a_declared_unit_of_nominal_energy_has_its_own_divisor() -> None:
    """1 kWh of a pack of 100 kWh is 0.01 pack; 0.005 is half of it."""
    whole: dict[str, object] = {"pcf.unit.kind": "declared"}
    for process in ("pack_assembly", "pack_delivery"):
        whole[f"{_FLOW}.{process}.formula"] = "functional_energy / pack_energy"
    assert _edited("lithium-battery", "LIB059", whole, "example:lfp-pack").outcome == "pass"
    half = {**whole, f"{_FLOW}.pack_assembly.formula": "functional_energy / pack_energy / 2"}
    assert _edited("lithium-battery", "LIB059", half, "example:lfp-pack").outcome == "fail"


@pytest.mark.parametrize(
    ("params", "code", "told"),
    [
        ('left = ["result.totl"]\nright = ["result.total"]', "RU009", "facts has no"),
        ('of = "parameters"\nleft = ["valu"]\nright = ["result.total"]', "RU009", "no 'valu'"),
        ('left = ["result.total kWhh"]\nright = ["result.total"]', "RU003", "kWhh"),
        ('left = []\nright = ["result.total"]', "RU003", "left"),
    ],
)
def test_a_factor_that_cannot_be_read_is_refused(
    tmp_path: Path, params: str, code: str, told: str
) -> None:
    root = write(tmp_path, clause(check="equal", params=params))
    with pytest.raises(PcfError) as caught:
        Registry(root).pack("tiny")
    assert [f.code for f in caught.value.findings] == [code]
    found = caught.value.findings[0]
    assert str(found.location).startswith("tiny/1/clauses.toml:")
    assert told in found.message("en") or told in str(found.observed)
