"""Sections that several sheets share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from pcf.documents.basis import Basis
from pcf.documents.charts import bars_of, shown_parts
from pcf.documents.document import (
    Block,
    Column,
    Content,
    Number,
    Paragraph,
    Picture,
    Row,
    Table,
    content,
)
from pcf.documents.names import name_of, pick, setting_name, setting_value
from pcf.documents.open_ends import open_ends_words
from pcf.documents.rounding import (
    RoundedPart,
    RoundedSum,
    decimal_text,
    exact,
    number_text,
    share_text,
)
from pcf.documents.svg import svg_of
from pcf.i18n import Language, label, phrase

if TYPE_CHECKING:
    from pcf.documents.charts import Chart

#: Units of the references of a battery: one battery, its capacity, its mass.
_REFERENCES = ("piece", "kWh", "kg")
_NOTHING: Mapping[str, str] = {}


def value(part: RoundedPart, *, unit: bool = False) -> Content:
    """Rounded value with its address."""
    return (Number(part.text, part.unit if unit else "", part.address),)


def share(part: RoundedPart) -> Content:
    """Share of the total, in percent."""
    return (Number(part.share, address=part.address),)


def with_unit(cell: Content, unit: str) -> Content:
    """Give the numbers of a cell a unit."""
    return tuple(
        Number(part.text, unit, part.address, part.source) if isinstance(part, Number) else part
        for part in cell
    )


def facts(caption: str, rows: list[tuple[str, Content]], lang: Language) -> Table:
    """Table of two columns: what, and what is said about it."""
    columns = (Column(phrase("sheet_item", lang)), Column(phrase("sheet_content", lang)))
    return Table(caption, columns, tuple(Row((content(name), cell)) for name, cell in rows))


def picture(chart: Chart, lang: Language) -> Picture:
    """Draw a chart."""
    return Picture(chart.id, chart.title, chart.description(lang), svg_of(chart, lang))


def sum_table(
    basis: Basis,
    whole: RoundedSum,
    caption: str,
    *,
    zero: bool = True,
    said: Mapping[str, str] = _NOTHING,
) -> list[Block]:
    """Table of the parts of the total, absolute and as shares, with a note on rounding.

    `said` are words in the place of the value of a part.
    """
    parts = whole.parts if zero else shown_parts(whole)
    total = whole.total
    rows = [
        Row((content(name_of(p, basis.lang)), content(said[p.id]), content("-")))
        if p.id in said
        else Row((content(name_of(p, basis.lang)), value(p), share(p)))
        for p in parts
    ]
    rows.append(Row((content(basis.word("total")), value(total), share(total)), total=True))
    columns = (
        Column(basis.word("sheet_part")),
        Column(basis.rounded.unit, numeric=True),
        Column(basis.word("sheet_share"), numeric=True),
    )
    return [Table(caption, columns, tuple(rows)), *sum_notes(basis, whole)]


def sum_notes(basis: Basis, whole: RoundedSum) -> list[Block]:
    """Say by how much printed parts do not add up, where the pack leaves them alone."""
    made: list[Block] = []
    lang = basis.lang
    for gap, key in ((whole.gap, "sheet_gap"), (whole.share_gap, "sheet_share_gap")):
        if gap:
            way = label("sheet_gap_more" if gap > 0 else "sheet_gap_less", lang)
            made.append(note(phrase(key, lang, gap=decimal_text(abs(gap)), unit=basis.rounded.unit,
                                    way=way)))  # fmt: skip
    return made


def rounding_notes(basis: Basis, *, brief: bool = False) -> list[Block]:
    """Say how numbers were rounded, and how parts were made to add up; `brief` on sheets."""
    policy = basis.rounded.policy
    made: list[Block] = [note(phrase("sheet_rounding", basis.lang, digits=policy.digits))]
    if policy.sums == "largest-remainder":
        key = "sheet_largest_remainder_brief" if brief else "sheet_largest_remainder"
        made.append(note(phrase(key, basis.lang)))
    return made


def note(text: str) -> Paragraph:
    """Give a note in small print."""
    return Paragraph(content(text), "note")


def stage_figure(basis: Basis) -> Picture:
    """Bars of the stages; a negative stage stands left of zero."""
    parts = basis.rounded.stages.parts
    chart = bars_of("stages", basis.word("sheet_stage_figure"), parts, basis.rounded.unit,
                    basis.lang)  # fmt: skip
    return picture(chart, basis.lang)


def ledger_figure(basis: Basis) -> Picture:
    """Bars of the ledger columns that hold something."""
    parts = shown_parts(basis.rounded.ledger)
    chart = bars_of("ledger", basis.word("sheet_ledger_figure"), parts, basis.rounded.unit,
                    basis.lang)  # fmt: skip
    return picture(chart, basis.lang)


def alternatives_table(basis: Basis) -> list[Block]:
    """Table of the same total per other units; what a battery needs and lacks is told."""
    found = basis.rounded.alternatives
    given = {part.unit.rpartition("/")[2] for part in found}
    lacking = [basis.word(f"sheet_per_{unit}") for unit in _REFERENCES if unit not in given]
    between = "、" if basis.lang == "zh" else ", "
    text = phrase("sheet_no_alternatives", basis.lang, names=between.join(lacking))
    notes: list[Block] = [note(text)] if lacking else []
    if not found:
        return notes
    columns = (Column(basis.word("sheet_reference")), Column(basis.word("total"), numeric=True),
               Column(basis.word("unit")))  # fmt: skip
    rows = tuple(Row((content(name_of(p, basis.lang)), value(p), content(p.unit))) for p in found)
    return [Table(basis.word("sheet_alternatives"), columns, rows), *notes]


def settings_table(basis: Basis) -> Table:
    """Table of the settings of the method, with who decided each."""
    lang = basis.lang
    columns = (
        Column(basis.word("sheet_setting")),
        Column(basis.word("sheet_content")),
        Column(basis.word("decided_by")),
    )
    rows = tuple(
        Row(
            (
                content(setting_name(s.key, lang)),
                content(setting_value(s.value, lang)),
                content(basis.word(f"decided_by_{s.decided_by}")),
            )
        )
        for s in basis.result.settings
        if s.key != "exclude"
    )
    return Table(basis.word("target_settings"), columns, rows)


def quality_table(basis: Basis, *, pef: bool = False) -> Table:
    """Table of what the total rests on: ratings, shares of primary data and evidence.

    Parameters
    ----------
    pef
        Whether the rating of the PEF method (TeR, GeR, TiR, P of the most relevant processes) is
        given as well.
    """
    found = basis.result.footprint
    rating, cover = found.data_quality(), found.coverage
    rows = [
        ("sheet_dqr", _rating(rating.rating, "duty.dqr")),
        ("sheet_dqr_share", _share(rating.rated_share, "duty.dqr_rated_share")),
        ("sheet_dqr_worst", _rating(rating.worst, "duty.dqr_worst")),
        ("primary_share", _share(cover.primary_share, "coverage.primary_share")),
        ("evidence_share", _share(cover.evidence_share, "coverage.evidence_share")),
        ("estimate_share", _share(cover.estimate_share, "coverage.estimate_share")),
        ("mass_explained", _share(cover.mass_explained, "coverage.mass_explained")),
        ("excluded_share", _share(cover.excluded_share, "coverage.excluded_share")),
        (
            "sheet_unestimated",
            (Number(str(cover.excluded_unestimated), "", "coverage.excluded_unestimated"),),
        ),
    ]
    if cover.open_ends is not None:
        rows.append(("open_upstream", open_ends_text(basis)))
    if pef:
        needs = found.data_needs()
        rows.insert(0, ("sheet_pef_dqr", _rating(needs.rating, "needs.dqr4")))
        rows.insert(1, ("sheet_pef_share", _share(needs.rated_share, "needs.rated_share")))
    told = [(basis.word(key), cell) for key, cell in rows]
    return facts(basis.word("sheet_quality"), told, basis.lang)


def open_ends_text(basis: Basis) -> Content:
    """Open inputs of imported datasets: how many, and what they are worth or that nobody knows."""
    ends = basis.result.footprint.coverage.open_ends
    if ends is None:
        return ()
    count = (Number(str(ends.inputs), "", "coverage.open_ends"),)
    digits = basis.rounded.policy.digits
    told = open_ends_words(ends, basis.lang, lambda value: number_text(value, digits))
    between, end = ("：", "；") if basis.lang == "zh" else (": ", "; ")
    if not ends.held:
        return (*count, f"{between}{told}")
    named = f"{basis.word('open_held')}{between}"
    held = (named, Number(str(ends.held), "", "coverage.open_ends"))
    return (*count, f"{between}{told}{end}", *held) if ends.inputs else held


def _share(share: float | None, source: str) -> Content:
    return (Number(share_text(share), "", source),)


def _rating(rating: float | None, source: str) -> Content:
    text = "n/a" if rating is None else decimal_text(_two(rating))
    return (Number(text, "", source),)


def _two(rating: float) -> Decimal:
    return exact(rating).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def recycled_table(basis: Basis) -> list[Block]:
    """Table of recycled content per metal, where the project states any."""
    found = basis.result.footprint.recycled_content()
    if not found.metals:
        return [note(basis.word("sheet_no_recycled"))]
    columns = (
        Column(basis.word("sheet_metal")),
        Column(basis.word("sheet_pre"), numeric=True),
        Column(basis.word("sheet_post"), numeric=True),
        Column(basis.word("sheet_together"), numeric=True),
        Column(basis.word("sheet_minimum")),
    )
    rows = []
    for metal in found.metals:
        least = metal.minimum
        text = "; ".join(
            f">= {share_text(bound)} ({day})"
            for bound, day in ((least.step_1, least.step_1_from), (least.step_2, least.step_2_from))
        )
        at = f"recycled.{metal.metal}"
        shares = (metal.pre_share, metal.post_share, metal.share)
        none = content(basis.word("sheet_not_contained"))
        told = [_share(s, at) if metal.counts else none for s in shares]
        rows.append(Row((content(metal.metal), *told, content(text))))
    return [Table(basis.word("sheet_recycled"), columns, tuple(rows))]


def subtitle(basis: Basis, model: str) -> str:
    """Name of the product, and of its model where one is stated."""
    footprint = basis.result.footprint
    name = pick(footprint.product_zh, footprint.product_en, basis.lang)
    return f"{name} · {model}" if model else name


def reading_notes(basis: Basis) -> list[Block]:
    """Say how numbers were rounded and how to trace each."""
    trace = phrase("sheet_trace", basis.lang, target=basis.result.id)
    return [*rounding_notes(basis, brief=True), note(trace)]


def footer(basis: Basis) -> tuple[str, ...]:
    """Say what the sheet was made of."""
    identity = basis.result.footprint.identity
    pack = basis.result.pack
    digest, lock = basis.stamp
    return (
        phrase("sheet_made_of", basis.lang, project=basis.result.footprint.project,
               target=basis.result.id, pack=f"{pack.id}@{pack.edition}"),
        phrase("sheet_data_of", basis.lang, background=identity.background,
               version=identity.background_version, factors=identity.factors),
        f"project {digest}" + (f" · lock {lock}" if lock else ""),
        f"background sha256:{identity.background_sha256} · "
        f"factors sha256:{identity.factors_sha256}",
        *(
            f"{label('background', basis.lang)} {part.id} {part.version} · sha256:{part.sha256}"
            for part in identity.also
        ),
    )  # fmt: skip
