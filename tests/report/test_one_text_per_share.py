"""A share of the total has one printed text in all tables, figures and sentences of a report."""

from __future__ import annotations

import html
import re

import pytest
from study_kit import study

from pcf.calc.footprint import Part
from pcf.documents.digits import share_text
from pcf.documents.document import Number, Paragraph, Picture, Table
from pcf.documents.rounding import Policy, rounded_sum, rounded_total

_EXAMPLES = ("appliance", "lfp-pack", "cement", "hydrogen-electrolysis")


def _numbers(document):
    for block in document.blocks:
        cells = [block.content] if isinstance(block, Paragraph) else []
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
        yield from (part for cell in cells for part in cell if isinstance(part, Number))


@pytest.mark.parametrize("name", _EXAMPLES)
def test_every_share_of_the_total_is_rounded_alone(name):
    report = study(name)
    rounded = report.values.rounded
    footprint = rounded.footprint
    wholes = (rounded.stages, rounded.ledger, rounded.gases, rounded.components, rounded.processes,
              rounded.flows)  # fmt: skip
    parts = [p for whole in wholes for p in whole.parts] + [r.part for r in rounded.rows]
    due = {p.address: share_text(footprint.share(p.exact)) for p in parts}
    assert {p.address: p.share for p in parts} == due
    printed = [n for n in _numbers(report.document) if n.text.endswith(" %") and n.address in due]
    assert len(printed) > 20
    assert [(n.address, n.text) for n in printed if n.text != due[n.address]] == []


@pytest.mark.parametrize("name", _EXAMPLES)
def test_the_figure_of_the_stages_has_the_shares_of_the_table(name):
    report = study(name)
    [figure] = [b for b in report.document.blocks if isinstance(b, Picture) and b.id == "stages"]
    drawn = re.findall(r"\(([<>]?-?[0-9.]+ %)\)", html.unescape(figure.svg))
    due = {p.share for p in report.values.rounded.stages.parts}
    assert set(drawn) <= due
    assert len(set(drawn)) > 1


def test_shares_that_miss_100_percent_are_told_below_their_table():
    # appliance: 56.59, 3.66, 0.35, 37.55 and 1.85 % are printed as 56.6, 3.7, 0.3, 37.6 and 1.9
    blocks = study("appliance").document.blocks
    rounded = study("appliance").values.rounded
    use = next(p for p in rounded.stages.parts if p.id == "use")
    assert (use.share, rounded.stages.total.share) == ("37.6 %", "100.0 %")
    at = next(
        n
        for n, b in enumerate(blocks)
        if isinstance(b, Table)
        and b.rows[-1].total
        and any(Number("37.6 %", address="stage:use") in row.cells[-1] for row in b.rows)
    )
    below = blocks[at + 1]
    assert isinstance(below, Paragraph)
    assert "rounded one by one" in str(below.content[0])
    assert "0.1 percentage points more" in str(below.content[0])


def test_a_share_of_a_total_that_nearly_cancels_is_none():
    # 1e6 - 1e6 + 1e-7: shares of 1e13 are no shares of anything
    parts = [Part("a", "", "", 1e6, 1e13), Part("b", "", "", -1e6, -1e13)]
    made = rounded_sum("stage", parts, rounded_total(1e-7, "kg CO2e", Policy()), Policy())
    assert [part.share for part in made.parts] == ["n/a", "n/a"]
    assert share_text(9.997e12) == "n/a"
    assert share_text(-9.997e12) == "n/a"
