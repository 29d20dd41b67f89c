"""Whoever is killed while inputs change leaves every file as it was, or all of them changed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import dying
import pytest
import workshop

from pcf.project import read_project
from pcf.project.changing import changing
from pcf.project.files import write_bytes
from pcf.project.holding import HOLD_FILE
from pcf.project.undo import KEPT, UNDO, unfinished

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")


@pytest.mark.parametrize("way", workshop.WAYS)
def test_killed_before_each_step_all_files_are_old_or_all_are_new(tmp_path, way):
    good = workshop.make(tmp_path / "good")
    before = dying.contents(good)
    whole = shutil.copytree(good, tmp_path / "whole")
    count = dying.steps(workshop.WAYS[way](whole, tmp_path))
    after = dying.contents(whole)
    changed = {name for name in before if before[name] != after[name]}
    assert {"model/bom.csv", "model/exchanges.csv"} <= changed
    assert count > 15
    mixed = 0
    for moment in range(1, count + 1):
        folder = shutil.copytree(good, tmp_path / f"killed-{moment}")
        dying.killed(workshop.WAYS[way](folder, tmp_path), moment)
        left = dying.seen(folder)
        is_half = left not in (before, after)
        had_journal = (folder / UNDO / "journal.json").exists()
        codes = [item.code for item in read_project(folder).findings]
        assert dying.seen(folder) in (before, after)
        assert ("IO051" in codes) == had_journal
        assert not (is_half and not had_journal)
        mixed += is_half
        workshop.WAYS[way](folder, tmp_path)()  # the same call again does the whole of it
        with changing(folder, "next"):  # and whoever writes next tidies up
            pass
        assert dying.seen(folder) == after
        assert not (folder / UNDO).exists()
        assert not (folder / HOLD_FILE).exists()
        shutil.rmtree(folder)
    assert mixed >= 1  # the moments that matter were among them


def test_killed_at_random_moments(tmp_path):
    names = ("pcf.toml", "model/bom.csv", "model/new/exchanges.csv")
    states = [{name: f"{word} {name}\n".encode() * 20_000 for name in names} for word in "AB"]
    folder = tmp_path / "project"
    with changing(folder, "first") as change:
        change.put(states[0])

    def for_ever() -> None:
        while True:
            for state in states[::-1]:
                with changing(folder, "second") as change:
                    change.put(state)

    chance = random.Random(20260801)
    cut = 0
    for _ in range(15):
        child = dying.start(for_ever)
        time.sleep(chance.uniform(0.005, 0.06))
        os.kill(child, signal.SIGKILL)
        assert dying.wait(child) == dying.KILLED
        cut += dying.seen(folder) not in states
        with changing(folder, "third"):
            assert dying.seen(folder) in states
    assert {p.name for p in folder.iterdir()} == {"pcf.toml", "model"}


def test_new_files_and_their_folders_go_again(tmp_path):
    folder = workshop.make(tmp_path / "p", "kg")
    before = dying.contents(folder)
    names = sorted(p.name for p in folder.iterdir())

    def work() -> None:
        with changing(folder, "import") as change:
            change.put({"suppliers/superseded/a.toml": b"a", "suppliers/b.toml": b"b"})
            os.kill(os.getpid(), signal.SIGKILL)

    assert dying.run(work) == dying.KILLED
    assert (folder / "suppliers/superseded/a.toml").exists()
    (told,) = workshop.told(folder)
    assert (told.code, told.level) == ("IO051", "warning")
    assert "suppliers/superseded/a.toml, suppliers/b.toml" in told.message("en")
    assert "pcf import" in told.message("en")
    assert dying.seen(folder) == before
    (folder / HOLD_FILE).unlink(missing_ok=True)
    assert sorted(p.name for p in folder.iterdir()) == names


def test_what_was_edited_after_the_kill_stays_and_the_original_is_kept(tmp_path):
    folder = workshop.make(tmp_path / "p", "kg")
    before = dying.contents(folder)

    def work() -> None:
        with changing(folder, "check --fix") as change:
            change.put({"model/bom.csv": b"one", "model/flows.csv": b"two"})
            os.kill(os.getpid(), signal.SIGKILL)

    assert dying.run(work) == dying.KILLED
    mine = before["model/bom.csv"] + b"B-2,"
    (folder / "model/bom.csv").write_bytes(mine)
    found = {item.code: item for item in read_project(folder).findings}
    assert (folder / "model/bom.csv").read_bytes() == mine
    assert (folder / "model/flows.csv").read_bytes() == before["model/flows.csv"]
    kept = folder / str(found["IO053"].expected)
    assert kept.read_bytes() == before["model/bom.csv"]
    assert kept.parent.name == "taken-back"
    assert not (folder / UNDO).exists()


def half_done(folder):
    """Kill a change of two files, then edit the first of them as a person would."""
    folder = workshop.make(folder, "kg")
    before = dying.contents(folder)

    def work() -> None:
        with changing(folder, "check --fix") as change:
            change.put({"model/bom.csv": b"one", "model/flows.csv": b"two"})
            os.kill(os.getpid(), signal.SIGKILL)

    assert dying.run(work) == dying.KILLED
    (folder / "model/bom.csv").write_bytes(before["model/bom.csv"] + b"B-2,")
    return folder, before


def is_taken_back(folder, before):
    """Whether the edit stays, the rest is as it was, and the edited file's original is kept."""
    (kept,) = (folder / KEPT).glob("*-bom.csv")
    return (
        (folder / "model/bom.csv").read_bytes() == before["model/bom.csv"] + b"B-2,"
        and (folder / "model/flows.csv").read_bytes() == before["model/flows.csv"]
        and kept.read_bytes() == before["model/bom.csv"]
        and not (folder / UNDO).exists()
    )


