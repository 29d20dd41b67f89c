"""The carbon-footprint declaration of a battery: Article 7(1), points (a) to (g), in their order.

The order and the eighth line, any other information, are those of the draft form of April 2024.
Neither the method act nor the form is adopted: the sheet says so, and says on which draft it rests.
"""

from __future__ import annotations

from typing import get_args

from pcf.calc.eu_timeline import Category, Measure, applicable_from
from pcf.documents.answers import says_yes
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
from pcf.documents.ledger_table import ledger_table
from pcf.documents.left_out import left_out_table
from pcf.documents.names import name_of
from pcf.documents.sections import (
    alternatives_table,
    facts,
    footer,
    ledger_figure,
    note,
    quality_table,
    reading_notes,
    recycled_table,
    settings_table,
    stage_figure,
    subtitle,
    sum_notes,
    value,
    with_unit,
)
from pcf.i18n import phrase


def eu_battery(basis: Basis, fields: Fields) -> Document:
    """Lay out the sheet; missing fields are findings of `fields`."""
    word = basis.word
    blocks: list[Block] = [
        Notice("legal", word("sheet_eu_legal"), _remark(basis)),
        Heading(2, word("sheet_eu_points")),
        _points(basis, fields),
        *sum_notes(basis, basis.rounded.stages),
        stage_figure(basis),
        Heading(2, word("sheet_eu_other")),
        Heading(3, word("sheet_eu_state")),
        _state(basis, fields),
        Heading(3, word("sheet_method")),
        settings_table(basis),
        *left_out_table(basis),
        Heading(3, word("sheet_results_more")),
        *alternatives_table(basis),
        _class(basis),
        *ledger_table(basis),
        ledger_figure(basis),
        Heading(3, word("sheet_data")),
        quality_table(basis, pef=True),
        *recycled_table(basis),
        Notice("legal", word("sheet_comparable"), word("sheet_comparable_text")),
        *reading_notes(basis),
    ]
    return Document(
        basis.lang,
        word("sheet_eu_title"),
        word("sheet_eu_kicker"),
        subtitle(basis, fields.text("eu.model")),
        tuple(blocks),
        scope=f"--target {basis.result.id}",
        footer=footer(basis),
    )


def _remark(basis: Basis) -> str:
    """State of the acts in the words of the rule pack."""
    return basis.result.pack.remarks.get(f"note_{basis.lang}", basis.result.pack.status)


def _points(basis: Basis, fields: Fields) -> Table:
    """Table of the points (a) to (g), then other information."""
    total, word = basis.rounded.total, basis.word

    def must(point: str, heading: str, key: str) -> tuple[str, str, Content]:
        return point, word(heading), fields.mandatory(heading, key)

    of_stage = [
        ("e", name_of(part, basis.lang), value(part, unit=True))
        for part in basis.rounded.stages.parts
    ]
    below = basis.rounded.stages.total
    if below.text != total.text:
        of_stage.append(("e", word("total"), value(below, unit=True)))
    rows: list[tuple[str, str, Content]] = [
        (
            "a",
            word("sheet_manufacturer"),
            fields.mandatory("sheet_manufacturer", "eu.manufacturer"),
        ),
        ("a", word("sheet_address"), fields.mandatory("sheet_address", "eu.manufacturer_address")),
        ("b", word("sheet_model"), fields.mandatory("sheet_model", "eu.model")),
        ("b", word("sheet_category"), fields.mandatory("sheet_category", "eu.category")),
        ("b", word("sheet_chemistry"), fields.optional("battery.chemistry")),
        ("b", word("sheet_energy"), with_unit(fields.optional("eu.capacity_kwh"), "kWh")),
        ("b", word("sheet_mass"), _mass(basis, fields)),
        must("c", "sheet_country", "eu.plant_country"),
        must("c", "sheet_plant", "eu.plant_address"),
        ("d", word("sheet_eu_total"), value(total, unit=True)),
        *of_stage,
        must("f", "sheet_eu_doc", "eu.doc_id"),
        ("g", word("sheet_eu_study"), fields.link("sheet_eu_study", "eu.public_study")),
        ("", word("sheet_eu_any_other"), content(word("sheet_eu_see_below"))),
    ]
    columns = (Column(word("sheet_point")), Column(word("sheet_content")))
    made = tuple(
        Row((content(f"({point})  {name}" if point else name), cell), total=point == "d")
        for point, name, cell in rows
    )
    return Table("", columns, made)


def _mass(basis: Basis, fields: Fields) -> Content:
    stated = basis.model.product.mass
    if stated is None:
        return with_unit(fields.optional("eu.battery_mass"), "kg")
    return (Number(f"{stated.value:.6g}", stated.unit, source="pcf.toml: product.mass"),)


def _state(basis: Basis, fields: Fields) -> Table:
    """Table of the legal state: what the sheet rests on and from when the duties apply."""
    pack, word, lang = basis.result.pack, basis.word, basis.lang
    rows = [
        (word("sheet_eu_method_act"), content(word("sheet_eu_not_adopted"))),
        (word("sheet_eu_form_act"), content(word("sheet_eu_not_adopted"))),
        (word("sheet_eu_basis"), content(f"{name_of(pack, lang)} · {pack.id}@{pack.edition}")),
        (word("sheet_evidence"), content(word(f"kind_{pack.evidence}"))),
        (word("sheet_source"), content(pack.remarks.get("source", pack.standard))),
        (word("sheet_eu_service"), content(_service(basis))),
    ]
    category = _category(fields)
    measures: tuple[Measure, ...] = get_args(Measure)
    for measure in measures:
        name = phrase(f"sheet_eu_from_{measure}", lang)
        if category is None:
            rows.append((name, content(word("sheet_not_stated"))))
            continue
        found = applicable_from(category, measure)
        day = f"{found.day or found.not_before} ({found.source})"
        rows.append((name, content(word("sheet_eu_open_from") if found.day is None else "", day)))
    return facts("", rows, lang)


def _service(basis: Basis) -> str:
    """Formula of the total energy with its source, as the target put it into the model."""
    keys = [s.key.removeprefix("parameters.") for s in basis.result.settings]
    found = next((p for p in basis.model.parameters if p.name in keys), None)
    return found.source if found is not None and found.source else basis.word("sheet_not_stated")


def _category(fields: Fields) -> Category | None:
    """Category of Article 7: industrial batteries with external storage only are their own."""
    stated = fields.text("eu.category").upper()
    if stated == "IND" and says_yes(fields.study.get("eu.external_storage")):
        return "IND-EXT"
    known: tuple[Category, ...] = get_args(Category)
    return next((category for category in known if category == stated), None)


def _class(basis: Basis) -> Block:
    """Performance class: none while no table was supplied by the user."""
    found = basis.result.footprint.performance_class()
    if found is None:
        return note(basis.word("sheet_class_none"))
    if found.name is None:
        return note(phrase("sheet_class_outside", basis.lang, source=found.source))
    return note(
        phrase("sheet_class_user", basis.lang, name=found.name, source=found.source)
    )  # fmt: skip
