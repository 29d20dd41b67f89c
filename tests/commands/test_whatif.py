"""``pcf whatif`` and ``pcf sensitivity`` at the prompt: same figures in every form, no file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from pcf import Project
from pcf.location import data_root

PUT_IN = ("--set", "parameters.charging_efficiency=0.93")
LFP = ("--example", "lfp-pack")


@pytest.fixture
def changed(pcf):
    answer = pcf("whatif", *LFP, *PUT_IN, "--format", "json")
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)["data"]


def test_whatif_equals_calc_with_the_same_values(pcf, changed):
    calc = json.loads(pcf("calc", *LFP, *PUT_IN, "--format", "json").out)["data"]
    base = json.loads(pcf("calc", *LFP, "--format", "json").out)["data"]
    assert changed["b"]["total"] == calc["total"]
    assert changed["a"]["total"] == base["total"]
    assert changed["stages_after"] == {part["id"]: part["value"] for part in calc["stages"]}
    assert changed["set"] == [PUT_IN[1]]


def test_parts_of_the_change_add_up(changed):
    for parts in (changed["stages"], changed["changes"]):
        total = sum(part.get("delta", part.get("value")) for part in parts)
        assert total == pytest.approx(changed["delta"], rel=1e-9)


def test_csv_holds_the_same(pcf, changed):
    table = list(csv.DictReader(io.StringIO(pcf("whatif", *LFP, *PUT_IN, "--format", "csv").out)))
    total = next(row for row in table if row["kind"] == "total")
    assert float(total["change"]) == changed["delta"]
    assert sum(1 for row in table if row["kind"] == "row") == len(changed["changes"])


@pytest.mark.parametrize(("lang", "word"), [("zh", "改变后"), ("en", "changed")])
@pytest.mark.parametrize("width", ["60", "130"])
def test_screen(pcf, monkeypatch, lang, word, width):
    monkeypatch.setenv("COLUMNS", width)
    out = pcf("whatif", *LFP, *PUT_IN, "--lang", lang, "-q").out
    out.encode("gbk")
    assert word in out
    assert "charging_efficiency=0.93" in out
    assert "performance" not in out
    assert "等级" not in out


def test_nothing_to_change(pcf):
    answer = pcf("whatif", *LFP)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("error[PF010] neither --set nor --swap says what to change\n")


def test_no_file_is_touched(pcf, project):
    before = sorted(Path(project).rglob("*"))
    assert pcf("whatif", "-C", project, "--set", "pcf.method.gwp_set=AR5").code == 0
    assert pcf("sensitivity", "-C", project).code == 0
    assert sorted(Path(project).rglob("*")) == before


def test_class_in_calc_and_whatif(pcf, project):
    unit = Project.load(project).calculate().unit
    (Path(project) / "performance_classes.toml").write_text(
        f'unit = "{unit}"\nsource = "a test"\n[[class]]\nname = "only"\n', encoding="utf-8"
    )
    assert "only   (a test)" in pcf("calc", "-C", project).out
    body = json.loads(pcf("calc", "-C", project, "--format", "json").out)["data"]
    assert body["performance"]["class"] == "only"
    out = pcf("whatif", "-C", project, "--set", "pcf.method.gwp_set=AR5").out
    assert "base: only" in out
    assert "changed: only" in out


def test_the_set_is_the_default(pcf):
    data = json.loads(pcf("sensitivity", *LFP, "--format", "json").out)["data"]
    kinds = list(dict.fromkeys(case["kind"] for case in data["cases"]))
    assert kinds == [
        "allocation", "electricity", "gwp_set", "parameter", "use", "end_of_life", "scenario",
    ]  # fmt: skip
    total = Project.load(data_root("datasets") / "examples" / "lfp-pack").calculate().total
    assert data["total"]["value"] == total
    text = pcf("sensitivity", *LFP, "-q").out
    assert "This is arithmetic on one result, not advice" in text
    assert f"--swap {data['swaps'][0]['swap'][:20]}" in text.replace("\n", " ").replace("  ", "")
    text.encode("gbk")


def test_named_parameters_and_their_range(pcf):
    call = ("sensitivity", *LFP, "--params", "charging_efficiency", "--range", "2%")
    data = json.loads(pcf(*call, "--format", "json").out)["data"]
    assert [case["name"] for case in data["cases"]] == [
        "charging_efficiency +2 %", "charging_efficiency -2 %",
    ]  # fmt: skip
    assert data["step"] == 0.02
    assert pcf(*call[:-1], "0").err.startswith("error[PF012] the range '0'")
    assert pcf(*call[:-1], "ten").err.startswith("error[US046]")
    wrong = pcf("sensitivity", *LFP, "--params", "charging_efficency")
    assert wrong.code == 2
    assert "error[PF011]" in wrong.err
    assert "nearest: charging_efficiency" in wrong.err


def test_csv_of_the_set(pcf):
    out = pcf("sensitivity", *LFP, "--format", "csv").out
    table = list(csv.DictReader(io.StringIO(out)))
    kinds = {row["kind"] for row in table}
    assert {"parameter", "row_decrease", "parameter_decrease", "swap"} <= kinds
    assert not any(cell.startswith(("=", "+", "@")) for row in table for cell in row.values())


def test_whatif_under_a_target(pcf):
    # Under the draft act the divisor follows the warranty and not the cycles of the cell.
    cycles = ("--set", "parameters.cycles.value=2000")
    under = pcf("whatif", *LFP, *cycles, "--target", "eu", "--format", "json")
    assert (under.code, under.err) == (0, "")
    data = json.loads(under.out)["data"]
    target = json.loads(pcf("calc", *LFP, "--target", "eu", "--format", "json").out)["data"]
    assert data["a"]["total"] == target["total"]
    assert data["b"]["total"] == data["a"]["total"]
    moved = pcf(
        "whatif", *LFP, "--set", "transport.T-RAIL.distance=1", "--target", "nowhere"
    )  # fmt: skip
    assert moved.code == 2
    assert "TG027" in moved.err


def test_a_target_is_no_scenario(pcf):
    both = pcf("whatif", *LFP, *PUT_IN, "--target", "eu", "--scenario", "x")
    assert both.code == 2
