"""Rows of one unit process that take the same flow from the same supplier twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from pcf.findings import Finding, finding
from pcf.graph.link import Link
from pcf.graph.rows import Row
from pcf.units import is_mass

#: Two amounts are the same when they differ by no more than this part of the larger.
SAME = 0.01
_TABLES = ("bom", "exchanges")


def twin_findings(rows: Iterable[Row], links: Mapping[str, Link]) -> tuple[Finding, ...]:
    """Tell rows of ``bom.csv`` and ``exchanges.csv`` that may state one input twice.

    Amounts are compared in the unit of the supplier. ``GR046`` (error) one part and amounts within
    1 %; ``GR045`` (warning) one part and other amounts, or other parts and amounts within 1 %.
    Rows that name different parts and different amounts are two uses. Only rows by mass are looked
    at: heat and services are often told consumer by consumer.
    """
    return tuple(
        _told(code, one, other, links)
        for one, other in pairs_of(rows, links)
        if one.amount.value and other.amount.value and (code := _code(one, other, links))
    )


def pairs_of(rows: Iterable[Row], links: Mapping[str, Link]) -> Iterator[tuple[Row, Row]]:
    """Give every two rows that may state one input, whatever their amounts."""
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        link = links.get(row.address)
        table = row.address.removeprefix("row:").partition("/")[0]
        if link is None or row.direction != "input" or table not in _TABLES:
            continue
        if is_mass(link.unit):
            key = (row.process, row.flow, str(link.supplier), row.reason)
            groups.setdefault(key, []).append(row)
    for group in groups.values():
        yield from combinations(group, 2)


def _code(one: Row, other: Row, links: Mapping[str, Link]) -> str:
    a, b = (row.amount.value * links[row.address].factor for row in (one, other))
    alike = abs(a - b) <= SAME * max(abs(a), abs(b))
    if one.part == other.part:
        return "GR046" if alike else "GR045"
    return "GR045" if alike else ""


def _told(code: str, one: Row, other: Row, links: Mapping[str, Link]) -> Finding:
    return finding(
        code,
        other.place,
        node=other.address,
        observed=other.address.removeprefix("row:"),
        first=one.address.removeprefix("row:"),
        process=one.process,
        flow=one.flow,
        supplier=str(links[one.address].supplier),
    )
