"""Who computes the chunks: this process, processes of this machine, or a cluster.

All run the same `work`, and hand back bytes; only the process that was called writes files. A
bounded number of chunks is under way at a time, whatever their number.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for

from pcf.errors import PcfError
from pcf.findings import Finding, finding
from pcf.portfolio.evaluate import Job, evaluate
from pcf.portfolio.identity import program
from pcf.portfolio.results import encoded

#: Chunks under way for each worker: one that is computed, one that waits.
AHEAD = 2
#: How often dead workers are replaced.
_LIVES = 3


@dataclass(frozen=True, slots=True)
class Worked:
    """Lines of a chunk, or why there are none."""

    chunk: int
    data: bytes
    count: int
    failed: int
    refused: tuple[Finding, ...] = ()


Engine = Callable[[Iterable[Job]], Iterator[Worked]]


def work(job: Job) -> Worked:
    """Compute a chunk; a pure function of its job and of the inputs that it names."""
    if program() != job.version:
        told = finding("BA022", observed=program(), expected=job.version)
        return Worked(job.chunk, b"", 0, 0, (told,))
    try:
        made = evaluate(job)
    except PcfError as error:
        return Worked(job.chunk, b"", 0, 0, error.findings)
    failed = sum(outcome.scores is None for outcome in made)
    return Worked(job.chunk, encoded(made), len(made), failed)


def here(jobs: Iterable[Job]) -> Iterator[Worked]:
    """Compute in this process, one chunk after the other."""
    yield from map(work, jobs)


def processes(workers: int) -> Engine:
    """Compute in processes of this machine.

    A worker that dies (out of memory, killed) is replaced and its chunks are computed again;
    `PcfError` with ``BA023`` when that happens too often.
    """

    def run(jobs: Iterable[Job]) -> Iterator[Worked]:
        waiting, under_way, lives = iter(jobs), dict[int, Job](), _LIVES
        while True:
            try:
                yield from _pooled(workers, waiting, under_way)
            except BrokenProcessPool:
                lives -= 1
                if not lives:
                    raise PcfError([finding("BA023", observed=_LIVES)]) from None
            else:
                return

    return run


def _end_with_caller() -> None:
    """Leave Ctrl-C to the caller, and end when it ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    caller = parent_process()
    if caller is None:
        return

    def watch(sentinel: int) -> None:
        wait_for([sentinel])
        os._exit(1)

    threading.Thread(target=watch, args=(caller.sentinel,), daemon=True).start()


def _pooled(workers: int, waiting: Iterator[Job], under_way: dict[int, Job]) -> Iterator[Worked]:
    """Run a pool until nothing waits; `under_way` holds what is not done when it breaks."""
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_end_with_caller
    ) as pool:
        futures: set[Future[Worked]] = {pool.submit(work, job) for job in under_way.values()}
        try:
            while True:
                for job in islice(waiting, max(AHEAD * workers - len(futures), 0)):
                    under_way[job.chunk] = job
                    futures.add(pool.submit(work, job))
                if not futures:
                    return
                done, futures = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    made = future.result()
                    del under_way[made.chunk]
                    yield made
        finally:
            for future in futures:
                future.cancel()
