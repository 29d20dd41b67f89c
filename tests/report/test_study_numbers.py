"""Numbers of a study report: the same in both languages, traceable, and adding up."""

from __future__ import annotations

from decimal import Decimal
from math import fsum
from types import SimpleNamespace

import pytest
from page import Page
from study_kit import agrees, cells, example, study, table

from pcf.documents.digits import amount_text
from pcf.documents.document import Table

MADE = (("lfp-pack", "study", ""), ("lfp-pack", "summary", ""), ("cement", "study", ""),
        ("lfp-pack", "study", "gbt24067"))  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "target"), MADE)
def test_both_languages_hold_the_same_numbers_in_the_same_order(name, kind, target):
    zh, en = (study(name, lang, kind, target).document for lang in ("zh", "en"))
    numbers = [(n.text, n.unit, n.address, n.source) for n in en.numbers()]
    assert numbers == [(n.text, n.unit, n.address, n.source) for n in zh.numbers()]
    assert len(numbers) > 30


def test_the_page_prints_every_number_of_the_document():
    made = study("cement")
    shown = Page(made.to_html()).numbers
    texts = [n.text for n in made.document.numbers()]
    assert len(texts) > 300
    assert set(texts) <= set(shown)


@pytest.mark.parametrize(
    ("name", "target"), [("lfp-pack", ""), ("cement", ""), ("lfp-pack", "miit")]
)
def test_explain_takes_every_address_and_gives_the_printed_value(name, target):
    document = study(name, "en", "study", target).document
    project = example(name)
    result = project.calculate_target(target).footprint if target else project.calculate()
    shown: dict[str, set[str]] = {}
    for number in document.numbers():
        if number.address:
            shown.setdefault(number.address, set()).add(number.text)
    assert {"total", "ledger:fossil", "stage:production", "gas:CO2"} <= set(shown)
    kinds = {address.partition(":")[0] for address in shown}
    parts = {"total", "stage", "ledger", "gas", "process", "component", "row", "dataset"}
    assert parts <= kinds
    for address, texts in shown.items():
        if address.partition(":")[0] not in parts:  # see test_every_number_has_an_address
            continue
        told = result.explain(address)
        values = {t for t in texts if not t.endswith("%") and t != "n/a"}
        assert all(agrees(text, told.value) for text in values), address


@pytest.mark.parametrize("name", ["lfp-pack", "cement"])
def test_every_row_stands_once_in_the_inventory(name):
    made = study(name)
    rows = made.values.rounded.rows
    tables = [b for b in made.document.blocks if getattr(b, "caption", "").endswith("  Inventory")]
    listed = [row.cells[11][0].address for found in tables for row in found.rows]
    assert sorted(listed) == sorted(row.address for row in example(name).calculate().rows)
    assert len(listed) == len(set(listed)) == len(rows)


@pytest.mark.parametrize("name", ["lfp-pack", "cement"])
def test_contributors_stop_where_80_percent_are_reached(name):
    footprint = example(name).calculate()
    for top, parts in (
        (study(name).values.rounded.contributors, [r.value for r in footprint.rows]),
        (study(name).values.rounded.largest_processes, [p.value for p in footprint.processes]),
    ):
        whole = fsum(map(abs, parts))
        assert fsum(abs(p.exact) for p in top.parts) / whole == pytest.approx(top.cumulative[-1])
        assert top.cumulative[-1] >= 0.8 > (top.cumulative[-2] if len(top.parts) > 1 else 0.0)
        listed = fsum(p.exact for p in top.parts) + top.rest.exact
        assert listed == pytest.approx(footprint.total, rel=1e-12)
        assert len(top.parts) + top.rest_count == sum(1 for value in parts if value)


def test_gases_of_the_report_add_up_to_the_total():
    footprint = example("lfp-pack").calculate()
    from pcf.calc.gas_inventory import gas_inventory

    flows = gas_inventory(footprint)
    assert fsum(f.value for f in flows) == pytest.approx(footprint.total, rel=1e-12)
    for gas in footprint.gases:
        own = fsum(f.value for f in flows if f.gas == gas.id)
        assert own == pytest.approx(gas.value, abs=1e-15)
    shown = cells(table(study("lfp-pack").document, "Elementary flows: mass, factor, contribution"))
    methane = next(row for row in shown if row[3] == "29.8")
    assert float(methane[2]) * 29.8 == pytest.approx(float(methane[4]), rel=1e-2)


