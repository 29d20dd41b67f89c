"""``-o`` writes over answers of pcf, again and again, and over nothing else that is of worth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pcf.commands import main
from pcf.commands.output import check_output, note_output
from pcf.errors import UsageError

KEY = "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n"
PUBLIC = "XvT/r0n2HVJ03OaINLiIur0/TbNJt8hWEEfwPFeTnBY="
TRUST = f'# whom we trust\n[[key]]\nname = "Plant"\npublic_key = "{PUBLIC}"\n'


@pytest.fixture
def here(bottle_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder to be in, and beside it a key, a bundle and a trust file."""
    folder = Path(shutil.copytree(bottle_project, tmp_path / "bottle"))
    (tmp_path / "plant").write_text(KEY)
    (tmp_path / "plant.pub").write_text(PUBLIC + "\n")
    (tmp_path / "trust").write_text(TRUST)
    (tmp_path / "a.pcfz").write_bytes(b"PK bundle")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("pcf.toml", "US053"), ("PCF.TOML/../pcf.toml", "US053"),
        ("./model/../study.toml", "US053"),
        ("model/bom.csv", "US053"), ("../bottle/model/bom.csv", "US053"),
        ("evidence/evidence.csv", "US053"), ("scenarios/note.toml", "US053"),
        ("README.md", "US053"), ("pcf.lock", "US053"), (".git/config", "US053"),
        ("report/extra.md", "US053"), ("link.csv", "US053"), ("model/link.json", "US053"),
        ("../plant", "US052"), ("../plant.pub", "US052"), ("../trust", "US052"),
        ("../a.pcfz", "US052"), ("../A2.PCFZ", "US052"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format", ["text", "json"])
def test_what_was_given_to_pcf_stays(here: Path, file: str, code: str, format: str, capsys) -> None:
    answer = '{"schema": "pcf/calc/1"}'
    for name in ("README.md", ".git/config", "report/extra.md", "scenarios/note.toml", "pcf.lock"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("x")
    (here / "link.csv").symlink_to(here / "model" / "bom.csv")
    (here / "model" / "link.json").write_text(answer)
    (here.parent / "A2.PCFZ").write_text("x")
    (here / "PCF.TOML").mkdir()
    before = (here / file).read_bytes()
    words = ["status", "--format", format, "-o", file, "--lang", "en"]
    assert main(words) == 2
    shown = capsys.readouterr()
    assert code in (shown.out if format == "json" else shown.err)
    assert "is kept" in " ".join(shown.err.split()) or format == "json"
    assert (here / file).read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["calc", "-o", "calc.txt"], ["calc", "--format", "json", "-o", "result.json"],
        ["status", "-o", "out/status.md"], ["check", "--format", "json", "-o", "build/c.json"],
        ["workbook", "export", "b.xlsx", "--force"],
    ],
)  # fmt: skip
def test_an_answer_is_written_again_and_again(here: Path, words: list[str]) -> None:
    codes = {main(words) for _ in range(3)}
    assert codes <= {0, 1}
    assert (here / words[-1 if "-o" in words else 2]).is_file()


def test_a_file_of_the_call_is_not_its_output(here: Path, capsys) -> None:
    """Both are answers of pcf, which may be written over by other calls."""
    assert main(["calc", "--format", "json", "-o", "a.json"]) == 0
    before = Path("a.json").read_bytes()
    for more in ([], ["--format", "json"], ["--format", "json", "--bogus"]):
        assert main(["compare", "base", "./a.json", "-o", "a.json", *more]) == 2
        assert Path("a.json").read_bytes() == before
    capsys.readouterr()
    main(["compare", "base", "a.json", "--format", "json", "-o", "a.json"])
    body = json.loads(capsys.readouterr().out)
    assert [item["code"] for item in body["findings"]] == ["US051"]
    assert main(["calc", "--format", "json", "-o", "a.json"]) == 0


def test_verify_writes_over_neither_bundle_nor_key(here: Path) -> None:
    bundle = here.parent / "b.pcfz"
    assert main(["seal", "-o", str(bundle)]) == 0
    sealed = bundle.read_bytes()
    for target in (bundle, here.parent / "plant", here.parent / "a.pcfz"):
        before = target.read_bytes()
        assert main(["verify", str(bundle), "--no-recompute", "-o", str(target)]) == 2
        assert target.read_bytes() == before
    assert main(["seal", "-o", str(bundle)]) == 0
    assert bundle.read_bytes() == sealed


def test_force_does_not_reach_inputs(here: Path) -> None:
    before = Path("pcf.toml").read_bytes()
    assert main(["workbook", "export", "pcf.toml", "--force"]) == 2
    assert Path("pcf.toml").read_bytes() == before


@pytest.mark.parametrize(
    "file", ["model/out.txt", "suppliers/new/out.json", "Scenarios/out.md", "review/r.html"]
)
def test_an_answer_does_not_become_an_input(here: Path, file: str, capsys) -> None:
    assert main(["status", "-o", file, "--lang", "en"]) == 2
    assert "US054" in "".join(capsys.readouterr())
    assert main(["seal", "-o", f"{file}.pcfz", "--lang", "zh"]) == 2
    assert "US054" in "".join(capsys.readouterr())
    assert not list(here.rglob("*out.*"))
    check_output(here / "build" / file, ())


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "a.pcfz", "--sample", "3", "--workpaper", "suppliers/paper.xlsx"],
        ["report", "--draft", "--figures", "model/figures"],
        ["report", "--draft", "--all", "review/all"],
    ],
)
def test_papers_and_figures_do_not_become_inputs(here: Path, words: list[str], capsys) -> None:
    assert main([*words, "--lang", "en"]) == 2
    assert "US054" in "".join(capsys.readouterr())
    assert not Path(words[-1]).exists()


def test_only_what_was_written_here_may_be_written_again(here: Path) -> None:
    """A file of the same name in another folder, and one that a person put there, stay."""
    (here / "notes.txt").write_text("of a person")
    (here / "out").mkdir()
    note_output(Path("calc.txt"))  # is not there
    for file in ("notes.txt", "out/calc.txt"):
        (here / file).touch()
        with pytest.raises(UsageError) as error:
            check_output(Path(file), ())
        assert [f.code for f in error.value.findings] == ["US053"]
    note_output(Path("out/calc.txt"))
    check_output(Path("out/calc.txt"), ())


def test_outside_of_projects_files_are_written_as_by_any_program(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("x")
    check_output(tmp_path / "list.csv", [tmp_path / "other.csv"])
