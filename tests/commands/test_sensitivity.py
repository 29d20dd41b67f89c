"""``pcf sensitivity --electricity``: the spread on the screen and in JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import pcf as package
from pcf import Project
from pcf.location import data_root

SCHEMAS = Path(package.__file__).parent / "schemas"
LFP = ("sensitivity", "--electricity", "--example", "lfp-pack")
#: Factories in Fujian, other steps anywhere in China.
VIEWS = {
    "stated", "national-network", "national-official-2023", "national-official-2024",
    "regional", "provincial", "residual",
}  # fmt: skip


@pytest.fixture
def lfp(pcf):
    answer = pcf(*LFP, "--format", "json")
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)


def test_json_fulfils_its_schema(lfp):
    schemas = [json.loads((SCHEMAS / f"{n}.json").read_text()) for n in ("sensitivity", "envelope")]
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    assert list(Draft202012Validator(schemas[0], registry=registry).iter_errors(lfp)) == []


def test_spread_of_the_lfp_pack(lfp):
    """Parts add up, the stated view is the footprint, and the network view is what is stated."""
    data = lfp["data"]
    views = {view["id"]: view for view in data["views"]}
    assert views.keys() == VIEWS
    project = Project.load(data_root("datasets") / "examples" / "lfp-pack")
    total = project.calculate().total
    assert views["stated"]["total"] == pytest.approx(total, rel=1e-12)
    # every grid row of this project is on elec_grid_cn already, so the network view changes nothing
    assert views["national-network"]["total"] == pytest.approx(total, rel=1e-12)
    rest = views["stated"]["rest"]
    for view in views.values():
        assert view["electricity"]["value"] + view["rest"] == pytest.approx(
            view["total"], rel=1e-12
        )
        assert view["rest"] == pytest.approx(rest, rel=1e-12)
        carried = sum(use["value"] for use in view["factors"])
        assert carried == pytest.approx(view["electricity"]["value"], rel=1e-12)
    assert data["low"]["total"] == min(view["total"] for view in views.values())
    assert data["high"]["total"] == max(view["total"] for view in views.values())
    assert data["spread"] == pytest.approx((data["high"]["total"] - data["low"]["total"]) / total)
    assert {v["id"]: v["why"] for v in data["not_admissible"]} == {
        "grid-for-contracts": "no-claim", "generation-only": "generation-only",
    }  # fmt: skip


@pytest.mark.parametrize("id", ["national-official-2024", "provincial"])
def test_a_view_of_the_lfp_pack_equals_a_calculation_with_swaps(lfp, id):
    view = next(v for v in lfp["data"]["views"] if v["id"] == id)
    dataset = {"national-official-2024": "elec_grid_cn_mee2024", "provincial": "elec_grid_cn_fj"}[
        id
    ]
    project = Project.load(data_root("datasets") / "examples" / "lfp-pack")
    rows = [address.removeprefix("row:").replace("/", ".") for address in view["covered"]]
    swapped = project.calculate(swaps=[f"{row}=bg:{dataset}" for row in rows])
    assert rows
    assert view["total"] == pytest.approx(swapped.total, rel=1e-12)


def test_each_factor_has_its_source_and_year(lfp):
    for view in lfp["data"]["views"]:
        for use in view["factors"]:
            assert use["sources"]
            assert use["year"]
            assert use["factor"] * use["kwh"] == pytest.approx(use["value"], rel=1e-12)


def test_text_and_json_agree(pcf, lfp):
    text = pcf(*LFP, "-q").out
    shown = re.search(r"national average, official life-cycle factor\s+([\d.]+).*\n\s+2024", text)
    wanted = next(v for v in lfp["data"]["views"] if v["id"] == "national-official-2024")
    assert float(shown[1]) == pytest.approx(wanted["total"], rel=1e-3)
    assert "leaves out fuel supply" in text
    assert "electricity inside background datasets stays" in text


@pytest.mark.parametrize(
    ("lang", "word"), [("zh", "全国平均（官方碳足迹因子2024）"), ("en", "as stated")]
)
@pytest.mark.parametrize("width", ["60", "130"])
def test_screen_in_both_languages_and_widths(pcf, monkeypatch, lang, word, width):
    monkeypatch.setenv("COLUMNS", width)
    out = pcf(*LFP, "--lang", lang, "-q").out
    out.encode("gbk")
    assert word[:4] in out


def test_a_project_folder_and_a_scenario(pcf, project):
    """The bottle takes its punching electricity from the national grid; hydro in the scenario."""
    base = json.loads(pcf("sensitivity", "--electricity", "-C", project, "--format", "json").out)
    hydro = json.loads(
        pcf("sensitivity", "--electricity", "-C", project, "--scenario", "hydro-power",
            "--format", "json").out
    )  # fmt: skip
    assert base["data"]["scenario"] is None
    assert hydro["data"]["scenario"] == "hydro-power"
    network = [
        next(v["total"] for v in body["data"]["views"] if v["id"] == "national-network")
        for body in (base, hydro)
    ]
    # counted at the national grid, both say the same
    assert network[0] == pytest.approx(network[1], rel=1e-12)
    assert {f["code"] for f in hydro["findings"]} >= {"EL043"}
    assert not (Path(project) / "build").exists()


def test_parameters_do_not_go_with_electricity(pcf):
    answer = pcf(*LFP, "--params", "charging_efficiency")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error[PF013] --params does not go with --electricity\n")
    chinese = pcf(*LFP, "--params", "charging_efficiency", "--lang", "zh").err
    assert chinese.startswith("错误[PF013] --params不能与--electricity一起使用\n")


def test_csv_of_the_views(pcf, lfp):
    lines = pcf(*LFP, "--format", "csv").out.splitlines()
    assert lines[0] == "view,name,total,change,relative,electricity_share"
    assert len(lines) == 1 + len(lfp["data"]["views"])


def test_check_and_calc_show_the_consistency_findings(pcf, project):
    """Hydro power in a grid row is a warning of both verbs, and no verb refuses it."""
    swap = ("--scenario", "hydro-power")
    assert "warning[EL043]" in pcf("check", "-C", project, *swap).out
    assert pcf("calc", "-C", project, *swap).code == 0


def test_a_reason_in_the_settings_is_read(project):
    path = Path(project) / "pcf.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("[method]\n", '[method]\nelectricity_reason = "as the rule says"\n', 1),
        encoding="utf-8",
    )
    assert Project.load(project).model.method.electricity_reason == "as the rule says"
    path.write_text(text, encoding="utf-8")
    assert Project.load(project).model.method.electricity_reason == ""
