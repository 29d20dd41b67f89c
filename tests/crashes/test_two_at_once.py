"""Two processes on one project: one writes, the other is told who does, and readers go on."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dying
import pytest
import workshop

from pcf.commands import main
from pcf.errors import PcfError
from pcf.project import raw, read_project
from pcf.project.changing import changing
from pcf.project.holding import HOLD_FILE, held
from pcf.project.lockfile import Lock, write_lock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork")


class Holder:
    """A child that holds a project, with a change under way when it is told to."""

    def __init__(self, folder: Path, put: dict[str, bytes] | None = None) -> None:
        reader, writer = os.pipe()

        def work() -> None:
            with changing(folder, "check --fix") as change:
                if put:
                    change.put(put)
                os.write(writer, b"!")
                signal.pause()

        self.number = dying.start(work)
        os.close(writer)
        assert os.read(reader, 1) == b"!"
        os.close(reader)

    def __enter__(self) -> Holder:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.number, signal.SIGKILL)
        assert dying.wait(self.number) == dying.KILLED


@contextmanager
def refusal() -> Iterator[None]:
    """Let pass that another holds the project, and nothing else."""
    try:
        yield
    except PcfError as error:
        if [item.code for item in error.findings] != ["IO050"]:
            raise


def test_the_second_writer_is_told_who_holds_the_project(tmp_path, capsys):
    folder = workshop.make(tmp_path / "p")
    before = dying.seen(folder)
    with Holder(folder) as holder:
        with pytest.raises(PcfError) as refused:
            workshop.fix(folder)
        (told,) = refused.value.findings
        assert (told.code, told.observed) == ("IO050", "p")
        assert f"pcf check --fix ({holder.number} @ " in told.message("en")
        with pytest.raises(PcfError):
            write_lock(folder, Lock())
        assert main(["check", "-C", str(folder), "--fix", "--yes", "--lang", "zh"]) == 2
        assert "IO050" in capsys.readouterr().err
    assert dying.seen(folder) == before
    assert (folder / HOLD_FILE).exists()  # of a process that is no more: it holds nobody up
    assert len(workshop.fix(folder).done) == 2
    assert not (folder / HOLD_FILE).exists()


def test_readers_go_on_while_another_holds(tmp_path):
    folder = workshop.make(tmp_path / "p", "kg")
    with Holder(folder):
        assert read_project(folder).model is not None
        assert not workshop.told(folder)


def test_no_result_is_made_of_inputs_that_change_now(tmp_path):
    folder = workshop.make(tmp_path / "p", "kg")
    before = dying.seen(folder)
    with Holder(folder, {"model/bom.csv": before["model/bom.csv"] + b"\n"}) as holder:
        reading = read_project(folder)
        (told,) = (f for f in reading.findings if f.level == "error")
        assert (reading.model, told.code) == (None, "IO052")
        assert f"({holder.number} @ " in told.message("en")
        assert dying.seen(folder) != before  # a reader takes nothing back from who is at work
    (told,) = workshop.told(folder)
    assert told.code == "IO051"
    assert read_project(folder).model is not None
    assert dying.seen(folder) == before


def test_a_change_that_begins_while_files_are_read_is_met(tmp_path, monkeypatch):
    folder = workshop.make(tmp_path / "p", "kg")
    table = raw.read_table
    holders: list[Holder] = []

    def slow(*given):  # between two tables another process changes both
        if not holders:
            holders.append(Holder(folder, {"model/bom.csv": b"x", "model/exchanges.csv": b"y"}))
        return table(*given)

    monkeypatch.setattr(raw, "read_table", slow)
    reading = read_project(folder)
    assert "IO052" in [f.code for f in reading.findings]
    assert reading.model is None
    with holders[0]:
        pass


def test_nobody_gets_between_reading_and_writing(tmp_path):
    count = tmp_path / "count.txt"
    count.write_text("0")
    times, children = 40, 4

    def work() -> None:
        done = 0
        while done < times:
            with refusal(), held(tmp_path, "count"):
                count.write_text(str(int(count.read_text()) + 1))
                done += 1

    started = [dying.start(work) for _ in range(children)]
    assert [dying.wait(child) for child in started] == [0] * children
    assert count.read_text() == str(times * children)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["count.txt"]


def test_files_of_two_writers_are_never_mixed(tmp_path):
    names = ("a.csv", "b.csv", "c.csv")

    def writer(word: str) -> dying.Work:
        def work() -> None:
            done = 0
            while done < 10:
                with refusal(), changing(tmp_path, word) as change:
                    change.put({name: f"{word}{done}".encode() for name in names})
                    done += 1
                    assert len(set(dying.seen(tmp_path).values())) == 1

        return work

    started = [dying.start(writer(word)) for word in "xyz"]
    assert [dying.wait(child) for child in started] == [0, 0, 0]
    assert len(set(dying.contents(tmp_path).values())) == 1


def test_a_thread_does_not_share_the_hold_of_another(tmp_path):
    codes: list[str] = []

    def second() -> None:
        try:
            with held(tmp_path, "second"):
                codes.append("held")
        except PcfError as error:
            codes.extend(item.code for item in error.findings)

    with held(tmp_path, "first"), held(tmp_path, "first again"):
        other = threading.Thread(target=second)
        other.start()
        other.join()
    second()
    assert codes == ["IO050", "held"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"task": 1}', '{"task": "\\u001b[31m"}' * 400])
def test_a_hold_file_with_anything_in_it_is_taken_over(tmp_path, text):
    (tmp_path / HOLD_FILE).write_text(text)
    with held(tmp_path, "check --fix"):
        pass
    assert not (tmp_path / HOLD_FILE).exists()


def test_a_hold_file_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "p").mkdir()
    target = tmp_path / "precious.txt"
    target.write_text("mine")
    (tmp_path / "p" / HOLD_FILE).symlink_to(target)
    with pytest.raises(PcfError) as refused, held(tmp_path / "p", "x"):
        pass
    assert [item.code for item in refused.value.findings] == ["IO003"]
    assert target.read_text() == "mine"
