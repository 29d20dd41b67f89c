"""The use alternative of the sensitivity set: declared profiles, the gap without, amounts ±10 %."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pcf.api import Project
from pcf.documents.study.alternatives import Alternatives
from pcf.duties import Choice, SensitivitySet, sensitivity_set
from pcf.errors import PcfError
from pcf.i18n import label
from pcf.location import data_root
from pcf.project import use_profiles as module
from pcf.project.collect import Collector
from pcf.project.overrides import apply_overrides, setting
from pcf.project.raw import read_raw
from pcf.project.reader import Reading, read_project, type_project
from pcf.project.use_profiles import use_profiles
from pcf.rules.case import Case
from pcf.rules.subjects import Subjects

PROFILE = (
    'kind = "use"\nname_en = "half the losses"\n[set]\n"electricity.L-driving.amount" = 0.07\n'
)


@pytest.fixture(scope="module")
def vehicle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vehicle without scenarios."""
    folder = tmp_path_factory.mktemp("vehicle") / "p"
    source = data_root("datasets") / "examples" / "vehicle-bev"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("scenarios", "build"))
    return folder


@pytest.fixture(scope="module")
def without(vehicle: Path) -> SensitivitySet:
    return sensitivity_set(Project.load(vehicle))


def with_scenario(vehicle: Path, root: Path, text: str) -> Project:
    shutil.copytree(vehicle, root / "p")
    (root / "p" / "scenarios").mkdir()
    (root / "p" / "scenarios" / "other.toml").write_text(text, encoding="utf-8")
    return Project.load(root / "p")


def test_without_a_declared_profile_the_set_says_what_to_write(without: SensitivitySet) -> None:
    gap = without.of("use")[0]
    assert (gap.name, gap.total, gap.reason) == ("", None, "duty_no_use_profile")
    for lang in ("zh", "en"):
        assert "scenarios/NAME.toml" in label(gap.reason, lang)
        assert 'kind = "use"' in label(gap.reason, lang)


def test_amounts_of_the_use_stage_up_and_down(vehicle: Path, without: SensitivitySet) -> None:
    """The use stage has two rows, and nothing else hangs on them: ±10 % of its contribution."""
    _, up, down = without.of("use")
    assert (up.name, down.name) == ("use +10 %", "use -10 %")
    assert [c.split("=")[0] for c in up.changes] == [
        "exchanges.E-refrigerant_loss-hfc134a.amount", "electricity.L-driving.amount",
    ]  # fmt: skip
    project = Project.load(vehicle)
    use = next(part.value for part in project.calculate().stages if part.id == "use")
    assert up.delta == pytest.approx(0.1 * use, rel=1e-9)
    assert down.delta == pytest.approx(-0.1 * use, rel=1e-9)
    assert project.calculate(overrides=up.changes).total == pytest.approx(up.total, rel=1e-12)


def test_a_declared_profile_stands_under_its_kind(vehicle: Path, tmp_path: Path) -> None:
    project = with_scenario(vehicle, tmp_path, PROFILE)
    made = sensitivity_set(project)
    assert [case.name for case in made.of("use")] == ["other", "use +10 %", "use -10 %"]
    assert made.of("use")[0].total == project.calculate("other").total
    assert made.of("scenario") == ()


def test_a_scenario_of_no_kind_is_no_profile(vehicle: Path, tmp_path: Path) -> None:
    text = PROFILE.replace('kind = "use"\n', "")
    made = sensitivity_set(with_scenario(vehicle, tmp_path, text))
    assert made.of("use")[0].reason == "duty_no_use_profile"
    assert [case.name for case in made.of("scenario")] == ["other"]


def test_a_kind_that_is_none_is_refused_with_its_line(vehicle: Path, tmp_path: Path) -> None:
    text = '# profile\nkind = "usage"\n[set]\n"electricity.L-driving.amount" = 0.07\n'
    project = with_scenario(vehicle, tmp_path, text)
    with pytest.raises(PcfError) as caught:
        project.calculate("other")
    (found,) = [f for f in caught.value.findings if f.level == "error"]
    assert (found.code, str(found.location)) == ("NU018", "scenarios/other.toml:2 [kind]")
    assert found.suggestion == "use"


def test_outside_the_boundary_it_does_not_apply() -> None:
    cement = Project.load(data_root("datasets") / "examples" / "cement")
    (case,) = sensitivity_set(cement).of("use")
    assert case.reason == "duty_no_use_stage"
    assert label(case.reason, "en").startswith("not applicable")


def test_under_a_target_scenarios_are_not_run_and_not_missed() -> None:
    project = Project.load(data_root("datasets") / "examples" / "lfp-pack")
    made = Alternatives(project, project.calculate_target("gbt24067"), "gbt24067").cases
    told = {case.name: case.reason for case in made.of("use")}
    assert told == {"": "duty_use_under_target", "use +10 %": "", "use -10 %": ""}
    chosen = sensitivity_set(project, Choice(runs_scenarios=False))
    assert chosen.of("scenario") == ()


