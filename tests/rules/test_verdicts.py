"""Verdicts: pass, fail, not applicable with a reason, a question to a person; and as findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, bare, clause, evaluated, write

from pcf.rules.evaluate import Verdict
from pcf.rules.evaluation import Evaluation
from pcf.rules.pack import Snippet

ASK = clause(
    check="judgement",
    severity='"judgement"',
    params='question_zh = "是吗？"\nquestion_en = "is it so?"',
)


def run(root: Path, text: str, snippet: Snippet | None = None) -> tuple[Verdict, Evaluation]:
    result = evaluated(write(root, text), bare(snippet))
    return result.results[0].verdicts[0], result


def told(result: Evaluation) -> list[tuple[str, str, str]]:
    return [(f.code, f.level, f.message("en")) for f in result.findings if f.code == "TIN001"]


@pytest.mark.parametrize("value", ["a reason", "none"])
def test_stated_passes(value: str, tmp_path: Path) -> None:
    verdict, result = run(tmp_path, CLAUSE, Snippet(sets={"study.goal.reason": value}))
    assert verdict.outcome == "pass"
    assert told(result) == []


@pytest.mark.parametrize("value", ["", " ", "n/a:", "不适用： "])
def test_blank_or_not_applicable_without_reason_is_not_stated(value: str, tmp_path: Path) -> None:
    verdict, _ = run(tmp_path, CLAUSE, Snippet(sets={"study.goal.reason": value}))
    assert verdict.outcome == "fail"


def test_a_failure_as_a_finding(tmp_path: Path) -> None:
    _, result = run(tmp_path, CLAUSE)
    (item,) = [f for f in result.findings if f.code == "TIN001"]
    assert (item.level, item.verdict) == ("error", "fail")
    assert str(item.location) == "study.toml [goal.reason]"
    assert item.message("en") == "not stated: reason"
    assert item.message("zh") == "未说明“理由”"
    assert item.title("zh") == "说明理由"
    assert item.help("en") == "state goal.reason"
    assert item.clause == {
        "standard": "Tiny",
        "edition": "1",
        "ref": "4.1",
        "strength": "shall",
        "evidence": "own",
        "paraphrase_zh": "说明理由",
        "paraphrase_en": "the reason is stated",
    }
    assert item.to_dict()["clause"]["ref"] == "4.1"
    assert item.url is None  # a pack of the user has no page


def test_a_record_fails_with_its_place_and_share(tmp_path: Path) -> None:
    text = clause(check="every", params='of = "rows"\nwhere = ["id = B-CAM"]\n'
                  'need = ["origin = secondary"]')  # fmt: skip
    verdict, result = run(tmp_path, text)
    (failure,) = verdict.failures
    row = next(r for r in result.case.footprint.rows if r.address == "row:bom/B-CAM")
    weight = sum(abs(r.value) for r in result.case.footprint.rows)
    assert str(failure.place) == str(row.place)
    assert failure.node == "bom/B-CAM"
    assert failure.share == pytest.approx(abs(row.value) / weight, rel=1e-12)
    assert (failure.observed, failure.required) == ("primary", "secondary")
    assert failure.text("en") == (
        "lithium iron phosphate cathode active material for Materials of the cells: "
        "origin of the data is primary data; it has to be secondary data"
    )
    assert verdict.share == failure.share


def test_no_such_record_does_not_apply(tmp_path: Path) -> None:
    text = clause(check="every", params='of = "rows"\nwhere = ["id = nowhere"]\n'
                  'need = ["origin = primary"]')  # fmt: skip
    verdict, _ = run(tmp_path, text)
    assert verdict.outcome == "na"
    assert re.fullmatch(
        r"of \d+ records \(rows of the project: .*\) none is what the clause is about: "
        r"id of the row is 'nowhere'", verdict.reason_en
    )  # fmt: skip


def test_without_any_record_the_kind_is_named(tmp_path: Path) -> None:
    text = clause(check="every", params='of = "recycled"\nwhere = ["id = nothing"]\n'
                  'need = ["id = nothing"]')  # fmt: skip
    verdict, _ = run(tmp_path, text)
    assert verdict.outcome == "na"
    assert verdict.reason_en.startswith("the project has no such record: ")


def test_none_names_what_is_forbidden(tmp_path: Path) -> None:
    text = clause(check="none", params='of = "exclusions"\nwhere = ["share_stated >= 0.006"]')
    verdict, _ = run(tmp_path, text)
    assert [f.text("en") for f in verdict.failures] == [
        "'厂房与设备 / buildings and machinery': estimated share of the footprint is 0.6 %; "
        "this is not allowed"
    ]
    assert (verdict.failures[0].observed, verdict.failures[0].unit) == ("0.006", "1")


def test_some_and_total(tmp_path: Path) -> None:
    # exclusions of the model project: 0.6 % and 0.1 %, together 0.7 %
    enough = clause(check="some", params='of = "exclusions"\nat_least = 3')
    verdict, _ = run(tmp_path, enough)
    assert verdict.failures[0].text("en") == ("what is left out: 2 found; it has to be at least 3")
    most = clause(
        check="total", params='of = "exclusions"\nfield = "share_stated"\nat_most = 0.005'
    )
    verdict, _ = run(tmp_path, most)
    assert verdict.failures[0].text("en") == (
        "sum of 'estimated share of the footprint' over what is left out is 0.7 %; "
        "it must not exceed 0.5 %"
    )


def test_when_says_why_it_does_not_apply(tmp_path: Path) -> None:
    text = clause(when='["pcf.boundary.kind = gate-to-gate"]')
    verdict, _ = run(tmp_path, text)
    assert (verdict.outcome, verdict.reason_en) == (
        "na",
        "applies when system boundary is gate to gate; here system boundary is cradle to grave",
    )


def test_a_fact_that_the_study_calls_not_applicable(tmp_path: Path) -> None:
    text = clause(check="fact", params='need = ["study.goal.reason = sale"]')
    verdict, _ = run(tmp_path, text, Snippet(sets={"study.goal.reason": "n/a: never sold"}))
    assert (verdict.outcome, verdict.reason_en) == ("na", "never sold")
    verdict, _ = run(tmp_path, text, Snippet(sets={"study.goal.reason": "research"}))
    assert verdict.failures[0].text("en") == ("reason is 'research'; it has to be 'sale'")


@pytest.mark.parametrize(("severity", "outcome"), [("error", "fail"), ("warning", "na")])
def test_a_computed_fact_without_value(severity: str, outcome: str, tmp_path: Path) -> None:
    """Without the mass of the product its explained part is unknown: no error is excluded."""
    text = clause(check="fact", params='need = ["coverage.mass_explained >= 0.9"]')
    text = text.replace('severity = "error"', f'severity = "{severity}"')
    verdict, _ = run(tmp_path, text, Snippet(unsets=("pcf.product.mass", "pcf.product.mass_unit")))
    assert verdict.outcome == outcome
    assert [f.node for f in verdict.failures] == ["coverage.mass_explained"] * (outcome == "fail")
    told = "no value for product mass led back to suppliers"
    assert verdict.reason_en == (told if outcome == "na" else "")


def test_errors_of_the_project_keep_results_open_and_statements_checked(tmp_path: Path) -> None:
    of_result = clause("TIN002", check="fact", params='need = ["result.total > 0"]')
    text = f"{CLAUSE}\n{of_result}"
    broken = Snippet(sets={"bom.B-CAM.supplier": "bg:nothing"})
    result = evaluated(write(tmp_path, text), bare(broken))
    outcomes = {v.clause.code: (v.outcome, v.reason_en) for v in result.results[0].verdicts}
    assert outcomes["TIN001"][0] == "fail"
    assert outcomes["TIN002"] == ("not_evaluated", "not evaluated: errors stop the calculation")
    assert "GR030" in [f.code for f in result.findings]


def test_settings_are_checked_even_when_nothing_can_be_computed(tmp_path: Path) -> None:
    text = clause(params='keys = ["pcf.method.gwp_set"]')
    verdict, result = run(tmp_path, text, Snippet(unsets=("pcf.method.gwp_set",)))
    assert result.case.model is None
    assert verdict.outcome == "fail"
    assert str(verdict.failures[0].place).startswith("pcf.toml:")


def test_an_open_question(tmp_path: Path) -> None:
    verdict, result = run(tmp_path, ASK)
    assert verdict.outcome == "judgement"
    assert told(result) == [("TIN001", "judgement", "is it so?")]


@pytest.mark.parametrize(
    ("answer", "outcome", "level"),
    [("yes", "pass", None), ("no", "fail", "error"), ("na", "na", None)],
)  # fmt: skip
def test_an_answered_question(answer: str, outcome: str, level: str, tmp_path: Path) -> None:
    verdict, result = run(tmp_path, ASK, Snippet(answers={"TIN001": answer}))
    assert verdict.outcome == outcome
    assert verdict.answer.name == "rule test"
    assert [item[1] for item in told(result)] == ([level] if level else [])
    tally = result.results[0].tally
    assert (tally.judgements, tally.open) == (1, 0)


def test_a_remembered_question_answered_no_is_no_error(tmp_path: Path) -> None:
    text = ASK.replace('evidence = "own"', 'evidence = "recall"')
    _, result = run(tmp_path, text, Snippet(answers={"TIN001": "no"}))
    assert told(result) == [("TIN001", "warning", "rule test answered no on 2026-01-01: test")]


def test_a_check_that_asks_instead_of_failing(tmp_path: Path) -> None:
    text = CLAUSE.replace('severity = "error"', 'severity = "judgement"')
    verdict, _ = run(tmp_path, text)
    assert verdict.outcome == "judgement"
    verdict, _ = run(tmp_path, text, Snippet(answers={"TIN001": "yes"}))
    assert verdict.outcome == "pass"


def test_statements_and_judgements_that_nobody_asked_for(tmp_path: Path) -> None:
    snippet = Snippet(sets={"study.goal.resaon": "x"}, answers={"TIN001": "yes", "TIN009": "yes"})
    _, result = run(tmp_path, CLAUSE, snippet)
    found = {f.code: (f.observed, f.suggestion) for f in result.findings if f.code[:2] == "RU"}
    assert found == {
        "RU020": ("goal.resaon", "goal.reason"),
        "RU023": ("TIN009", "TIN001"),
        "RU024": ("TIN001", None),
    }


def test_counts(tmp_path: Path) -> None:
    text = "\n".join(
        [
            CLAUSE,
            ASK.replace("TIN001", "TIN002"),
            clause("TIN003", when='["pcf.boundary.kind = gate-to-gate"]'),
            clause("TIN004", check="fact", params='need = ["result.total > 0"]'),
        ]
    )
    result = evaluated(write(tmp_path, text), bare()).results[0]
    tally = result.tally
    assert (tally.passed, tally.failed, tally.na, tally.judgements, tally.open) == (1, 1, 1, 1, 1)
    assert result.blocking == 1


def test_routes_are_facts_from_data(tmp_path: Path) -> None:
    head = HEAD + (
        '[[route]]\nid = "green"\nzh = "绿电"\nen = "wind power"\nof = "electricity"\n'
        'where = ["kind = contract"]\n'
    )
    write(tmp_path, clause(when='["route.green = yes"]'), head)
    (verdict,) = evaluated(tmp_path, bare()).results[0].verdicts
    assert verdict.outcome == "fail"
    (verdict,) = (
        evaluated(tmp_path, bare(Snippet(removes=("electricity.L-GREEN",)))).results[0].verdicts
    )
    assert verdict.reason_en == "applies when wind power: yes; here wind power: no"
