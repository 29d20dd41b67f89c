"""The same electricity under four rules: who counts, and which mix stands for the rest."""

from __future__ import annotations

import pytest
from kit import background, footprint, project, solve

from pcf.errors import PcfError

#: kg CO2 per kWh, and place. The ids are those of the shipped table of electricity datasets.
GRIDS = {
    "elec_grid_cn": (1.0, "CN"),
    "elec_grid_cn_fj": (0.5, "CN-FJ"),
    "elec_grid_cn_residual": (1.2, "CN-RESIDUAL-grid"),
    "elec_grid_de": (0.4, "DE"),
    "elec_wind_cn_2024": (0.02, "CN"),
}
MORE = {"elec_grid_cn_mee2023": (0.9, "CN"), "elec_grid_cn_mee2024": (0.8, "CN")}
PLANT = {"id": "plant", "product": "widget", "amount": 1, "unit": "kg", "location": "CN-FJ"}
EVIDENCE = [
    {"id": "EV", "file": "evidence/proof.txt", "page": "1",
     "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
]  # fmt: skip
ONE = '[method.national_mix]\nCN = "bg:elec_grid_cn_mee2024"'


def world(folder, grids):
    return background(
        folder,
        {
            name: {"product": "electricity", "unit": "kWh", "location": place,
                   "emissions": {"co2_fossil": kg}}
            for name, (kg, place) in grids.items()
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return world(tmp_path_factory.mktemp("tiny"), GRIDS)


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    return world(tmp_path_factory.mktemp("several"), {**GRIDS, **MORE})


def line(id, kind, supplier="elec_wind_cn_2024", process="plant", **more):
    return {"id": id, "process": process, "kind": kind, "flow": "electricity", "amount": 10,
            "unit": "kWh", "supplier": f"bg:{supplier}", "fallback": "bg:elec_grid_cn_fj",
            **more}  # fmt: skip


def study(folder, rows, rule, *, processes=(PLANT,), **more):
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "proof.txt").write_text("test", encoding="utf-8")
    return project(
        folder,
        processes,
        demand={p["id"]: (1, "kg") for p in processes},
        tables={"electricity": rows, "evidence": EVIDENCE, **more.pop("tables", {})},
        electricity=rule,
        **more,
    )


INVENTORY = [
    line("C", "contract", certificate="GEC-1"),
    line("D", "direct", evidence="EV"),
    line("G", "grid", "elec_grid_cn_fj", fallback=""),
    line("S", "self", evidence="EV"),
]


@pytest.mark.parametrize(
    ("rule", "values", "reasons"),
    [
        # 10 kWh each: wind 0.02, province 0.5, country 1.0, residual 1.2
        ("instruments", [0.2, 0.2, 5.0, 0.2], ["contract", "direct", "grid", "self"]),
        ("grid", [5.0, 5.0, 5.0, 0.2], ["grid-rule", "grid-rule", "grid", "self"]),
        ("national-average", [10.0, 0.2, 10.0, 0.2],
         ["instrument-refused", "direct", "national-mix-only", "self"]),
        ("residual", [0.2, 0.2, 12.0, 0.2],
         ["contract", "direct", "residual-mix-only", "self"]),
    ],
)  # fmt: skip
def test_a_green_certificate_under_four_rules(tmp_path, tiny, rule, values, reasons):
    result = footprint(study(tmp_path / "p", INVENTORY, rule), tiny)
    assert [row.value for row in result.rows] == pytest.approx(values)
    assert [row.reason for row in result.rows] == reasons


def told(folder, tiny):
    return [(f.code, f.message("en")) for f in solve(folder, tiny).linked.findings]


def test_own_plant_and_line_need_evidence_and_their_attributes(tmp_path, tiny):
    rows = [
        line("D", "direct"),
        line("S", "self", evidence="EV", attributes_sold="yes"),
    ]
    folder = study(tmp_path / "p", rows, "national-average")
    result = footprint(folder, tiny)
    assert [row.value for row in result.rows] == pytest.approx([10.0, 10.0])
    assert [row.reason for row in result.rows] == ["no-evidence", "attributes-sold"]
    assert told(folder, tiny) == [
        ("EL036", "row:electricity/D (direct) has no evidence; the rule national-average counts "
         "it at the mix of its country"),
        ("EL038", "the attributes of row:electricity/S (self) were sold; it counts as grid "
         "electricity under national-average"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "value"),
    [("instruments", 5.0), ("grid", 5.0), ("national-average", 10.0), ("residual", 12.0)],
)
def test_sold_attributes_make_own_power_grid_power(tmp_path, tiny, rule, value):
    rows = [line("S", "self", evidence="EV", attributes_sold="yes")]
    assert footprint(study(tmp_path / "p", rows, rule), tiny).total == pytest.approx(value)


def test_sold_attributes_without_fallback_are_refused(tmp_path, tiny):
    rows = [line("S", "self", attributes_sold="yes", fallback="")]
    with pytest.raises(PcfError) as caught:
        footprint(study(tmp_path / "p", rows, "instruments"), tiny)
    assert "EL030" in [f.code for f in caught.value.findings]


def test_contract_without_certificate_takes_the_residual_mix(tmp_path, tiny):
    folder = study(tmp_path / "p", [line("C", "contract", fallback="")], "residual")
    row = footprint(folder, tiny).rows[0]
    assert (row.value, row.reason) == (pytest.approx(12.0), "no-certificate")
    assert row.supplier == "bg:elec_grid_cn_residual/electricity"


def test_several_national_datasets_must_be_decided(tmp_path, several):
    folder = study(tmp_path / "p", INVENTORY, "national-average")
    with pytest.raises(PcfError) as caught:
        footprint(folder, several)
    found = [f for f in caught.value.findings if f.code == "EL032"]
    assert [f.message("en") for f in found] == [
        "3 datasets can be the mix of CN, and none is stated: bg:elec_grid_cn, "
        "bg:elec_grid_cn_mee2023, bg:elec_grid_cn_mee2024"
    ]
    assert str(found[0].location) == "model/electricity.csv:2"
    assert found[0].help("en") == (
        'state it in pcf.toml: [method.national_mix], CN = "bg:elec_grid_cn"'
    )
    decided = study(tmp_path / "q", INVENTORY, "national-average", method=ONE)
    rows = footprint(decided, several).rows
    assert [row.value for row in rows] == pytest.approx([8.0, 0.2, 8.0, 0.2])
    assert rows[2].reason == "national-mix"


def test_mix_can_be_set_from_the_command_line(tmp_path, several):
    folder = study(tmp_path / "p", INVENTORY, "national-average", method=ONE)
    change = ["pcf.method.national_mix.CN=bg:elec_grid_cn_mee2023"]
    assert footprint(folder, several, overrides=change).total == pytest.approx(18.4)


def test_provincial_mix_is_no_national_mix(tmp_path, several):
    wrong = '[method.national_mix]\nCN = "bg:elec_grid_cn_fj"'
    folder = study(tmp_path / "p", INVENTORY, "national-average", method=wrong)
    with pytest.raises(PcfError) as caught:
        footprint(folder, several)
    found = [f for f in caught.value.findings if f.code == "EL035"]
    assert [(str(f.location), f.message("en")) for f in found] == [
        ("pcf.toml [method.national_mix.CN]",
         "method.national_mix states bg:elec_grid_cn_fj for CN; that dataset is provincial of "
         "CN-FJ")
    ]  # fmt: skip


def test_country_without_residual_mix_takes_its_consumption_mix_with_a_warning(tmp_path, tiny):
    plant = {**PLANT, "location": "DE"}
    folder = study(tmp_path / "p", [line("G", "grid", "elec_grid_de")], "residual",
                   processes=(plant,))  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == pytest.approx(4.0)
    assert told(folder, tiny) == [
        ("EL034", "there is no residual mix of DE; its consumption mix counts, which holds green "
         "power sold elsewhere and may be too low")
    ]  # fmt: skip


def test_country_without_any_mix_is_refused(tmp_path, tiny):
    plant = {**PLANT, "location": "FR"}
    folder = study(tmp_path / "p", [line("C", "contract", certificate="X")], "national-average",
                   processes=(plant,))  # fmt: skip
    with pytest.raises(PcfError) as caught:
        footprint(folder, tiny)
    codes = [f.code for f in caught.value.findings if f.level == "error"]
    assert codes == ["EL033"]


def test_use_stage_takes_the_consumption_mix_under_the_residual_rule(tmp_path, tiny):
    use = {**PLANT, "id": "use", "product": "used", "stage": "use"}
    rows = [line("A", "grid", "elec_grid_cn"), line("B", "grid", "elec_grid_cn", process="use")]
    result = footprint(study(tmp_path / "p", rows, "residual", processes=(PLANT, use)), tiny)
    assert [row.value for row in result.rows] == pytest.approx([12.0, 10.0])


def test_electricity_outside_the_ledger_counts_at_the_mix_as_well(tmp_path, tiny):
    exchange = {"id": "E", "process": "plant", "direction": "input", "flow": "electricity",
                "amount": 10, "unit": "kWh", "supplier": "bg:elec_grid_cn_fj"}  # fmt: skip
    folder = study(tmp_path / "p", INVENTORY[:1], "national-average",
                   tables={"exchanges": [exchange]})  # fmt: skip
    row = next(r for r in footprint(folder, tiny).rows if r.address == "row:exchanges/E")
    assert (row.value, row.reason) == (pytest.approx(10.0), "national-mix-only")


def test_code_of_a_place_is_checked(tmp_path):
    from pcf.project.reader import read_project

    wrong = '[method.national_mix]\nchina = "bg:elec_grid_cn"'
    folder = study(tmp_path / "p", INVENTORY, "national-average", method=wrong)
    found = [f for f in read_project(folder).findings if f.level == "error"]
    assert [str(f.location) for f in found] == ["pcf.toml:34 [method.national_mix.china]"]
