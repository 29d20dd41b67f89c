"""The section on validation tells the checks that ran, with their outcome, and no other."""

from __future__ import annotations

from types import SimpleNamespace

from study_kit import cells, example, small, study, table

from pcf.api import Project
from pcf.documents.study.gather import gather
from pcf.documents.study.validation import validation
from pcf.documents.study.writer import Writer


def told(document, caption="Validation of data"):
    return {row[0]: row[1] for row in cells(table(document, caption))}


def test_balances_are_counted_by_state():
    found = told(study("cement").document)
    # unit_balances of the cement example: mass 8 closed, 1 nothing; energy 3 undecided, 6 nothing
    assert found["mass balance of unit processes"] == (
        "closed 8, open 0, undecided 0, nothing of the kind 1"
    )
    assert found["energy balance of unit processes"] == (
        "closed 0, open 0, undecided 3, nothing of the kind 6"
    )


def test_comparison_with_published_ranges_is_told_by_its_clause():
    assert told(study("cement").document)["result against published ranges (CEM060)"] == "pass"
    chinese = told(study("cement", "zh").document, "数据的审定")
    assert chinese["结果与公布范围比较 (CEM060)"] == "通过"


def test_no_comparison_is_claimed_where_none_was_made(tmp_path):
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": 1}])
    found = told(Project.load(folder).report("study", lang="en", draft=True).document)
    assert found["result against published ranges"].startswith("not made")
    assert found["received footprints: factors, validity, place, content"].startswith("not made")


def test_findings_of_received_footprints_are_counted():
    held = gather(example("cement"))
    link = SimpleNamespace(supplier=SimpleNamespace(kind="received", id="R"))
    linked = SimpleNamespace(links={"a": link, "b": link})
    fake = SimpleNamespace(
        solved=SimpleNamespace(linked=linked),
        findings=[SimpleNamespace(code="RX031", level="warning")],
    )
    writer = Writer(
        SimpleNamespace(
            footprint=fake, unit_balances=held.unit_balances, verdicts=held.verdicts
        ),  # type: ignore[arg-type]
        "en",
    )  # fmt: skip
    rows = cells(validation(writer)[-1])
    assert rows[-2][1] == "1 used, findings: RX031 × 1"
    assert rows[-1][1] == "errors 0, warnings 1"
