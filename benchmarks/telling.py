"""A process tells how long a part of its work takes; see `benchmarks.measure`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def tell(name: str) -> Iterator[None]:
    """Print wall and processor seconds of what is done within."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    print("inside", name, time.perf_counter() - wall, time.process_time() - processor)
