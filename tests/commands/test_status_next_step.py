"""``pcf status``: what can be declared, what is missing, and exactly one next step."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import pcf as package
from pcf.api import Project
from pcf.findings import Edit, Findings, Fix, Location, finding, with_fix, with_share
from pcf.location import data_root
from pcf.report.status_view import status_page
from pcf.rules.evaluation import Evaluation
from pcf.status import TargetVerdicts, status_of

SCHEMAS = Path(package.__file__).parent / "schemas"
CLAUSE = {"standard": "S", "ref": "", "strength": "shall", "evidence": "own",
          "paraphrase_zh": "z", "paraphrase_en": "e"}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("status") / "lfp"
    source = data_root("datasets") / "examples" / "lfp-pack"
    shutil.copytree(source, made, ignore=shutil.ignore_patterns("build"))
    return made


@pytest.fixture(scope="module")
def evaluation(folder: Path) -> Evaluation:
    return Project.load(folder).evaluate(("all",))


def step_of(evaluation: Evaluation, *items):
    return status_of(replace(evaluation, findings=Findings(items))).next_step


PLACE = Location("model/bom.csv", 7, "unit")
ERROR = finding("UN001", PLACE, observed="Kg")
FIXED = with_fix(ERROR, Fix(True, (Edit("model/bom.csv", 7, 3, 5, "bom.B-1.unit", "Kg", "kg"),)))
SMALL = with_share(finding("UN030", Location("model/bom.csv", 2), supplier="bg:x"), 0.1)
LARGE = with_share(finding("UN030", Location("model/bom.csv", 9), supplier="bg:x"), 0.4)
OF_CLAUSE = replace(finding("UN030"), code="GBT043", clause=CLAUSE, share_of_total=0.9)
ASKED = replace(OF_CLAUSE, code="GBT014", level="judgement", share_of_total=None)


def test_a_safe_fix_comes_first(evaluation):
    step = step_of(evaluation, ASKED, LARGE, FIXED)
    assert (step.id, step.command, step.code) == ("next_fix", "pcf check --fix", "UN001")


def test_an_unsafe_fix_is_no_reason_to_write(evaluation):
    unsafe = with_fix(ERROR, replace(FIXED.fix, safe=False))
    assert step_of(evaluation, unsafe).command == "pcf check --select UN001"


def test_then_the_error_on_which_most_hangs(evaluation):
    step = step_of(evaluation, SMALL, LARGE, ASKED)
    assert (step.id, step.place, step.share_of_total) == ("next_error", LARGE.location, 0.4)
    assert step.detail == "UN030 (model/bom.csv:9)"


def test_errors_of_the_project_come_before_those_of_clauses(evaluation):
    assert step_of(evaluation, OF_CLAUSE, SMALL).code == "UN030"
    step = step_of(evaluation, OF_CLAUSE)
    assert step.command == "pcf check --rules gbt24067 --select GBT043"


def test_then_a_question_with_the_file_for_its_answer(evaluation):
    step = step_of(evaluation, ASKED)
    assert (step.id, step.command) == ("next_judgement", "pcf rules show GBT014")
    assert step.place == Location("review/judgements.csv")


def test_then_evidence_for_the_largest_row_without_any(evaluation):
    step = step_of(evaluation)
    rows = [row for row in evaluation.case.footprint.rows if not row.evidence]
    largest = max(rows, key=lambda row: abs(row.value))
    assert (step.id, step.command) == ("next_evidence", f"pcf explain {largest.address}")


def test_then_the_lock_and_then_nothing(evaluation, tmp_path):
    every = tuple(replace(r, evidence="EV") for r in evaluation.case.footprint.rows)
    proved = replace(evaluation.case.footprint, rows=every)
    case = replace(evaluation.case, footprint=proved, folder=tmp_path)
    assert step_of(replace(evaluation, case=case)).command == "pcf data lock"
    (tmp_path / "pcf.lock").write_text("")
    assert step_of(replace(evaluation, case=case)).command == "pcf calc"


def test_screen_and_json_say_the_same(folder, pcf):
    body = json.loads(pcf("status", "-C", folder, "--format", "json").out)
    schemas = [json.loads((SCHEMAS / f"{n}.json").read_text()) for n in ("status", "envelope")]
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    assert list(Draft202012Validator(schemas[0], registry=registry).iter_errors(body)) == []
    data = body["data"]
    answer = pcf("status", "-C", folder)
    assert answer.code == 1
    assert answer.out.rstrip().endswith(f"next: {data['next_step']['command']}")
    assert answer.out.count("next: ") == 1
    first = data["declarations"][0]
    assert first["failed"] == first["blocking"] + first["warnings"] > 0
    counts = f"fail {first['failed']} (errors {first['blocking']}, warnings {first['warnings']})"
    assert counts in answer.out
    assert f"clauses to judge: {len(data['open_judgements'])}" in " ".join(answer.out.split())
    shares = [gap["share"] for gap in data["rows_without_evidence"]]
    assert shares == sorted(shares, reverse=True)
    assert answer.out.count("row:") == min(5, len(shares))
    assert data["targets"] == []


def test_a_required_material_that_is_missing_is_named(folder, tmp_path):
    broken = shutil.copytree(folder, tmp_path / "p")
    table = broken / "model" / "exchanges.csv"
    lines = table.read_bytes().split(b"\n")
    gone = b"E-lipf6_synthesis-pcl5,"
    table.write_bytes(b"\n".join(line for line in lines if not line.startswith(gone)))
    assert status_of(Project.load(folder).evaluate(("all",))).required_missing == ()
    assert status_of(Project.load(broken).evaluate(("all",))).required_missing == (
        "pcl5@lipf6_synthesis",
    )


def test_targets_are_shown_by_their_own_name(evaluation):
    target = TargetVerdicts("home", evaluation.results[0], computable=False)
    status = status_of(evaluation, (target,))
    (shown,) = status.targets
    assert (shown.id, shown.ready, shown.failed) == ("home", False, status.declarations[0].failed)
    page = status_page(status, "en").render(100)
    assert page.index("targets") < page.index("  home ")
