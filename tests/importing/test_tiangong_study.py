"""A battery pack with datasets of the TianGong database, where its package lies at hand."""

from __future__ import annotations

import shutil

import pytest
from oracle import brightway_score
from test_real_packages import TIANGONG, needs

from pcf.api import Project
from pcf.importing.database import import_database
from pcf.importing.settings import ImportSettings
from pcf.location import data_root

LI2CO3 = "6bd6c827-a47b-4694-b402-50c2a5f17188"
LIPF6 = "a9bdadad-e31e-471a-bfd2-41931bb0e4ee"
FOIL = "dc63dc32-d1a0-48c9-96eb-9d8022ec0d0f"
RECYCLING = "cb06f804-c32e-475e-8e32-7296c97a7720"
SWAPS = {
    "bom.B-lfp_solid_state-li2co3": LI2CO3,
    "bom.B-electrolyte_blending-lipf6": LIPF6,
    "bom.B-cathode_coating_drying-al_foil": FOIL,
    "endoflife.route.hydromet": RECYCLING,
}


@needs(TIANGONG)
def test_a_pack_with_both_backgrounds(tmp_path, monkeypatch):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    home = tmp_path / "pack"
    shutil.copytree(data_root("datasets") / "examples" / "lfp-pack", home)
    settings = ImportSettings(policy="same-country-then-average", coproducts="reference")
    import_database(TIANGONG, home, settings, id="tiangong")
    with (home / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[background.also]]\nid = "tiangong"\nallocation = "default"\n')
    project = Project.load(home)
    base = project.calculate()
    made = project.calculate(swaps=[f"{row}=bg:tiangong:{id}" for row, id in SWAPS.items()])
    assert base.total == pytest.approx(0.35320, abs=5e-5)
    assert made.total == pytest.approx(0.3198, abs=5e-5)
    assert brightway_score(made.solved) == pytest.approx(made.total, rel=1e-9)
    rows = {row.address.removeprefix("row:"): row for row in made.rows}
    # kg CO2e per kg, AR6
    assert rows["bom/B-lfp_solid_state-li2co3"].intensity == pytest.approx(2.717, abs=1e-3)
    assert rows["endoflife/hydromet"].intensity == pytest.approx(0.469, abs=1e-3)
    told = {}
    for item in made.findings:
        told.setdefault(item.code, []).append((item.node or "").removeprefix("row:"))
    assert told["IM035"] == ["bom/B-cathode_coating_drying-al_foil"]
    # some of the inputs upstream of each compare with nothing: no bound is claimed
    assert "IM030" not in told
    assert sorted((*told.get("IM028", ()), *told["IM029"])) == [
        "bom/B-cathode_coating_drying-al_foil",
        "bom/B-electrolyte_blending-lipf6",
        "bom/B-lfp_solid_state-li2co3",
        "endoflife/hydromet",
    ]
    ends = made.coverage.open_ends
    assert ends.inputs == sum(row.inputs for row in ends.rows) > ends.unbounded > 0
    assert len(told["IM033"]) == 1
    # explain walks through the imported one, and through the shipped one
    first = made.explain("row:bom/B-lfp_solid_state-li2co3")
    power = first.terms[0].address
    assert power.startswith("dataset:bg:tiangong:")
    assert made.explain(power).terms
    assert made.explain("row:electricity/L-use_losses").terms
