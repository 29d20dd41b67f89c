"""What hangs on each source: processes and exchanges, in numbers and whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pcf.background.background import Background
from pcf.background.records import ExchangeRecord, ProcessRecord, Source
from pcf.errors import UsageError
from pcf.findings import finding
from pcf.suggest import nearest


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source and what names it.

    exchanges
        Rows that name it; a row that only connects others (tag ``link``) counts as well.
    tags
        Number of those rows by tag: how their figures were obtained.
    """

    source: Source
    processes: tuple[ProcessRecord, ...]
    exchanges: tuple[ExchangeRecord, ...]
    tags: Mapping[str, int]


def source_uses(background: Background) -> tuple[SourceUse, ...]:
    """Give every source with what hangs on it, the most used first."""
    heads: dict[str, list[ProcessRecord]] = {}
    rows: dict[str, list[ExchangeRecord]] = {}
    for process in background.processes():
        for key in process.sources:
            heads.setdefault(key, []).append(process)
        for row in background.exchanges(process.id):
            for key in row.sources:
                rows.setdefault(key, []).append(row)
    uses = [_use(s, heads.get(s.key, []), rows.get(s.key, [])) for s in background.sources()]
    return tuple(sorted(uses, key=lambda u: (-len(u.exchanges), -len(u.processes), u.source.key)))


def _use(source: Source, heads: list[ProcessRecord], rows: list[ExchangeRecord]) -> SourceUse:
    tags = Counter(row.tag for row in rows)
    return SourceUse(source, tuple(heads), tuple(rows), dict(sorted(tags.items())))


def source_use(background: Background, key: str) -> SourceUse:
    """Give one source with all that hangs on it.

    Raises
    ------
    UsageError
        ``DS070`` when there is no source of that key, with the nearest one.
    """
    uses = {use.source.key: use for use in source_uses(background)}
    if key not in uses:
        near = nearest(key, uses)
        raise UsageError([finding("DS070", observed=key, suggestion=near or "pcf data sources")])
    return uses[key]
