"""Addresses of a portfolio against its projects, before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pcf.findings import Finding, Location
from pcf.portfolio.model import Portfolio, Product
from pcf.portfolio.table import VariantTable
from pcf.project.collect import Collector
from pcf.project.overrides import Override, apply_overrides, read_scenario
from pcf.project.raw import read_raw

_UNKNOWN = "US006"


def unknown_addresses(
    portfolio: Portfolio, tables: Mapping[str, VariantTable]
) -> tuple[Finding, ...]:
    """Find addresses that lead nowhere (``US006``): of columns, changes and supplier sets.

    Projects without any change are not read here, and a project that cannot be read whole is not
    believed: their faults are lines of the results.
    """
    found: dict[tuple[str, str, int | None], Finding] = {}
    for product in portfolio.products:
        changes = [*product.changes, *(c for s in product.suppliers for c in portfolio.sets[s])]
        if product.variants:
            table = tables[product.variants]
            changes += [_column(product.variants, table, address) for address in table.columns]
        for item in _unknown(product, changes) if changes else ():
            place = item.location or Location("")
            found.setdefault((place.file, str(item.params.get("observed")), place.line), item)
    return tuple(found.values())


def _column(file: str, table: VariantTable, address: str) -> Override:
    return Override("set", address, "1", Location(file, table.header, address))


def _unknown(product: Product, changes: list[Override]) -> list[Finding]:
    """Put every change in by itself, since one may take away what another one needs."""
    quiet = Collector()
    raw = read_raw(product.folder, quiet)
    if product.scenario is not None:
        raw = apply_overrides(raw, read_scenario(product.folder, product.scenario, quiet), quiet)
    if quiet.has_errors:
        return []
    told = Collector()
    for change in changes:
        apply_overrides(raw, [change], told)
    return [replace(item, node=product.id) for item in told.close() if item.code == _UNKNOWN]