def test_the_ledger_by_stage_adds_up_to_the_ledger():
    made = study("lfp-pack")
    found = table(made.document, "Ledger by stage")
    fossil = next(n for n, c in enumerate(found.columns) if c.title == "fossil (kg CO2e/kWh)")
    *stages, total = cells(found)
    assert sum(Decimal(row[fossil]) for row in stages) == Decimal(total[fossil])
    ledger = next(p for p in example("lfp-pack").calculate().ledger if p.id == "fossil")
    assert agrees(total[fossil], ledger.value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (12.5, "12.5"), (1000.0, "1000"), (1 / 3, "0.333333"), (1.2e-9, "1.2e-9"),
     (-2.5e12, "-2.5e12"), (float("nan"), "n/a"), (None, "n/a"), (0.1 + 0.2, "0.3")],
)  # fmt: skip
def test_amounts_have_six_digits_and_no_idle_zeros(value, text):
    assert amount_text(value) == text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_change_of_an_alternative_is_its_total_less_that_of_the_study(lang):
    made = study("lfp-pack", lang)
    found = next(b for b in made.document.blocks if getattr(b, "caption", "") and any(
        getattr(n, "address", "").startswith("sensitivity:") for row in b.rows for c in row.cells
        for n in c))  # fmt: skip
    base = made.values.rounded.total.exact
    unit = made.values.rounded.unit
    between = {"zh": "（", "en": " ("}[lang]
    assert [c.title.partition(between)[2].rstrip("）)") for c in found.columns[2:4]] == [unit] * 2
    changed = 0
    for row in found.rows:
        (total,), (change,), (relative,) = row.cells[2:5]
        assert change.address == total.address + ".delta"
        told = float(total.text) - base
        # both are printed to three digits: the total decides how near they can be
        assert float(change.text) == pytest.approx(told, abs=0.006 * abs(float(total.text)))
        assert float(relative.text.removesuffix(" %").lstrip("<>")) == pytest.approx(
            100 * float(change.text) / base, abs=0.12
        )
        changed += abs(told) > 0.01 * base
    assert changed >= 3


def test_shares_of_contributors_add_up_to_what_is_reached():
    for caption in ("Inventory rows that make up 80 %", "Unit processes that make up 80 %"):
        found = table(study("lfp-pack").document, caption)
        assert [c.title for c in found.columns[2:]] == [
            "share of absolute contributions", "cumulative share of absolute contributions"
        ]  # fmt: skip
        reached = 0.0
        for row in cells(found):
            reached += float(row[2].removesuffix(" %"))
            assert float(row[3].removesuffix(" %")) == pytest.approx(reached, abs=0.8)
        assert reached == pytest.approx(100, abs=1)
        assert found.rows[-1].total


def test_stages_by_ledger_column_add_up_to_the_columns():
    found = next(
        rows for b in study("lfp-pack").document.blocks
        if isinstance(b, Table) and len(rows := cells(b)) > 2
        and any("/ledger:" in getattr(n, "address", "") for c in b.rows[0].cells for n in c)
    )  # fmt: skip
    *stages, total = found
    for at in range(1, len(total)):
        parts = [Decimal(row[at]) for row in stages if row[at][0] not in "<>"]
        assert sum(parts) == Decimal(total[at])


def test_a_gap_that_is_left_is_told_exactly_and_with_its_direction():
    from pcf.documents.sections import sum_notes

    basis = SimpleNamespace(lang="en", rounded=SimpleNamespace(unit="kg CO2e"))
    for gap, share, told in (
        (Decimal("-5.98"), Decimal(0), ["add up to 5.98 kg CO2e less than the printed total"]),
        (Decimal("1E+1"), Decimal("0.1"), ["add up to 10 kg CO2e more than the printed total",
                                         "add up to 0.1 percentage points more than 100 %"]),
        (Decimal(0), Decimal(0), []),
    ):  # fmt: skip
        notes = sum_notes(basis, SimpleNamespace(gap=gap, share_gap=share))
        assert len(notes) == len(told)
        for note, words in zip(notes, told, strict=True):
            assert words in note.content[0]
