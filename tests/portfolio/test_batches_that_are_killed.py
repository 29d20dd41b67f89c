"""A batch gives the same bytes whoever computes it, and goes on where it was killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from portfolio_kit import lines, portfolio, small, variants

from pcf.api import run_batch
from pcf.errors import PcfError
from pcf.location import data_root
from pcf.portfolio.run import How

ROOT = Path(__file__).parents[2]
PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'
COUNT = 600
#: Data of pcf that enter results: where they are.
DATA = (
    ("product_rules", "base"),
    ("datasets", "fuels"),
    ("datasets", "battery"),
    ("datasets", "plausibility"),
    ("datasets", "materials"),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A portfolio with its results, computed in one go by one process."""
    folder = tmp_path_factory.mktemp("whole")
    small(folder / "s")
    chance = random.Random(1)
    rows = [(f"v{n}", repr(chance.uniform(-0.1, 3)), n % 7 or "") for n in range(COUNT)]
    variants(folder / "v.csv", ("parameters.load", "bom.B-1.amount"), rows)
    portfolio(folder, PRODUCT, chunk=40)
    run_batch(folder / "p.toml", folder / "out", How())
    return folder


def test_some_results_fail_and_most_do_not(whole):
    failed = [line for line in lines(whole / "out") if line["status"] == "failed"]
    assert 0 < len(failed) < COUNT / 10
    assert {line["findings"] for line in failed} == {"NU004"}


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_workers_gives_the_same_bytes(whole, tmp_path, workers):
    run_batch(whole / "p.toml", tmp_path / "out", How(workers))
    assert (tmp_path / "out" / "results.csv").read_bytes() == results(whole)
    assert not (tmp_path / "out" / "parts").exists()


def results(whole):
    return (whole / "out" / "results.csv").read_bytes()


def started(whole, out, *more):
    words = [sys.executable, "-m", "pcf", "batch", str(whole / "p.toml"), "-o", str(out), *more]
    return subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(ROOT)},
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_batch_goes_on_without_losing_or_repeating_a_line(whole, tmp_path, seed):
    out = tmp_path / "out"
    chance = random.Random(seed)
    process = started(whole, out)
    least = chance.randrange(1, 6)
    until = time.monotonic() + 60
    while len(list(out.glob("parts/*.csv"))) < least and time.monotonic() < until:
        if process.poll() is not None:
            break
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.02))
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {p.name: p.stat().st_mtime_ns for p in out.glob("parts/*.csv")}
    seen = []

    def watched(jobs):
        from pcf.portfolio.work import here

        for made in here(jobs):
            seen.append(made.chunk)
            yield made

    made = run_batch(whole / "p.toml", out, How(engine=watched))
    assert (out / "results.csv").read_bytes() == results(whole)
    done = made.taken_over // 40
    assert len(seen) == COUNT // 40 - done
    assert done >= min(len(kept), least) - 1  # at most the one whose line was not written yet
    assert len(set(seen)) == len(seen)


def part_way(whole, out):
    """Do five chunks of a batch."""
    from pcf.portfolio.work import here

    def five(jobs):
        for number, made in enumerate(here(jobs)):
            if number == 5:
                raise KeyboardInterrupt
            yield made

    with pytest.raises(KeyboardInterrupt):
        run_batch(whole / "p.toml", out, How(engine=five))
    assert len(list(out.glob("parts/*.csv"))) == 5


def test_a_line_cut_short_and_a_damaged_part_are_made_again(whole, tmp_path):
    out = tmp_path / "out"
    part_way(whole, out)
    journal = out / "journal.jsonl"
    text = journal.read_bytes().rstrip(b"\n")
    journal.write_bytes(text[:-20])  # chunk 4: half a line
    part = out / "parts" / "00000002.csv"
    part.write_bytes(part.read_bytes()[:-10])
    made = run_batch(whole / "p.toml", out, How())
    assert made.taken_over == 3 * 40  # chunks 0, 1, 3
    assert (out / "results.csv").read_bytes() == results(whole)


