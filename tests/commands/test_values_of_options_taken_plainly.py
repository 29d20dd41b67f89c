"""Words and paths of a call need no library to be converted; numbers are still checked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import typer
from surroundings import ROOT

from pcf.commands import app

_RUN = """
import sys
from pcf.commands import main
code = main(sys.argv[1:])
print("LOADED", code, *(n for n in ("pydantic", "rich", "pint") if n in sys.modules))
"""


def _loaded(*words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-c", _RUN, *words]
    done = subprocess.run(call, capture_output=True, check=True, env=env)
    return done.stdout.decode("utf-8").splitlines()[-1]


def test_help_and_a_list_load_no_library():
    assert _loaded("data", "list", "--lang", "en", "-q", "--format", "json") == "LOADED 0"


def test_values_arrive_as_typer_gives_them(tmp_path):
    command = typer.main.get_command(app).commands["calc"]  # type: ignore[attr-defined]
    words = ["-C", str(tmp_path), "--set", "a=1", "--set", "b=2", "--scenario", "x", "-q"]
    values = command.make_context("calc", words).params
    assert values["project"] == tmp_path
    assert isinstance(values["project"], Path)
    assert values["set_"] == ["a=1", "b=2"]
    assert not values["swap"]
    assert (values["scenario"], values["example"], values["top"]) == ("x", None, 10)
    assert values["quiet"] is True


def test_a_number_is_still_checked(pcf, project):
    answer = pcf("calc", "-C", str(project), "--top", "many")
    assert answer.code == 2
    assert "US036" in answer.err + answer.out
