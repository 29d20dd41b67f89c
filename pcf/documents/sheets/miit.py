"""The declaration sheet of a traction battery in China (notice 551 of 2025).

What was read of the notice: who declares, the four stages, the divisor, the third-party check, the
dates. Its form, its table of stage borders, and its rules for recycling, gas factors and cut-off
were not read: every such line is marked as not confirmed.
"""

from __future__ import annotations

from pcf.documents.basis import Basis, Fields
from pcf.documents.document import (
    Block,
    Column,
    Content,
    Document,
    Heading,
    Notice,
    Number,
    Row,
    Table,
    content,
)
from pcf.documents.left_out import left_out_table
from pcf.documents.sections import (
    alternatives_table,
    footer,
    quality_table,
    reading_notes,
    settings_table,
    stage_figure,
    subtitle,
    sum_table,
    with_unit,
)

Line = tuple[str, Content, bool]


def miit(basis: Basis, fields: Fields) -> Document:
    """Lay out the sheet; missing fields are findings of `fields`."""
    word = basis.word
    blocks: list[Block] = [
        Notice("legal", word("sheet_miit_legal"), word("sheet_miit_legal_text")),
        Heading(2, word("sheet_miit_declarant")),
        _lines(basis, _declarant(fields)),
        Heading(2, word("sheet_miit_battery")),
        _lines(basis, _battery(basis, fields)),
        Heading(2, word("sheet_miit_result")),
        *sum_table(basis, basis.rounded.stages, word("sheet_miit_stages")),
        stage_figure(basis),
        *alternatives_table(basis),
        Heading(2, word("sheet_method")),
        _lines(basis, _method(basis)),
        settings_table(basis),
        *left_out_table(basis),
        Heading(2, word("sheet_data")),
        quality_table(basis),
        Heading(2, word("sheet_verification")),
        _lines(basis, _verification(fields)),
        Notice("legal", word("sheet_comparable"), word("sheet_comparable_text")),
        *reading_notes(basis),
    ]
    return Document(
        basis.lang,
        word("sheet_miit_title"),
        word("sheet_miit_kicker"),
        subtitle(basis, fields.text("declaration.model")),
        tuple(blocks),
        scope=f"--target {basis.result.id}",
        footer=footer(basis),
    )


def _lines(basis: Basis, lines: list[Line]) -> Table:
    """Table of lines, each with whether what was read of the notice asks for it."""
    columns = (
        Column(basis.word("sheet_item")),
        Column(basis.word("sheet_content")),
        Column(basis.word("sheet_basis")),
    )
    return Table(
        "",
        columns,
        tuple(
            Row(
                (
                    content(basis.word(name)),
                    cell,
                    content(basis.word("sheet_confirmed" if known else "sheet_unconfirmed")),
                )
            )
            for name, cell, known in lines
        ),
    )


def _declarant(fields: Fields) -> list[Line]:
    return [
        ("sheet_declarant", fields.mandatory("sheet_declarant", "declaration.declarant"), True),
        ("sheet_role", fields.optional("declaration.role"), True),
        ("sheet_phase", fields.optional("declaration.phase"), True),
        ("sheet_year", fields.optional("declaration.year"), True),
        ("sheet_models_declared", fields.optional("declaration.models_declared"), True),
        ("sheet_sold_in", fields.mandatory("sheet_sold_in", "declaration.sold_in"), True),
    ]


def _battery(basis: Basis, fields: Fields) -> list[Line]:
    energy = fields.mandatory("sheet_energy", "declaration.capacity_kwh")
    return [
        ("sheet_model", fields.mandatory("sheet_model", "declaration.model"), True),
        ("sheet_chemistry", fields.optional("battery.chemistry"), False),
        ("sheet_energy", with_unit(energy, "kWh"), True),
        ("sheet_cycle_life", _parameter(basis, fields, "battery.cycle_life"), True),
        ("sheet_cycle_test", fields.mandatory("sheet_cycle_test", "battery.cycle_life_test"), True),
        (
            "sheet_cycle_evidence",
            fields.mandatory("sheet_cycle_evidence", "battery.cycle_life_evidence"),
            True,
        ),
        ("sheet_depth", _parameter(basis, fields, "battery.depth_of_discharge"), False),
        ("sheet_delivered", _parameter(basis, fields, "battery.delivered_share"), False),
        ("sheet_lifetime_energy", _parameter(basis, fields, "battery.lifetime_energy"), True),
    ]


def _parameter(basis: Basis, fields: Fields, key: str) -> Content:
    """Value of the model parameter that a key names, or the number that it states."""
    name = fields.text(key)
    found = next((p for p in basis.model.parameters if p.name == name), None)
    if found is None:
        return fields.optional(key)
    unit = "" if found.unit == "1" else found.unit
    return (Number(f"{found.value:.6g}", unit, source=f"model/parameters.toml: {name}"),)


def _method(basis: Basis) -> list[Line]:
    word = basis.word
    return [
        ("sheet_miit_formula", content(word("sheet_miit_formula_text")), True),
        ("sheet_miit_use", content(word("sheet_miit_use_text")), True),
        ("sheet_miit_borders", content(word("sheet_miit_own_choice")), False),
        ("group_end_of_life", content(word("sheet_miit_own_choice")), False),
        ("group_electricity", content(word("sheet_miit_electricity")), False),
        ("group_gwp_set", content(word("sheet_miit_own_choice")), False),
        ("group_cut_off", content(word("sheet_miit_own_choice")), False),
        ("sheet_background", content(word("sheet_miit_background")), False),
    ]


def _verification(fields: Fields) -> list[Line]:
    return [
        ("sheet_verifier", fields.mandatory("sheet_verifier", "declaration.verifier"), True),
        (
            "sheet_verification_report",
            fields.mandatory("sheet_verification_report", "declaration.verification_report"),
            False,
        ),
    ]
