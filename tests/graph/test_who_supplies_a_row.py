"""Link resolution: what is stated, what is found, what is refused, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kit import background, project

from pcf.calc.calculate import Linked, link_model
from pcf.model import Supplier
from pcf.project.reader import read_project


@pytest.fixture
def world(tmp_path: Path):
    return background(
        tmp_path / "bg",
        {
            "steel_cn": {"product": "steel", "unit": "kg", "location": "CN",
                         "emissions": {"co2_fossil": 2.0}},
            "steel_eu": {"product": "steel", "unit": "kg", "location": "DE",
                         "emissions": {"co2_fossil": 1.5}},
            "zinc_cn": {"product": "zinc", "unit": "kg", "emissions": {"co2_fossil": 3.0}},
            "power": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
            "landfill": {"product": "waste_disposal", "unit": "kg", "kind": "waste_service",
                         "emissions": {"ch4_fossil": 0.01}},
        },
    )  # fmt: skip


def linked(
    tmp_path: Path, world, row: dict[str, Any], *more: dict[str, Any], locked=None
) -> Linked:
    processes = [{"id": "p", "product": "x", "amount": 1, "unit": "kg"}, *more]
    base = {"id": "E-1", "process": "p", "amount": 1, "unit": "kg"}
    folder = project(
        tmp_path / "p",
        processes,
        demand={"p": (1, "kg")},
        tables={"exchanges": [{**base, **row}]},
    )
    model = read_project(folder).model
    assert model is not None
    return link_model(model, world, locked or {})


def only_finding(result: Linked):
    [problem] = result.findings
    assert not result.links or problem.level != "error"
    return problem


def test_stated_supplier_wins(tmp_path: Path, world) -> None:
    result = linked(tmp_path, world, {"flow": "steel", "supplier": "bg:steel_eu"})
    link = result.links["row:exchanges/E-1"]
    assert (str(link.supplier), link.reason, link.unit) == ("bg:steel_eu/steel", "stated", "kg")
    assert result.findings == ()


def test_only_dataset_that_supplies_the_flow_is_taken(tmp_path: Path, world) -> None:
    result = linked(tmp_path, world, {"flow": "zinc"})
    link = result.links["row:exchanges/E-1"]
    assert (str(link.supplier), link.reason) == ("bg:zinc_cn/zinc", "only-producer")


def test_own_process_is_taken_before_the_background(tmp_path: Path, world) -> None:
    mill = {"id": "mill", "product": "zinc", "amount": 1, "unit": "kg"}
    result = linked(tmp_path, world, {"flow": "zinc"}, mill)
    assert str(result.links["row:exchanges/E-1"].supplier) == "process:mill/zinc"


def test_two_fitting_datasets_are_refused_with_ranked_candidates(tmp_path: Path, world) -> None:
    problem = only_finding(linked(tmp_path, world, {"flow": "steel"}))
    assert problem.code == "GR033"
    assert str(problem.location) == "model/exchanges.csv:2"
    assert problem.message("en") == (
        "2 suppliers fit 'steel' and none is chosen: "
        "bg:steel_cn/steel (CN 2023, 1.00); bg:steel_eu/steel (DE 2023, 0.37)"
    )
    assert problem.help("zh") == "pcf data lock exchanges/E-1=bg:steel_cn/steel"


def test_two_own_processes_are_refused(tmp_path: Path, world) -> None:
    mills = [{"id": m, "product": "y", "amount": 1, "unit": "kg"} for m in ("m1", "m2")]
    problem = only_finding(linked(tmp_path, world, {"flow": "y"}, *mills))
    assert problem.code == "GR033"
    assert "process:m1; process:m2" in problem.message("zh")


def test_decision_of_the_lock_settles_it(tmp_path: Path, world) -> None:
    locked = {"exchanges/E-1": Supplier("background", "steel_eu")}
    result = linked(tmp_path, world, {"flow": "steel"}, locked=locked)
    link = result.links["row:exchanges/E-1"]
    assert (str(link.supplier), link.reason) == ("bg:steel_eu/steel", "decided")


def test_nobody_supplies_the_flow(tmp_path: Path, world) -> None:
    problem = only_finding(linked(tmp_path, world, {"flow": "stel"}))
    assert problem.code == "GR034"
    assert problem.message("en") == (
        "'stel' has no supplier: neither the project nor the background makes it"
    )
    assert "bg:steel" in problem.help("en")


def test_unknown_dataset_suggests_the_nearest(tmp_path: Path, world) -> None:
    problem = only_finding(linked(tmp_path, world, {"flow": "steel", "supplier": "bg:steel_cm"}))
    assert problem.code == "GR030"
    assert problem.message("en") == "supplier 'bg:steel_cm' does not exist"
    assert problem.help("en") == "did you mean bg:steel_cn"


def test_supplier_that_does_not_make_the_flow(tmp_path: Path, world) -> None:
    problem = only_finding(
        linked(tmp_path, world, {"flow": "steel", "supplier": "bg:zinc_cn/steel"})
    )
    assert problem.code == "GR031"
    assert problem.message("en") == "bg:zinc_cn/steel does not make 'steel'; it makes: zinc"


def test_other_product_than_the_row_asks_for_is_a_warning(tmp_path: Path, world) -> None:
    result = linked(tmp_path, world, {"flow": "steel", "supplier": "bg:zinc_cn"})
    problem = only_finding(result)
    assert (problem.code, problem.level) == ("GR035", "warning")
    assert problem.message("en") == "the row asks for 'steel' but bg:zinc_cn supplies 'zinc'"
    assert result.links


def test_mass_given_for_a_supply_measured_in_kilowatt_hours(tmp_path: Path, world) -> None:
    problem = only_finding(
        linked(tmp_path, world, {"flow": "electricity", "supplier": "bg:power", "unit": "g"})
    )
    assert problem.code == "UN030"
    assert problem.message("en") == (
        "unit 'g' cannot feed bg:power/electricity, which is measured in kWh"
    )


def test_waste_sent_to_a_dataset_that_makes_a_product(tmp_path: Path, world) -> None:
    row = {"flow": "scrap", "direction": "waste", "supplier": "bg:zinc_cn"}
    problem = only_finding(linked(tmp_path, world, row))
    assert problem.code == "GR037"


def test_input_from_a_waste_treatment_process(tmp_path: Path, world) -> None:
    burn = {"id": "burn", "product": "scrap", "amount": -1, "unit": "kg"}
    row = {"flow": "scrap", "supplier": "process:burn"}
    problem = only_finding(linked(tmp_path, world, row, burn))
    assert problem.code == "GR036"
    assert problem.help("en") == "set the direction to waste"


@pytest.mark.parametrize(
    ("region", "dataset"),
    [("CN-SC", "elec_grid_cn_sc"), ("CN-excl-market-nonfossil", "elec_grid_cn_residual")],
)
def test_generation_only_factor_can_never_be_linked(tmp_path, world, region, dataset) -> None:
    row = {"flow": "electricity", "supplier": f"bg:{region}", "unit": "kWh"}
    problem = only_finding(linked(tmp_path, world, row))
    assert problem.code == "EL031"
    assert problem.message("en").startswith(f"'{region}' is an official CO2 factor of generation")
    assert problem.help("en") == f"use the life-cycle dataset bg:{dataset}"
