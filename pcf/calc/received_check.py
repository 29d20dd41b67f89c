"""Received footprints against the study that uses them: factor set, validity, place, hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pcf.calc.calculate import Linked
from pcf.climate import FactorSet, factor_sets
from pcf.findings import Finding, Location, finding
from pcf.model import Received
from pcf.project.regions import covers

#: Gases that make up nearly every product footprint; the bound of another factor set rests on them.
_MAIN_GASES = ("ch4_fossil", "ch4_biogenic", "n2o")
#: Bound of two sets that weigh the main gases alike.
NO_DIFFERENCE = "0 %"


def received_findings(
    linked: Linked, factors: FactorSet, locked: Mapping[str, str]
) -> Iterator[Finding]:
    """Check every received footprint that a row uses.

    ``RX030``/``RX035`` another factor set, or none (``RX037``: one with the same factors of main
    gases); ``RX031``/``RX032`` expired before or within the study period; ``RX033`` another place
    than that of the row; ``RX034`` another content than the lock recorded; ``RX036`` no day in
    common with the study period.

    Parameters
    ----------
    locked
        SHA-256 of each received footprint in the lock.
    """
    model = linked.model
    received = {item.id: item for item in model.received}
    places = {process.id: process.location for process in model.processes}
    told: set[str] = set()
    for address, link in sorted(linked.links.items()):
        item = received.get(link.supplier.id) if link.supplier.kind == "received" else None
        if item is None:
            continue
        if item.id not in told:
            told.add(item.id)
            yield from _item(item, model.product.period, factors, locked)
        place = places.get(link.row.process, model.product.location)
        if item.format and not covers(item.location, place):
            yield finding("RX033", link.row.place, node=address, observed=item.location,
                          expected=place)  # fmt: skip


def _item(
    item: Received, period: str, factors: FactorSet, locked: Mapping[str, str]
) -> Iterator[Finding]:
    node = f"supplier:{item.id}"
    where = item.place or Location("suppliers")
    before = locked.get(item.id)
    if before is not None and before != item.sha256:
        yield finding("RX034", where, node=node, observed=item.sha256[:12], expected=before[:12])
    if item.format and not item.gwp_set:
        yield finding("RX035", where, node=node, expected=factors.id)
    elif item.format and item.gwp_set != factors.id:
        bound = _bound(item.gwp_set, factors)
        code = "RX037" if bound == NO_DIFFERENCE else "RX030"
        yield finding(code, where, node=node, observed=item.gwp_set, expected=factors.id,
                      bound=bound)  # fmt: skip
    yield from _validity(item, period, node, where)
    yield from _period(item, period, node, where)


def _period(item: Received, period: str, node: str, where: Location) -> Iterator[Finding]:
    """Tell a reference period that has no day in common with that of the study (``RX036``)."""
    first, last = _days(item.period)
    start, end = _days(period)
    if not item.format or first is None or last is None or start is None or end is None:
        return
    if last < start or first > end:
        yield finding("RX036", where, node=node, observed=item.period, expected=period)


def _validity(item: Received, period: str, node: str, where: Location) -> Iterator[Finding]:
    until = _day(item.valid_until)
    first, last = _days(period)
    if until is None or first is None or last is None or until >= last:
        return
    code = "RX031" if until < first else "RX032"
    yield finding(code, where, node=node, observed=item.valid_until, expected=period)


def _days(period: str) -> tuple[date | None, date | None]:
    first, _, last = period.partition("/")
    return _day(first), _day(last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bound(names: str, factors: FactorSet) -> str:
    """Largest relative difference of the two sets over the main gases; ``?`` for unknown sets."""
    known = {one.id: one for one in factor_sets()}
    largest = 0.0
    for name in names.split("+"):
        other = known.get(name)
        if other is None:
            return "?"
        for gas in _MAIN_GASES:
            here, there = factors.factor(gas), other.factor(gas)
            if here is None or there is None or not there:
                return "?"
            largest = max(largest, abs(here / there - 1.0))
    return f"{largest * 100:.3g} %"
