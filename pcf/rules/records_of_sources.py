"""Records of what proves a project: evidence, and footprints received from suppliers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import fsum

from pcf.model import Evidence, Received
from pcf.model.verification import verified
from pcf.rules.conditions import Value
from pcf.rules.context import Context, model_of
from pcf.rules.record import Record, yes_no


def evidence(about: Context) -> tuple[Record, ...]:
    """Files of evidence; what reading found about them is taken from its findings."""
    model = model_of(about)
    told: dict[str, set[str]] = defaultdict(set)
    for item in about.case.findings:
        if item.code.startswith("DQ") and item.node:
            told[item.node].add(item.code)
    used = {e.evidence for e in model.exchanges} | {leg.evidence for leg in model.transport}
    used |= {u.exchange.evidence for u in model.electricity}
    return tuple(_evidence(item, told[item.id], used, about) for item in model.evidence)


def _evidence(item: Evidence, told: set[str], used: set[str | None], about: Context) -> Record:
    values: dict[str, Value] = {
        "id": item.id,
        "file": item.file,
        "page": item.page,
        "sha256": item.sha256,
        "covers": item.covers,
        "file_there": yes_no(not told & {"DQ002", "DQ009"} or "DQ003" in told),
        "hash_ok": yes_no(not told & {"DQ002", "DQ003", "DQ007", "DQ009"}),
        "used": yes_no(item.id in used),
    }
    rows = [r for r in about.results.values() if r.evidence == item.id]
    share = about.share(fsum(abs(r.value) for r in rows)) if rows else None
    return Record(values, f"evidence/{item.id}", item.place, share)


def received(about: Context) -> tuple[Record, ...]:
    """Footprints received from suppliers."""
    model = model_of(about)
    made = []
    for item in model.received:
        proven = verified(item.verification)
        values: dict[str, Value] = {
            "id": item.id,
            "flow": item.flow,
            "unit": item.unit,
            "gwp_set": item.gwp_set,
            "same_gwp_set": yes_no(item.gwp_set == model.method.gwp_set),
            "boundary": item.boundary,
            "location": item.location,
            "period": item.period,
            "valid_until": item.valid_until,
            "valid": _valid(item, model.product.period),
            "source": item.source,
            "format": item.format,
            "biogenic": item.biogenic,
            "primary_share": item.primary_share,
            "verified": None if proven is None else yes_no(proven),
        }
        own = [r for r in about.results.values() if r.supplier == f"supplier:{item.id}"]
        share = about.share(fsum(abs(r.value) for r in own)) if own else None
        made.append(Record(values, f"supplier:{item.id}", item.place, share))
    return tuple(made)


def _valid(item: Received, period: str) -> str | None:
    try:
        end = date.fromisoformat(item.valid_until)
        return yes_no(end >= date.fromisoformat(period.partition("/")[2]))
    except ValueError:
        return None
