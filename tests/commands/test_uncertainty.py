"""``pcf uncertainty`` and the further ways of ``pcf sensitivity`` at the prompt."""

from __future__ import annotations

import csv
import io
import json

LFP = ("--example", "lfp-pack")


def test_a_seed_must_be_stated(pcf):
    answer = pcf("uncertainty", *LFP)
    assert answer.code == 2
    assert answer.out == ""
    assert "error[MC001] no seed is stated for the draws" in answer.err
    assert "--seed 1" in answer.err


def test_seed_and_draws_of_the_project_are_taken_and_recorded(pcf, project):
    with (project / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[uncertainty]\nseed = 42\ndraws = 50\n")
    parameters = project / "model" / "exchanges.csv"
    text = parameters.read_text(encoding="utf-8-sig")
    header, first, *rest = text.splitlines()
    columns = header.split(",")
    cells = next(csv.reader([first]))
    cells[columns.index("uncertainty")] = "uniform"
    amount = float(cells[columns.index("amount")])
    cells[columns.index("low")], cells[columns.index("high")] = f"{amount / 2}", f"{amount * 2}"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    parameters.write_text("\n".join([header, out.getvalue().strip(), *rest]) + "\n", "utf-8")
    answer = pcf("uncertainty", "-C", project, "--format", "json")
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)["data"]
    assert (data["seed"], data["draws"], data["failed"]) == (42, 50, 0)
    assert [i["basis"] for i in data["inputs"]] == ["stated"]
    other = pcf("uncertainty", "-C", project, "--format", "json", "--seed", "7", "--draws", "20")
    data = json.loads(other.out)["data"]
    assert (data["seed"], data["draws"]) == (7, 20)


def test_faults_of_the_settings_name_their_line(pcf, project):
    with (project / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[uncertainty]\nseed = 1.5\nsed = 2\n")
    answer = pcf("check", "-C", project, "--format", "json")
    findings = {f["code"]: f for f in json.loads(answer.out)["findings"]}
    lines = (project / "pcf.toml").read_text(encoding="utf-8").splitlines()
    assert findings["MC010"]["location"]["line"] == lines.index("seed = 1.5") + 1
    assert findings["IO016"]["suggestion"] == "seed"


def test_the_same_call_gives_the_same_bytes(pcf):
    call = ("uncertainty", *LFP, "--seed", "1", "--draws", "100", "--format", "json")
    assert pcf(*call).out == pcf(*call).out


def test_the_page_says_what_is_assumed_and_what_is_not_covered(pcf):
    answer = pcf("uncertainty", *LFP, "--seed", "1", "--draws", "300", "--against", "hydro-power")
    assert answer.code == 0
    for words in (
        "300 draws, seed 1",
        "deterministic value     0.3532",
        "distributions are not centred on the stated values",
        "probability of being below hydro-power: 0 %",
        "inputs that state bounds alone and are taken as uniform: 71 of 71",
        "the background is not drawn (--background)",
    ):
        assert words in answer.out
    chinese = pcf("uncertainty", *LFP, "--seed", "1", "--draws", "300", "--lang", "zh")
    assert "抽样：300次，种子1" in chinese.out
    assert "后景数据没有抽样(--background)" in chinese.out


def test_csv_holds_statistics_parts_and_the_difference(pcf):
    call = ("uncertainty", *LFP, "--seed", "1", "--draws", "300", "--against", "base")
    rows = list(csv.DictReader(io.StringIO(pcf(*call, "--format", "csv").out.lstrip("﻿"))))
    kinds = {row["kind"] for row in rows}
    assert kinds == {"deterministic", "statistic", "variance", "below", "against", "difference"}
    # against itself: no draw differs
    assert {row["value"] for row in rows if row["kind"] in ("difference", "below")} == {"0.0"}
    whole = sum(float(row["value"]) for row in rows if row["kind"] == "variance")
    assert abs(whole - 1.0) < 1e-9


def test_mistakes_name_what_would_do(pcf):
    cases = {
        ("uncertainty", *LFP, "--seed", "1", "--against", "hydro-pwer"): ("MC006", "hydro-power"),
        ("uncertainty", *LFP, "--seed", "1", "--draws", "1"): ("MC017", "--draws 1000"),
        ("uncertainty", *LFP, "--seed", "-3"): ("MC019", "18446744073709551615"),
        ("uncertainty", "--example", "jrc-nmc111", "--seed", "1"): ("MC002", "uncertainty"),
        ("sensitivity", *LFP, "--sobol", "100", "--seed", "1"): ("MC005", "--sobol 64"),
        ("sensitivity", *LFP, "--sobol", "64"): ("MC001", "--seed 1"),
        ("sensitivity", *LFP, "--derivatives", "--electricity"): ("PF013", "--electricity"),
    }
    for call, (code, words) in cases.items():
        answer = pcf(*call)
        assert (answer.code, answer.out) == (2, ""), call
        assert f"error[{code}]" in answer.err, call
        assert words in answer.err, call


def test_derivatives_at_the_prompt(pcf):
    answer = pcf("sensitivity", *LFP, "--derivatives", "--format", "json")
    data = json.loads(answer.out)["data"]
    named = {p["address"]: p for p in data["parameters"]}
    # the total is divided by both efficiencies, and losses in use are, too
    assert named["parameters.charging_efficiency"]["elasticity"] < -1
    coal = data["background"][0]
    assert coal["dataset"].startswith("dataset:bg:elec_coal_cn")
    assert 0 < coal["elasticity"] < 1
