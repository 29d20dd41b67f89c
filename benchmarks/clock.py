"""Two ways to the same answer, timed alternately in one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is, what it does, and of how many units of work one call is.

    `call` is timed; `before` runs before every call and is not.
    """

    name: str
    call: Callable[[], Any]
    units: int = 1
    times: int = 5
    before: Callable[[], None] = field(default=lambda: None)


def compared(
    row: str, ours: Side, peer: Side, error: Callable[[Any, Any], float]
) -> dict[str, Any]:
    """Time both alternately; seconds are medians per unit of work, wall and processor.

    Parameters
    ----------
    error
        Relative difference of the last answers of both.
    """
    taken: dict[str, list[tuple[float, float]]] = {"pcf": [], "peer": []}
    answers: dict[str, Any] = {}
    for turn in range(max(ours.times, peer.times)):
        for key, side in (("pcf", ours), ("peer", peer)):
            if turn < side.times:
                answers[key], spent = _timed(side)
                taken[key].append(spent)
    result: dict[str, Any] = {"row": row}
    for key, side in (("pcf", ours), ("peer", peer)):
        walls, processors = zip(*taken[key], strict=True)
        result[key] = {
            "name": side.name,
            "seconds": statistics.median(walls) / side.units,
            "fastest": min(walls) / side.units,
            "cpu_s": statistics.median(processors) / side.units,
            "calls": side.times,
            "units": side.units,
        }
    result["ratio"] = result["peer"]["seconds"] / result["pcf"]["seconds"]
    least = 1e-9  # a clock of processor time may have stood still
    result["ratio_cpu"] = result["peer"]["cpu_s"] / max(result["pcf"]["cpu_s"], least)
    result["error"] = float(error(answers["pcf"], answers["peer"]))
    return result


def _timed(side: Side) -> tuple[Any, tuple[float, float]]:
    side.before()
    wall, processor = time.perf_counter(), time.process_time()
    answer = side.call()
    return answer, (time.perf_counter() - wall, time.process_time() - processor)
