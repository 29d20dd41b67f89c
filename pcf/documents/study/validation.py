"""How the data were validated: the checks that ran on this study, each with its outcome."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pcf.background.balance import Kind
from pcf.documents.document import Block
from pcf.documents.names import own_words
from pcf.documents.study.writer import Cell, Writer

if TYPE_CHECKING:
    from pcf.rules.evaluate import Verdict

_KINDS: tuple[Kind, ...] = ("mass", "carbon", "energy")
#: Findings of received footprints: another set, expired, another place, another content.
_RECEIVED = "RX03"


def validation(w: Writer) -> list[Block]:
    """Table of the checks; a check that met nothing to compare says so."""
    rows = [*_balances(w), *_ranges(w), _received(w), _calculation(w)]
    columns = ("study_validation_check", "study_validation_outcome")
    return [w.say("study_validation_text"), *w.table("study_validation", columns, rows)]


def _balances(w: Writer) -> list[tuple[Cell, ...]]:
    """Balances of the unit processes by kind."""
    counts = Counter((b.kind, b.state) for b in w.study.unit_balances)
    rows: list[tuple[Cell, ...]] = []
    for kind in _KINDS:
        closed, opened = counts[kind, "closed"], counts[kind, "open"]
        undecided, nothing = counts[kind, "undecided"], counts[kind, "nothing"]
        if not closed + opened + undecided:
            told = w.text("study_validation_no_balance", nothing=nothing)
        else:
            told = w.text("study_validation_balances", closed=closed, open=opened,
                          undecided=undecided, nothing=nothing)  # fmt: skip
        name = w.text("study_validation_balance", kind=w.word(f"study_balance_{kind}"))
        rows.append((name, told))
    return rows


def _ranges(w: Writer) -> list[tuple[Cell, ...]]:
    """Comparisons of the result with published ranges, one per clause that makes one."""
    name = w.word("study_validation_ranges")
    asked = [v for v in w.study.verdicts.values() if v.clause.check == "plausible"]
    if not asked:
        return [(name, w.word("study_validation_no_range"))]
    return [(f"{name} ({v.clause.code})", _verdict(w, v)) for v in asked]


def _verdict(w: Writer, verdict: Verdict) -> str:
    between = "；" if w.lang == "zh" else "; "
    told = [w.word(f"study_{verdict.outcome}")]
    reason = w.pick(verdict.reason_zh, verdict.reason_en)
    told += [reason] if reason else []
    return between.join([*told, *(own_words(f.text(w.lang), w.lang) for f in verdict.failures)])


def _received(w: Writer) -> tuple[Cell, ...]:
    """Footprints of suppliers that rows use, against the study that uses them."""
    links = w.study.footprint.solved.linked.links.values()
    used = {link.supplier.id for link in links if link.supplier.kind == "received"}
    name = w.word("study_validation_received")
    if not used:
        return name, w.word("study_validation_none_received")
    found = Counter(f.code for f in w.study.footprint.findings if f.code.startswith(_RECEIVED))
    if not found:
        return name, w.text("study_validation_received_clean", count=len(used))
    codes = ", ".join(f"{code} × {count}" for code, count in sorted(found.items()))
    return name, w.text("study_validation_received_found", count=len(used), codes=codes)


def _calculation(w: Writer) -> tuple[Cell, ...]:
    """Errors and warnings of reading and calculating."""
    levels = Counter(f.level for f in w.study.footprint.findings)
    told = w.text("study_validation_findings", errors=levels["error"], warnings=levels["warning"])
    return w.word("study_validation_calculation"), told
