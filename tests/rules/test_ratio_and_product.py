"""Ratios of sums, and products of stated quantities, by hand."""

from __future__ import annotations

from pathlib import Path

from tiny import HEAD, bare, clause, evaluated, write

from pcf.rules.evaluate import Verdict
from pcf.rules.pack import Snippet

KIT = '{ of = "rows", where = ["id = E-KIT"], field = "kg" }'
CELLS = '{ of = "processes", where = ["id = cell_making"], field = "output_kg" }'
KEYS = "".join(
    f'[[key]]\nkey = "battery.{name}"\nzh = "x"\nen = "x"\n'
    for name in ("energy", "cycles", "share", "life")
)


def ratio(root: Path, params: str, snippet: Snippet | None = None) -> Verdict:
    write(root, clause(check="ratio", params=params))
    return evaluated(root, bare(snippet)).results[0].verdicts[0]


def test_material_per_output(tmp_path: Path) -> None:
    # 33 kg of materials go into 32 kg of cells: 33 / 32 = 1.03125
    verdict = ratio(tmp_path, f"sum = [{KIT}]\nper = [{CELLS}]\nat_most = 1.02")
    (failure,) = verdict.failures
    assert failure.text("en") == ("the ratio is 1.031 (33 kg / 32 kg); it must not exceed 1.02")
    assert (failure.node, failure.place.file) == ("exchanges/E-KIT", "model/exchanges.csv")
    assert ratio(tmp_path, f"sum = [{KIT}]\nper = [{CELLS}]\nat_least = 1").outcome == "pass"


def test_a_missing_row_counts_zero_and_fails(tmp_path: Path) -> None:
    gone = KIT.replace("E-KIT", "nothing")
    verdict = ratio(tmp_path, f"sum = [{gone}]\nper = [{CELLS}]\nat_least = 1")
    assert verdict.failures[0].text("en") == ("the ratio is 0 (0 / 32 kg); it has to be at least 1")
    assert verdict.failures[0].node == "cell_making"


def test_nothing_to_relate_to(tmp_path: Path) -> None:
    none = CELLS.replace("cell_making", "nothing")
    verdict = ratio(tmp_path, f"sum = [{KIT}]\nper = [{none}]\nat_least = 1")
    assert (verdict.outcome, verdict.reason_en) == ("na", "no record to relate to")


def test_a_record_without_value(tmp_path: Path) -> None:
    power = '{ of = "rows", where = ["id = L-CELL"], field = "kg" }'
    verdict = ratio(tmp_path, f"sum = [{power}]\nper = [{CELLS}]\nat_least = 1")
    assert [f.text("en") for f in verdict.failures] == [
        "mass of Electricity, grid, consumption, China 2023 for Cell making has no value, "
        "so this cannot be shown to be kept"
    ]


def test_factors(tmp_path: Path) -> None:
    # 0.5 x 33 / 32 = 0.515625
    half = KIT.replace("field", "factor = 0.5, field")
    verdict = ratio(tmp_path, f"sum = [{half}]\nper = [{CELLS}]\nat_least = 0.52")
    assert verdict.failures[0].observed == "0.5156"


def test_a_fact_as_term(tmp_path: Path) -> None:
    # two exclusions by one kind of scope: count.exclusions = 2, count.routes = 1
    verdict = ratio(
        tmp_path,
        'sum = [{ fact = "count.exclusions" }]\n'
        'per = [{ fact = "count.routes" }]\nat_most = 1'
    )  # fmt: skip
    assert verdict.failures[0].text("en") == "the ratio is 2 (2 / 1); it must not exceed 1"


def test_each_process_by_itself(tmp_path: Path) -> None:
    """Inputs by mass per output by mass: 1.1 kg for 1 kg of milled graphite, 33/32 for cells."""
    rows = '{ of = "rows", where = ["table = exchanges", "direction = input", "kg filled", "stage in [raw_material, production]"], field = "kg" }'  # noqa: E501
    outputs = '{ of = "processes", where = ["id in [cell_making, graphite_milling]"], field = "output_kg" }'  # noqa: E501
    params = f'sum = [{rows}]\nper = [{outputs}]\ngroup = "process"\nat_most = 1.05'
    verdict = ratio(tmp_path, params)
    assert [(f.node, f.observed) for f in verdict.failures] == [("exchanges/E-COKE", "1.1")]


def test_scaled_amounts(tmp_path: Path) -> None:
    """Per kWh the unit takes 1/18000 module of 32 kg of cells: 32/18000 kg, made from 33/18000."""
    verdict = ratio(
        tmp_path,
        'sum = [{ of = "rows", where = ["id = E-KIT"], field = "kg_unit" }]\n'
        'per = [{ of = "processes", where = ["id = cell_making"], field = "output_kg_unit" }]\n'
        "at_most = 1",
    )
    assert verdict.failures[0].text("en") == (
        f"the ratio is 1.031 ({33 / 18000:.6g} kg / {32 / 18000:.6g} kg); it must not exceed 1"
    )


def product(root: Path, **stated: object) -> Verdict:
    params = 'of = ["battery.energy", "battery.cycles", "battery.share"]\nequals = "battery.life"'
    write(root, clause(check="product", params=params), HEAD + KEYS)
    values = {"energy": "module_energy", "cycles": "cycles", "share": "delivered_share",
              "life": "lifetime_energy", **stated}  # fmt: skip
    sets = {f"study.battery.{name}": value for name, value in values.items()}
    return evaluated(root, bare(Snippet(sets=sets))).results[0].verdicts[0]


def test_lifetime_energy_is_a_product(tmp_path: Path) -> None:
    # 5 kWh x 4000 x 0.9 = 18 000 kWh
    assert product(tmp_path).outcome == "pass"


def test_a_product_that_is_something_else(tmp_path: Path) -> None:
    # 5 kWh x 3000 x 0.9 = 13 500 kWh
    verdict = product(tmp_path, cycles=3000)
    assert verdict.failures[0].text("en").startswith("'module_energy' x 3000 x 'delivered_share'")
    assert verdict.failures[0].observed.startswith("13500")
    assert verdict.failures[0].required.startswith("18000")


def test_a_number_without_unit_counts_in_the_unit_of_the_parameters(tmp_path: Path) -> None:
    # 5 kWh x 4000 x 0.9 = 18 000 kWh, stated as a number or from a number of 5
    assert product(tmp_path, life=18000).outcome == "pass"
    assert product(tmp_path, energy=5).outcome == "pass"
    verdict = product(tmp_path, life=50000)
    assert verdict.failures[0].text("en") == (
        "'module_energy' x 'cycles' x 'delivered_share' make 18000 kWh, but x is 50000 kWh"
    )


def test_a_product_of_another_kind(tmp_path: Path) -> None:
    assert product(tmp_path, share="module_mass").outcome == "fail"


def test_a_product_without_one_of_its_quantities(tmp_path: Path) -> None:
    verdict = product(tmp_path, share="nothing")
    assert verdict.outcome == "fail"
    assert [f.node for f in verdict.failures] == ["study.battery.share"]
