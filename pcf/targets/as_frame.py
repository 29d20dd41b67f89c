"""The walk between two targets as a frame: the data of a waterfall figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pcf.calc.footprint import Part
    from pcf.targets.reconcile import Reconciliation


def reconciliation_frame(walk: Reconciliation) -> pd.DataFrame:
    """Give total of A, each step and total of B; see `Reconciliation.to_frame`."""
    import pandas as pd

    stages = list(dict.fromkeys(p.id for parts in _all_stages(walk) for p in parts))
    rows: list[dict[str, object]] = [
        _row(f"target:{walk.a}", 0.0, walk.total_a, walk.unit_a, 0.0)
        | _stage_columns((), walk.stages_a, stages)
    ]
    before, parts = walk.total_a, walk.stages_a
    for step in walk.steps:
        name = "+".join(step.groups)
        rows.append(
            _row(name, before, step.total, step.unit, step.rest)
            | _stage_columns(parts, step.stages, stages)
        )
        before, parts = step.total, step.stages
    rows.append(
        _row(f"target:{walk.b}", 0.0, walk.total_b, walk.unit_b, 0.0)
        | _stage_columns((), parts, stages)
    )
    return pd.DataFrame(rows)


def _all_stages(walk: Reconciliation) -> list[tuple[Part, ...]]:
    return [walk.stages_a, *(step.stages for step in walk.steps)]


def _row(group: str, start: float, end: float, unit: str, rest: float) -> dict[str, object]:
    return {
        "group": group, "start": start, "end": end, "delta": end - start, "rest": rest,
        "unit": unit,
    }  # fmt: skip


def _stage_columns(
    before: tuple[Part, ...], after: tuple[Part, ...], stages: list[str]
) -> dict[str, object]:
    old = {part.id: part.value for part in before}
    new = {part.id: part.value for part in after}
    return {f"stage:{name}": new.get(name, 0.0) - old.get(name, 0.0) for name in stages}
