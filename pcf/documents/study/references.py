"""References: standards, factor set, datasets used with their sources, sources of the rows."""

from __future__ import annotations

from pcf.documents.document import Block, Number
from pcf.documents.study.writer import Cell, Writer


def references(w: Writer) -> list[Block]:
    """List everything that the study cites."""
    return [
        w.heading("study_standards"), *_standards(w),
        w.heading("study_factor_set"), *_factor_set(w),
        w.heading("study_datasets_used"), *_datasets(w),
        w.heading("study_row_sources"), *_row_sources(w),
    ]  # fmt: skip


def _standards(w: Writer) -> list[Block]:
    rows = [
        (
            w.standard(pack.standard),
            w.pick(pack.name_zh, pack.name_en),
            pack.edition,
            w.pick(*(pack.remarks.get(f"status_{lang}", pack.status) for lang in ("zh", "en"))),
        )
        for pack in w.study.packs
    ]
    columns = ("sheet_standard", "study_title", "study_edition", "study_status")
    return [
        *w.table("study_standards", columns, dict.fromkeys(rows)),
        w.note("study_official_text"),
    ]


def _factor_set(w: Writer) -> list[Block]:
    found = w.study.footprint.solved.factor_set
    rows = [
        (w.word("study_id"), found.id),
        (w.word("name"), w.pick(found.name_zh, found.name_en)),
        (w.word("source"), found.source),
        ("SHA-256", found.sha256),
    ]
    return w.facts("", rows)


def _datasets(w: Writer) -> list[Block]:
    background = w.study.footprint.solved.linked.background
    rows: list[tuple[Cell, ...]] = []
    for record in w.study.records("datasets"):
        known = background.process(str(record.values["id"]))
        cited = "; ".join(background.source(key).citation for key in known.sources)
        rows.append(
            (f"{w.pick(known.name_zh, known.name_en)} (bg:{known.id})", known.location, known.year,
             w.word(known.tag), _rows_of(w, known.id),
             w.percent(record.share, f"share:datasets/id={known.id}"), cited or "-")
        )  # fmt: skip
    columns = ("study_dataset", "location", "year", "study_tag", "#study_rows", "#study_abs_share",
               "source")  # fmt: skip
    made = w.table("study_datasets_used", columns, rows, wide=True)
    return made or [w.say("study_no_dataset")]


def _rows_of(w: Writer, dataset: str) -> Number:
    """Count the rows that draw on a dataset."""
    links = w.study.footprint.solved.linked.links
    drawn = {row.address for row in w.study.footprint.rows}
    count = sum(
        1 for address, link in links.items()
        if address in drawn and link.supplier.kind == "background" and link.supplier.id == dataset
    )  # fmt: skip
    return w.count(count, "rows", dataset=dataset)


def _row_sources(w: Writer) -> list[Block]:
    rows = [(f"S{number}", source) for source, number in w.study.row_sources.items()]
    made = w.table("study_row_sources", ("study_id", "source"), rows)
    return made or [w.say("study_no_row_source")]
