"""The sensitivity set: every case can be repeated as an ordinary calculation."""

from __future__ import annotations

import json

import pytest

from pcf.api import Project
from pcf.duties import SensitivitySet, sensitivity_set
from pcf.location import data_root


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.load(data_root("product_rules") / "_model")


@pytest.fixture(scope="module")
def made(project: Project) -> SensitivitySet:
    return sensitivity_set(project)


def test_every_kind_is_told(made: SensitivitySet) -> None:
    kinds = ["allocation", "electricity", "gwp_set", "parameter", "end_of_life"]
    assert list(dict.fromkeys(case.kind for case in made.cases))[:5] == kinds


def test_a_case_is_the_calculation_with_its_values(project: Project, made: SensitivitySet) -> None:
    assert made.total == project.calculate().total
    for case in made.cases:
        if case.total is not None and case.kind != "scenario":
            assert case.total == project.calculate(overrides=case.changes).total
            assert case.delta == case.total - made.total


def test_five_parameters_up_and_down_the_largest_first(made: SensitivitySet) -> None:
    names = [case.name for case in made.of("parameter")]
    assert len(names) == 10
    assert [name.split()[1] for name in names] == ["+10", "-10"] * 5
    effects = [abs(case.delta) for case in made.of("parameter")[::2]]
    assert effects == sorted(effects, reverse=True)


def test_what_cannot_be_computed_says_why(made: SensitivitySet) -> None:
    for case in made.cases:
        assert (case.total is None) == bool(case.reason)
        assert (case.total is None) == (case.relative is None)


def test_plain_data(made: SensitivitySet) -> None:
    body = json.loads(made.to_json("zh"))
    assert body["total"]["unit"] == made.unit
    assert body["cases"][0]["kind_name"] == "分配替代"


def test_a_project_without_choices(tmp_path) -> None:
    example = data_root("datasets") / "examples" / "paper-case"
    kinds = {c.kind: c.reason for c in sensitivity_set(Project.load(example)).cases if not c.name}
    assert kinds["electricity"] == "duty_no_claim"
