"""A result small enough to solve by hand, with names that break pages, for the living page.

The plant takes 3 kg of steel at 2 kg CO2/kg (6 kg CO2e) and has a removal of its own; the mine
emits 1 kg. Total = 6 + 1 - removal.
"""

from __future__ import annotations

from dataclasses import replace

from kit import background, footprint, project

from pcf.documents.charts import bars_of
from pcf.documents.document import (
    Column,
    Document,
    Heading,
    Items,
    Number,
    Paragraph,
    Row,
    Table,
    content,
)
from pcf.documents.rounding import rounded_result
from pcf.documents.sections import picture, value

#: Everything that could end an element, a template or a line, or be read as markup by a chart.
HOSTILE = '</script><!-- <b>x</b> <img src=x onerror=alert(1)> &amp; %{label} $a_1$ \u2028 "q"'
STEEL = {"steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 2}}}


def tiny(folder, removal):
    """Footprint whose plant removes that many kg of CO2."""
    processes = [
        {"id": "mine", "product": "ore", "amount": 1, "unit": "kg", "stage": "raw_material",
         "name_zh": "矿山", "name_en": "Mine"},
        {"id": "plant", "product": "widget", "amount": 1, "unit": "kg", "name_zh": "工厂",
         "name_en": HOSTILE, "component": "body", "source": "meter log"},
    ]  # fmt: skip
    tables = {
        "bom": [
            {"process": "plant", "part": "frame", "flow": "steel", "amount": 3, "unit": "kg",
             "supplier": "bg:steel", "id": "STEEL"},
            {"process": "plant", "part": "core", "flow": "ore", "amount": 1, "unit": "kg",
             "supplier": "process:mine", "id": "ORE"},
        ],
        "exchanges": [
            {"process": "mine", "flow": "co2_fossil", "direction": "emission", "amount": 1,
             "unit": "kg", "id": "DIESEL"},
            {"process": "plant", "flow": "co2_biogenic_uptake", "direction": "removal",
             "amount": removal, "unit": "kg", "id": "UPTAKE"},
        ],
    }  # fmt: skip
    made = project(folder / "project", processes, demand={"plant": (1, "kg")}, tables=tables)
    return footprint(made, background(folder / "background", STEEL))


def rounded(found):
    """Rounded values of a footprint, three digits."""
    return rounded_result(found, found.stages, None)


def many(found, count):
    """Give the footprint `count` more rows like its row of steel, each of another address."""
    steel = next(row for row in found.rows if row.address == "row:bom/STEEL")
    rows = [
        replace(steel, address=f"row:bom/S{number:05}", value=steel.value / (number + 1))
        for number in range(count)
    ]
    return replace(found, rows=(*found.rows, *rows))


def document_of(table, lang, rows=3):
    """Document with a number, a figure, a list and a table of so many rows."""
    words = {"zh": ("结果", "清单", "值"), "en": ("Result", "Inventory", "value")}[lang]
    columns = tuple(Column(name, numeric=name == words[2]) for name in ("id", "name", words[2]))
    made = [
        Row((content(f"R{n}"), content(HOSTILE), (Number(str(n), "kg", "total"),)))
        for n in range(rows)
    ]
    chart = bars_of("stages", words[0], table.stages.parts, table.unit, lang)
    return Document(
        lang,
        f"{words[0]} {HOSTILE}",
        "kicker",
        "subtitle",
        (
            Heading(2, words[0]),
            Paragraph(value(table.total, unit=True), "lead"),
            picture(chart, lang),
            Items((content("one"), content(HOSTILE)), ordered=True),
            Heading(3, words[1]),
            Table(words[1], columns, tuple(made)),
            Heading(4, "end"),
            Paragraph(content("last")),
        ),
        scope="--target eu",
        footer=("made of",),
        contents=True,
        cover=(("author", content("A")),),
    )
