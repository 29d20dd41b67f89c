import os
import subprocess
import sys

from surroundings import ROOT

from pcf.commands import completion


def test_datasets_come_from_a_small_index(cache):
    first = completion.datasets()
    assert "elec_grid_cn" in first
    assert first == tuple(sorted(first))
    assert (cache / "completion.json").is_file()
    assert completion.datasets() == first


def test_a_damaged_index_is_made_again(cache):
    (cache / "completion.json").write_text("{", encoding="utf-8")
    assert "elec_grid_cn" in completion.datasets()


def test_no_place_to_write(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "file"))
    assert "elec_grid_cn" in completion.datasets()


def test_examples_and_scenarios(project, monkeypatch):
    monkeypatch.chdir(project)
    assert "paper-case" in completion.examples()
    assert "hydro-power" in completion.scenarios()


def test_the_shell_gets_names_without_the_engine(project):
    code = (
        "import sys; from pcf.commands import completion; "
        "assert completion.datasets() and completion.examples(); "
        "print([m for m in ('numpy', 'pint', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_completion_of_a_verb(process):
    done = process(_PCF_COMPLETE="complete_bash", COMP_WORDS="pcf cal", COMP_CWORD="1")
    assert done.stdout.decode().split() == ["calc"]
