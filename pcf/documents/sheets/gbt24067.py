"""The one-page footprint declaration after GB/T 24067-2024.

The declaration clause of the standard was not read; the fields are the least that lets a reader
understand a figure: product, unit, boundary, period, result, method, data, verification, limits.
"""

from __future__ import annotations

from pcf.documents.basis import Basis, Fields
from pcf.documents.document import Block, Content, Document, Heading, Notice, Paragraph, content
from pcf.documents.ledger_table import ledger_table
from pcf.documents.names import name_of, pick, setting_value
from pcf.documents.sections import (
    facts,
    footer,
    quality_table,
    reading_notes,
    stage_figure,
    subtitle,
    sum_table,
    value,
)
from pcf.graph.outputs import has_coproducts
from pcf.i18n import phrase

#: The standard of the sheet, and its rule pack.
_STANDARD, _PACK = "GB/T 24067-2024", "gbt24067"


def gbt24067(basis: Basis, fields: Fields) -> Document:
    """Lay out the sheet; missing fields are findings of `fields`."""
    word = basis.word
    blocks: list[Block] = [
        Notice("legal", word("sheet_gbt_legal"), word("sheet_gbt_legal_text")),
        Heading(2, word("sheet_gbt_product")),
        facts("", _product(basis, fields), basis.lang),
        Heading(2, word("sheet_gbt_result")),
        Paragraph((*value(basis.rounded.total, unit=True),), "lead"),
        *sum_table(basis, basis.rounded.stages, word("sheet_by_stage")),
        stage_figure(basis),
        *ledger_table(basis),
        Heading(2, word("sheet_method")),
        facts("", _method(basis, fields), basis.lang),
        Heading(2, word("sheet_data")),
        quality_table(basis),
        Heading(2, word("sheet_verification")),
        facts("", _verification(fields, basis), basis.lang),
        Heading(2, word("sheet_limits")),
        *_limits(fields),
        *reading_notes(basis),
    ]
    return Document(
        basis.lang,
        word("sheet_gbt_title"),
        word("sheet_gbt_kicker"),
        subtitle(basis, basis.model.product.id),
        tuple(blocks),
        scope=f"--target {basis.result.id}",
        footer=footer(basis),
        compact=True,
    )


def _product(basis: Basis, fields: Fields) -> list[tuple[str, Content]]:
    word, product, footprint = basis.word, basis.model.product, basis.result.footprint
    unit = basis.model.unit
    described = pick(unit.description_zh, unit.description_en, basis.lang)
    stages = basis.result.setting("stages")
    inside = stages.value if stages else ", ".join(basis.model.boundary.stages)
    missing = word("sheet_not_stated")
    named = pick(footprint.product_zh, footprint.product_en, basis.lang)
    within = phrase("sheet_brackets", basis.lang, text=setting_value(inside, basis.lang))
    return [
        (word("sheet_product"), content(named)),
        (word("sheet_model"), content(product.id)),
        (word("sheet_producer"), content(product.producer or missing)),
        (word("sheet_site"), content(", ".join(filter(None, (product.plant, product.location))))),
        (word(f"sheet_unit_{unit.kind}"), content(described)),
        (word("sheet_reference_flow"), fields.optional("unit.reference_flow_basis")),
        (word("sheet_boundary"), content(f"{word(footprint.boundary)}{within}")),
        (word("sheet_period"), content(product.period.replace("/", " / "))),
        (word("sheet_valid_until"), fields.optional("time.valid_until")),
    ]  # fmt: skip


def _method(basis: Basis, fields: Fields) -> list[tuple[str, Content]]:
    word = basis.word
    method = basis.result.footprint.method

    def setting(key: str) -> Content:
        return content(word(method[key]))

    return [
        (word("sheet_standard"), content(_standard(basis))),
        (word("sheet_rule"), fields.stated("sheet_rule", "rule.adopted")),
        (word("group_gwp_set"), setting("gwp_set")),
        (word("group_biogenic"), setting("biogenic")),
        (word("group_electricity"), setting("electricity")),
        (word("sheet_grid"), fields.optional("electricity.grid_factor_note")),
        (word("sheet_allocation"), _allocation(basis, fields)),
        (word("group_end_of_life"), setting("end_of_life")),
        (word("group_cut_off"), fields.stated("group_cut_off", "cutoff.rule")),
        (word("sheet_offsets"), fields.stated("sheet_offsets", "scope.offsets")),
    ]


def _standard(basis: Basis) -> str:
    """Say the standard with its pack, and the pack of the target beside it where it is a child."""
    pack = basis.result.pack
    root = next(link for link in pack.chain if link.partition("@")[0] == _PACK)
    said = [_STANDARD, root]
    if pack.chain[-1] != root:
        own = phrase("sheet_brackets", basis.lang, text=pack.chain[-1])
        said.append(f"{name_of(pack, basis.lang)}{own}")
    return " · ".join(said)


def _allocation(basis: Basis, fields: Fields) -> Content:
    """Give the procedure; where no process has co-products and none is stated, say that."""
    key = "allocation.procedure"
    stated = basis.model.study.get(key)
    if has_coproducts(basis.model) or (stated is not None and stated.is_stated):
        return fields.stated("sheet_allocation", key)
    return content(basis.word("study_no_allocation"))


def _verification(fields: Fields, basis: Basis) -> list[tuple[str, Content]]:
    word = basis.word
    return [
        (word("sheet_reviewed"), fields.stated("sheet_reviewed", "review.claimed")),
        (word("sheet_verified"), fields.stated("sheet_verified", "review.verified")),
        (word("sheet_verification_standard"), fields.optional("review.verification_standard")),
        (word("sheet_author"), fields.mandatory("sheet_author", "report.author")),
        (word("sheet_date"), fields.mandatory("sheet_date", "report.date")),
    ]


def _limits(fields: Fields) -> list[Block]:
    keys = (
        "interpretation.single_issue_limit",
        "interpretation.method_limits",
        "interpretation.limitations",
        "scope.limits",
    )
    return [Paragraph(fields.stated("sheet_limits", key)) for key in keys]
