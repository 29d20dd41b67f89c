"""Records of the result: background datasets that it uses, ledger columns, gases."""

from __future__ import annotations

from collections import defaultdict
from math import fsum

from pcf.calc.footprint import Part
from pcf.rules.context import Context, footprint_of, last_year, linked_of
from pcf.rules.record import Record


def datasets(about: Context) -> tuple[Record, ...]:
    """Background datasets that supply rows, by id."""
    linked = linked_of(about)
    values: dict[str, list[float]] = defaultdict(list)
    for address, link in linked.links.items():
        if link.supplier.kind == "background":
            result = about.results.get(address)
            values[link.supplier.id].append(result.value if result else 0.0)
    made = []
    for id, drawn in sorted(values.items()):
        record = linked.background.process(id)
        year = last_year(record.year)
        share = about.share(fsum(abs(v) for v in drawn))
        made.append(
            Record(
                {
                    "id": id,
                    "name_zh": record.name_zh,
                    "name_en": record.name_en,
                    "product": record.product,
                    "location": record.location,
                    "year": year,
                    "age": about.age(year),
                    "technology": record.technology,
                    "kind": record.kind,
                    "category": record.category,
                    "allocation": record.allocation,
                    "tag": record.tag,
                    "sources": float(len(record.sources)),
                    "rows": float(len(drawn)),
                    "share": share,
                },
                f"bg:{id}",
                None,
                share,
            )
        )
    return tuple(made)


def ledger(about: Context) -> tuple[Record, ...]:
    """Columns of the greenhouse-gas ledger."""
    return _parts(footprint_of(about).ledger)


def gases(about: Context) -> tuple[Record, ...]:
    """Greenhouse gases."""
    return _parts(footprint_of(about).gases)


def _parts(parts: tuple[Part, ...]) -> tuple[Record, ...]:
    return tuple(
        Record(
            {"id": part.id, "value": part.value, "share": part.share},
            part.id,
            None,
            None if part.share is None else abs(part.share),
        )
        for part in parts
    )
