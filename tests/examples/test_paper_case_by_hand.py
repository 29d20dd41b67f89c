"""The closed formulas of PAPER.md against a solve of the tables, with symbols as round numbers."""

from __future__ import annotations

import pytest
from example_folder import activity, parameters, table, technosphere, toml, value

# Invented intensities, one per background dataset of the paper case (kg CO2e per unit).
A, G, W, E, T, D = 16.0, 0.07, 0.001, 0.6, 0.1, 0.09
INTENSITY = {
    "bg:aluminium_primary_cn": A,
    "bg:natural_gas_burned_cn": G,
    "bg:inert_landfill_glo": W,
    "bg:elec_grid_cn": E,
    "bg:truck_heavy_diesel_cn": T,
    "bg:diesel_burned_cn": D,
}


def _stages(process, amount):
    """Burden by stage of `amount` of `process`, background rows times their intensity."""
    scale = activity("paper-case", process, amount)
    stage = {p["id"]: p["stage"] for p in table("paper-case", "processes")}
    burden = dict.fromkeys(stage.values(), 0.0)
    for name, row in technosphere("paper-case"):
        if row["supplier"].startswith("process:"):
            continue
        taken = (
            float(row["mass"]) * float(row["distance"]) / 1000
            if name == "transport"
            else value(row, parameters("paper-case"))
        )
        burden[stage[row["process"]]] += scale[row["process"]] * taken * INTENSITY[row["supplier"]]
    return burden


def test_the_loop_takes_a_quarter_kilogram_of_scrap_per_kilogram_of_disc():
    # S = 1 + B, B = 0.2 S  ->  S = 1.25 kg strip, B = 0.25 kg scrap per kg of disc;
    # blanking runs (1 + 0.25) / 1.6 of its reference flow
    scale = activity("paper-case", "blanking", 1)
    assert scale["strip_casting"] == pytest.approx(1.25, rel=1e-12)
    assert scale["blanking"] * 1.6 == pytest.approx(1.25, rel=1e-12)


def test_stages_of_a_bottle_follow_the_closed_formulas():
    made = _stages("bottle_forming", 1)
    assert made["raw_material"] == pytest.approx(0.10625 * A + 0.25 * G + 0.00625 * W, rel=1e-12)
    assert made["production"] == pytest.approx(0.0625 * E + 0.4 * G, rel=1e-12)
    assert _stages("bottle_delivery", 1)["distribution"] == pytest.approx(0.05 * T, rel=1e-12)


def test_end_of_life_by_the_three_formulas():
    # treatment 0.012 d + 0.04 w; recovered 0.1 x 0.6 x 0.9 x 0.5 = 0.027 kg of primary aluminium
    end = toml("paper-case", "model/endoflife.toml")
    quantity = end["quantity"]
    sorting, landfill = end["route"]
    treatment = _stages("bottle_sorting", quantity * sorting["share"])["end_of_life"]
    treatment += quantity * landfill["share"] * W
    assert treatment == pytest.approx(0.012 * D + 0.04 * W, rel=1e-12)
    (recovered,) = sorting["recovered"]
    displaced = quantity * sorting["share"] * recovered["amount"] * recovered["quality"]
    assert displaced == pytest.approx(0.027, rel=1e-12)
    assert toml("paper-case", "scenarios/open-loop.toml")["set"][
        "pcf.method.open_loop_factor"
    ] * displaced == pytest.approx(0.0135, rel=1e-12)


def test_masses_of_the_paper_case_balance():
    rows = {
        row["id"]: float(row["amount"]) for _, row in technosphere("paper-case") if "amount" in row
    }
    # casting: 0.85 + 0.2 = 1 + 0.05;  blanking: 1.6 = 1 + 0.6
    assert rows["B-aluminium"] + rows["E-casting-scrap"] == pytest.approx(
        1 + rows["E-casting-dross"], rel=1e-12
    )
    assert rows["B-strip"] == 1 + 0.6
    assert rows["B-disc"] == toml("paper-case", "pcf.toml")["product"]["mass"]