def test_the_clause_asks_for_a_declared_profile(vehicle: Path, tmp_path: Path) -> None:
    def failed(project: Project) -> list[str]:
        (result,) = project.evaluate(["gbt24067"]).results
        verdict = next(v for v in result.verdicts if v.clause.code == "GBT057")
        return [failure.text("en") for failure in verdict.failures]

    assert failed(Project.load(vehicle)) == [
        "number of scenarios that declare another use profile is 0; it has to be at least 1"
    ]
    assert failed(with_scenario(vehicle, tmp_path, PROFILE)) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (PROFILE, True),
        ('kind = "use"\n[set]\n"parameters.lifetime_distance" = 200000\n', True),
        ('kind = "use"\n[swap]\n"electricity.L-driving" = "bg:elec_hydro_cn_2024"\n', True),
        (PROFILE.replace('kind = "use"\n', ""), False),
        ('kind = "use"\nname_en = "another life"\n', False),
        ('kind = "use"\n[set]\n"electricity.L-driving.note" = "night tariff"\n', False),
        ('kind = "use"\n[set]\n"parameters.lifetime_distance" = 150000\n', False),
        ('kind = "use"\n[set]\n"bom.B-final_assembly-motor_delivered.amount" = 40\n', False),
        ('kind = "use"\n[set]\n"parameters.nowhere" = 1\n', False),
    ],
)
def test_a_profile_changes_what_is_used(
    text: str, is_one: bool, vehicle: Path, tmp_path: Path
) -> None:
    project = with_scenario(vehicle, tmp_path, text)
    assert use_profiles(project.folder) == (("other",) if is_one else ())


def profiles_told(project: Project, **put_in: Any) -> bool:
    """Whether the clause on use profiles is content."""
    (result,) = project.evaluate(["gbt24067"], **put_in).results
    return next(v for v in result.verdicts if v.clause.code == "GBT057").outcome == "pass"


def test_values_put_in_make_no_profile_of_the_folder_untrue(vehicle: Path, tmp_path: Path) -> None:
    """With the amounts of the profile put in, it must not be held against that very case."""
    project = with_scenario(vehicle, tmp_path, PROFILE)
    assert profiles_told(project)
    assert profiles_told(project, scenario="other")
    assert profiles_told(project, overrides=["electricity.L-driving.amount=0.07"])
    collect = Collector()
    changes = [setting("electricity.L-driving.amount=0.07")]
    edited = apply_overrides(read_raw(project.folder, collect), changes, collect)
    case = Case(project.folder, type_project(edited, collect), None, None)
    assert Subjects(case).facts["count.use_scenarios"] == 1.0


def test_the_base_case_is_read_once(
    vehicle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = with_scenario(vehicle, tmp_path, PROFILE)
    read: list[str | None] = []

    def noted(folder: Path, scenario: str | None = None) -> Reading:
        read.append(scenario)
        return read_project(folder, scenario)

    monkeypatch.setattr(module, "read_project", noted)
    assert profiles_told(project)
    assert read == ["other"]
    assert profiles_told(project, scenario="other")
    assert read == ["other", None, "other"]


@pytest.mark.parametrize("text", ['kind = "use"\n', PROFILE.replace('kind = "use"\n', "")])
def test_the_clause_takes_no_scenario_that_is_no_profile(
    text: str, vehicle: Path, tmp_path: Path
) -> None:
    (result,) = with_scenario(vehicle, tmp_path, text).evaluate(["gbt24067"]).results
    verdict = next(v for v in result.verdicts if v.clause.code == "GBT057")
    assert [failure.text("en") for failure in verdict.failures] == [
        "number of scenarios that declare another use profile is 0; it has to be at least 1"
    ]


def test_a_chain_inside_the_use_stage_varies_once(tmp_path: Path) -> None:
    """Driving takes 2 charges of 3 kWh at 1 kg CO2e each: 6; all amounts + 10 % give 6.6, as the
    2 charges are no amount from outside the stage."""
    import sys

    sys.path.append(str(Path(__file__).parents[1]))
    import kit

    from pcf.calc.use_stage import use_amounts

    grid = {"grid": {"product": "power", "unit": "MJ", "emissions": {"co2_fossil": 1.0}}}
    kit.project(
        tmp_path / "p",
        [{"id": "charging", "product": "charge", "amount": 1, "unit": "kg", "stage": "use"},
         {"id": "driving", "product": "trip", "amount": 1, "unit": "kg", "stage": "use"}],
        demand={"driving": (1, "kg")},
        tables={"exchanges": [
            {"process": "driving", "flow": "charge", "amount": 2, "unit": "kg",
             "supplier": "process:charging"},
            {"process": "charging", "flow": "power", "amount": 3, "unit": "MJ",
             "supplier": "bg:grid"},
        ]},
    )  # fmt: skip
    result = kit.footprint(tmp_path / "p", kit.background(tmp_path / "bg", grid))
    assert result.total == pytest.approx(6.0)
    amounts = use_amounts(result.solved.linked)
    assert list(amounts.rows.values()) == [3.0]
    from pcf.calc.recalculation import Recalculation, total_of

    again = Recalculation(result.solved).with_values({}, amounts.varied(0.1))
    assert again is not None
    assert total_of(again) == pytest.approx(6.6)
