"""The sensitivity set: every case can be repeated as an ordinary calculation."""

from __future__ import annotations

import json

import pytest

from pcf.api import Project
from pcf.calc.as_json import footprint_from_json
from pcf.duties import Choice, SensitivitySet, sensitivity_set
from pcf.errors import UsageError
from pcf.location import data_root


@pytest.fixture(scope="module")
def project() -> Project:
    return Project.load(data_root("product_rules") / "_model")


@pytest.fixture(scope="module")
def made(project: Project) -> SensitivitySet:
    return sensitivity_set(project)


def test_every_kind_is_told(made: SensitivitySet) -> None:
    kinds = ["allocation", "electricity", "gwp_set", "parameter", "use", "end_of_life"]
    assert list(dict.fromkeys(case.kind for case in made.cases)) == kinds


def test_a_case_is_the_calculation_with_its_values(project: Project, made: SensitivitySet) -> None:
    assert made.total == project.calculate().total
    for case in made.cases:
        if case.total is not None:
            scenario = None if case.changes else case.name
            assert case.total == project.calculate(scenario, overrides=case.changes).total
            assert case.delta == case.total - made.total


def test_a_result_gives_its_own_set(project: Project, made: SensitivitySet) -> None:
    assert project.calculate().sensitivity_set() == made
    changed = ("parameters.cycles=3000",)
    fewer = project.calculate(overrides=changed)
    assert fewer.sensitivity_set().total == fewer.total != made.total
    assert fewer.sensitivity_set() == sensitivity_set(project, Choice(overrides=changed))


def test_a_result_of_a_file_or_a_target_has_no_project_to_ask(project: Project) -> None:
    pack = Project.load(data_root("datasets") / "examples" / "lfp-pack")
    read = footprint_from_json(project.calculate().to_dict())
    for found in (read, pack.calculate_target("miit").footprint):
        with pytest.raises(UsageError) as told:
            found.sensitivity_set()
        assert [f.code for f in told.value.findings] == ["GR053"]


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


def test_a_parameter_is_not_varied_beyond_its_limits() -> None:
    from pcf.duties import _within
    from pcf.model import Parameter

    share = Parameter("discharging_efficiency", 0.95, "1")
    assert _within(share, 1.045) == (1.0, 1.0)
    assert _within(share, 0.855) == (0.855, None)
    # percent: 95 % + 10 % is held at 100 %
    assert _within(Parameter("yield", 95.0, "%"), 104.5) == (100.0, 100.0)
    # a ratio above 1 and a count are no shares
    assert _within(Parameter("ratio", 1.5, "1"), 1.65) == (1.65, None)
    assert _within(Parameter("cells", 1.0, "1"), 1.1) == (1.1, None)
    assert _within(Parameter("mass", 0.9, "kg"), 0.99) == (0.99, None)
    # stated bounds hold whatever the unit
    bounded = Parameter("mass", 10.0, "kg", low=9.5, high=10.5)
    assert _within(bounded, 11.0) == (10.5, 10.5)
    assert _within(bounded, 9.0) == (9.5, 9.5)


def test_the_whole_set_of_a_pack_stays_within_what_is_possible() -> None:
    project = Project.load(data_root("datasets") / "examples" / "lfp-pack")
    choice = Choice(parameters=("discharging_efficiency",))
    up, down = sensitivity_set(project, choice).cases
    assert (up.changes, up.limit) == (("parameters.discharging_efficiency=1.0",), 1.0)
    assert down.limit is None
    assert up.total < down.total
