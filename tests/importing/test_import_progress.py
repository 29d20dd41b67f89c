"""How far an import is: stages are counted, and shown on a terminal after a second only."""

from __future__ import annotations

import io

import pytest
from ilcd_kit import chain, write_zip

from pcf.background import open_background
from pcf.commands import progress
from pcf.importing.database import import_database
from pcf.importing.writers import export_database
from pcf.progress import counted, reporting, stage


class Record:
    def __init__(self):
        self.stages = []

    def begin(self, key, total):
        self.stages.append([key, total, 0.0])

    def advance(self, amount):
        self.stages[-1][2] += amount


def test_every_stage_of_an_import_is_told(tmp_path):
    open_background()  # compiled already: its stages are its own
    path = write_zip(tmp_path / "a.zip", chain().texts())
    seen = Record()
    with reporting(seen):
        import_database(path, tmp_path, id="db")
    assert [key for key, _, _ in seen.stages] == [
        "stage_reading", "stage_building", "stage_linking", "stage_loops", "stage_writing",
        "stage_checking", "stage_compiling", "stage_storing", "stage_keeping",
    ]  # fmt: skip
    done = {key: (total, end) for key, total, end in seen.stages}
    size = sum(len(text.encode()) for text in chain().texts().values())
    assert done["stage_reading"] == (size, size)
    assert done["stage_building"] == (4, 4)
    assert done["stage_linking"] == (4, 4)


@pytest.mark.parametrize("format", ["ilcd", "openlca"])
def test_an_export_tells_how_much_is_written(tmp_path, format):
    import_database(write_zip(tmp_path / "a.zip", chain().texts()), tmp_path, id="db")
    seen = Record()
    with reporting(seen):
        export_database(tmp_path, "db", format, tmp_path / "out.zip")
    keys = [key for key, _, _ in seen.stages]
    assert keys[0] == "stage_loading"
    assert keys[-1] == "stage_exporting"
    _, total, done = seen.stages[-1]
    assert total == pytest.approx(done, rel=0.3)
    assert done > 8  # four processes and four flows at least


def test_a_cold_compile_is_told_by_the_bytes_read(tmp_path, monkeypatch):
    done = import_database(write_zip(tmp_path / "a.zip", chain().texts()), tmp_path, id="db")
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "another"))
    seen = Record()
    with reporting(seen):
        open_background("db", home=tmp_path)
    assert [key for key, _, _ in seen.stages] == [
        "stage_tables", "stage_checking", "stage_compiling", "stage_storing",
    ]  # fmt: skip
    size = (done.folder / "exchanges.csv").stat().st_size
    assert seen.stages[0][1:] == [size, size]


def test_texts_and_packed_files_are_counted(tmp_path):
    (tmp_path / "exchanges.csv").write_text(
        "process,direction,flow,amount,unit\nsteel,reference,steel,1,kg\n"
    )
    seen = Record()
    with reporting(seen):
        import_database(tmp_path / "exchanges.csv", tmp_path, id="db")
    size = (tmp_path / "exchanges.csv").stat().st_size
    assert seen.stages[0] == ["stage_reading", size, size]


def test_lines_when_asked_for_outside_a_terminal(tmp_path, capsys, monkeypatch):
    from pcf.commands.screen import Screen

    clock = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: clock[0])
    monkeypatch.setenv("PCF_PROGRESS", "lines")
    screen = Screen(tmp_path, "json", None, "en", quiet=True, verbose=False, color=False)
    with progress.bars(screen, "working_import"):
        for _ in counted(range(4), "stage_linking", 4):
            clock[0] += 6.0
    told = capsys.readouterr().err.splitlines()
    # after 6 s a quarter is done: 18 s are left; the item itself is counted after its work
    assert told[1:] == [
        "linking inputs", "linking inputs 25%, 18 s", "linking inputs 50%, 12 s",
        "linking inputs 75%, 6 s", "linking inputs 100%, 0 s",
    ]  # fmt: skip


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
