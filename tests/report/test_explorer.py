"""What the living page lets a reader explore: every value once, nothing netted away."""

from __future__ import annotations

from math import fsum

import pytest
from tiny_result import many, rounded, tiny

from pcf.documents.living.explorer import explorer_of
from pcf.documents.living.sankey import CATEGORY, PROCESS, STAGE


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """6 of steel, 1 of the mine, 2 removed: 5."""
    return tiny(tmp_path_factory.mktemp("tiny"), 2)


@pytest.fixture(scope="module")
def made(found):
    return explorer_of(rounded(found))


def test_every_level_carries_its_value_and_address(made) -> None:
    assert (made.total.text, made.total.address) == ("5.00", "total")
    assert {e.address: e.text for e in made.stages} == {
        "stage:raw_material": "1.00",
        "stage:production": "4.00",
        "stage:distribution": "0",
        "stage:use": "0",
    }
    processes = {p.entry.address: (p.entry.text, p.entry.share) for p in made.processes}
    assert processes == {"process:plant": ("4.00", "80.0 %"), "process:mine": ("1.00", "20.0 %")}
    rows = {row.entry.address: row.entry.text for row in made.rows}
    assert rows == {
        "row:bom/STEEL": "6.00",
        "row:exchanges/UPTAKE": "-2.00",
        "row:exchanges/DIESEL": "1.00",
        "row:bom/ORE": "0",
    }
    assert [row.entry.address for row in made.rows] == list(rows)  # the largest first


def test_a_row_leads_to_its_dataset_and_its_sources(made) -> None:
    row = made.rows[0]
    assert (row.stated, row.amount, row.unit, row.factor) == ("3 kg", "3", "kg", "2.00")
    assert (row.evidence, row.place) == ("", "model/bom.csv:2")
    assert made.processes[row.process].entry.address == "process:plant"
    supplier = made.suppliers[row.supplier]
    assert (supplier.entry.address, supplier.at) == (
        "use:bg:steel/steel",
        "dataset:bg:steel/steel",
    )
    assert [made.sources[at] for at in supplier.sources] == [("T", "test")]
    own = made.suppliers[made.rows[1].supplier]
    assert [made.sources[at][0] for at in own.sources] == ["AR6"]  # the factor of an emission
    fed = made.suppliers[made.rows[3].supplier]
    assert (fed.kind, fed.entry.address, fed.at) == ("process", "", "process:mine")


def test_every_address_can_be_explained(made, found) -> None:
    entries = [made.total, *made.stages, *made.ledger, *made.gases]
    entries += [p.entry for p in made.processes] + [r.entry for r in made.rows]
    for entry in entries:
        assert found.explain(entry.address).value == pytest.approx(entry.weight, rel=1e-5, abs=0)
    for supplier in made.suppliers:
        if supplier.entry.address:
            found.explain(supplier.entry.address)


def test_credits_have_bands_of_their_own(made) -> None:
    nodes = made.sankey.nodes
    out = [b for b in made.sankey.bands if nodes[b.source].entry.address == "stage:production"]
    assert [(b.entry.text, b.less) for b in out] == [("6.00", False), ("-2.00", True)]
    for column in (STAGE, PROCESS):
        bands = [b for b in made.sankey.bands if nodes[b.source].column == column]
        assert fsum(b.entry.weight for b in bands) == pytest.approx(5.0)
    for column in (STAGE, PROCESS, CATEGORY):
        whole = fsum(n.entry.weight for n in nodes if n.column == column)
        assert whole == pytest.approx(5.0)


def test_areas_are_absolute_and_texts_keep_the_sign(made) -> None:
    tops = {t.entry.address: t for t in made.tiles if t.parent < 0}
    assert tops["stage:production"].area == 8.0  # 6 + |-2|
    assert tops["stage:production"].entry.text == "4.00"
    areas = [0.0] * len(made.tiles)
    for tile in made.tiles:
        if tile.parent >= 0:
            areas[tile.parent] += tile.area
    for tile, inner in zip(made.tiles, areas, strict=True):
        assert inner in (0.0, pytest.approx(tile.area))


@pytest.mark.parametrize(("removal", "total"), [(7, "0"), (9, "-2.00")])
def test_zero_and_negative_totals_keep_their_shapes(tmp_path, removal, total) -> None:
    made = explorer_of(rounded(tiny(tmp_path, removal)))
    assert made.total.text == total
    assert len(made.sankey.bands) == 6  # three rows with a value, each through two gaps
    assert {b.entry.text for b in made.sankey.bands if b.less} == {f"-{removal}.00"}
    shares = {row.entry.share for row in made.rows}
    assert (shares == {"n/a"}) == (total == "0")


def test_small_parts_stand_together_and_say_how_many(found) -> None:
    made = explorer_of(rounded(many(found, 400)))
    inner = [t for t in made.tiles if t.entry.name_en.startswith("others")]
    # shares of 6/(n+1) of the absolute sum fall below 1 % after some rows; all others are one tile
    [others] = inner
    shown = [t for t in made.tiles if t.parent == others.parent and t is not others]
    count = int(others.entry.name_en.removeprefix("others (").removesuffix(")"))
    assert len(shown) < 20
    assert len(shown) + count == 402  # 400 rows, steel and uptake of the plant; ore carries nothing
    assert len(made.rows) == 404
