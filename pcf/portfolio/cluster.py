"""The same work on a cluster of Dask (extra ``pcf[cluster]``).

The scheduler and its workers are started by their own commands (``dask scheduler``, ``dask
worker``). Every worker needs pcf in the same version and the project folders under the same paths.
A worker that dies costs the chunks it was computing, which go to another one; a scheduler that dies
costs nothing that is in the journal.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import Any

from pcf.errors import PcfError, UsageError
from pcf.findings import finding
from pcf.portfolio.evaluate import Job
from pcf.portfolio.work import AHEAD, Engine, Worked, work

#: Seconds in which the scheduler has to answer, and in which a first worker has to be there.
PATIENCE = 10
#: How often a chunk may lose its worker before the batch stops.
RETRIES = 5


def cluster(address: str) -> Engine:
    """Compute on the cluster of a scheduler, e.g. ``tcp://10.0.0.1:8786``.

    Raises
    ------
    UsageError
        ``BA024`` when the extra is not installed.
    PcfError
        ``BA025`` when nobody answers at the address or the scheduler goes away.
    """
    if find_spec("distributed") is None:
        raise UsageError([finding("BA024")])

    def run(jobs: Iterable[Job]) -> Iterator[Worked]:
        client = _client(address)
        try:
            yield from _through(client, address, iter(jobs))
        finally:
            client.close()

    return run


def _client(address: str) -> Any:
    distributed = import_module("distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise PcfError([finding("BA025", observed=address)]) from error


def _through(client: Any, address: str, waiting: Iterator[Job]) -> Iterator[Worked]:
    """Keep a bounded number of chunks on the cluster, and give them as they come."""
    distributed = import_module("distributed")
    gone = (
        OSError,  # with it what Dask says when a connection is closed
        TimeoutError,
        CancelledError,
        distributed.scheduler.KilledWorker,
    )

    def submitted(job: Job) -> Any:
        return client.submit(work, job, pure=False, retries=RETRIES)

    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        workers = client.scheduler_info(-1)["workers"].values()
        ahead = AHEAD * max(sum(worker["nthreads"] for worker in workers), 1)
        first = [submitted(job) for job in islice(waiting, ahead)]
        running = distributed.as_completed(first, loop=client.loop)
        for future in running:
            made: Worked = future.result()
            future.release()
            for job in islice(waiting, 1):
                running.add(submitted(job))
            yield made
    except gone as error:
        raise PcfError([finding("BA025", observed=address)]) from error
