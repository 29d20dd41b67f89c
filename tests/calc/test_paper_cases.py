"""Systems of a few processes, each solved on paper in its comment."""

from __future__ import annotations

from pathlib import Path

import pytest
from kit import background, footprint, project, stages

from pcf.errors import PcfError


@pytest.fixture
def tiny(tmp_path: Path):
    """elec 0.5 kg CO2/kWh · steel 2 kg CO2/kg (1 direct + 2 kWh) · treat 0.1 kg CO2/kg of waste."""
    return background(
        tmp_path / "bg",
        {
            "elec": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
            "steel": {
                "product": "steel",
                "unit": "kg",
                "inputs": {"elec": 2.0},
                "emissions": {"co2_fossil": 1.0},
            },
            "treat": {
                "product": "scrap_treatment",
                "unit": "kg",
                "kind": "waste_service",
                "emissions": {"co2_fossil": 0.1},
            },
        },
    )


def test_chain_of_two_processes(tmp_path: Path, tiny) -> None:
    # frame: 1.2 kg steel + 3 kWh -> 1 kg; steel 2.0 kg CO2/kg, electricity 0.5 kg CO2/kWh
    # 1.2*2.0 + 3*0.5 = 2.4 + 1.5 = 3.9
    folder = project(
        tmp_path / "p",
        [{"id": "frame", "product": "frame", "amount": 1, "unit": "kg"}],
        demand={"frame": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "frame", "flow": "steel", "amount": 1.2, "unit": "kg",
                 "supplier": "bg:steel"},
                {"process": "frame", "flow": "electricity", "amount": 3, "unit": "kWh",
                 "supplier": "bg:elec"},
            ]
        },
    )  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == pytest.approx(3.9, rel=1e-12)
    assert [row.value for row in result.rows] == pytest.approx([2.4, 1.5], rel=1e-12)
    assert result.unit == "kg CO2e/kg"


def test_loop_between_two_processes_is_solved(tmp_path: Path, tiny) -> None:
    # plant makes 10 t steam and takes 1 MWh of its own power station,
    # station makes 5 MWh and takes 2 t steam and 100 kg CO2 per 5 MWh.
    # per kg steam h = 0.0001 MWh * e ; per MWh e = (2000 kg * h + 100)/5 = 400 h + 20
    # h = 0.0001*(400 h + 20) = 0.04 h + 0.002 -> h = 0.002/0.96 = 1/480
    folder = project(
        tmp_path / "p",
        [
            {"id": "plant", "product": "steam", "amount": 10, "unit": "t"},
            {"id": "station", "product": "power", "amount": 5, "unit": "MWh"},
        ],
        demand={"plant": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "plant", "flow": "power", "amount": 1000, "unit": "kWh"},
                {"process": "station", "flow": "steam", "amount": 2, "unit": "t"},
                {"process": "station", "flow": "co2_fossil", "direction": "emission",
                 "amount": 100, "unit": "kg"},
            ]
        },
    )  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == pytest.approx(1 / 480, rel=1e-12)
    fed = next(r for r in result.rows if r.address == "row:exchanges/R0")
    assert fed.value == 0.0
    assert fed.reason == "only-producer"
    # 1/0.96 kg of steam is made for 1 kg that leaves the loop, so the power carries h/0.96
    assert fed.amount * fed.intensity == pytest.approx(1 / 480 / 0.96, rel=1e-12)


def test_process_that_uses_its_own_product(tmp_path: Path, tiny) -> None:
    # 1 kg out, 0.2 kg of it recycled into the process: 0.8 net; 4 kWh * 0.5 / 0.8 = 2.5
    folder = project(
        tmp_path / "p",
        [{"id": "melt", "product": "ingot", "amount": 1, "unit": "kg"}],
        demand={"melt": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "melt", "flow": "ingot", "amount": 0.2, "unit": "kg",
                 "supplier": "process:melt"},
                {"process": "melt", "flow": "electricity", "amount": 4, "unit": "kWh",
                 "supplier": "bg:elec"},
            ]
        },
    )  # fmt: skip
    assert footprint(folder, tiny).total == pytest.approx(2.5, rel=1e-12)


