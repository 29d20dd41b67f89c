"""A disk that is full in the middle of writing: a finding, and every file as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import dying
import pytest
import workshop

from pcf.cache import keep, read_kept
from pcf.commands import main
from pcf.errors import PcfError
from pcf.project.changing import changing
from pcf.project.files import write_bytes
from pcf.project.undo import UNDO
from pcf.whole import write_whole

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="needs limits of processes")


@pytest.fixture
def full(monkeypatch):
    """No file reaches the disk any more, from the n-th on."""

    def begin(after: int = 0) -> None:
        left = [after]

        def fsync(_: int) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", fsync)

    return begin


@posix
@pytest.mark.parametrize("size", [0, 1, 4096, 199_999])
def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path, size):
    path = tmp_path / "chair.pcfz"
    path.write_bytes(b"old")
    assert dying.limited(lambda: write_bytes(path, b"x" * 200_000), size) == dying.REFUSED
    assert dying.contents(tmp_path) == {"chair.pcfz": b"old"}


@posix
@pytest.mark.parametrize("size", [10, 3_000, 30_000])
def test_of_several_files_none_is_changed_when_one_does_not_fit(tmp_path, size):
    before = {"a.csv": b"a", "b.csv": b"b" * 20_000, "c.csv": b"c"}
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)

    def work() -> None:
        with changing(tmp_path, "import") as change:
            change.put({"a.csv": b"1", "new/n.csv": b"2", "b.csv": b"3" * 50_000, "c.csv": b"4"})

    assert dying.limited(work, size) == dying.REFUSED
    assert dying.contents(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.csv", "c.csv"]


def test_a_fix_ends_wholly_or_not_at_all_however_much_room_is_left(tmp_path, full):
    before = dying.contents(workshop.make(tmp_path / "0"))
    codes = []
    for room in range(40):
        folder = workshop.make(tmp_path / str(room))
        full(room)
        try:
            assert len(workshop.fix(folder).done) == 2
        except PcfError as error:
            codes.append([item.code for item in error.findings])
            assert dying.contents(folder) == before
        else:
            assert dying.contents(folder) != before
            assert not (folder / UNDO).exists()
            break
    assert len(codes) > 5
    assert codes == [["IO003"]] * len(codes)
    assert room < 39


def test_the_mode_of_a_file_stays(tmp_path):
    path = tmp_path / "a.csv"
    write_bytes(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    write_bytes(path, b"2")
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_interrupted_writer_leaves_nothing(tmp_path):
    def parts():
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a", parts())
    assert not list(tmp_path.iterdir())


def test_a_file_system_that_cannot_be_asked_to_sync_is_written_all_the_same(tmp_path, monkeypatch):
    def fsync(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fsync)
    write_bytes(tmp_path / "a", b"1")
    assert dying.contents(tmp_path) == {"a": b"1"}


@posix
def test_the_cache_goes_without(tmp_path):
    path = tmp_path / "memo" / "a.json"
    assert keep(path, {"a": 1})

    def work() -> None:
        assert not keep(path, {"a": "x" * 10_000})

    assert dying.limited(work, 100) == 0
    assert read_kept(path) == {"a": 1}
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_an_answer_for_which_there_is_no_room_is_a_finding(tmp_path, full, capsys):
    folder = workshop.make(tmp_path / "p", "kg")
    old = tmp_path / "answer.json"
    old.write_text('{"schema": "pcf/status/1"}')
    full()
    call = ["check", "-C", str(folder), "-o", str(old), "--lang", "en"]
    for form in ([], ["--format", "json"]):
        assert main([*call, *form]) == 2
        said = capsys.readouterr()
        assert "IO003" in said.out + said.err
        assert "Traceback" not in said.err
        assert old.read_text() == '{"schema": "pcf/status/1"}'
    assert not list(folder.glob("build/crash-*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_to_a_full_stdout_is_a_finding(tmp_path):
    with Path("/dev/full").open("wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "pcf", "keys", "--help"],
            stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, "PCF_LANG": "en",
                 "PYTHONPATH": str(ROOT)},
            cwd=tmp_path, check=False,
        )  # fmt: skip
    told = done.stderr.decode()
    assert done.returncode == 2
    assert "error[IO003]" in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told