def test_taking_back_may_itself_be_killed_twice_at_any_step(tmp_path):
    good, before = half_done(tmp_path / "good")
    unfinished(shutil.copytree(good, tmp_path / "first"))  # whatever it imports is compiled now
    whole = shutil.copytree(good, tmp_path / "whole")
    count = dying.steps(lambda: unfinished(whole))
    assert is_taken_back(whole, before)
    assert count > 5
    for first in range(1, count + 1):
        once = shutil.copytree(good, tmp_path / f"once-{first}")
        dying.killed(lambda: unfinished(once), first)  # noqa: B023
        for second in (2, 5):
            twice = shutil.copytree(once, tmp_path / "twice")
            dying.run(lambda: dying.killed(lambda: unfinished(twice), second))  # noqa: B023
            codes = {item.code for item in unfinished(twice)}
            assert codes <= {"IO051", "IO053"}, (first, second)
            assert is_taken_back(twice, before), (first, second)
            shutil.rmtree(twice)


def test_a_file_that_is_open_elsewhere_stands_in_the_way_only_once(tmp_path, monkeypatch):
    folder, before = half_done(tmp_path / "p")
    whole = Path.replace

    def locked(path, target):
        if Path(target).name == "flows.csv":
            raise PermissionError(13, "it is open")
        return whole(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", locked)
        assert [item.code for item in unfinished(folder)] == ["IO003"]
    assert {item.code for item in unfinished(folder)} == {"IO051", "IO053"}
    assert is_taken_back(folder, before)


def test_a_file_edited_again_after_it_was_put_back_stays(tmp_path, monkeypatch):
    folder, _ = half_done(tmp_path / "p")

    def held(path, missing_ok=False):
        raise PermissionError(13, "it is open")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        assert [item.code for item in unfinished(folder)] == ["IO003"]
    (folder / "model/flows.csv").write_bytes(b"mine")
    found = {item.code: item for item in unfinished(folder)}
    assert set(found) == {"IO051", "IO053", "IO055"}
    assert "model/flows.csv" in found["IO055"].message("en")
    assert (folder / "model/flows.csv").read_bytes() == b"mine"
    assert unfinished(folder) == ()


def test_a_single_file_is_old_or_new_at_every_step(tmp_path):
    path = tmp_path / "declarations" / "chair.pcfz"
    old, new = b"old" * 100_000, b"new" * 100_000
    count = dying.steps(lambda: write_bytes(path, new))
    for there in (False, True):
        for moment in range(1, count):  # no folder is made where one is there
            shutil.rmtree(path.parent)
            if there:
                write_bytes(path, old)
            dying.killed(lambda: write_bytes(path, new), moment)
            held = path.read_bytes() if path.exists() else None
            assert held in ((old, new) if there else (None, new))
            path.parent.mkdir(exist_ok=True)
            assert not [p for p in path.parent.glob("*.pcfz") if p != path]


def test_leftovers_are_no_input_and_a_later_writer_removes_them(tmp_path):
    from pcf.project.digest import stamp

    folder = workshop.make(tmp_path / "p", "kg")
    digest = stamp(folder, "test").digest
    path = folder / "model" / "bom.csv"
    for moment in range(1, 6):
        dying.killed(lambda: write_bytes(path, path.read_bytes()), moment)
        if left := list(path.parent.glob(".pcf-new.*")):
            break
    assert len(left) == 1
    assert stamp(folder, "test").digest == digest
    assert not workshop.told(folder)
    write_bytes(path, path.read_bytes())
    assert left[0].exists()  # a machine that shares the folder may still write it
    os.utime(left[0], (0, 0))
    write_bytes(path, path.read_bytes())
    assert not left[0].exists()


@pytest.mark.parametrize("there", [False, True], ids=["no folder", "empty folder"])
def test_killed_while_a_project_is_made(tmp_path, there, monkeypatch):
    monkeypatch.setenv("PCF_LANG", "en")
    whole = tmp_path / "whole"
    if there:
        whole.mkdir()
    count = dying.steps(workshop.init(whole))
    after = dying.contents(whole)
    assert "pcf.toml" in after
    moments = sorted({1, 2, *range(3, count, max(1, count // 12)), *range(count - 4, count + 1)})
    for moment in moments:
        folder = tmp_path / f"killed-{moment}"
        if there:
            folder.mkdir()
        dying.killed(workshop.init(folder), moment)
        if not there and folder.exists():
            assert dying.contents(folder) == after
            continue
        if dying.seen(folder) == after and not (folder / UNDO / "journal.json").exists():
            continue
        assert dying.run(workshop.init(folder)) == 0
        assert dying.contents(folder) == after
