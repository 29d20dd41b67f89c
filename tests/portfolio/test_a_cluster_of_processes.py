"""A real cluster: a scheduler and two workers, started by the engine's own commands."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from portfolio_kit import portfolio, small, variants

from pcf.api import run_batch
from pcf.errors import PcfError
from pcf.portfolio.run import How

pytest.importorskip("distributed", reason="extra pcf[cluster] is not installed")

ROOT = Path(__file__).parents[2]
PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'
SURROUNDINGS = {
    "PYTHONPATH": str(ROOT),
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
    "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False",
}


def free_port():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return some.getsockname()[1]


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"
        )
        self.workers = [self.add_worker(), self.add_worker()]

    def add_worker(self):
        return self._start(
            "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--memory-limit", "0", "--death-timeout", "20",
            "--local-directory", str(self.folder),
        )  # fmt: skip

    def _start(self, *words):
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            env={**os.environ, **SURROUNDINGS}, cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self):
        """Wait until both workers are there."""
        from distributed import Client

        with Client(self.address, timeout=20, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=20)

    def stop(self):
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(OSError):
                process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        made.wait()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    small(folder / "s")
    chance = random.Random(2)
    rows = [(f"v{n}", repr(chance.uniform(-0.1, 3))) for n in range(1200)]
    variants(folder / "v.csv", ("parameters.load",), rows)
    portfolio(folder, PRODUCT, chunk=50)
    run_batch(folder / "p.toml", folder / "out", How())
    return folder


def test_a_cluster_gives_the_bytes_of_the_local_run_though_a_worker_dies(cluster, whole, tmp_path):
    from pcf.portfolio.cluster import cluster as engine

    killed = []

    def with_a_death(jobs):
        for number, made in enumerate(engine(cluster.address)(jobs)):
            if number == 5:
                victim = cluster.workers[0]
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                killed.append(victim.pid)
            yield made

    run_batch(whole / "p.toml", tmp_path / "out", How(engine=with_a_death))
    assert len(killed) == 1
    wanted = (whole / "out" / "results.csv").read_bytes()
    assert (tmp_path / "out" / "results.csv").read_bytes() == wanted


def test_a_scheduler_that_dies_stops_the_batch_which_then_goes_on_here(whole, tmp_path):
    from pcf.portfolio.cluster import cluster as engine

    own = Cluster(tmp_path)
    try:
        own.wait()

        def with_an_end(jobs):
            for number, made in enumerate(engine(own.address)(jobs)):
                if number == 3:
                    own.stop()
                yield made

        begun = time.monotonic()
        with pytest.raises(PcfError, match="BA025"):
            run_batch(whole / "p.toml", tmp_path / "out", How(engine=with_an_end))
        assert time.monotonic() - begun < 60
    finally:
        own.stop()
    made = run_batch(whole / "p.toml", tmp_path / "out", How())
    assert made.taken_over >= 3 * 50
    wanted = (whole / "out" / "results.csv").read_bytes()
    assert (tmp_path / "out" / "results.csv").read_bytes() == wanted


def test_nobody_at_the_address(whole, tmp_path, monkeypatch):
    from pcf.portfolio import cluster as module

    monkeypatch.setattr(module, "PATIENCE", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(PcfError, match="BA025"):
        run_batch(whole / "p.toml", tmp_path / "out", How(engine=module.cluster(address)))