def two_products(tmp_path: Path, allocation: str, extra: dict[str, object]) -> Path:
    """Sawing: 6 kg board + 4 kg chips from 10 kWh. Board 2 EUR, 10 MJ per kg; chips 0.5, 20."""
    return project(
        tmp_path / allocation.replace(":", "_"),
        [
            {"id": "saw", "product": "board", "amount": 6, "unit": "kg", "allocation": allocation,
             "allocation_reason": "test"}
        ],
        demand={"saw": (1, "kg")},
        tables={
            "flows": [
                {"id": "board", "unit": "kg", "price": 2, "energy_mj": 10, "properties": "area=3"},
                {"id": "chips", "unit": "kg", "price": 0.5, "energy_mj": 20,
                 "properties": "area=1"},
            ],
            "exchanges": [
                {"process": "saw", "flow": "electricity", "amount": 10, "unit": "kWh",
                 "supplier": "bg:elec"},
                {"process": "saw", "flow": "chips", "direction": "coproduct", "amount": 4,
                 "unit": "kg", **extra},
            ],
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("allocation", "per_kg_board"),
    [
        ("mass", 5 * 0.6 / 6),  # 6 of 10 kg
        ("energy", 5 * (60 / 140) / 6),  # 60 of 140 MJ
        ("economic", 5 * (12 / 14) / 6),  # 12 of 14 EUR
        ("property:area", 5 * (18 / 22) / 6),  # 18 of 22 m2
    ],
)
def test_coproducts_share_the_burden(tmp_path: Path, tiny, allocation, per_kg_board) -> None:
    result = footprint(two_products(tmp_path, allocation, {}), tiny)
    assert result.total == pytest.approx(per_kg_board, rel=1e-12)


def test_substitution_credits_the_displaced_product(tmp_path: Path, tiny) -> None:
    # 6 kg board carry 10 kWh*0.5 = 5 minus 4 kg chips for 4 kg steel = 8: -3, per kg -0.5
    folder = two_products(tmp_path, "substitution", {"displaces": "bg:steel"})
    result = footprint(folder, tiny)
    assert result.total == pytest.approx(-0.5, rel=1e-12)
    assert {r.direction: r.value for r in result.rows} == pytest.approx(
        {"input": 5 / 6, "credit": -8 / 6}
    )


def test_coproduct_used_inside_the_system_carries_its_share(tmp_path: Path, tiny) -> None:
    # box takes 1 kg board and 2 kg chips of the same saw; by mass both carry 0.5 per kg -> 1.5
    folder = project(
        tmp_path / "p",
        [
            {"id": "saw", "product": "board", "amount": 6, "unit": "kg", "allocation": "mass",
             "allocation_reason": "test"},
            {"id": "box", "product": "box", "amount": 1, "unit": "piece"},
        ],
        demand={"box": (1, "piece")},
        tables={
            "exchanges": [
                {"process": "saw", "flow": "electricity", "amount": 10, "unit": "kWh",
                 "supplier": "bg:elec"},
                {"process": "saw", "flow": "chips", "direction": "coproduct", "amount": 4,
                 "unit": "kg"},
                {"process": "box", "flow": "board", "amount": 1, "unit": "kg"},
                {"process": "box", "flow": "chips", "amount": 2, "unit": "kg"},
            ]
        },
    )  # fmt: skip
    assert footprint(folder, tiny).total == pytest.approx(1.5, rel=1e-12)


def test_waste_to_a_treatment_service_adds_its_burden(tmp_path: Path, tiny) -> None:
    # 0.3 kg scrap * 0.1 = 0.03
    folder = project(
        tmp_path / "p",
        [{"id": "cut", "product": "part", "amount": 1, "unit": "kg"}],
        demand={"cut": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "cut", "flow": "scrap", "direction": "waste", "amount": 0.3,
                 "unit": "kg", "supplier": "bg:treat"},
            ]
        },
    )  # fmt: skip
    assert footprint(folder, tiny).total == pytest.approx(0.03, rel=1e-12)


def test_waste_to_a_treatment_process_with_negative_reference_flow(tmp_path: Path, tiny) -> None:
    # treatment takes in 10 kg scrap (reference -10 kg) with 4 kWh: 2 kg CO2 per 10 kg = 0.2/kg
    # 0.3 kg scrap -> 0.06; the activity of the treatment is +0.03
    folder = project(
        tmp_path / "p",
        [
            {"id": "cut", "product": "part", "amount": 1, "unit": "kg"},
            {"id": "burn", "product": "scrap", "amount": -10, "unit": "kg", "stage": "end_of_life"},
        ],
        demand={"cut": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "cut", "flow": "scrap", "direction": "waste", "amount": 0.3,
                 "unit": "kg", "supplier": "process:burn"},
                {"process": "burn", "flow": "electricity", "amount": 4, "unit": "kWh",
                 "supplier": "bg:elec"},
            ]
        },
    )  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == pytest.approx(0.06, rel=1e-12)
    assert result.context.activity["burn"] == pytest.approx(0.03, rel=1e-12)
    assert stages(result) == pytest.approx({"end_of_life": 0.06})


