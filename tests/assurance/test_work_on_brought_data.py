"""Samples, questions and work papers of a bundle are computed with its own rules and factors."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

import pcf
from pcf.commands import main
from pcf.location import data_file, laid_over

MODES = "transport/modes.csv"


def _changed(file: str, target: Path, *pairs: tuple[str, str]) -> Path:
    text = data_file(file).read_text(encoding="utf-8-sig")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    target.write_text(text, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def folder(bottle_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bottle, delivered by road over the default distance."""
    made = shutil.copytree(bottle_project, tmp_path_factory.mktemp("work") / "bottle")
    (made / "pcf.lock").unlink(missing_ok=True)
    table = made / "model" / "transport.csv"
    text = table.read_text(encoding="utf-8")
    assert ",kg,500,,km," in text
    table.write_text(
        text.replace(",kg,500,,km,", ",kg,,,,").replace("estimate,,,", 'estimate,"3,3,3,3,3",,'),
        encoding="utf-8",
    )
    return made


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Tables of another pcf: its lorries drive a thousand times as far."""
    target = tmp_path_factory.mktemp("far") / "modes.csv"
    table = _changed(MODES, target, ("truck_heavy_diesel_cn,500,", "truck_heavy_diesel_cn,500000,"))
    return {f"datasets/{MODES}": table}


@pytest.fixture(scope="module")
def bundle(folder: Path, far: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An honest bundle of the other pcf."""
    with laid_over(far):
        made = pcf.Project.load(folder).seal(reports=())
    return made.write(tmp_path_factory.mktemp("out") / "far.pcfz")


def drawn(subject: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict]:
    words = ["verify", str(subject), "--sample", "3", "--seed", "1", "--format", "json", *more]
    code = main(words)
    return code, json.loads(capsys.readouterr().out)


def shares(found: dict) -> dict[str, str]:
    return {row["address"]: f"{row['influence']:.9g}" for row in found["data"]["rows"]}


def test_a_sample_is_that_of_the_bundle_and_says_whose_tables_it_rests_on(
    folder: Path, far: dict[str, Path], bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with laid_over(far):
        _, expected = drawn(folder, capsys)
    code, found = drawn(bundle, capsys)
    assert shares(found) == shares(expected)
    assert shares(found) != shares(drawn(folder, capsys)[1])
    (told,) = [f for f in found["findings"] if f["level"] == "error"]
    assert (code, told["code"], told["node"]) == (1, "SE034", MODES)
    code, found = drawn(bundle, capsys, "--accept", MODES)
    assert (code, found["findings"][0]["code"]) == (0, "SE075")


def test_work_paper_and_questions_too(
    folder: Path, bundle: Path, far: dict[str, Path], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with laid_over(far):
        asked = [q.text("en") for q in pcf.Project.load(folder).verifier_questions()]
    assert main(["verify", str(bundle), "--questions", "--lang", "en"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert f"error[SE034] '{MODES}' is not that of this pcf" in shown
    assert f"--accept {MODES}" in shown
    assert asked[0] in shown
    paper = tmp_path / "paper.xlsx"
    words = ["verify", str(bundle), "--accept", MODES, "--lang", "zh"]
    assert main([*words, "--sample", "2", "--seed", "1", "--workpaper", str(paper)]) == 0
    assert f"警告[SE075] “{MODES}”不是本pcf的" in "".join(capsys.readouterr())
    assert main([*words, "--read-workpaper", str(paper)]) == 0
    assert main(["verify", str(bundle), "--read-workpaper", str(paper)]) == 1


def test_a_factor_set_that_is_unknown_here_is_used_and_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A newer pcf knows AR7: the bundle brings it."""
    sets = tmp_path / "sets.toml"
    known = data_file("climate/sets.toml").read_text(encoding="utf-8")
    head, entry, rest = known.partition('[[set]]\nid = "AR6"')
    new = (entry + rest.partition("[[set]]")[0]).replace('"AR6"', '"AR7"')
    sets.write_text(head + new + entry + rest, encoding="utf-8")
    gases = tmp_path / "gwp.csv"
    with data_file("climate/gwp.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    at = rows[0].index("AR6")
    with gases.open("w", encoding="utf-8", newline="") as stream:
        lines = [[*row, row[at]] for row in rows]
        csv.writer(stream).writerows([[*rows[0], "AR7"], *lines[1:]])
    home = Path(shutil.copytree(folder, tmp_path / "bottle"))
    settings = home / "pcf.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('gwp_set = "AR6"', 'gwp_set = "AR7"'), "utf-8"
    )
    newer = {"datasets/climate/sets.toml": sets, "datasets/climate/gwp.csv": gases}
    with laid_over(newer):
        made = pcf.Project.load(home).seal(reports=())
    assert made.content is not None, [f.message("en") for f in made.findings]
    code, found = drawn(made.write(tmp_path / "newer.pcfz"), capsys)
    assert shares(found)
    told = [(f["code"], f["node"]) for f in found["findings"] if f["level"] == "error"]
    assert (code, told) == (1, [("SE074", "AR7")])


def test_accepting_goes_with_a_bundle_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(folder), "--sample", "2", "--accept", MODES, "--lang", "en"]) == 2
    assert "WP072" in "".join(capsys.readouterr())