def copied(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy", ignore=shutil.ignore_patterns("out"))
    return tmp_path / "copy"


def change_table(folder):
    with (folder / "v.csv").open("a", encoding="utf-8") as stream:
        stream.write("more,1,1\n")


def change_project(folder):
    path = folder / "s" / "model" / "bom.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",3,", ",4,"), encoding="utf-8")


def change_portfolio(folder):
    portfolio(folder, PRODUCT, chunk=41)


def change_program(folder):
    head = folder / "out" / "batch.json"
    said = json.loads(head.read_text(encoding="utf-8"))
    head.write_text(json.dumps({**said, "program": "pcf 0.0.1"}), encoding="utf-8")


def change_data(name, part):
    """Lay other data over those of pcf: one file of a folder has a byte more."""

    def change(folder):
        own = folder / "data" / name
        own.mkdir(parents=True)
        for there in data_root(name).iterdir():
            if there.name != part:
                (own / there.name).symlink_to(there)
        changed = own / part
        if (data_root(name) / part).is_dir():
            shutil.copytree(data_root(name) / part, changed)
            changed = min(p for p in changed.rglob("*") if p.is_file())
            changed.write_bytes(changed.read_bytes() + b"\n")
        else:
            changed.write_bytes((data_root(name) / part).read_bytes() + b"\n")

    return change


def laid_over(folder):
    """Data of ``folder/data``, where they are there."""

    def root(name):
        own = folder / "data" / name
        return own if own.is_dir() else data_root(name)

    return root


@pytest.mark.parametrize(
    ("change", "named"),
    [
        *((change_data(*what), "embedded") for what in DATA),
        (change_table, "tables.v.csv"),
        (change_project, "projects.s"),
        (change_portfolio, "portfolio, chunk (40 -> 41)"),
        (change_program, "program (pcf 0.0.1 -> pcf"),
    ],
)
def test_a_changed_input_refuses_to_go_on_and_is_named(whole, tmp_path, change, named, monkeypatch):
    folder = copied(whole, tmp_path)
    monkeypatch.setattr("pcf.portfolio.identity.data_root", laid_over(folder))
    part_way(folder, folder / "out")
    change(folder)
    with pytest.raises(PcfError, match="BA010") as told:
        run_batch(folder / "p.toml", folder / "out", How())
    assert named in str(told.value)
    assert not (folder / "out" / "results.csv").exists()


def test_a_project_that_changes_meanwhile_stops_the_batch(whole, tmp_path):
    folder = copied(whole, tmp_path)

    def meddled(jobs):
        from pcf.portfolio.work import here

        for number, made in enumerate(here(jobs)):
            if number == 1:
                change_project(folder)
            yield made

    with pytest.raises(PcfError, match="BA020"):
        run_batch(folder / "p.toml", folder / "out", How(engine=meddled))


@pytest.mark.parametrize("change", [change_table, change_project])
def test_what_changes_after_the_last_chunk_keeps_it_from_being_put_together(
    whole, tmp_path, change
):
    folder = copied(whole, tmp_path)

    def meddled(jobs):
        from pcf.portfolio.work import here

        yield from here(jobs)
        change(folder)

    with pytest.raises(PcfError, match="BA010"):
        run_batch(folder / "p.toml", folder / "out", How(engine=meddled))
    assert not (folder / "out" / "results.csv").exists()


def test_a_finished_batch_computes_nothing_again(whole):
    def nobody(jobs):
        raise AssertionError("nothing is left")

    made = run_batch(whole / "p.toml", whole / "out", How(engine=nobody))
    assert made.taken_over == COUNT
    assert made.summary.count == COUNT


def test_a_folder_with_something_else_is_left_alone(whole, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("x", encoding="utf-8")
    with pytest.raises(PcfError, match="BA011"):
        run_batch(whole / "p.toml", tmp_path / "out", How())
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_worker_that_dies_is_replaced(whole, tmp_path):
    from concurrent.futures.process import BrokenProcessPool

    from pcf.portfolio import work

    broken = []

    def once(workers, waiting, under_way):
        if not broken:
            broken.append(1)
            for job in waiting:
                under_way[job.chunk] = job
                if len(under_way) == 3:
                    raise BrokenProcessPool
        for job in [*under_way.values(), *waiting]:
            under_way.pop(job.chunk, None)
            yield work.work(job)

    original, work._pooled = work._pooled, once
    try:
        run_batch(whole / "p.toml", tmp_path / "out", How(2))
    finally:
        work._pooled = original
    assert (tmp_path / "out" / "results.csv").read_bytes() == results(whole)


def children_of(pid):
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in tasks.read_text(encoding="ascii").split()]


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="no /proc")
def test_workers_end_with_a_batch_that_is_killed(whole, tmp_path):
    process = started(whole, tmp_path / "out", "--workers", "2")
    until = time.monotonic() + 60
    while not list(tmp_path.glob("out/parts/*.csv")) and time.monotonic() < until:
        time.sleep(0.01)
    left = children_of(process.pid)
    assert len(left) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    while any(map(is_running, left)) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(map(is_running, left))
