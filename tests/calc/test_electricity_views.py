"""One kind of electricity factor per study, and the footprint under every admissible view.

The background of these tests has one kilogram of CO2 as the only burden of a kilowatt-hour; its
dataset ids are those of the shipped table of views, so that scope, place, year and basis are known.
"""

from __future__ import annotations

import csv
import tomllib

import pytest
from kit import background, footprint, project, solve

from pcf.background import open_background
from pcf.calc.consistency import electricity_findings, with_electricity_findings
from pcf.calc.electricity_sensitivity import electricity_sensitivity
from pcf.calc.electricity_views import ElectricityDataset, electricity_table
from pcf.calc.result import footprint_of
from pcf.errors import PcfError
from pcf.findings import Location
from pcf.location import data_root

#: kg CO2 per kWh, and place of the dataset.
GRIDS = {
    "elec_grid_cn": (1.0, "CN"),
    "elec_grid_cn_mee2023": (0.9, "CN"),
    "elec_grid_cn_mee2024": (0.8, "CN"),
    "elec_grid_cn_ec": (0.7, "CN-EC-grid"),
    "elec_grid_cn_fj": (0.5, "CN-FJ"),
    "elec_grid_cn_sd": (0.6, "CN-SD"),
    "elec_grid_cn_residual": (1.2, "CN-RESIDUAL-grid"),
    "elec_grid_de": (0.4, "DE"),
    "elec_grid_rer": (0.3, "RER"),
    "elec_hydro_cn": (0.1, "CN"),
    "elec_wind_cn_2024": (0.2, "CN"),
    "elec_unheard_of": (0.35, "CN"),
}
ELECTRICITY = {
    name: {"product": "electricity", "unit": "kWh", "location": place,
           "emissions": {"co2_fossil": kg}}
    for name, (kg, place) in GRIDS.items()
}  # fmt: skip
STEEL = {"steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 2}}}
PLANT = {"id": "plant", "product": "widget", "amount": 1, "unit": "kg", "location": "CN-FJ"}
USE = {"id": "use", "product": "used", "amount": 1, "unit": "kg", "location": "CN",
       "stage": "use"}  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return background(tmp_path_factory.mktemp("tiny"), {**ELECTRICITY, **STEEL})


def line(id, amount, supplier, process="plant", kind="grid", **more):
    return {"id": id, "process": process, "kind": kind, "flow": "electricity", "amount": amount,
            "unit": "kWh", "supplier": f"bg:{supplier}", **more}  # fmt: skip


def study(folder, rows, processes=(PLANT, USE), **more):
    """One unit of each process; besides electricity the plant takes 3 kg of steel (6 kg CO2)."""
    steel = {"id": "B1", "process": processes[0]["id"], "part": "-", "flow": "steel", "amount": 3,
             "unit": "kg", "supplier": "bg:steel"}  # fmt: skip
    tables = {"electricity": rows, "bom": [steel], **more.pop("tables", {})}
    demand = {p["id"]: (1, "kg") for p in processes}
    return project(folder, processes, demand=demand, tables=tables, **more)


def findings(folder, tiny, *codes):
    """Electricity findings of a project, or only those of the given codes."""
    solved = solve(folder, tiny)
    total = footprint_of(solved, (), locked=False).total
    found = electricity_findings(solved, total)
    return [f for f in found if not codes or f.code in codes]


# --- the table ---------------------------------------------------------------------------------


def test_every_electricity_dataset_is_in_the_table_with_the_facts_of_its_head():
    shipped = open_background()
    table = electricity_table(shipped)
    heads = {p.id: p for p in shipped.processes()}
    wanted = {p.id for p in shipped.processes() if p.product == "electricity"}
    wanted |= {p for p in heads if p.startswith("map_electricity_")}
    assert {d.dataset for d in table.datasets} == wanted
    assert len(wanted) == 152
    for dataset in table.datasets:
        head = heads[dataset.dataset]
        assert (dataset.location, dataset.year) == (head.location, head.year)
        assert shipped.unit_of(head.id, head.product) == "kWh"


def rows(name):
    path = data_root("datasets") / "electricity" / name
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_dataset_derived_from_an_official_co2_factor_names_it():
    official = {(r["region"], r["year"]): r for r in rows("official_factors.csv")
                if r["direct_basis"] == "co2_combustion_only"}  # fmt: skip
    shipped = open_background()
    for row in rows("views.csv"):
        assert row["sources"] == "; ".join(shipped.process(row["dataset"]).sources)
        assert row["tag"] == shipped.process(row["dataset"]).tag
        assert bool(row["official_region"]) == (row["basis"] == "co2-derived")
        if row["official_region"]:
            factor = official[row["official_region"], row["year"]]
            assert factor["direct_factor"]
            assert factor["dataset"] == row["dataset"]


def test_every_province_with_a_dataset_has_a_line_and_every_region_a_dataset():
    table = electricity_table(open_background())
    provinces = {d.location for d in table.datasets
                 if d.scope == "provincial" and d.location.startswith("CN-")}  # fmt: skip
    regions = {d.location for d in table.datasets if d.scope == "regional"}
    assert provinces <= {province for province, _ in table.regions}
    assert {grid for _, grid in table.regions if grid} == regions
    assert table.region("CN-NM") == ""


def test_the_finest_grid_of_a_place():
    table = electricity_table(open_background())
    for place, dataset in {
        "CN-FJ": "elec_grid_cn_fj", "CN": "elec_grid_cn", "CN-XZ": "elec_grid_cn",
        "DE": "elec_grid_de", "EU": "elec_grid_rer", "GLO": "elec_grid_glo",
    }.items():  # fmt: skip
        assert table.fitting(place).dataset == dataset
    assert table.fitting("MN") is None


def test_flat_figures_for_heat_are_no_datasets(tiny, tmp_path):
    """A flat default informs; a row that asks for it is refused."""
    folder = data_root("datasets") / "heat"
    with (folder / "steam_benchmarks.csv").open(encoding="utf-8", newline="") as stream:
        flat = list(csv.DictReader(stream))
    told = tomllib.loads((folder / "steam_benchmarks.provenance.toml").read_text(encoding="utf-8"))
    assert told["rows"] == len(flat) == 3
    known = {p.id for p in open_background().processes()}
    for row in flat:
        assert row["use"] == "comparison"
        assert row["id"] not in known
        assert row["source"]
        assert row["checked"]
    assert {r["value"]: r["tag"] for r in flat} == {
        "0.11": "published", "0.1118": "recall", "0.0602": "recall",
    }  # fmt: skip
    heat = {"id": "E1", "process": "plant", "direction": "input", "flow": "heat", "amount": 1,
            "unit": "MJ", "supplier": f"bg:{flat[0]['id']}"}  # fmt: skip
    made = study(tmp_path, [], (PLANT,), tables={"exchanges": [heat]})
    with pytest.raises(PcfError) as caught:
        solve(made, tiny)
    assert [f.code for f in caught.value.findings] == ["GR030"]


def test_steam_by_the_figure_of_the_supplier(tiny, tmp_path):
    """2 GJ at 75 kg CO2e/GJ, as the supplier measured it, and 6 kg of steel: 156 kg."""
    received = (
        'flow = "steam"\nunit = "GJ"\nname_zh = "蒸汽"\nname_en = "steam"\ngwp_set = "AR6"\n'
        'boundary = "cradle-to-gate"\nlocation = "CN-FJ"\nperiod = "2025-01-01/2025-12-31"\n'
        'source = "meters"\n[ledger]\nunsplit = 75\n'
    )
    heat = {"id": "E1", "process": "plant", "direction": "input", "flow": "steam", "amount": 2000,
            "unit": "MJ", "supplier": "supplier:steam"}  # fmt: skip
    made = study(
        tmp_path,
        [],
        (PLANT,),
        tables={"exchanges": [heat]},
        files={"suppliers/steam.toml": received},
    )
    assert footprint(made, tiny).total == pytest.approx(156, rel=1e-12)


# --- consistency -------------------------------------------------------------------------------

MIXED = [line("L1", 10, "elec_grid_cn_fj"), line("L2", 4, "elec_grid_cn", "use")]


def test_national_and_provincial_factors_in_one_study(tiny, tmp_path):
    """10 kWh at 0.5 and 4 kWh at 1: L2 is outside the scope that serves most, 4 of 15 kg."""
    [item] = findings(study(tmp_path, MIXED), tiny, "EL040")
    assert item.level == "warning"
    assert item.location == Location("model/electricity.csv", 3)
    assert item.node == "row:electricity/L2"
    assert item.share_of_total == pytest.approx(4 / 15, rel=1e-12)
    assert item.message("en") == (
        "processes in CN mix electricity factors of different scope: elec_grid_cn (1), "
        "elec_grid_cn_fj (1); rows outside the scope that serves most: electricity/L2"
    )
    assert item.message("zh") == (
        "位于“CN”的过程混用不同范围的电力因子：elec_grid_cn (1), elec_grid_cn_fj (1)；"
        "与用量最大的范围不同的行：electricity/L2"
    )
    assert item.help("en").startswith(
        "keep to one scope, or state why in method.electricity_reason"
    )


def test_a_reason_turns_mixing_into_information(tiny, tmp_path):
    made = study(tmp_path, MIXED, method='electricity_reason = "meters of the plant"')
    [item] = findings(made, tiny, "EL040", "EL050")
    assert (item.code, item.level) == ("EL050", "info")
    assert item.location == Location("model/electricity.csv", 3)
    assert item.share_of_total == pytest.approx(4 / 15, rel=1e-12)
    assert item.message("en").endswith("electricity/L2; reason given: meters of the plant")
    assert item.message("zh").endswith("electricity/L2；理由：meters of the plant")


def test_a_reason_does_not_excuse_an_unproven_claim(tiny, tmp_path):
    rows = [line("L1", 10, "elec_hydro_cn"), line("L2", 4, "elec_grid_cn", "use")]
    made = study(tmp_path, rows, method='electricity_reason = "so"')
    assert [f.code for f in findings(made, tiny)] == ["EL050", "EL043"]


def test_reference_years(tiny, tmp_path):
    """8 kg of 2023, 3.2 kg of 2024, 6 kg of steel: 3.2 of 17.2."""
    rows = [line("L1", 8, "elec_grid_cn"), line("L2", 4, "elec_grid_cn_mee2024", "use")]
    [item] = findings(study(tmp_path, rows), tiny, "EL041")
    assert item.level == "warning"
    assert item.location == Location("model/electricity.csv", 3)
    assert item.share_of_total == pytest.approx(3.2 / 17.2, rel=1e-12)
    assert item.message("en") == (
        "electricity factors of different reference years are mixed: elec_grid_cn (1), "
        "elec_grid_cn_mee2024 (1); rows outside the year that serves most: electricity/L2"
    )
    assert item.message("zh") == (
        "混用不同基准年的电力因子：elec_grid_cn (1), elec_grid_cn_mee2024 (1)；"
        "与用量最大的年份不同的行：electricity/L2"
    )


def test_years_of_contracts_count_too_but_their_scope_does_not(tiny, tmp_path):
    contract = line("L2", 4, "elec_wind_cn_2024", kind="contract", certificate="GEC-1",
                    fallback="bg:elec_grid_cn_fj")  # fmt: skip
    made = study(tmp_path, [line("L1", 8, "elec_grid_cn_fj"), contract])
    assert [f.code for f in findings(made, tiny)] == ["EL041"]


def test_two_ways_to_make_the_national_factor(tiny, tmp_path):
    """Same place, scope and year: 8 kWh at 1 and 4 kWh at 0.9 (3.6 of 17.6 kg)."""
    rows = [line("L1", 8, "elec_grid_cn"), line("L2", 4, "elec_grid_cn_mee2023")]
    place = {**PLANT, "location": "CN"}
    [item] = findings(study(tmp_path, rows, (place,)), tiny)
    assert (item.code, item.level) == ("EL042", "warning")
    assert item.location == Location("model/electricity.csv", 3)
    assert item.share_of_total == pytest.approx(3.6 / 17.6, rel=1e-12)
    assert item.message("en") == (
        "processes in CN mix grid factors of one scope that were made in different ways: "
        "elec_grid_cn (1), elec_grid_cn_mee2023 (1); rows outside the one that serves most: "
        "electricity/L2"
    )
    assert item.message("zh") == (
        "位于“CN”的过程在同一范围内混用不同来历的电网因子：elec_grid_cn (1), "
        "elec_grid_cn_mee2023 (1)；与用量最大的来历不同的行：electricity/L2"
    )


def test_reasons_for_years_and_bases(tiny, tmp_path):
    rows = [line("L1", 8, "elec_grid_cn"), line("L2", 4, "elec_grid_cn_mee2024")]
    place = {**PLANT, "location": "CN"}
    made = study(tmp_path, rows, (place,), method='electricity_reason = "why"')
    years, bases = findings(made, tiny)
    assert (years.code, bases.code) == ("EL051", "EL052")
    assert years.message("en") == (
        "electricity factors of different reference years are mixed: elec_grid_cn (1), "
        "elec_grid_cn_mee2024 (1); rows outside the year that serves most: electricity/L2; "
        "reason given: why"
    )
    assert years.message("zh").endswith("：electricity/L2；理由：why")
    assert bases.message("en").endswith("that serves most: electricity/L2; reason given: why")
    assert bases.message("zh").endswith("：electricity/L2；理由：why")


@pytest.mark.parametrize("table", ["electricity", "exchanges"])
def test_hydro_power_as_grid_electricity_is_an_unproven_claim(tiny, tmp_path, table):
    """10 kWh at 0.1 instead of 0.5 of Fujian: +4 kg on a total of 1 + 6 = 7 kg, +57.1 %."""
    row = line("L1", 10, "elec_hydro_cn")
    if table == "exchanges":
        row = {**{k: v for k, v in row.items() if k != "kind"}, "direction": "input"}
    [item] = findings(study(tmp_path, [], (PLANT,), tables={table: [row]}), tiny)
    assert (item.code, item.level) == ("EL043", "warning")
    assert item.location == Location(f"model/{table}.csv", 2)
    assert item.node == f"row:{table}/L1"
    assert item.suggestion == "bg:elec_grid_cn_fj"
    assert item.share_of_total == pytest.approx(1 / 7, rel=1e-12)
    assert item.message("en") == (
        f"{table}/L1 takes 'elec_hydro_cn', which is no grid mix, without own generation, line or "
        "certificate; at the grid of its place the total would change by +57.1 %"
    )
    assert item.message("zh") == (
        f"{table}/L1没有自发、直供或绿证依据，却采用“elec_hydro_cn”，它不是电网混合；"
        "按所在地电网计，总量变化+57.1 %"
    )
    assert item.help("en").endswith("or take bg:elec_grid_cn_fj")


@pytest.mark.parametrize("kind", ["self", "direct", "contract"])
def test_a_claim_with_its_instrument_is_no_finding(tiny, tmp_path, kind):
    row = line("L1", 10, "elec_hydro_cn", kind=kind, certificate="GEC-1")
    assert findings(study(tmp_path, [row], (PLANT,)), tiny) == []


def test_a_contract_without_certificate_counts_at_its_fallback(tiny, tmp_path):
    row = line("L1", 10, "elec_wind_cn_2024", kind="contract", fallback="bg:elec_hydro_cn")
    found = findings(study(tmp_path, [row], (PLANT,)), tiny)
    assert [(f.code, f.observed) for f in found] == [
        ("EL043", "elec_hydro_cn"), ("EL053", "bg:elec_hydro_cn"),
    ]  # fmt: skip


def test_a_plant_in_a_province_on_the_national_grid(tiny, tmp_path):
    """Two rows, one finding, at the larger one: 14 of 20 kg."""
    rows = [line("L1", 4, "elec_grid_cn"), line("L2", 10, "elec_grid_cn")]
    [item] = findings(study(tmp_path, rows, (PLANT,)), tiny)
    assert (item.code, item.level) == ("EL044", "info")
    assert item.location == Location("model/electricity.csv", 3)
    assert item.share_of_total == pytest.approx(14 / 20, rel=1e-12)
    assert item.suggestion == "bg:elec_grid_cn_fj"
    assert item.message("en") == (
        "processes at CN-FJ take the grid factor 'elec_grid_cn' of CN: "
        "electricity/L1, electricity/L2"
    )
    assert item.message("zh") == (
        "位于“CN-FJ”的过程采用“CN”的电网因子“elec_grid_cn”：electricity/L1, electricity/L2"
    )


@pytest.mark.parametrize(
    ("location", "dataset", "code", "suggestion"),
    [
        ("CN-FJ", "elec_grid_cn_fj", None, None),
        ("CN-FJ", "elec_grid_cn_ec", "EL044", "bg:elec_grid_cn_fj"),
        ("CN-FJ", "elec_grid_cn_residual", None, None),
        ("CN-FJ", "elec_grid_cn_sd", "EL045", "bg:elec_grid_cn_fj"),
        ("CN-SD", "elec_grid_cn_ec", "EL045", "bg:elec_grid_cn_sd"),
        ("CN-NM", "elec_grid_cn_ec", None, None),  # the code cannot tell which regional grid
        ("CN", "elec_grid_cn_mee2024", None, None),
        ("CN", "elec_grid_cn_fj", "EL046", "bg:elec_grid_cn"),
        ("DE", "elec_grid_cn", "EL045", "bg:elec_grid_de"),
        ("DE", "elec_grid_rer", "EL044", "bg:elec_grid_de"),
        ("FR", "elec_grid_rer", None, None),  # nothing finer in this background
        ("EU", "elec_grid_rer", None, None),
        ("EU", "elec_grid_de", "EL046", "bg:elec_grid_rer"),
        ("MN", "elec_grid_cn", "EL045", None),
    ],
)
def test_place_of_the_process_and_of_its_grid(tiny, tmp_path, location, dataset, code, suggestion):
    made = study(tmp_path, [line("L1", 10, dataset)], ({**PLANT, "location": location},))
    found = [(f.code, f.suggestion) for f in findings(made, tiny, "EL044", "EL045", "EL046")]
    assert found == ([(code, suggestion)] if code else [])


def test_words_of_a_grid_of_another_place(tiny, tmp_path):
    made = study(tmp_path, [line("L1", 10, "elec_grid_cn_sd")], (PLANT,))
    [item] = findings(made, tiny)
    assert (item.code, item.level) == ("EL045", "warning")
    assert item.location == Location("model/electricity.csv", 2)
    assert item.message("en") == (
        "processes at CN-FJ take the grid factor 'elec_grid_cn_sd' of another place, CN-SD: "
        "electricity/L1"
    )
    assert item.message("zh") == (
        "位于“CN-FJ”的过程采用别处“CN-SD”的电网因子“elec_grid_cn_sd”：electricity/L1"
    )
    assert item.help("en") == "take bg:elec_grid_cn_fj, or correct the location of the process"


def test_words_of_a_grid_narrower_than_the_place(tiny, tmp_path):
    made = study(tmp_path, [line("L1", 10, "elec_grid_cn_fj")], ({**PLANT, "location": "CN"},))
    [item] = findings(made, tiny)
    assert (item.code, item.level) == ("EL046", "info")
    assert item.message("en") == (
        "processes stated at CN take the grid factor 'elec_grid_cn_fj' of a part of it, CN-FJ: "
        "electricity/L1"
    )
    assert item.message("zh") == (
        "过程的地点写为“CN”，电网因子“elec_grid_cn_fj”只属于其中的“CN-FJ”：electricity/L1"
    )


def test_a_dataset_that_the_table_does_not_know_is_said_not_skipped(tiny, tmp_path):
    made = study(tmp_path, [line("L1", 10, "elec_unheard_of")], (PLANT,))
    [item] = findings(made, tiny)
    assert (item.code, item.level) == ("EL047", "info")
    assert item.location == Location("model/electricity.csv", 2)
    assert item.message("en") == (
        "scope, year and basis of the electricity dataset 'bg:elec_unheard_of/electricity' are not "
        "known, so its consistency is not checked: electricity/L1"
    )
    assert item.message("zh") == (
        "不知道电力数据集“bg:elec_unheard_of/electricity”的范围、年份和来历，未核查其一致性："
        "electricity/L1"
    )


def test_findings_change_no_number(tiny, tmp_path):
    plain = footprint(study(tmp_path, MIXED), tiny)
    checked = with_electricity_findings(plain)
    assert checked.total == plain.total
    assert checked.rows == plain.rows
    assert {f.code for f in checked.findings} - {f.code for f in plain.findings} == {"EL040"}


# --- sensitivity -------------------------------------------------------------------------------

#: 10 kWh of the plant in Fujian, 4 kWh of certified hydro power, 5 kWh of use anywhere in China.
THREE = [
    line("L1", 10, "elec_grid_cn"),
    line("L2", 4, "elec_hydro_cn", kind="contract", certificate="GEC-1",
         fallback="bg:elec_grid_cn"),
    line("L3", 5, "elec_grid_cn", "use"),
]  # fmt: skip
#: Totals: 10 y1 + 4 y2 + 5 y3 + 6.
TOTALS = {
    "stated": 10 * 1 + 4 * 0.1 + 5 * 1 + 6,  # 21.4
    "national-network": 10 * 1 + 4 * 0.1 + 5 * 1 + 6,
    "national-official-2023": 10 * 0.9 + 4 * 0.1 + 5 * 0.9 + 6,  # 19.9
    "national-official-2024": 10 * 0.8 + 4 * 0.1 + 5 * 0.8 + 6,  # 18.4
    "regional": 10 * 0.7 + 4 * 0.1 + 5 * 1 + 6,  # East China; "CN" has no regional grid
    "provincial": 10 * 0.5 + 4 * 0.1 + 5 * 1 + 6,  # Fujian; "CN" is no province
    "residual": 10 * 1.2 + 4 * 0.1 + 5 * 1.2 + 6,  # 24.4
    "grid-for-contracts": 10 * 1 + 4 * 1 + 5 * 1 + 6,  # 25
}
SWAPS = {
    "national-official-2023": {"L1": "elec_grid_cn_mee2023", "L3": "elec_grid_cn_mee2023"},
    "national-official-2024": {"L1": "elec_grid_cn_mee2024", "L3": "elec_grid_cn_mee2024"},
    "regional": {"L1": "elec_grid_cn_ec"},
    "provincial": {"L1": "elec_grid_cn_fj"},
    "residual": {"L1": "elec_grid_cn_residual", "L3": "elec_grid_cn_residual"},
}


def spread(folder, tiny):
    return electricity_sensitivity(footprint(folder, tiny))


def test_views_by_hand(tiny, tmp_path):
    result = spread(study(tmp_path, THREE), tiny)
    assert {v.id: v.total for v in result.views} == pytest.approx(TOTALS, rel=1e-12)
    assert (result.low.id, result.high.id) == ("provincial", "grid-for-contracts")
    assert result.spread == pytest.approx((25 - 16.4) / 21.4, rel=1e-12)
    assert [(v.id, v.why) for v in result.not_admissible] == [
        ("generation-only", "generation-only")
    ]


def test_parts_of_every_view_add_up(tiny, tmp_path):
    for view in spread(study(tmp_path, THREE), tiny).views:
        assert view.electricity + view.rest == pytest.approx(view.total, rel=1e-12)
        assert view.rest == pytest.approx(6, rel=1e-12)
        assert sum(use.value for use in view.factors) == pytest.approx(view.electricity, rel=1e-12)
        assert sum(use.kwh for use in view.factors) == pytest.approx(19, rel=1e-12)
        assert all(use.kwh * use.factor == pytest.approx(use.value) for use in view.factors)
        assert view.share == pytest.approx(view.electricity / view.total)
        assert view.delta == pytest.approx(view.total - TOTALS["stated"], abs=1e-12)
        assert view.relative == pytest.approx(view.delta / TOTALS["stated"], abs=1e-12)


@pytest.mark.parametrize("view", SWAPS)
def test_a_view_equals_a_recomputation_with_swaps(tiny, tmp_path, view):
    swaps = "".join(f'"electricity.{k}" = "bg:{v}"\n' for k, v in SWAPS[view].items())
    made = study(tmp_path, THREE, files={"scenarios/other.toml": f"[swap]\n{swaps}"})
    whole = footprint_of(solve(made, tiny, "other"), (), locked=False).total
    found = next(v for v in spread(made, tiny).views if v.id == view)
    assert found.total == pytest.approx(whole, rel=1e-12)
    assert found.covered == tuple(f"row:electricity/{row}" for row in sorted(SWAPS[view]))


def test_contracts_at_the_grid_equal_the_grid_rule(tiny, tmp_path):
    made = study(tmp_path, THREE)
    found = next(v for v in spread(made, tiny).views if v.id == "grid-for-contracts")
    whole = footprint(made, tiny, overrides=["pcf.method.electricity=grid"]).total
    assert found.total == pytest.approx(whole, rel=1e-12)


def test_rows_that_a_view_cannot_reach_are_named(tiny, tmp_path):
    views = {v.id: v for v in spread(study(tmp_path, THREE), tiny).views}
    assert [(k.address, k.why) for k in views["provincial"].kept] == [
        ("row:electricity/L3", "no-dataset")
    ]
    assert views["national-official-2024"].kept == ()


def test_views_that_do_not_apply_say_why(tiny, tmp_path):
    """A plant in Germany with a line of its own: no province, no residual mix, no fallback."""
    rows = [line("L1", 10, "elec_grid_de"), line("L2", 1, "elec_hydro_cn", kind="direct")]
    result = spread(study(tmp_path, rows, ({**PLANT, "location": "DE"},)), tiny)
    assert [v.id for v in result.views] == ["stated", "national-network"]
    assert {v.id: v.why for v in result.not_admissible} == {
        "national-official-2023": "no-dataset", "national-official-2024": "no-dataset",
        "regional": "no-dataset", "provincial": "no-dataset", "residual": "no-dataset",
        "grid-for-contracts": "no-fallback", "generation-only": "generation-only",
    }  # fmt: skip


def test_own_generation_is_no_contract(tiny, tmp_path):
    row = line("L1", 10, "elec_hydro_cn", kind="self", fallback="bg:elec_grid_cn")
    result = spread(study(tmp_path, [row], (PLANT,)), tiny)
    whys = {v.id: v.why for v in result.not_admissible}
    assert whys["grid-for-contracts"] == "no-claim"
    assert whys["provincial"] == "no-grid-row"


def test_a_project_without_electricity(tiny, tmp_path):
    result = spread(study(tmp_path, [], (PLANT,)), tiny)
    assert [v.id for v in result.views] == ["stated"]
    assert result.stated.share == 0
    assert result.stated.factors == ()
    assert {v.why for v in result.not_admissible} == {"no-electricity", "generation-only"}


def test_a_grid_dataset_in_another_table_is_exchanged_a_technology_there_is_not(tiny, tmp_path):
    """Exchange rows: 10 kWh grid (1 → 0.5) and 2 kWh hydro (0.1, stays): 16.2 → 11.2 kg."""
    rows = [
        {"id": id, "process": "plant", "direction": "input", "flow": "electricity",
         "amount": amount, "unit": "kWh", "supplier": f"bg:{supplier}"}
        for id, amount, supplier in (("E1", 10, "elec_grid_cn"), ("E2", 2, "elec_hydro_cn"))
    ]  # fmt: skip
    result = spread(study(tmp_path, [], (PLANT,), tables={"exchanges": rows}), tiny)
    views = {v.id: v for v in result.views}
    assert views["stated"].total == pytest.approx(16.2, rel=1e-12)
    assert views["provincial"].total == pytest.approx(11.2, rel=1e-12)
    assert views["provincial"].covered == ("row:exchanges/E1",)


def test_a_dedicated_line_that_is_a_unit_process_of_the_project(tiny, tmp_path):
    """A wind park makes 1 kWh from 0.01 kg of steel (0.02 kg). The plant takes 10 kWh of it.

    Stated: 10 × 0.02 + 6 = 6.2. At the grid of the fallback: 10 × 1 + 6 = 16; the park then
    stands still, so the foreground is solved again.
    """
    park = {"id": "park", "product": "wind", "amount": 1, "unit": "kWh", "location": "CN-FJ"}
    steel = [
        {"id": "B1", "process": "plant", "part": "-", "flow": "steel", "amount": 3, "unit": "kg",
         "supplier": "bg:steel"},
        {"id": "B2", "process": "park", "part": "-", "flow": "steel", "amount": 0.01, "unit": "kg",
         "supplier": "bg:steel"},
    ]  # fmt: skip
    row = line("L1", 10, "", kind="direct", fallback="bg:elec_grid_cn")
    row |= {"supplier": "process:park", "flow": "wind"}
    made = project(
        tmp_path, [PLANT, park], demand={"plant": (1, "kg")},
        tables={"electricity": [row], "bom": steel},
    )  # fmt: skip
    views = {v.id: v for v in spread(made, tiny).views}
    assert views["stated"].total == pytest.approx(6.2, rel=1e-12)
    assert views["stated"].factors[0].factor is None
    assert views["grid-for-contracts"].total == pytest.approx(16, rel=1e-12)


def test_a_table_of_other_datasets_can_be_given(tiny, tmp_path):
    from pcf.calc.electricity_views import ElectricityTable

    table = ElectricityTable(
        (ElectricityDataset("elec_unheard_of", "national", "CN", "2020", "network"),)
    )
    result = electricity_sensitivity(footprint(study(tmp_path, THREE), tiny), table)
    # 10 and 5 kWh at 0.35, 4 kWh at 0.1, 6 kg of steel
    assert result.views[1].total == pytest.approx(15 * 0.35 + 0.4 + 6, rel=1e-12)
    assert result.views[1].factors[0].year == "2020"


def test_frame_and_json_tell_the_same(tiny, tmp_path):
    result = spread(study(tmp_path, THREE), tiny)
    frame, data = result.to_frame(), result.to_dict("zh")
    assert list(frame.index) == [v["id"] for v in data["views"]]
    assert list(frame["total"]) == [v["total"] for v in data["views"]]
    assert data["stated"] == result.stated.total
    assert data["views"][2]["name"] == "全国平均（官方碳足迹因子2023）"
    assert data["views"][2]["factors"][0]["year"] == "2023"
