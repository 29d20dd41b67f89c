"""Where files of evidence are looked for, and how a missing one is named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import pcf
from pcf.commands import main
from pcf.errors import PcfError

FILE = "evidence/fictitious-record.csv"


def looked(path: Path, folder: Path) -> tuple[int, list[tuple[str, str]]]:
    seen = pcf.Project.verify(path, evidence=folder)
    told = [(f.code, f.message("en")) for f in seen.findings if f.code in ("SE042", "SE043")]
    return seen.check("evidence").count, told


def test_the_folder_may_be_that_of_the_project_or_that_of_the_files(
    sealed: Path, bottle_project: Path, tmp_path: Path
) -> None:
    assert looked(sealed, bottle_project) == (1, [])
    assert looked(sealed, bottle_project / "evidence") == (1, [])
    flat = tmp_path / "evidence" / "more"
    flat.mkdir(parents=True)
    (flat / "fictitious-record.csv").write_bytes(b"another one")
    count, told = looked(sealed, flat)
    assert (count, [code for code, _ in told]) == (1, ["SE042"])


def test_the_file_with_the_recorded_hash_goes_before_one_of_its_name(
    sealed: Path, bottle_project: Path, tmp_path: Path
) -> None:
    """A folder that has both: an old one at the place recorded, the right one beside."""
    (tmp_path / "evidence").mkdir()
    (tmp_path / FILE).write_bytes(b"an old draft")
    shutil.copy(bottle_project / FILE, tmp_path)
    assert looked(sealed, tmp_path) == (1, [])


def test_what_is_missing_is_named_with_the_folder(sealed: Path, tmp_path: Path) -> None:
    count, told = looked(sealed, tmp_path)
    assert count == 0
    [(code, message)] = told
    assert code == "SE043"
    assert FILE in message
    assert f"'{tmp_path.name}'" in message


def test_a_folder_that_is_not_there_is_refused_and_named(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "recieved"
    with pytest.raises(PcfError) as caught:
        pcf.Project.verify(sealed, evidence=gone)
    assert [(f.code, f.observed) for f in caught.value.findings] == [("SE084", gone.as_posix())]
    assert main(["verify", str(sealed), "--evidence", str(gone), "--lang", "en"]) == 2
    assert "SE084" in capsys.readouterr().err


def test_files_that_nobody_looked_at_are_not_ok(sealed: Path) -> None:
    seen = pcf.Project.verify(sealed)
    assert seen.check("evidence").state == "not-checked"
    told = next(item for item in seen.findings if item.code == "SE046")
    assert FILE in told.message("en")
    assert FILE in told.message("zh")


def test_a_file_of_which_no_hash_is_recorded_is_told_and_not_counted(
    bottle_project: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    (folder / "pcf.lock").unlink(missing_ok=True)
    table = folder / "evidence" / "evidence.csv"
    table.write_text(re.sub(r"\b[0-9a-f]{64}\b", "", table.read_text("utf-8")), "utf-8")
    made = pcf.Project.load(folder).seal(reports=(), evidence=True)
    assert made.content is not None, [item.message("en") for item in made.findings]
    seen = pcf.Project.verify(made.write(tmp_path / "n.pcfz"))
    assert [f.code for f in seen.findings if f.code in ("SE042", "SE046", "SE047")] == ["SE047"]
    line = seen.check("evidence")
    assert (line.state, line.count, line.mismatches) == ("warning", 0, 0)


def test_status_names_a_missing_file_of_evidence(
    bottle_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    main(["status", "-C", str(folder), "--lang", "en"])
    assert "DQ002" not in capsys.readouterr().out
    (folder / FILE).unlink()
    main(["status", "-C", str(folder), "--lang", "en"])
    shown = capsys.readouterr().out
    assert "DQ002" in shown
    assert FILE in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_in_place_of_a_bundle_is_named(
    bottle_project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
) -> None:
    monkeypatch.chdir(bottle_project)
    assert main(["verify", ".", "--lang", lang]) == 2
    shown = capsys.readouterr().err
    assert "SE085" in shown
    assert bottle_project.name in shown
    assert "--sample" in shown


def test_an_unsigned_bundle_has_no_signature_that_is_not_trusted(
    bottle_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pcf.Project.load(bottle_project).seal(reports=()).write(tmp_path / "u.pcfz")
    assert main(["verify", str(path), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    [line] = [line for line in shown.splitlines() if line.startswith("signature")]
    assert line.split(maxsplit=1)[1] == "none in it"
    assert pcf.Project.verify(path).check("signature").state == "none"
