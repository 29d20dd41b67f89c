"""Open ends of imported databases in a result: counted, and bounded where that is honest.

An input of an imported dataset that has no supplier counts nothing. Each is told, with the range
of what it would be worth (`pcf.calc.open_bounds`); where nothing compares, the result says that it
is not bounded, and how many inputs make it so. No number of the result changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background, open_background
from pcf.calc.open_bounds import APART, OpenEndFinder
from pcf.calc.open_flows import OpenEnds, OpenFlow, OpenRow, open_ends, open_row
from pcf.climate import FactorSet, characterize
from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint
    from pcf.climate.factors import Biogenic
    from pcf.findings import Location

_LISTED = 3
#: Systems whose finder is kept: a set of runs asks for the same one again and again.
_KEPT = 4


def with_open_ends(footprint: Footprint) -> Footprint:
    """Give the footprint with its open ends, and with findings on them and on mixed kinds.

    No number changes.
    """
    if not footprint.solved.linked.background.imported:
        return footprint
    solved = footprint.solved
    ends = open_ends(_rows(solved))
    places = {row.address: row.place for row in solved.linked.rows}
    told = () if ends is None else (_told(row, places[row.address], footprint) for row in ends.rows)
    found = (*told, *_empty(solved), *_mixed(solved))
    coverage = replace(footprint.coverage, open_ends=ends)
    return replace(footprint, coverage=coverage, findings=(*footprint.findings, *found))


def open_upstream(solved: Solved, dataset: str, index: int, amount: float) -> OpenRow:
    """Give the open ends upstream of an amount of a product of the backgrounds of a system."""
    part, place = solved.linked.background.component(index)
    flows = () if not part.imported else _finder(solved, part).of(place, amount)
    return open_row("", dataset, flows)


def _rows(solved: Solved) -> Iterator[OpenRow]:
    background = solved.linked.background
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is None or link.index is None:
            continue
        process, _ = background.products[link.index]
        found = open_upstream(solved, f"bg:{process}", link.index, float(solved.quantity[number]))
        if found.inputs:
            yield replace(found, address=row.address)


def _finder(solved: Solved, part: Background) -> OpenEndFinder:
    others = tuple(one for one in solved.linked.background.components if one.id != part.id)
    biogenic = solved.linked.model.method.biogenic
    return _made(part, others, biogenic, _Held(solved.factor_set))


class _Held:
    """A factor set as a key: equal content, equal key."""

    def __init__(self, factors: FactorSet) -> None:
        self.factors = factors

    def __hash__(self) -> int:
        return hash(self.factors.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.factors.sha256 == self.factors.sha256


@lru_cache(maxsize=_KEPT)
def _made(
    part: Background, others: tuple[Background, ...], biogenic: Biogenic, held: _Held
) -> OpenEndFinder:
    embedded = open_background()
    known = {one.id for one in (part, *others)}
    beside = others if embedded.id in known else (*others, embedded)

    def scores(background: Background) -> NDArray[np.float64]:
        factors, _ = characterize(background.columns, held.factors, biogenic)
        found: NDArray[np.float64] = background.intensities @ np.nan_to_num(factors, nan=0.0)
        return found

    return OpenEndFinder(part, scores, beside)


def _told(row: OpenRow, place: Location | None, footprint: Footprint) -> Finding:
    """Say of one row what is open: bounded (``IM030``), in part (``IM029``), not (``IM028``)."""
    bounded = row.inputs - row.unbounded
    code = "IM030" if not row.unbounded else "IM029" if bounded else "IM028"
    most = None if row.unbounded else max(abs(row.low or 0.0), abs(row.high or 0.0))
    share = most / abs(footprint.total) if footprint.total and most is not None else None
    shown = [f for f in row.flows if not f.is_bounded] or list(row.flows)
    return finding(
        code, place, node=row.address, observed=row.dataset, share_of_total=share,
        count=row.inputs, unbounded=row.unbounded, bounded=bounded,
        low=_number(row.low), high=_number(row.high),
        candidates=row.by.get("candidates", 0), same=row.by.get("same", 0),
        category=row.by.get("category", 0),
        amounts=", ".join(map(_shown, shown[:_LISTED])),
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _shown(flow: OpenFlow) -> str:
    """Amount, name, and the nearest dataset of a flow."""
    near = f" ~ {flow.nearest[0]}" if flow.nearest else ""
    return f"{flow.amount:.3g} {flow.unit} {flow.name_en}{near}"


def _empty(solved: Solved) -> Iterator[Finding]:
    """Rows (``IM035``) whose imported dataset emits no gas with a factor, itself or upstream."""
    per_unit = np.abs(solved.scored.characterized()).sum(axis=1)
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is None or link.index is None or per_unit[solved.scored.line[number]]:
            continue
        if solved.linked.background.component(link.index)[0].imported:
            yield finding("IM035", row.place, node=row.address, observed=str(link.supplier))


def _mixed(solved: Solved) -> tuple[Finding, ...]:
    """Whether reference parameters or sectors stand beside other datasets in one result."""
    background = solved.linked.background
    kinds: dict[str, int] = {}
    for link in solved.linked.links.values():
        if link.index is not None:
            kind = background.process(background.products[link.index][0]).kind
            kinds[kind] = kinds.get(kind, 0) + 1
    if len(kinds) < 2 or not any(kind in kinds for kind in APART):
        return ()
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return (finding("IM031", observed=listed),)


def facts_of(ends: OpenEnds | OpenRow) -> tuple[tuple[str, str], ...]:
    """Give what is open as pairs of a label id and a text of no language; empty: nothing to say."""
    known = ends.inputs - ends.unbounded
    flows = ends.flows if isinstance(ends, OpenRow) else ()
    return (
        ("open_upstream", str(ends.inputs) if ends.inputs else ""),
        ("open_unbounded", str(ends.unbounded) if ends.unbounded else ""),
        ("open_range", f"{_number(ends.low)} … {_number(ends.high)} kg CO2e" if known else ""),
        ("open_largest", "; ".join(map(_shown, flows[:_LISTED]))),
    )
