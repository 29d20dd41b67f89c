"""The summary of verdicts: each clause in the row of the pack in which it stands, and their sum."""

from __future__ import annotations

import pytest
from study_kit import cells, example, study, table

from pcf.documents.document import Number
from pcf.documents.study.addresses import explain_study
from pcf.documents.study.gather import gather


def tally(name: str, target: str = ""):
    return table(study(name, "en", "study", target).document, "Summary of verdicts")


@pytest.mark.parametrize(
    ("name", "target", "packs"),
    [
        ("cement", "", ["base@1", "gbt24067@2024", "cement@1"]),
        ("lfp-pack", "eu", ["base@1", "eu-battery@2023-1542", "eu-battery-ev@2024-draft"]),
    ],
)
def test_every_clause_counts_in_one_row(name, target, packs):
    found, held = tally(name, target), gather(example(name), target)
    *rows, total = [[int(cell) for cell in row[1:]] for row in cells(found)]
    assert [f"({pack})" in row[0] for pack, row in zip(packs, cells(found), strict=False)] == [
        True for _ in packs
    ]
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    assert total[-1] == len(held.verdicts) == sum(total[:-1])
    own = {pack.id: len(pack.own_clauses) for pack in held.packs}
    for (label, *_), row in zip(cells(found), rows, strict=False):
        id = label.rpartition("(")[2].partition("@")[0]
        assert row[-1] == own.get(id, row[-1])


def test_the_total_is_that_of_the_executive_summary():
    [said] = [
        "".join(map(str, block.content))
        for block in study("cement").document.blocks
        if type(block).__name__ == "Paragraph" and "clauses checked" in str(block.content)
    ]
    passed, failed, still_open, na, _, every = cells(tally("cement"))[-1][1:]
    assert said == (
        f"Of {every} clauses checked, {passed} pass, {failed} fail, {still_open} are open for a"
        f" person and {na} do not apply."
    )


@pytest.mark.parametrize(("name", "target"), [("cement", ""), ("lfp-pack", "eu")])
def test_every_count_is_explained_as_printed(name, target):
    held = gather(example(name), target)
    for row in tally(name, target).rows:
        for (cell,) in row.cells[1:]:
            assert isinstance(cell, Number)
            assert explain_study(held, cell.address).value == int(cell.text)
