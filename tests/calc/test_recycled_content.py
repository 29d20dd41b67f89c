"""Recycled content per metal: masses from the bill of materials, shares by mass of metal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import pcf
from pcf.calc.recycled_table import metals_of, minimums
from pcf.location import data_root

EXAMPLES = data_root("datasets") / "examples"
HEADER = "id,row,metal,metal_content,formula,active,pre_share,post_share,evidence,source\n"
LFP_ROW = "bom/B-cathode_slurry_mixing-lfp_cam"


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    patch = pytest.MonkeyPatch()
    patch.setenv("PCF_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


def project(tmp_path: Path, *rows: str, example: str = "lfp-pack") -> pcf.Project:
    folder = tmp_path / example
    shutil.copytree(EXAMPLES / example, folder)
    (folder / "model" / "recycled.csv").write_text(HEADER + "".join(f"{r}\n" for r in rows))
    return pcf.Project.load(folder)


def found(project: pcf.Project, head: str = "RC") -> list[tuple[str, int | None]]:
    return [
        (f.code, f.location.line if f.location else None)
        for f in project.check()
        if f.code.startswith(head)
    ]


def test_the_minimum_shares_are_those_of_article_8() -> None:
    table = minimums()
    assert {m: (t.step_1, t.step_2) for m, t in table.items()} == {
        "Co": (0.16, 0.26),
        "Ni": (0.06, 0.15),
        "Li": (0.06, 0.12),
        "Pb": (0.85, 0.85),
    }
    assert {t.step_1_from for t in table.values()} == {"2031-08-18"}
    assert {t.step_2_from for t in table.values()} == {"2036-08-18"}
    assert table["Pb"].basis == "battery"
    assert {t.basis for m, t in table.items() if m != "Pb"} == {"active materials"}


@pytest.mark.parametrize(
    ("chemistry", "metals"),
    [
        ("NMC811", ("Co", "Ni", "Li")),
        ("lfp", ("Li",)),
        ("LMFP", ("Li",)),
        ("lead-acid", ("Pb",)),
        ("?", ()),
    ],
)
def test_a_chemistry_names_its_metals(chemistry: str, metals: tuple[str, ...]) -> None:
    assert metals_of(chemistry) == metals


def test_metal_follows_from_the_bill_of_materials() -> None:
    """kg Li per pack = kg active material per pack x molar mass of Li by that of LiFePO4."""
    footprint = pcf.Project.load(EXAMPLES / "lfp-pack").calculate()
    lithium = footprint.recycled_content().metal("Li")
    assert lithium is not None
    linked = footprint.solved.linked
    row = next(r for r in linked.rows if r.address == f"row:{LFP_ROW}")
    material = row.amount.value * footprint.solved.activity[row.process]
    assert lithium.kg == pytest.approx(material * 6.94 / 157.755, rel=1e-12)
    # 1 kWh of 39 054.2 kWh delivered by one pack
    assert lithium.kg_product == pytest.approx(lithium.kg * 39054.2328, rel=1e-6)
    assert (lithium.pre_share, lithium.post_share, lithium.share) == (0.0, 0.0, 0.0)
    assert lithium.met(1) is False


def test_shares_are_weighted_by_metal(tmp_path: Path) -> None:
    """Two flows of one chain level: 3/4 of the lithium with 20 %, 1/4 with none -> 15 %."""
    footprint = project(
        tmp_path,
        f"R-1,{LFP_ROW},Li,0.03,,yes,5 %,15 %,EV-YIELD-CELL,test",
        "R-2,bom/B-cathode_slurry_mixing-carbon_black,Li,0.48,,yes,0,0,,test",
    ).calculate()
    lithium = footprint.recycled_content().metal("Li")
    # masses of lithium per kg of slurry: 0.969697 x 0.03 = 0.02909 and 0.020202 x 0.48 = 0.009697
    first, second = 0.969697 * 0.03, 0.020202 * 0.48
    assert lithium is not None
    assert lithium.share == pytest.approx(0.2 * first / (first + second), rel=1e-12)
    assert lithium.pre_share == pytest.approx(0.05 * first / (first + second), rel=1e-12)
    assert lithium.met(1) is True
    assert lithium.met(2) is True


def test_what_is_not_stated_is_not_zero(tmp_path: Path) -> None:
    made = project(tmp_path, f"R-1,{LFP_ROW},Li,0.044,,yes,0,,,test")
    assert found(made) == [("RC011", 2)]
    lithium = made.calculate().recycled_content().metal("Li")
    assert lithium is not None
    assert (lithium.pre_share, lithium.post_share, lithium.share) == (0.0, None, None)
    assert lithium.met(1) is None


def test_a_missing_metal_content_is_a_finding(tmp_path: Path) -> None:
    made = project(tmp_path, f"R-1,{LFP_ROW},Li,,,yes,0,0,,test")
    item = next(f for f in made.check() if f.code == "RC002")
    assert (item.location.line, item.location.column) == (2, "metal_content")
    assert item.message("en") == (
        f"the Li content of '{LFP_ROW}' is not stated, so the recycled share of that metal "
        "cannot be computed"
    )
    lithium = made.calculate().recycled_content().metal("Li")
    assert lithium is not None
    assert lithium.kg is None
    assert lithium.share is None


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (f"R-1,{LFP_ROW},Li,4.4,,yes,0,0,,x", "RC003", "metal_content"),
        (f"R-1,{LFP_ROW},Li,0,,yes,0,0,,x", "RC003", "metal_content"),
        (f"R-1,{LFP_ROW},Li,0.04,,yes,0.6,0.5,,x", "RC004", "post_share"),
        (f"R-1,{LFP_ROW},Li,0.04,,yes,120 %,0,,x", "NU017", "pre_share"),
        (f"R-1,{LFP_ROW},Li,0.04,,yes,-1 %,0,,x", "NU017", "pre_share"),
        (f"R-1,{LFP_ROW},Mn,0.04,,yes,0,0,,x", "NU018", "metal"),
    ],
)
def test_shares_and_contents_out_of_range_are_refused(
    tmp_path: Path, row: str, code: str, column: str
) -> None:
    errors = project(tmp_path, row).findings.errors
    assert [(f.code, f.location.line, f.location.column) for f in errors if f.location] == [
        (code, 2, column)
    ]


def test_a_share_of_a_row_that_is_not_there_is_left_out_and_the_footprint_stands(
    tmp_path: Path,
) -> None:
    made = project(tmp_path, "R-1,bom/B-none,Li,0.04,,yes,0,0,,x")
    item = next(f for f in made.check() if f.code == "RC001")
    assert (item.level, item.location.line, item.location.column) == ("warning", 2, "row")
    assert made.calculate().total == project(tmp_path / "without").calculate().total


def test_one_metal_of_a_row_is_stated_once(tmp_path: Path) -> None:
    rows = [f"R-{n},{LFP_ROW},Li,0.04,,yes,0,0,,x" for n in (1, 2)]
    assert found(project(tmp_path, *rows)) == [("RC005", 3)]


def test_the_basis_is_active_material(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        f"R-1,{LFP_ROW},Li,0.044,,yes,0,0,,x",
        "R-2,bom/B-electrolyte_blending-lipf6,Li,0.0457,,no,0,0.5,EV-YIELD-CELL,x",
    )
    assert found(made) == [("RC012", 3)]
    lithium = made.calculate().recycled_content().metal("Li")
    assert lithium is not None
    assert lithium.share == 0.0


def test_metal_is_not_counted_twice_in_one_chain(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        f"R-1,{LFP_ROW},Li,0.044,,yes,0,0,,x",
        "R-2,bom/B-lfp_solid_state-li2co3,Li,0.1879,,yes,0,0,,x",
    )
    assert found(made) == [("RC014", 2)]


def test_a_claim_without_evidence_and_a_row_without_mass_are_told(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        f"R-1,{LFP_ROW},Li,0.044,,yes,0,0.1,,x",
        "R-2,exchanges/E-eol_shredding-co2_fossil,Ni,0.1,,no,,,,x",
    )
    assert sorted(found(made)) == [("RC010", 3), ("RC013", 2)]


def test_a_metal_of_the_chemistry_is_missed(tmp_path: Path) -> None:
    made = project(
        tmp_path,
        "R-1,bom/B-cathode_slurry_mixing-cam,Li,0.07,,yes,0,0,,x",
        example="nmc811-pack",
    )
    told = [f.message("en") for f in made.check() if f.code == "RC015"]
    assert told == [
        f"chemistry NMC811 contains {metal}, and no row of recycled.csv counts any"
        for metal in ("Co", "Ni")
    ]


def with_r1(tmp_path: Path, material: str) -> pcf.Project:
    """NMC811 example with R1 = 0.3 of a material of its cathode row."""
    folder = tmp_path / "nmc811-pack"
    shutil.copytree(EXAMPLES / "nmc811-pack", folder)
    end = folder / "model" / "endoflife.toml"
    text = end.read_text(encoding="utf-8")
    claim = (
        f'id = "{material}"\nR1 = 0.3\nR1_evidence = "EV-YIELD-CELL"\n'
        'rows = ["bom/B-cathode_slurry_mixing-cam"]\nrecycled = "bg:coso4_refining"\n'
    )
    assert 'id = "cobalt"' in text
    end.write_text(text.replace('id = "cobalt"\n', claim, 1), encoding="utf-8")
    return pcf.Project.load(folder)


def test_r1_of_the_same_row_and_metal_must_agree(tmp_path: Path) -> None:
    made = with_r1(tmp_path, "cobalt").calculate(overrides=["pcf.method.end_of_life=cff"])
    told = [f.message("en") for f in made.findings if f.code == "RC016"]
    assert told == [
        "the recycled share of Co in 'R-cam-Co' is 0, the circular footprint formula takes "
        "R1 = 0.3 for the same material"
    ]


def test_the_split_of_a_row_by_r1_takes_no_metal_away(tmp_path: Path) -> None:
    """The formula makes two rows of one; the metal is that of both."""
    plain = pcf.Project.load(EXAMPLES / "nmc811-pack").calculate()
    split = with_r1(tmp_path, "cobalt").calculate(overrides=["pcf.method.end_of_life=cff"])
    for metal in ("Co", "Ni", "Li"):
        before, after = plain.recycled_content().metal(metal), split.recycled_content().metal(metal)
        assert before is not None
        assert after is not None
        assert after.kg == pytest.approx(before.kg, rel=1e-12)


def test_no_table_no_findings_and_no_number_changes() -> None:
    with_table = pcf.Project.load(EXAMPLES / "lfp-pack")
    assert found(with_table) == []
    paper = pcf.Project.load(EXAMPLES / "paper-case").calculate()
    assert paper.recycled_content().metals == ()


def test_plain_data_names_the_minimum() -> None:
    data = pcf.Project.load(EXAMPLES / "nmc811-pack").calculate().recycled_content().to_dict("en")
    assert [m["metal"] for m in data["metals"]] == ["Co", "Ni", "Li"]
    assert data["metals"][0]["minimum"] == [
        {"from": "2031-08-18", "share": 0.16, "met": False},
        {"from": "2036-08-18", "share": 0.26, "met": False},
    ]
    assert data["metals"][0]["basis"] == "metal in active materials"


def test_calc_shows_recycled_content_where_the_project_states_it() -> None:
    from pcf.report.footprint_view import footprint_page

    found = pcf.Project.load(EXAMPLES / "nmc811-pack").calculate()
    metals = [metal.metal for metal in found.recycled_content().metals]
    data = found.to_dict("en")["recycled_content"]
    assert metals == ["Co", "Ni", "Li"]
    assert [metal["metal"] for metal in data["metals"]] == metals
    assert "minimum from 2031-08-18" in str(footprint_page(found, "en").blocks)


def test_calc_says_nothing_of_recycled_content_that_nobody_states() -> None:
    from pcf.report.footprint_view import footprint_page

    found = pcf.Project.load(EXAMPLES / "cement").calculate()
    assert "recycled_content" not in found.to_dict("en")
    assert "2031-08-18" not in str(footprint_page(found, "en").blocks)
