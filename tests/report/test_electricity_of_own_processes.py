"""Power that a unit process of the study makes: its factor, no share of its own, own generation."""

from __future__ import annotations

import pytest
from study_kit import cells, copied, example, study, table, words

from pcf.api import Project
from pcf.documents.document import Table

#: Rows that a process of the study supplies, by example, with the factor that Annex A prints.
OWN = {
    "steel-bf-bof": ("L-hot_rolling-own", "0.491"),
    "cement": ("L-clinker_burning-waste_heat", "0"),
}
_FACTOR, _COUNTED, _SHARE = -3, -2, -1


def drawn(name: str, lang: str = "en") -> dict[str, list[str]]:
    captions = {"en": "Rows that draw electricity", "zh": "用电各行"}
    return {row[0]: row for row in cells(table(study(name, lang).document, captions[lang]))}


@pytest.mark.parametrize("name", OWN)
def test_the_factor_is_that_of_the_inventory_and_the_share_is_elsewhere(name):
    row, factor = OWN[name]
    found = drawn(name)[row]
    assert found[_FACTOR:] == [factor, "own generation", "-"]
    held = (b for b in study(name).document.blocks if isinstance(b, Table))
    annexed = [r for b in held if b.caption.endswith("Inventory") for r in cells(b)]
    [inventory] = [r for r in annexed if f"(row:electricity/{row})" in r[1]]
    assert inventory[6] == f"{factor} kg CO2e/kWh"
    assert "The row itself carries 0: its burden stands in the rows of that process." in words(
        study(name).document
    )


def test_power_of_an_own_plant_on_a_dataset_is_own_generation_with_its_share():
    assert drawn("appliance")["L-operation"][_FACTOR:] == ["0.0545", "own generation", "37.6 %"]
    assert drawn("appliance", "zh")["L-operation"][_COUNTED] == "自发电"
    assert "The row itself carries 0" not in words(study("appliance").document)


def test_attributes_that_were_sold_are_counted_at_the_grid(tmp_path):
    folder = copied("appliance", tmp_path / "a")
    file = folder / "model" / "electricity.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    names = head.split(",")
    at = names.index("attributes_sold")
    [n] = [n for n, row in enumerate(rows) if row.startswith("L-operation,")]
    row = rows[n].split(",")
    row[at] = "yes"
    row[names.index("fallback")] = "bg:elec_grid_cn"
    rows[n] = ",".join(row)
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    found = cells(table(Project.load(folder).report("study", lang="en", draft=True).document,
                        "Rows that draw electricity"))  # fmt: skip
    assert [r[_COUNTED] for r in found if r[0] == "L-operation"] == ["grid"]


def test_rules_see_what_they_saw():
    from pcf.documents.study.gather import gather

    records = gather(example("steel-bf-bof")).records("electricity")
    [own] = [r.values for r in records if r.values["id"] == "L-hot_rolling-own"]
    assert (own["counted_as"], own["factor"]) == ("instrument", None)
