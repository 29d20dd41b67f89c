"""Targets at the prompt, on the example pack: screens, JSON, exit codes."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pcf
from pcf.calc.as_json import footprint_from_json
from pcf.commands import main
from pcf.location import data_root
from pcf.report.reconciliation_view import bar, reconciliation_page
from pcf.report.targets_view import target_page, targets_page
from pcf.report.width import cells

EXAMPLES = data_root("datasets") / "examples"
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example: a verb may leave its result in ``build/``."""
    target = tmp_path_factory.mktemp("pack") / "lfp"
    shutil.copytree(EXAMPLES / "lfp-pack", target, ignore=shutil.ignore_patterns("build"))
    return target


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], folder: Path) -> Call:
    def made(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*words, "-C", str(folder), "--lang", "en"])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return made


def data(answer: tuple[int, str, str]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(answer[1])
    return body


def test_all_targets_in_one_table(call: Call) -> None:
    code, out, _ = call("calc", "--all")
    assert code == 0
    lines = [line.split() for line in out.split("\n")]
    table = lines[1 : lines.index([])]
    assert [line[1] for line in table if line[0] in ("gbt24067", "miit", "eu")] == [
        "gbt24067", "miit-traction-battery", "eu-battery-ev",
    ]  # fmt: skip
    assert "GWP set" in out
    assert "left out processes.use_losses" in out


def test_json_of_all_targets(call: Call) -> None:
    body = data(call("calc", "--all", "--format", "json"))
    assert body["schema"] == "pcf/calc-all/1"
    for target in body["data"]["targets"]:
        total = math.fsum(stage["value"] for stage in target["stages"])
        assert total == pytest.approx(target["total"]["value"], rel=1e-9)
        assert {s["decided_by"] for s in target["settings"]} <= {"target", "pack", "project"}


def test_one_target_is_a_result_like_any_other(call: Call, folder: Path) -> None:
    body = data(call("calc", "--target", "miit", "--format", "json"))
    assert body["schema"] == "pcf/calc/1"
    assert body["data"]["target"]["rules"]["id"] == "miit-traction-battery"
    assert footprint_from_json(body["data"]).total == body["data"]["total"]["value"]
    assert (folder / "build" / "result-target-miit.json").is_file()
    code, out, _ = call("calc", "--target", "miit")
    assert code == 0
    assert "decided by" in out
    assert "manufacturing" in out


def test_the_use_stage_is_outside_the_declaration(call: Call) -> None:
    body = data(call("calc", "--all", "--format", "json"))
    own, miit, _ = body["data"]["targets"]
    (left,) = miit["left_out"]
    assert left["address"] == "processes.use_losses"
    gone = own["total"]["value"] - miit["total"]["value"]
    assert left["value"] == pytest.approx(gone, rel=1e-9)


def test_the_walk_adds_up_on_the_example(call: Call) -> None:
    code, out, _ = call("compare", "target:gbt24067", "target:miit")
    assert code == 1
    assert "2 boundary" in out
    body = data(call("compare", "target:gbt24067", "target:miit", "--format", "json"))
    steps = body["data"]["steps"]
    parts = [part for step in steps for part in (step["delta"], step["rest"])]
    assert math.fsum(parts) == body["data"]["delta"]
    assert call("compare", "target:miit", "target:miit")[0] == 0


def test_a_target_against_the_project_and_against_a_result(call: Call, folder: Path) -> None:
    code, out, _ = call("compare", "base", "target:miit")
    assert code == 1
    assert "A base" in out
    code, _, _ = call("compare", "target:gbt24067", str(folder), "--tolerance", "1%")
    assert code in (0, 1)


def test_check_under_a_target_holds_its_pack(call: Call) -> None:
    body = data(call("check", "--target", "miit", "--format", "json"))
    assert {pack["id"] for pack in body["data"]["rules"]} == {"miit-traction-battery"}
    every = data(call("check", "--target", "all", "--format", "json"))
    assert len(every["data"]["rules"]) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("calc", "--target", "miti"), "TG027"),
        (("calc", "--all", "--set", "parameters.cycles=1"), "TG036"),
        (("calc", "--target", "miit", "--scenario", "ar5"), "TG036"),
        (("check", "--target", "miit", "--rules", "all"), "TG036"),
        (("compare", "target:miit", "target:mit"), "TG027"),
    ],
)
def test_mistakes_in_a_call(call: Call, words: tuple[str, ...], code: str) -> None:
    exit_code, out, _ = call(*words, "--format", "json")
    assert exit_code == 2
    assert [f["code"] for f in json.loads(out)["findings"]] == [code]


@pytest.mark.parametrize("width", [60, 100, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_screens_fit(folder: Path, width: int, lang: Any) -> None:
    project = pcf.Project.load(folder)
    results = project.calculate_all()
    walk = project.reconcile("gbt24067", "miit")
    pages = (
        targets_page(results, lang),
        target_page(results[1], lang),
        reconciliation_page(walk, lang),
    )
    for page in pages:
        text = page.render(width)
        assert max(map(cells, text.split("\n"))) <= width
        text.encode("gbk")


def test_bars_stand_on_one_scale() -> None:
    assert bar(0.0, 1.0, 0.0, 2.0, "=") == "=" * 16
    assert bar(2.0, 1.0, 0.0, 2.0, "-") == "." * 16 + "-" * 16
    assert bar(1.0, 1.001, 0.0, 2.0, "+") == "." * 16 + "+"
    assert bar(1.0, 1.0, 0.0, 2.0, "+") == ""
    assert bar(0.0, -1.0, -1.0, 1.0, "-") == "-" * 16