def test_zero_total_has_no_shares(tmp_path: Path, tiny) -> None:
    # 1 kWh = 0.5 and a credit of 0.25 kg steel = -0.5 cancel out: zero is a valid footprint
    folder = project(
        tmp_path / "p",
        [{"id": "p", "product": "x", "amount": 1, "unit": "kg", "allocation": "substitution",
          "allocation_reason": "test"}],
        demand={"p": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "p", "flow": "electricity", "amount": 1, "unit": "kWh",
                 "supplier": "bg:elec"},
                {"process": "p", "flow": "y", "direction": "coproduct", "amount": 0.25,
                 "unit": "kg", "displaces": "bg:steel"},
            ]
        },
    )  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == 0.0
    assert all(part.share is None for part in result.stages)
    assert result.explain("total").value == 0.0


def test_biogenic_carbon_in_two_conventions(tmp_path: Path, tiny) -> None:
    # wood takes up 1.8 kg CO2 and 1.5 kg is burnt later; 0.2 kg fossil CO2
    # -1/+1: -1.8 + 1.5 + 0.2 = -0.1 in three columns; 0/0: 0.2
    tables = {
        "exchanges": [
            {"process": "w", "flow": "co2_biogenic_uptake", "direction": "removal", "amount": 1.8,
             "unit": "kg"},
            {"process": "w", "flow": "co2_biogenic", "direction": "emission", "amount": 1500,
             "unit": "g"},
            {"process": "w", "flow": "co2_fossil", "direction": "emission", "amount": 0.2,
             "unit": "kg"},
        ]
    }  # fmt: skip
    processes = [{"id": "w", "product": "wood", "amount": 1, "unit": "kg"}]
    values = {}
    for convention in ("-1/+1", "0/0"):
        folder = project(
            tmp_path / convention.replace("/", "_"),
            processes,
            demand={"w": (1, "kg")},
            tables=tables,
            biogenic=convention,
        )
        result = footprint(folder, tiny)
        values[convention] = result.total
        ledger = {part.id: part.value for part in result.ledger}
        if convention == "-1/+1":
            assert ledger["biogenic_removal"] == pytest.approx(-1.8)
            assert ledger["biogenic_emission"] == pytest.approx(1.5)
            assert ledger["fossil"] == pytest.approx(0.2)
    assert values == pytest.approx({"-1/+1": -0.1, "0/0": 0.2})


END_OF_LIFE = """quantity = 2
unit = "kg"
[[route]]
id = "recycle"
name_zh = "回收"
name_en = "recycling"
share = 0.75
supplier = "bg:treat"
origin = "secondary"
source = "test"
[[route.recovered]]
id = "steel"
flow = "steel"
amount = 0.9
unit = "kg"
displaces = "bg:steel"
quality = 0.8
source = "test"
[[route]]
id = "landfill"
name_zh = "填埋"
name_en = "landfill"
share = 0.25
supplier = "bg:treat"
origin = "secondary"
source = "test"
"""


@pytest.mark.parametrize(
    ("formula", "method", "end_of_life"),
    [
        # treatment 2 kg * 0.1 = 0.2; credit 2*0.75*0.9*0.8 = 1.08 kg steel * 2.0 = 2.16
        ("cut-off", "", 0.2),
        ("closed-loop", "", 0.2 - 2.16),
        ("open-loop", "open_loop_factor = 0.5", 0.2 - 1.08),
    ],
)
def test_end_of_life_formulas(tmp_path: Path, tiny, formula, method, end_of_life) -> None:
    folder = project(
        tmp_path / "p",
        [{"id": "p", "product": "x", "amount": 1, "unit": "kg"}],
        demand={"p": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "p", "flow": "steel", "amount": 1, "unit": "kg", "supplier": "bg:steel"}
            ]
        },
        end_of_life=formula,
        method=method,
        files={"model/endoflife.toml": END_OF_LIFE},
    )
    result = footprint(folder, tiny)
    assert stages(result) == pytest.approx({"production": 2.0, "end_of_life": end_of_life})


