"""A process that is killed while it imports leaves no half database, and nothing for long."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ilcd_kit import chain, uuid, write_zip
from linked_kit import intensity

from pcf.background import open_background
from pcf.background.opening import imported_backgrounds
from pcf.commands import main
from pcf.errors import UsageError
from pcf.importing.aside import fresh_target
from pcf.importing.database import import_database
from pcf.leftovers import fresh_folder, sweep
from pcf.project.holding import held

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

#: Imports, and kills itself before the n-th change of a file; without n it counts them.
CHILD = """
import os, signal, sys
from pathlib import Path
from pcf.importing.database import import_database
package, home, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
done = 0
def watch(event, args):
    global done
    if event in ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree") or (
        event == "open" and isinstance(args[0], str | bytes | Path) and args[1] not in ("r", "rb")
        and str(home) in str(args[0])
    ):
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
import_database(package, home, id="db")
print(done)
"""


def child(package: Path, home: Path, cache: Path, last: int):
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(package), str(home), str(last)],
        env={**os.environ, "PCF_CACHE_DIR": str(cache), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def hidden(home):
    folder = home / "backgrounds"
    return [p.name for p in folder.iterdir() if p.name.startswith(".")] if folder.exists() else []


def score(home):
    background = open_background("db", home=home)
    column = [c.flow for c in background.columns].index("co2_fossil")
    return float(background.intensities[background.index(uuid(4)), column])


@pytest.mark.parametrize("there", [False, True], ids=["first import", "import again"])
def test_killed_at_many_moments(tmp_path, monkeypatch, there):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    package = write_zip(tmp_path / "a.zip", chain().texts())
    before = tmp_path / "before"
    before.mkdir()
    if there:
        import_database(package, before, id="db")
    for name in ("warm", "counted"):  # the first fills the cache, whose files count as well
        run = child(package, shutil.copytree(before, tmp_path / name), tmp_path / "cache", 0)
        assert run.returncode == 0, run.stderr
    whole = int(run.stdout)
    assert whole > 8
    last = range(whole - 4, whole + 1) if there else (1, whole // 3, 2 * whole // 3, whole)
    for moment in last:
        home = shutil.copytree(before, tmp_path / f"killed-{moment}")
        assert child(package, home, tmp_path / "cache", moment).returncode == -signal.SIGKILL
        if imported_backgrounds(home):  # what can be seen is whole
            assert score(home) == pytest.approx(2.0, rel=1e-12)
        done = import_database(package, home, id="db")
        assert intensity(done, uuid(4)) == pytest.approx(2.0, rel=1e-12)
        assert hidden(home) == []
        assert imported_backgrounds(home) == ("db",)


@pytest.mark.parametrize("room", [0, 3, 8])
def test_a_full_disk_leaves_the_earlier_import(tmp_path, monkeypatch, room):
    package = write_zip(tmp_path / "a.zip", chain().texts())
    home = tmp_path / "home"
    import_database(package, home, id="db")
    before = {p.name: p.read_bytes() for p in (home / "backgrounds" / "db").iterdir()}
    left = [room]

    def fsync(_):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        import_database(package, home, id="db")
    call = ["data", "import", str(package), "-C", str(home), "--id", "db", "--lang", "en"]
    (home / "pcf.toml").write_text("schema = 1\n")
    assert main(call) == 2  # a finding, no crash
    assert {p.name: p.read_bytes() for p in (home / "backgrounds" / "db").iterdir()} == before
    assert sorted(p.name for p in home.iterdir()) == ["backgrounds", "pcf.toml"]
    assert hidden(home) == []


def test_the_second_import_into_a_project_is_told_of_the_first(tmp_path):
    package = write_zip(tmp_path / "a.zip", chain().texts())
    with held(tmp_path / "home", "data import"):
        done = child(package, tmp_path / "home", tmp_path / "cache", 0)
    assert "IO050" in done.stderr
    assert not (tmp_path / "home" / "backgrounds").exists()


def test_of_two_exports_into_one_folder_the_slower_is_told(tmp_path):
    target = tmp_path / "export"

    def export() -> None:
        with fresh_target(target) as fresh:
            fresh.mkdir()
            target.mkdir()
            (target / "faster").write_text("whole")

    with pytest.raises(UsageError) as refused:
        export()
    assert [item.code for item in refused.value.findings] == ["IM048"]
    assert [p.name for p in tmp_path.iterdir()] == ["export"]
    assert [p.name for p in target.iterdir()] == ["faster"]


def dead_process():
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def test_what_was_moved_aside_comes_back(tmp_path):
    old = tmp_path / f".old-db.{dead_process()}.abc"
    old.mkdir()
    (old / "manifest.toml").write_text("kept")
    (tmp_path / f".new-db.{dead_process()}.abc").mkdir()
    sweep(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["db"]
    assert (tmp_path / "db" / "manifest.toml").read_text() == "kept"


def test_the_work_of_others_stays(tmp_path):
    mine = fresh_folder(tmp_path / "db")
    other = tmp_path / f".new-db.{os.getppid()}.abc"
    other.mkdir()
    foreign = tmp_path / ".new-something"
    foreign.mkdir()
    sweep(tmp_path)
    assert mine.is_dir()
    assert other.is_dir()
    assert foreign.is_dir()
