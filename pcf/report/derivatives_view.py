"""First-order sensitivities and Sobol indices on a page and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.csv_text import csv_text
from pcf.report.numbers import number, percent, signed
from pcf.report.page import Column, Page
from pcf.report.words import in_words, name_of, pick

if TYPE_CHECKING:
    from pcf.calc.footprint import Footprint
    from pcf.calc.uncertain.derivatives import Derivative, Derivatives
    from pcf.calc.uncertain.sobol import Sobol


def _head(page: Page, base: Footprint, lang: Language) -> None:
    page.line(f"{pick(base.product_zh, base.product_en, lang)}  ({base.project})", "bold")
    if base.scenario:
        page.line(f"{label('scenario', lang)}: {base.scenario}")
    page.line(f"{label('total', lang)}: {number(base.total)} {in_words(base.unit, lang)}")


def derivatives_page(result: Derivatives, lang: Language, *, top: int = 10) -> Page:
    """Lay out first-order sensitivities; `top` of each kind are listed."""
    page = Page()
    _head(page, result.footprint, lang)
    unit = in_words(result.footprint.unit, lang)
    _listed(page, label("derivatives_rows", lang), result.rows[:top], unit, lang)
    _listed(page, label("derivatives_parameters", lang), result.parameters[:top], unit, lang)
    if result.background and top:
        count = len(result.background)
        page.heading(phrase("derivatives_background", lang, count=count))
        rows = [
            (_moves(e.elasticity), f"dataset:bg:{e.entry.dataset}", e.entry.flow, e.entry.supplier)
            for e in result.background[:top]
        ]
        first = Column(label("derivatives_elasticity", lang), "number")
        page.table((first, Column(""), Column(""), Column("", least=90)), rows)
    page.line()
    page.line(label("derivatives_note", lang), "dim")
    return page


def _moves(elasticity: float | None) -> str:
    """Change of the total, in percent, by one percent of the value."""
    return "n/a" if elasticity is None else f"{signed(number(elasticity, 3))} %"


def _listed(
    page: Page, heading: str, found: tuple[Derivative, ...], unit: str, lang: Language
) -> None:
    listed = [d for d in found if d.elasticity or d.derivative is None]
    if not listed:
        return
    page.heading(heading)
    rows = [
        (_moves(d.elasticity), f"{number(d.derivative)} / {in_words(d.unit, lang)}", d.address,
         _other(d), "" if d.address.startswith("p") else name_of(d, lang))
        for d in listed
    ]  # fmt: skip
    columns = (
        Column(label("derivatives_elasticity", lang), "number"),
        Column(f"{unit} {label('derivatives_slope', lang)}", least=80),
        Column(""),
        Column("--set" if any(row[3] for row in rows) else "", least=80),
        Column("", least=120),
    )
    page.table(columns, rows)


def _other(d: Derivative) -> str:
    """Address for ``--set`` where it is neither the address itself nor the amount of the row."""
    plain = d.address.removeprefix("row:").replace("/", ".", 1)
    return "" if d.put_in in (d.address, f"{plain}.amount") else d.put_in


def derivatives_table(result: Derivatives, lang: Language) -> str:
    """Give every sensitivity as CSV."""
    rows: list[tuple[str | float | None, ...]] = [
        (kind, d.address, name_of(d, lang), d.value, d.unit, d.derivative, d.elasticity, d.put_in)
        for kind, found in (("row", result.rows), ("parameter", result.parameters))
        for d in found
    ]
    rows += [
        ("background", f"dataset:bg:{e.entry.dataset}/{e.entry.product}", e.entry.row, None, "",
         None, e.elasticity, "")
        for e in result.background
    ]  # fmt: skip
    header = ("kind", "address", "name", "value", "unit", "derivative", "elasticity", "set")
    return csv_text(header, rows)


def sobol_page(result: Sobol, lang: Language, *, top: int = 10) -> Page:
    """Lay out Sobol indices."""
    page = Page()
    _head(page, result.footprint, lang)
    counts = {"evaluations": result.evaluations, "seed": result.seed}
    page.heading(phrase("sobol_title", lang, **counts))
    covered = {"count": result.inputs, "share": percent(result.covered)}
    page.line(phrase("sobol_covered", lang, **covered), indent=2)
    if result.dropped:
        left_out = phrase("sobol_dropped", lang, dropped=result.dropped, count=result.count)
        page.line(left_out, indent=2)
    rows = [
        (percent(i.first), f"+-{percent(i.first_confidence)}", percent(i.total),
         f"+-{percent(i.total_confidence)}", i.address)
        for i in result.indices[:top]
    ]  # fmt: skip
    columns = (
        Column(label("sobol_first", lang), "number"),
        Column("", "number", least=70),
        Column(label("sobol_total", lang), "number"),
        Column("", "number", least=70),
        Column(""),
    )
    page.table(columns, rows)
    return page


def sobol_table(result: Sobol) -> str:
    """Give Sobol indices as CSV."""
    header = ("address", "first", "first_confidence", "total", "total_confidence")
    return csv_text(
        header,
        [
            (i.address, i.first, i.first_confidence, i.total, i.total_confidence)
            for i in result.indices
        ],
    )
