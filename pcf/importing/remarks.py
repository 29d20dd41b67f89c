"""Where a package does not keep to what its format asks for: a report, never a gate."""

from __future__ import annotations

from collections.abc import Iterator

from pcf.findings import Finding, finding
from pcf.importing.package import Package, Place

#: Formats whose flows have versions; in the others one that is missing is no omission.
_VERSIONED = ("ilcd", "tidas", "openlca")


def remarks(package: Package) -> Iterator[Finding]:
    """Give one finding (``IM017``) for each kind of omission, with its first place.

    Looked at are the entries without which a record can be read but not judged: versions, years,
    places, names in a language of the screen, reference properties of flows, and references by
    identifier.
    """
    processes = tuple(package.processes.values())
    flows = tuple(flow for flow in package.flows.values() if not flow.stub)
    stubs = tuple(flow for flow in package.flows.values() if flow.stub)
    has_versions = package.format in _VERSIONED or any(flow.version for flow in flows)
    for key, places in (
        ("process-version", [p.place for p in processes if not p.version]),
        ("process-year", [p.place for p in processes if not p.year]),
        ("process-place", [p.place for p in processes if not p.location]),
        ("process-name", [p.place for p in processes if not p.names.any]),
        ("flow-property", [f.place for f in flows if not f.reference_property and not f.unit]),
        ("flow-version", [f.place for f in flows if has_versions and not f.version]),
        ("flow-not-described", [f.place for f in stubs]),
        ("amount-missing", list(_without_amount(package))),
    ):
        if places:
            yield finding("IM017", places[0].location(), observed=len(places), remark=key)


def _without_amount(package: Package) -> Iterator[Place]:
    for process in package.processes.values():
        for exchange in process.exchanges:
            if exchange.amount is None and not exchange.formula:
                yield process.place_of(exchange)
