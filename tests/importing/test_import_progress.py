"""How far an import is: stages are counted, and shown on a terminal after a second only."""

from __future__ import annotations

import io

import pytest
from ilcd_kit import chain, write_zip

from pcf.commands import progress
from pcf.importing.database import import_database
from pcf.progress import counted, reporting, stage


class Record:
    def __init__(self):
        self.stages = []

    def begin(self, key, total):
        self.stages.append([key, total, 0.0])

    def advance(self, amount):
        self.stages[-1][2] += amount


def test_every_stage_of_an_import_is_told(tmp_path):
    path = write_zip(tmp_path / "a.zip", chain().texts())
    seen = Record()
    with reporting(seen):
        import_database(path, tmp_path, id="db")
    assert [key for key, _, _ in seen.stages] == [
        "stage_reading", "stage_building", "stage_linking", "stage_loops", "stage_writing",
        "stage_compiling", "stage_keeping",
    ]  # fmt: skip
    done = {key: (total, end) for key, total, end in seen.stages}
    size = sum(len(text.encode()) for text in chain().texts().values())
    assert done["stage_reading"] == (size, size)
    assert done["stage_building"] == (4, 4)
    assert done["stage_linking"] == (4, 4)


def test_nothing_is_told_to_nobody():
    stage("stage_loops")
    assert list(counted("ab", "stage_reading", 2)) == ["a", "b"]


@pytest.mark.parametrize(("waited", "shown"), [(0.5, False), (5.0, True)])
def test_bars_wait_a_second(monkeypatch, waited, shown):
    from rich.console import Console

    clock = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    stream = io.StringIO()
    bars = progress.Bars("en", Console(file=stream, force_terminal=True, width=80))
    bars.begin("stage_reading", 10)
    clock[0] += waited
    bars.advance(4)
    bars.begin("stage_linking", 2)
    bars.end()
    assert ("reading files" in stream.getvalue()) is shown


def test_bars_are_for_terminals(tmp_path, capsys, monkeypatch):
    from pcf.commands.screen import Screen

    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    screen = Screen(tmp_path, "text", None, "en", quiet=False, verbose=False, color=False)
    with progress.bars(screen, "working_import"):
        stage("stage_loops")
    assert capsys.readouterr().err == ""
