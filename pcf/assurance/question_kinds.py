"""What there is to ask about a result, kind by kind; see `pcf.assurance.verifier_questions`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import isinf
from typing import TYPE_CHECKING

from pcf.assurance.verifier_questions import Question, Words, stake_of
from pcf.assurance.weakness import Ground, grounds
from pcf.background.plausibility import comparisons, read_bands
from pcf.calc.coverage import WEAK_TAGS
from pcf.findings import Findings
from pcf.i18n import label

if TYPE_CHECKING:
    from pcf.background.contents import Span
    from pcf.calc.footprint import Footprint, RowResult

#: Years beyond which the age of a dataset is asked about, and the open part of a mass balance.
OLD_YEARS = 5.0
OPEN_BALANCE = 0.05


def asked(footprint: Footprint) -> Iterator[Question]:
    """Give every question that there is, in no order."""
    known = grounds(footprint)
    for row in footprint.rows:
        if row.value:
            yield from _row(footprint, row, known[row.address])
    for kind in _KINDS:
        yield from kind(footprint)


def _names(row: RowResult) -> Words:
    return {"zh": row.name_zh, "en": row.name_en}


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{share * 100:.3g} %"


def _row(footprint: Footprint, row: RowResult, ground: Ground) -> Iterator[Question]:
    stake = stake_of(footprint, [row.value])
    common = {
        "share": _percent(stake),
        "amount": f"{row.activity:.6g} {row.activity_unit}",
        "supplier": row.supplier,
        "year": ground.year,
        "age": "" if ground.age is None else f"{ground.age:.0f}",
        "location": ground.location,
    }
    kinds = []
    if ground.proof is None:
        kinds.append("evidence")
    if row.origin == "estimate" or ground.tag in WEAK_TAGS:
        kinds.append("estimate")
    if ground.supplier == "background" and ground.age is not None and ground.age > OLD_YEARS:
        kinds.append("old")
    if ground.supplier == "background" and ground.is_foreign:
        kinds.append("foreign")
    what = row.origin if row.origin == "estimate" else ground.tag
    words: dict[str, Words] = {
        "name": _names(row),
        "dataset": {"zh": row.supplier_zh, "en": row.supplier_en},
        "what": {"zh": label(what, "zh"), "en": label(what, "en")},
    }
    for kind in kinds:
        yield Question(kind, row.address, stake, common, words, row.place, ground.proof)


def _balance(footprint: Footprint) -> Iterator[Question]:
    processes = {p.id: p for p in footprint.solved.linked.model.processes}
    for balance in footprint.unit_balances():
        if balance.kind != "mass" or balance.gap is None or balance.gap <= OPEN_BALANCE:
            continue
        process = processes[balance.process]
        values = [row.value for row in footprint.rows if row.process == process.id]
        numbers = {
            "process": process.id,
            "gap": _percent(balance.gap),
            "into": _span(balance.inflow),
            "out": _span(balance.outflow),
            "emitted": _span(balance.emitted),
        }
        words: dict[str, Words] = {"name": {"zh": process.name_zh, "en": process.name_en}}
        stake = stake_of(footprint, values)
        yield Question("balance", f"process:{process.id}", stake, numbers, words, process.place)


def _span(kg: Span) -> str:
    if kg.is_known:
        return f"{kg.low:.4g}"
    return f">= {kg.low:.4g}" if isinf(kg.high) else f"{kg.low:.4g} .. {kg.high:.4g}"


def _electricity(footprint: Footprint) -> Iterator[Question]:
    """Ask about claims that count; the stake is what the grid in their place would change."""
    model = footprint.solved.linked.model
    reasons = {row.address: row.reason for row in footprint.solved.linked.rows}
    claims = [
        use for use in model.electricity
        if use.kind != "grid" and reasons.get(use.exchange.address) == use.kind
    ]  # fmt: skip
    if not claims:
        return
    grid = footprint.grid_total()
    change = None if grid is None else grid.delta
    stake = None if change is None else stake_of(footprint, [change])
    first = claims[0].exchange
    listed = ", ".join(use.exchange.address.removeprefix("row:") for use in claims[:5])
    more = f" (+{len(claims) - 5})" if len(claims) > 5 else ""
    proofs = {item.id: item for item in model.evidence}
    numbers = {
        "count": len(claims),
        "rows": listed + more,
        "certificates": ", ".join(u.certificate for u in claims if u.certificate) or "-",
        "change": "?" if change is None else f"{change:+.4g} {footprint.unit}",
    }
    proof = proofs.get(first.evidence or "")
    yield Question("electricity", first.address, stake, numbers, place=first.place, proof=proof)


def _allocation(footprint: Footprint) -> Iterator[Question]:
    model = footprint.solved.linked.model
    several = {e.process for e in model.exchanges if e.direction == "coproduct"}
    for process in model.processes:
        if process.id not in several:
            continue
        rule = process.allocation or model.method.allocation
        values = [row.value for row in footprint.rows if row.process == process.id]
        numbers = {"process": process.id, "reason": rule.reason if rule and rule.reason else "-"}
        method = rule.method if rule else "none"
        words: dict[str, Words] = {
            "name": {"zh": process.name_zh, "en": process.name_en},
            "method": {"zh": label(method, "zh"), "en": label(method, "en")},
        }
        stake = stake_of(footprint, values)
        yield Question("allocation", f"process:{process.id}", stake, numbers, words, process.place)


def _exclusions(footprint: Footprint) -> Iterator[Question]:
    for item in footprint.solved.linked.model.exclusions:
        words: dict[str, Words] = {
            "share": {
                "zh": "未估计" if item.share is None else _percent(item.share),
                "en": "not estimated" if item.share is None else _percent(item.share),
            }
        }
        numbers = {"what": item.what, "reason": item.reason, "source": item.source or "-"}
        yield Question("exclusion", f"exclusions/{item.id}", item.share, numbers, words, item.place)


def _outliers(footprint: Footprint) -> Iterator[Question]:
    rows: dict[tuple[str, str], list[RowResult]] = {}
    for row in footprint.rows:
        if row.supplier.startswith("bg:") and row.value:
            id, _, flow = row.supplier.removeprefix("bg:").partition("/")
            rows.setdefault((id, flow), []).append(row)
            rows.setdefault((id, row.flow), []).append(row)
            rows.setdefault((id, ""), []).append(row)

    def score(process: str, flow: str) -> float | None:
        found = rows.get((process, flow)) or rows.get((process, ""))
        return found[0].intensity if found else None

    for item in comparisons(read_bands(Findings()), score):
        band = item.band
        drawn = rows.get((band.process, band.flow)) or rows[band.process, ""]
        if item.is_inside or drawn[0].unit != band.unit:
            continue
        numbers = {
            "computed": f"{item.computed:.4g}",
            "low": f"{band.low:g}",
            "high": f"{band.high:g}",
            "unit": f"kg CO2e/{band.unit}",
            "source": band.source,
        }
        words: dict[str, Words] = {"name": {"zh": drawn[0].supplier_zh, "en": drawn[0].supplier_en}}
        stake = stake_of(footprint, [row.value for row in drawn])
        yield Question("outlier", drawn[0].address, stake, numbers, words, drawn[0].place)


def _received(footprint: Footprint) -> Iterator[Question]:
    known = {item.id: item for item in footprint.solved.linked.model.received}
    for id, item in known.items():
        rows = [row for row in footprint.rows if row.supplier == f"supplier:{id}"]
        if not rows:
            continue
        numbers = {
            "id": id,
            "period": item.period or "-",
            "until": item.valid_until or "-",
            "verification": item.verification or "-",
            "primary": _percent(item.primary_share),
            "share": _percent(stake_of(footprint, [row.value for row in rows])),
        }
        words: dict[str, Words] = {"name": {"zh": item.name_zh, "en": item.name_en}}
        stake = stake_of(footprint, [row.value for row in rows])
        yield Question("received", rows[0].address, stake, numbers, words, item.place)


def _distances(footprint: Footprint) -> Iterator[Question]:
    model = footprint.solved.linked.model
    without = {f"row:transport/{leg.id}": leg for leg in model.transport if leg.distance is None}
    rows = [row for row in footprint.rows if row.address in without]
    if rows:
        listed = ", ".join(row.address.removeprefix("row:") for row in rows[:5])
        more = f" (+{len(rows) - 5})" if len(rows) > 5 else ""
        stake = stake_of(footprint, [row.value for row in rows])
        numbers = {"count": len(rows), "rows": listed + more, "share": _percent(stake)}
        largest = max(rows, key=lambda row: abs(row.value))
        yield Question("distance", largest.address, stake, numbers, place=largest.place)


def _gases(footprint: Footprint) -> Iterator[Question]:
    missing = footprint.coverage.uncharacterized
    if missing:
        words: dict[str, Words] = {
            "gases": {
                "zh": "、".join(f"{g.name_zh} {g.kg:.3g} kg" for g in missing[:5]),
                "en": ", ".join(f"{g.name_en} {g.kg:.3g} kg" for g in missing[:5]),
            }
        }
        numbers = {"count": len(missing), "set": footprint.method.get("gwp_set", "")}
        yield Question("gases", f"flow:{missing[0].flow}", None, numbers, words)


_KINDS: tuple[Callable[[Footprint], Iterator[Question]], ...] = (
    _balance, _electricity, _allocation, _exclusions, _outliers, _received, _distances, _gases,
)  # fmt: skip
