"""Open ends of imported databases in a result: counted, and bounded where that is honest.

An input of an imported dataset that has no supplier counts nothing, nor does an exchange that the
import held back. Each is told, with the range
of what it would be worth (`pcf.calc.open_bounds`); where nothing compares, the result says that it
is not bounded, and how many inputs make it so. No number of the result changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcf.background import Background, open_background
from pcf.background.records import ProcessRecord
from pcf.calc.mixing import Needed, kinds_mixed, models_mixed
from pcf.calc.open_flows import OpenEnds, OpenFlow, OpenRow, open_ends, open_row
from pcf.climate import FactorSet, characterize
from pcf.findings import Finding, finding
from pcf.i18n import Language, label

if TYPE_CHECKING:
    from pcf.calc.calculate import Solved
    from pcf.calc.footprint import Footprint
    from pcf.calc.open_bounds import OpenEndFinder
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
    told = () if ends is None else (
        item for row in ends.rows for item in _told(row, places[row.address], footprint)
    )  # fmt: skip
    known = {item.code for item in footprint.findings}
    needed = _needed(solved)
    mixed = (*kinds_mixed(needed), *(() if "IM033" in known else models_mixed(needed)))
    found = (*told, *_empty(solved), *mixed)
    coverage = replace(footprint.coverage, open_ends=ends)
    return replace(footprint, coverage=coverage, findings=(*footprint.findings, *found))


def open_upstream(solved: Solved, dataset: str, index: int, amount: float) -> OpenRow:
    """Give the open ends upstream of an amount of a product of the backgrounds of a system."""
    part, place = solved.linked.background.component(index)
    if not part.imported:
        return open_row("", dataset, ())
    finder = _finder(solved, part)
    return open_row("", dataset, finder.of(place, amount), finder.held(place))


def _rows(solved: Solved) -> Iterator[OpenRow]:
    background = solved.linked.background
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        if link is None or link.index is None:
            continue
        process, _ = background.products[link.index]
        found = open_upstream(solved, f"bg:{process}", link.index, float(solved.quantity[number]))
        if found.inputs or found.held:
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
    from pcf.calc.open_bounds import OpenEndFinder

    embedded = open_background()
    known = {one.id for one in (part, *others)}
    beside = others if embedded.id in known else (*others, embedded)

    def scores(background: Background) -> NDArray[np.float64]:
        factors, _ = characterize(background.columns, held.factors, biogenic)
        found: NDArray[np.float64] = background.intensities @ np.nan_to_num(factors, nan=0.0)
        return found

    return OpenEndFinder(part, scores, beside)


def _told(row: OpenRow, place: Location | None, footprint: Footprint) -> Iterator[Finding]:
    """Say of one row what is open, and what was held back upstream (``IM023``)."""
    if row.inputs:
        yield _inputs(row, place, footprint)
    if row.held:
        yield finding(
            "IM023", place, node=row.address, observed=row.dataset, count=row.held,
            reasons_zh=_reasons(row.held_by, "zh"), reasons_en=_reasons(row.held_by, "en"),
            names="; ".join(row.held_names),
        )  # fmt: skip


def _reasons(counted: Mapping[str, int], lang: Language) -> str:
    return ", ".join(f"{label(f'held_{why}', lang)} {count}" for why, count in counted.items())


def _inputs(row: OpenRow, place: Location | None, footprint: Footprint) -> Finding:
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


def _needed(solved: Solved) -> Needed:
    """Datasets that a result rests on, by background; of a shipped one those that rows name."""
    found: dict[tuple[str, str], ProcessRecord] = {}
    for link in solved.linked.links.values():
        if link.index is None:
            continue
        part, place = solved.linked.background.component(link.index)
        listed: tuple[ProcessRecord, ...] = (part.process(part.products[place][0]),)
        if part.imported:
            listed = (*listed, *_finder(solved, part).upstream(place))
        found.update({(part.id, record.id): record for record in listed})
    return [(id, record) for (id, _), record in sorted(found.items(), key=lambda pair: pair[0])]


def facts_of(ends: OpenEnds | OpenRow) -> tuple[tuple[str, str], ...]:
    """Give what is open as pairs of a label id and a text of no language; empty: nothing to say."""
    known = ends.inputs - ends.unbounded
    flows = ends.flows if isinstance(ends, OpenRow) else ()
    return (
        ("open_upstream", str(ends.inputs) if ends.inputs else ""),
        ("open_unbounded", str(ends.unbounded) if ends.unbounded else ""),
        ("open_range", f"{_number(ends.low)} … {_number(ends.high)} kg CO2e" if known else ""),
        ("open_largest", "; ".join(map(_shown, flows[:_LISTED]))),
        ("open_held", str(ends.held) if ends.held else ""),
        ("open_held_names", "; ".join(ends.held_names) if isinstance(ends, OpenRow) else ""),
    )
