"""Annexes: inventory, emission factors, parameters, evidence, links, scale, digests, software."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from math import fsum

from pcf.calc.duties import data_quality_scale
from pcf.calc.supply_flows import EMISSION
from pcf.documents.digits import amount_text
from pcf.documents.document import Block, Heading, Number
from pcf.documents.rounding import RoundedRow
from pcf.documents.study.scope import stated
from pcf.documents.study.writer import Cell, Writer

#: Rows that a document prints; those with the largest contributions are kept.
MOST_ROWS = 2000
#: Ratings of the default scale.
_SCORES = range(1, 6)


def full_inventory(w: Writer) -> list[Block]:
    """Every row by stage and unit process; above `MOST_ROWS` only the largest are printed."""
    kept = _kept(w)
    made: list[Block] = [w.say("study_inventory_text")]
    if len(kept) < len(w.study.rounded.rows):
        left = [row for row in w.study.rounded.rows if row.part.address not in kept]
        total = w.study.rounded.part_text(fsum(row.part.exact for row in left))
        made.append(
            w.say("study_inventory_cut", kept=len(kept), left=len(left), total=total,
                  unit=w.study.footprint.unit)
        )  # fmt: skip
    for stage in w.study.rounded.stages.parts:
        rows = [r for r in w.study.rounded.rows if r.row.stage == stage.id]
        if rows:
            made += [Heading(3, w.name(stage)), *_stage(w, rows, kept)]
    return made


def _by_size(row: RoundedRow) -> tuple[float, str]:
    return -abs(row.part.exact), row.part.address


def _kept(w: Writer) -> set[str]:
    rows = w.study.rounded.rows
    ordered = sorted(rows, key=_by_size)
    return {row.part.address for row in ordered[:MOST_ROWS]}


def _stage(w: Writer, rows: list[RoundedRow], kept: set[str]) -> list[Block]:
    """Table of a stage; one that is not printed whole is in the order of the contributions."""
    limit = sum(row.part.address in kept for row in rows)
    order = {p.id: number for number, p in enumerate(w.study.model.processes)}
    ordered = sorted(rows, key=lambda r: (order.get(r.row.process, len(order)), r.row.address))
    columns = (
        "fact_process", "row", "direction", "#study_activity", "#study_amount", "supplier",
        "#study_intensity", "fact_origin", "fact_dq", "fact_evidence", "source",
        "#study_contribution", "#share",
    )  # fmt: skip
    if limit < len(rows):
        ordered = sorted(rows, key=_by_size)
    listed = [_row(w, row) for row in ordered]
    return w.table("study_inventory", columns, listed, wide=True, limit=limit)


def _row(w: Writer, item: RoundedRow) -> tuple[Cell, ...]:
    row, at = item.row, item.part.address
    number = w.study.row_sources.get(row.source)
    return (
        row.process, f"{w.name(item.part)} ({at})", w.word(row.direction),
        Number(item.activity, row.activity_unit, source=at),
        Number(item.amount, row.unit, source=at), _supplier(w, item),
        Number(item.intensity, f"kg CO2e/{row.unit}", source=at), w.word(row.origin),
        row.dq or "-", row.evidence or "-",
        f"S{number}" if number else "-", w.value(item.part), w.share(item.part),
    )  # fmt: skip


def _supplier(w: Writer, item: RoundedRow) -> str:
    row = item.row
    name = w.pick(row.supplier_zh, row.supplier_en)
    if row.supplier == EMISSION:
        return w.word(EMISSION)
    return f"{name} ({row.supplier})" if name else row.supplier


def emission_factors(w: Writer) -> list[Block]:
    """Intensity of every supplier outside the project that a row draws on."""
    seen: dict[str, list[RoundedRow]] = {}
    for item in w.study.rounded.rows:
        if item.row.supplier != EMISSION and not item.row.supplier.startswith("process:"):
            seen.setdefault(item.row.supplier, []).append(item)
    links = w.study.footprint.solved.linked.links
    background = w.study.footprint.solved.linked.background
    rows: list[tuple[Cell, ...]] = []
    for supplier in sorted(seen):
        item = seen[supplier][0]
        link = links[item.row.address].supplier
        known = background.process(link.id) if link.kind == "background" else None
        address = f"dataset:bg:{link.id}/{link.flow or known.product}" if known else supplier
        rows.append(
            (
                _supplier(w, item), known.location if known else "-", known.year if known else "-",
                w.word(known.tag) if known else w.word("study_supplier_data"),
                Number(item.intensity, f"kg CO2e/{item.row.unit}", address),
                w.count(len(seen[supplier]), "rows", supplier=supplier),
            )
        )  # fmt: skip
    columns = ("supplier", "location", "year", "study_tag", "#study_intensity", "#study_rows")
    made = w.table("study_factors", columns, rows, wide=True)
    return [w.say("study_factors_text"), *(made or [w.say("study_no_dataset")])]


def parameters(w: Writer) -> list[Block]:
    """Parameters with formula, bounds and source."""
    rows = [
        (p.name, stated(p.value, p.unit, f"parameters.{p.name}"),
         p.formula or "-", _bounds(p.low, p.high), p.source or "-")
        for p in w.study.model.parameters
    ]  # fmt: skip
    columns = ("name", "#study_value", "study_formula_of", "study_bounds", "source")
    made = w.table("study_parameters", columns, rows)
    return made or [w.say("study_no_parameter")]


def _bounds(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "-"
    return f"{amount_text(low)} – {amount_text(high)}"


def evidence(w: Writer) -> list[Block]:
    """Files that prove rows, with page and hash."""
    rows = [
        (str(r.values["id"]), str(r.values["file"]), str(r.values["page"] or "-"),
         str(r.values["sha256"]), w.word(str(r.values["hash_ok"])),
         w.percent(r.share, f"share:evidence/id={r.values['id']}"))
        for r in w.study.records("evidence")
    ]  # fmt: skip
    columns = ("study_id", "study_file", "study_page", "SHA-256", "study_hash_ok",
               "#study_abs_share")  # fmt: skip
    made = w.table("study_evidence", columns, rows, wide=True)
    return made or [w.say("study_no_evidence")]


def link_decisions(w: Writer) -> list[Block]:
    """Why rows have their suppliers: of the lock, else of this result.

    Suppliers that the rows state stand in the inventory; those that were decided are listed.
    """
    rows = list(_links(w))
    counts = Counter(reason for _, _, reason in rows)
    told = [
        (w.word(reason), w.count(count, "links", reason=reason)) for reason, count in counts.items()
    ]
    listed = [(row, supplier, w.word(why)) for row, supplier, why in rows if why != "stated"]
    columns = ("row", "supplier", "sheet_reason")
    return [
        w.say("study_locked" if w.study.lock else "study_not_locked"),
        *w.table("study_link_reasons", ("sheet_reason", "#study_rows"), told),
        *w.table("study_links", columns, listed, limit=MOST_ROWS),
    ]


def _links(w: Writer) -> Iterator[tuple[str, str, str]]:
    """Row, supplier and reason of every link."""
    if w.study.lock is not None:
        for row, locked in sorted(w.study.lock.links.items()):
            yield row, str(locked.supplier), locked.reason
        return
    for address, link in sorted(w.study.footprint.solved.linked.links.items()):
        yield address.removeprefix("row:"), str(link.supplier), link.reason


def quality_scale(w: Writer) -> list[Block]:
    """Scale of the data-quality scores."""
    meanings: dict[str, list[str]] = {}
    for aspect, _, meaning in data_quality_scale(w.lang):
        meanings.setdefault(aspect, []).append(meaning)
    columns = ("study_aspect", *(str(score) for score in _SCORES))
    rows = [(aspect, *told) for aspect, told in meanings.items()]
    return [w.say("study_scale_text"), *w.table("study_scale", columns, rows, wide=True)]


def digests(w: Writer) -> list[Block]:
    """Hashes of everything that the result depends on, and the software that computed it."""
    from pcf import __version__

    identity, (project, lock) = w.study.footprint.identity, w.study.stamp
    rows: list[tuple[str, Cell]] = [
        (w.word("study_project_digest"), project),
        (w.word("lock"), lock or w.word("not_locked")),
        *(
            (f"{w.word('background')} {b.id} {b.version}", f"sha256:{b.sha256}")
            for b in identity.backgrounds
        ),
        (f"{w.word('factors')} {identity.factors}", f"sha256:{identity.factors_sha256}"),
        *((w.word("study_pack"), " < ".join(reversed(pack.chain))) for pack in w.study.packs),
        (w.word("study_software"), f"pcf {__version__}, Python {platform.python_version()}"),
    ]
    return [*w.facts("", rows), w.note("study_recompute")]
