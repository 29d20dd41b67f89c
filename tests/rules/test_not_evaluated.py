"""What errors keep from being evaluated is told apart, and never passes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pcf.commands import main
from pcf.location import data_root

SELECT = ("--rules", "lithium-battery", "--select", "LIB009,LIB034")


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pack whose model cannot be read: a row names a process that is not there."""
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "p"
    shutil.copytree(data_root("datasets") / "examples" / "lfp-pack", folder)
    table = folder / "model" / "bom.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("process:al_tab_production", "process:nowhere", 1), "utf-8")
    return folder


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    return code, capsys.readouterr().out


def test_json_counts_it_apart_and_the_exit_code_is_1(broken: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    code, out = call(capsys, "check", "-C", str(broken), *SELECT, "--format", "json")
    data = json.loads(out)
    verdicts = {v["code"]: v["verdict"] for v in data["data"]["rules"][0]["verdicts"]}
    assert code == 1
    assert (verdicts["LIB009"], verdicts["LIB034"]) == ("not_evaluated", "not_evaluated")
    assert data["data"]["rules"][0]["counts"]["not_evaluated"] == 2
    assert {f["code"] for f in data["findings"]} == {"LIB009", "LIB034"}


@pytest.mark.parametrize("form", ["text", "csv", "sarif", "github"])
def test_every_form_names_it(form: str, broken: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    code, out = call(capsys, "check", "-C", str(broken), *SELECT, "--format", form, "--lang", "en")
    assert code == 1
    assert "LIB009" in out
    assert "LIB034" in out
    assert "evaluated" in out
    assert "no findings" not in out


def test_junit_has_errors_beside_failures(broken: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    code, out = call(capsys, "check", "-C", str(broken), *SELECT, "--format", "junit")
    suite = ElementTree.fromstring(out).find("testsuite[@name='lithium-battery']")
    assert code == 1
    assert suite is not None
    assert int(suite.get("errors", "0")) == len(suite.findall("testcase/error")) == 2


def test_a_total_that_half_the_project_does_not_reach_gives_exit_code_1(
    broken: Path, capsys
) -> None:  # type: ignore[no-untyped-def]
    """Formation without its filled cell: the rows behind it do not count, nor does their mass."""
    table = broken / "model" / "bom.csv"
    lines = table.read_text(encoding="utf-8").replace(
        "process:nowhere", "process:al_tab_production"
    )
    kept = [x for x in lines.split("\n") if not x.startswith("B-cell_formation-filled_cell,")]
    table.write_text("\n".join(kept), "utf-8")
    code, out = call(capsys, "calc", "-C", str(broken), "--format", "json")
    body = json.loads(out)
    assert code == 1
    assert "GR042" in {f["code"] for f in body["findings"] if f["level"] == "error"}
    assert body["data"]["coverage"]["rows"] < 200  # 284 with the cell
    assert body["data"]["coverage"]["mass_explained"] < 0.5
