"""One journey for each user, at the prompt, from an empty folder."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def pcf(*words: str, cwd: Path, code: int = 0, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pcf", *words],
        cwd=cwd,
        env={**os.environ, "PCF_LANG": "en", "COLUMNS": "100", **env},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


def data(text: str) -> dict:
    return json.loads(text)["data"]


def test_manufacturer_from_example_to_explained_footprint(tmp_path: Path) -> None:
    pcf("init", "my-pack", "--example", "lfp-pack", cwd=tmp_path)
    project = tmp_path / "my-pack"
    pcf("check", cwd=project)
    result = data(pcf("calc", "--format", "json", cwd=project))
    assert result["total"]["unit"] == "kg CO2e/kWh"
    assert [s["id"] for s in result["stages"]] == [
        "raw_material", "production", "distribution", "use", "end_of_life",
    ]  # fmt: skip
    assert sum(s["value"] for s in result["stages"]) == pytest.approx(
        result["total"]["value"], rel=1e-9
    )

    # a wrong unit in one row is refused with file and row, and nothing is computed
    table = project / "model" / "bom.csv"
    text = table.read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    row = next(n for n, line in enumerate(lines) if line.startswith("B-cell_assembly-"))
    table.write_text(text.replace(lines[row], lines[row].replace(",kg,", ",kgg,")), "utf-8-sig")
    told = json.loads(pcf("check", "--format", "json", cwd=project, code=1))
    [problem] = [f for f in told["findings"] if f["level"] == "error"]
    assert (problem["location"]["file"], problem["location"]["line"]) == ("model/bom.csv", row + 1)
    assert problem["observed"] == "kgg"
    pcf("calc", cwd=project, code=2)
    table.write_text(text, "utf-8-sig")

    # hydro power: the difference is told row by row
    hydro = data(pcf("calc", "--scenario", "hydro-power", "--format", "json", cwd=project))
    assert hydro["total"]["value"] < result["total"]["value"]
    change = data(
        pcf("compare", ".", "scenario:hydro-power", "--format", "json", cwd=project, code=1)
    )
    assert sum(c["delta"] for c in change["changes"]) == pytest.approx(change["delta"], rel=1e-9)


def test_exporter_hands_out_results_and_graph(tmp_path: Path) -> None:
    pcf("init", "pack", "--example", "nmc811-pack", cwd=tmp_path)
    project = tmp_path / "pack"
    before = sorted(p.name for p in tmp_path.iterdir())
    pcf("calc", "--format", "json", "-o", "a.json", cwd=project)
    ar5 = ["--set", "pcf.method.gwp_set=AR5"]
    pcf("calc", *ar5, "--format", "json", "-o", "b.json", cwd=project)
    change = data(pcf("compare", "a.json", "b.json", "--format", "json", cwd=project, code=1))
    assert change["comparable"] is False
    assert {r["what"] for r in change["reasons"]} == {"gwp_set"}
    assert pcf("compare", "a.json", "a.json", cwd=project, code=0)

    pcf("graph", "--format", "graphml", "-o", "chain.graphml", cwd=project)
    import networkx as nx

    graph = nx.read_graphml(project / "chain.graphml")
    assert graph.number_of_nodes() > 100
    pcf("graph", "--format", "csv", "-o", "edges.csv", cwd=project)
    with (project / "edges.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == graph.number_of_edges()

    pcf("workbook", "export", "pack.xlsx", cwd=project)
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_certifier_follows_a_number_to_its_source(tmp_path: Path) -> None:
    pcf("init", "their", "--example", "lfp-pack", cwd=tmp_path)
    project = tmp_path / "their"
    # the example is for learning: nothing can be declared with it, and status says so
    status = data(pcf("status", "--format", "json", cwd=project, code=1))
    gaps = status["rows_without_evidence"]
    assert gaps == sorted(gaps, key=lambda g: -g["share"])
    top = data(pcf("explain", "total", "--until", "50%", "--format", "json", cwd=project))
    assert top["rest"]["count"] > 0
    term = next(t for t in top["terms"] if t["address"].startswith("row:bom/"))
    row = data(pcf("explain", term["address"], "--depth", "3", "--format", "json", cwd=project))
    assert row["value"] == pytest.approx(term["value"])
    assert row["place"]["file"] == "model/bom.csv"
    assert all(source["citation"] for source in row["sources"])
    dataset = row["facts"]["supplier"].removeprefix("bg:").split("/")[0]
    assert dataset in pcf("data", "show", dataset, cwd=project)
    wrong = json.loads(pcf("explain", "stage:manufacture", "--format", "json", cwd=project, code=2))
    assert "stage:production" in wrong["findings"][0]["help"]["en"]


def test_results_are_the_same_bytes_twice(tmp_path: Path) -> None:
    pcf("init", "p", "--example", "paper-case", cwd=tmp_path)
    first = pcf("calc", "--format", "json", cwd=tmp_path / "p")
    again = pcf("calc", "--format", "json", cwd=tmp_path / "p", PYTHONHASHSEED="7")
    assert first == again
