"""A document made by hand with everything that a page can hold, and names that break things."""

from __future__ import annotations

from pcf.documents.charts import Bar, Chart
from pcf.documents.document import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    Link,
    Notice,
    Number,
    Paragraph,
    Picture,
    Row,
    Table,
    content,
)
from pcf.documents.svg import svg_of

#: Names as strangers write them: markup of every format, formulas, long words, other scripts.
HOSTILE = (
    "<script>alert(1)</script>",
    '#let x = 1; #panic("no")',
    "$x^2$ *bold* _it_ `raw` @ref <label>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\\begin{x} \\u{41} \\n {{ jinja }} {% x %}",
    "\"quotes' & <b>ampersand</b> &amp;",
    "Lithium-nickel-manganese-cobalt-oxide" * 4,
    "x" * 130,
    "电芯" * 60,
    "cell 🔋 emoji 🧪😀",
    "rare 㐀𠀀𪚥龘",
    "العربية name עברית",
    "control \x00\x07 tab\tline\nend",
    "bidi \u202egnp.exe\u202c zero\u200bwidth",
    "_x0041_ [1]Sheet!A1 'quoted'",
)


def number(value: str, address: str = "", unit: str = "") -> Number:
    return Number(value, unit, address)


def hostile_table() -> Table:
    columns = (Column("name = #x"), Column("value", numeric=True), Column("note <b>"))
    rows = tuple(
        Row((content(name), (number(f"{at}.50", f"row:{at}"),), content(HOSTILE[-1 - at])))
        for at, name in enumerate(HOSTILE)
    )
    total = Row((content("total"), (number("-12.00", "total"),), ()), total=True)
    return Table("=HYPERLINK(1) names [of] strangers: */?", columns, (*rows, total))


def wide_table(columns: int = 12, rows: int = 30) -> Table:
    made = (Column("process"), *(Column(f"column {n}", numeric=n > 1) for n in range(1, columns)))
    body = tuple(
        Row(
            (
                content(f"process_of_a_long_name_{r}/variant.{r}"),
                content("CN-FJ, tier 1 supplier"),
                *((number(f"{r * n}.{n:02d}", f"row:{r}"),) for n in range(2, columns)),
            )
        )
        for r in range(rows)
    )
    return Table("Inventory, wide", made, body, wide=True)


def long_table(rows: int) -> Table:
    columns = (Column("row"), Column("amount", numeric=True), Column("unit"), Column("supplier"))
    return Table(
        "Inventory, long",
        columns,
        tuple(
            Row((content(f"row-{n}"), (number(f"{n}.25", f"row:r{n}"),), content("kg"),
                 content(f"supplier {n} 供应者")))
            for n in range(rows)
        ),
    )  # fmt: skip


def picture(lang: str) -> Picture:
    bars = (Bar("原材料获取 raw 🧪", "1.2", 0.0, 1.2, "total", "stage:a"),
            Bar("生命末期 & <end>", "-0.4", 0.0, -0.4, "less", "stage:b"))  # fmt: skip
    chart = Chart("stages", "阶段 by stage", "kg", bars)
    return Picture("stages", chart.title, chart.description(lang), svg_of(chart, lang))


def blocks(lang: str) -> tuple[Block, ...]:
    return (
        Notice("legal", "Notice # of <law>", "Text *with* marks.", ()),
        Heading(2, "目标与范围 Goal and scope"),
        Paragraph(content("Total ", number("0.00", "total", "kg CO2e/kWh"), ", see ",
                          Link("https://example.org/a_b?x=1&y=#z")), "lead"),
        Paragraph(content("研究的目的是量化产品碳足迹。" * 14)),
        Paragraph(content("A text of some length that fills lines. " * 12)),
        Heading(3, "Unit = 1"),
        Items((content("first"), content("second ", number("-3.0", "stage:b", "kg"))), False),
        Items((content("one"), content("two")), True),
        Heading(4, "Below"),
        Paragraph(content("note"), "note"),
        picture(lang),
        Heading(2, "Names", new_page=True),
        hostile_table(),
        Heading(2, "Annex"),
        Paragraph(content("The whole inventory follows.")),
        wide_table(),
        Paragraph(content("Amounts per unit."), "note"),
        Heading(3, "Long"),
        long_table(80),
        Notice("open", "Questions", "", tuple(HOSTILE)),
    )  # fmt: skip


def study(lang: str = "zh", mark: str = "") -> Document:
    """Give a report with cover, table of contents and annexes."""
    return Document(
        lang,  # type: ignore[arg-type]
        "产品碳足迹研究报告" if lang == "zh" else "Study of the product carbon footprint",
        "GB/T 24067-2024",
        "Pack <100> kWh",
        blocks(lang),
        mark=mark,
        scope="--target eu",
        footer=("project lfp", "sha256:" + "0123456789abcdef" * 4),
        contents=True,
        cover=(("委托方 client", content("A & B Ltd.")), ("日期 date", content("2026-03-01"))),
        author="Institute #1",
        date="2026-03-01",
    )
