"""Packaging inside suppliers' figures, where the rule leaves packaging out."""

from __future__ import annotations

from pcf.calc.footprint import Footprint
from pcf.findings import Finding, finding
from pcf.model.packaging import PACKAGING_WORDS
from pcf.rules.pack import Pack


def packaging_inside(footprint: Footprint, pack: Pack, target: str) -> tuple[Finding, ...]:
    """Warn of supplier files that hold packaging under a pack that leaves it out (``TG047``).

    The figure of the supplier counts as it is: its packaging cannot be taken out row by row.
    """
    if not _leaves_out(pack):
        return ()
    linked = footprint.solved.linked
    packed = {item.id for item in linked.model.received if item.packaged}
    return tuple(
        finding("TG047", link.row.place, node=address, observed=link.supplier.id, expected=target,
                pack=pack.id)
        for address, link in sorted(linked.links.items())
        if link.supplier.kind == "received" and link.supplier.id in packed
    )  # fmt: skip


def _leaves_out(pack: Pack) -> bool:
    words = {word for out in pack.leave_outs for where in out.where for word in where.words}
    return not words.isdisjoint(PACKAGING_WORDS)
