"""Open deviations and stale checks of a certifier are told wherever the study is looked at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import pcf
from pcf.calc.row_marks import row_marks
from pcf.commands import main
from pcf.project.workpaper import Check, write_checks

NAMES = ("ok", "deviation", "stale", "left")


@pytest.fixture(scope="module")
def checked(bottle_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bottle with three checks that count: one agrees, one deviates, one is of another row."""
    folder = Path(shutil.copytree(bottle_project, tmp_path_factory.mktemp("open") / "bottle"))
    marks = list(row_marks(pcf.Project.load(folder).calculate()).items())[: len(NAMES)]
    checks = []
    for name, (row, mark) in zip(NAMES, marks, strict=True):
        verdict = {"deviation": "deviation", "left": "not-checked"}.get(name, "ok")
        held = "0" * 16 if name == "stale" else mark
        seen = "1.2 kg" if name == "deviation" else ""
        checks.append(Check(row, verdict, seen, "", "Li Wei", "2026-03-31", held, "d", "p"))
    write_checks(folder, checks, "en")
    return folder


@pytest.fixture(scope="module")
def bundle(checked: Path) -> Path:
    return pcf.Project.load(checked).seal().write(checked.parent / "bottle.pcfz")


COUNTS = {"ok": 1, "deviations": 1, "stale": 1}


def told(findings) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.level, f.location.line) for f in findings if f.code in ("WP070", "WP071")]


def test_check_warns_of_both(checked: Path) -> None:
    found = pcf.Project.load(checked).check()
    assert told(found) == [("WP070", "warning", 3), ("WP071", "warning", 4)]
    deviation = next(f for f in found if f.code == "WP070")
    assert "'1.2 kg' (Li Wei, 2026-03-31)" in deviation.message("en")


def test_status_counts_and_names_them(checked: Path, capsys) -> None:
    main(["status", "--lang", "en", "-C", str(checked)])
    shown = capsys.readouterr().out
    assert "verifier's checks: 1 ok, 1 deviations, 1 stale" in shown
    assert "warning[WP070]" in shown
    assert "warning[WP071]" in shown


def test_seal_lists_them(bundle: Path, checked: Path) -> None:
    assert told(pcf.Project.load(checked).seal().findings) == [
        ("WP070", "warning", 3), ("WP071", "warning", 4),
    ]  # fmt: skip


def test_verify_lists_them_and_the_bundle_is_sound(bundle: Path, capsys) -> None:
    assert main(["verify", str(bundle), "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    assert "核查人的核查：符合1，偏差1，过时1" in shown
    assert "WP070" in shown
    main(["verify", str(bundle), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["data"]["verifier_checks"] == COUNTS


def test_a_study_without_checks_has_no_such_line(bottle_project: Path) -> None:
    found = pcf.Project.load(bottle_project).status()
    assert found.to_dict()["verifier_checks"] is None


@pytest.mark.parametrize(
    "words",
    [("--trust", "t.toml"), ("--deep",), ("--evidence", "."), ("--no-recompute",)],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("work", [("--sample", "2"), ("--questions",), ("--all-above", "5%")])
def test_verifying_beside_work_is_refused(bundle: Path, words, work, capsys) -> None:
    assert main(["verify", str(bundle), *work, *words, "--lang", "en"]) == 2
    shown = "".join(capsys.readouterr())
    assert "WP072" in shown
    assert words[0] in shown
    assert work[0] in shown


def test_a_sample_of_a_bundle_says_that_nothing_was_verified(bundle: Path, capsys) -> None:
    assert main(["verify", str(bundle), "--sample", "2", "--seed", "7", "--lang", "en"]) == 0
    assert "bottle.pcfz' were not verified here" in capsys.readouterr().out


@pytest.mark.parametrize(("size", "code"), [("0", "WP073"), ("-1", "WP001")])
def test_a_sample_of_no_row_is_refused(checked: Path, size: str, code: str, capsys) -> None:
    assert main(["verify", str(checked), "--sample", size]) == 2
    assert code in "".join(capsys.readouterr())


def test_one_mismatch_is_singular(bundle: Path, tmp_path: Path, trust: Path, capsys) -> None:
    assert main(["verify", str(bundle), "--trust", str(trust), "--lang", "en"]) == 1
    assert "bottle.pcfz: 1 mismatch\n" in capsys.readouterr().out


@pytest.mark.parametrize(("since", "warned"), [("2026-01-01", False), ("2999-01-01", True)])
def test_trust_from_a_day_to_come_is_a_warning(
    sealed: Path, trust: Path, tmp_path: Path, since: str, warned: bool, capsys
) -> None:
    path = tmp_path / "trust.toml"
    path.write_text(trust.read_text().replace("2026-01-01", since))
    words = ["verify", str(sealed), "--trust", str(path), "--no-recompute", "--lang", "en"]
    assert main(words) == 0
    assert ("SE027" in capsys.readouterr().out) is warned