def test_electricity_claims(tmp_path: Path) -> None:
    # 10 kWh wind (0.02) under contract, once without certificate (falls back to the grid at 0.5),
    # once with; 10 kWh own roof. Instruments: 5 + 0.2 + 0.2; grid rule: both contracts at 0.5.
    power = background(
        tmp_path / "power",
        {
            "elec": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
            "wind": {"product": "wind", "unit": "kWh", "emissions": {"co2_fossil": 0.02}},
        },
    )
    claims = (("contract", ""), ("contract", "GEC-1"), ("self", ""))
    rows = [
        {"process": "p", "kind": kind, "amount": 10, "unit": "kWh", "supplier": "bg:wind",
         "fallback": "bg:elec", "certificate": certificate}
        for kind, certificate in claims
    ]  # fmt: skip
    folder = project(
        tmp_path / "p",
        [{"id": "p", "product": "x", "amount": 1, "unit": "kg"}],
        demand={"p": (1, "kg")},
        tables={"electricity": rows},
    )
    result = footprint(folder, power)
    assert [row.reason for row in result.rows] == ["no-certificate", "contract", "self"]
    assert [row.value for row in result.rows] == pytest.approx([5.0, 0.2, 0.2])
    grid = footprint(folder, power, overrides=("pcf.method.electricity=grid",))
    assert [row.reason for row in grid.rows] == ["grid-rule", "grid-rule", "self"]
    assert [row.value for row in grid.rows] == pytest.approx([5.0, 5.0, 0.2])


def test_transport_is_mass_times_distance(tmp_path: Path) -> None:
    # 500 kg over 200 km = 100 tkm * 0.08 = 8; 2 kg cargo of a row over 500 km = 1 tkm = 0.08
    truck = background(
        tmp_path / "bg",
        {"truck": {"product": "haul", "unit": "tkm", "emissions": {"co2_fossil": 0.08}}},
    )
    folder = project(
        tmp_path / "p",
        [
            {"id": "p", "product": "x", "amount": 1, "unit": "kg"},
            {"id": "q", "product": "x2", "amount": 1, "unit": "kg"},
        ],
        demand={"p": (1, "kg")},
        tables={
            "exchanges": [
                {"id": "m", "process": "p", "flow": "x2", "amount": 2, "unit": "kg",
                 "supplier": "process:q"},
            ],
            "transport": [
                {"process": "p", "mode": "road", "mass": 500, "mass_unit": "kg", "distance": 200,
                 "distance_unit": "km", "supplier": "bg:truck"},
                {"process": "p", "mode": "road", "cargo": "exchanges/m", "distance": 500000,
                 "distance_unit": "m", "supplier": "bg:truck"},
            ],
        },
    )  # fmt: skip
    result = footprint(folder, truck)
    legs = {r.address: r.value for r in result.rows if "transport" in r.address}
    assert legs == pytest.approx({"row:transport/R0": 8.0, "row:transport/R1": 0.08})


def test_gas_without_factor_is_listed_with_its_mass(tmp_path: Path, tiny) -> None:
    # the EF 3.1 column has no factor for CFC-13: 0.5 kg stays out of the total and is named
    folder = project(
        tmp_path / "p",
        [{"id": "p", "product": "x", "amount": 1, "unit": "kg"}],
        demand={"p": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "p", "flow": "cfc13", "direction": "emission", "amount": 0.5,
                 "unit": "kg"},
                {"process": "p", "flow": "co2_fossil", "direction": "emission", "amount": 1,
                 "unit": "kg"},
            ]
        },
        gwp_set="EF3.1",
        biogenic="0/0",
    )  # fmt: skip
    result = footprint(folder, tiny)
    assert result.total == 1.0
    gap = result.coverage.uncharacterized
    assert [(g.flow, g.kg) for g in gap] == [("cfc13", 0.5)]
    assert [f.code for f in result.findings if f.level == "warning"] == ["LC032"]
    assert (result.coverage.flows, result.coverage.flows_characterized) == (2, 1)


def test_loop_that_eats_more_than_it_makes_is_named(tmp_path: Path, tiny) -> None:
    folder = project(
        tmp_path / "p",
        [
            {"id": "a", "product": "x", "amount": 1, "unit": "kg"},
            {"id": "b", "product": "y", "amount": 1, "unit": "kg"},
        ],
        demand={"a": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "a", "flow": "y", "amount": 2, "unit": "kg"},
                {"process": "b", "flow": "x", "amount": 1, "unit": "kg"},
            ]
        },
    )
    with pytest.raises(PcfError) as caught:
        footprint(folder, tiny)
    [problem] = caught.value.findings
    assert problem.code == "GR041"
    assert "a -> b -> a" in problem.message("en")


def test_singular_loop_is_named(tmp_path: Path, tiny) -> None:
    folder = project(
        tmp_path / "p",
        [
            {"id": "a", "product": "x", "amount": 1, "unit": "kg"},
            {"id": "b", "product": "y", "amount": 1, "unit": "kg"},
        ],
        demand={"a": (1, "kg")},
        tables={
            "exchanges": [
                {"process": "a", "flow": "y", "amount": 1, "unit": "kg"},
                {"process": "b", "flow": "x", "amount": 1, "unit": "kg"},
            ]
        },
    )
    with pytest.raises(PcfError) as caught:
        footprint(folder, tiny)
    assert [f.code for f in caught.value.findings] == ["GR040"]
