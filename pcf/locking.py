"""What ``pcf.lock`` says against what a project says now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcf.background import Background
from pcf.calc.calculate import Linked
from pcf.climate import FactorSet
from pcf.errors import UsageError
from pcf.findings import Findings, Location, finding
from pcf.model import Model, Supplier
from pcf.project.cells import CellFault
from pcf.project.lockfile import LOCK_FILE, REASONS, Lock, LockedLink, Pin
from pcf.project.suppliers import SupplierReader
from pcf.suggest import Known, nearest

DECIDED = "decided"


def decisions_of(lock: Lock | None) -> dict[str, Supplier]:
    """Give the decisions of a person that a lock holds, by row (``table/id``)."""
    if lock is None:
        return {}
    return {row: link.supplier for row, link in lock.links.items() if link.reason == DECIDED}


def read_decisions(decisions: Sequence[str], model: Model) -> dict[str, Supplier]:
    """Read ``ROW=SUPPLIER``; rows are ``table/id`` or a bare id that is unique.

    Raises
    ------
    UsageError
        ``DS040`` for a text that is no decision, or a row that does not exist.
    """
    known = {f"{e.table}/{e.id}": e for e in model.exchanges}
    known.update({f"electricity/{u.exchange.id}": u.exchange for u in model.electricity})
    rows = [*known, *(f"transport/{leg.id}" for leg in model.transport)]
    read = SupplierReader(Known([p.id for p in model.processes]), [r.id for r in model.received])
    found: dict[str, Supplier] = {}
    for text in decisions:
        row, equals, supplier = text.partition("=")
        row = row.removeprefix("row:")
        matches = [r for r in rows if r == row or r.partition("/")[2] == row]
        chosen = _supplier(read, supplier)
        if not equals or len(matches) != 1 or chosen is None:
            suggestion = nearest(row, rows) or "ROW=SUPPLIER"
            raise UsageError([finding("DS040", observed=text, suggestion=suggestion)])
        found[matches[0]] = chosen
    return found


def _supplier(read: SupplierReader, text: str) -> Supplier | None:
    try:
        return read(text)
    except CellFault:
        return None


def lock_of(linked: Linked, factors: FactorSet) -> Lock:
    """Give the lock that records a linked model."""
    first, *also = background_pins(linked.background)
    return Lock(
        background=first,
        factors=Pin(factors.id, factors.sha256),
        links=_links(linked),
        received=_received(linked),
        also=tuple(also),
    )


def background_pins(background: Background) -> tuple[Pin, ...]:
    """Pin of every background of a study, the default one first.

    A shipped one that stands alone is told by id, version and hash.
    """
    parts = background.components
    if len(parts) == 1 and not background.imported:
        return (Pin(background.id, background.sha256, background.version),)
    return tuple(
        Pin(p.id, p.sha256, p.version, p.allocation, p.licence, p.system_model) for p in parts
    )


def _received(linked: Linked) -> dict[str, str]:
    """SHA-256 of the received footprints that rows use."""
    used = {k.supplier.id for k in linked.links.values() if k.supplier.kind == "received"}
    return {r.id: r.sha256 for r in linked.model.received if r.id in used}


def _links(linked: Linked) -> Mapping[str, LockedLink]:
    return {
        address.removeprefix("row:"): LockedLink(
            link.supplier, next((r for r in REASONS if r == link.reason), "stated")
        )
        for address, link in sorted(linked.links.items())
    }


def check_lock(lock: Lock, linked: Linked, factors: FactorSet, findings: Findings) -> None:
    """Compare a lock with what would be computed now.

    Another background or factor set of the same id than the locked one is an error (``DS041``,
    ``DS042``); rows whose supplier changed since are counted in warning ``DS043``: the rows are the
    truth, the lock is behind. A scenario or another factor set by choice is not a fault.
    """
    locked = {pin.id: pin for pin in lock.backgrounds}
    for number, pin in enumerate(background_pins(linked.background)):
        _check_pin(locked.get(pin.id), pin, "DS041", findings)
        if number and pin.id not in locked:
            findings.add(finding("IM034", Location(LOCK_FILE), observed=pin.id))
    _check_pin(lock.factors, Pin(factors.id, factors.sha256), "DS042", findings)
    if linked.model.scenario is None:
        current = _links(linked)
        changed = sorted(
            row
            for row in current.keys() | lock.links.keys()
            if not row.startswith("endoflife/")
            and (
                row not in current
                or row not in lock.links
                or current[row].supplier != lock.links[row].supplier
            )
        )
        if changed:
            listed = ", ".join(changed[:3]) + (" …" if len(changed) > 3 else "")
            findings.add(finding("DS043", Location(LOCK_FILE), observed=len(changed), rows=listed))


def _check_pin(locked: Pin | None, now: Pin, code: str, findings: Findings) -> None:
    """Refuse another content under the same id; another id is a choice that the project states."""
    if locked is not None and locked.id == now.id and locked.sha256 != now.sha256:
        findings.add(
            finding(code, Location(LOCK_FILE), observed=_pin_text(now), expected=_pin_text(locked))
        )


def _pin_text(pin: Pin) -> str:
    return " ".join(part for part in (pin.id, pin.version, pin.sha256[:12]) if part)
