"""What a target may state: resolution of settings, and every fault with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import small

from pcf.errors import PcfError, UsageError
from pcf.findings import Finding
from pcf.targets.compile import compile_plan
from pcf.targets.project import Base
from pcf.targets.run import calculate_all, calculate_target, evaluate_target

TWO = small.FREE + '[method]\ngwp_set = ["AR5", "EF3.1"]\nend_of_life = ["open-loop"]\n'


def faults(make: Callable[..., Base], text: str, **packs: str) -> list[Finding]:
    base = make(targets=f"\n[target.x]\n{text}", packs=packs)
    with pytest.raises(PcfError) as caught:
        calculate_target("x", base)
    return small.errors(caught.value)


def test_an_unknown_pack_is_named_with_the_nearest(make: Callable[..., Base]) -> None:
    (found,) = faults(make, 'rules = "fre"\n')
    assert (found.code, found.observed, found.suggestion) == ("TG003", "fre", "free")
    line = len(small.SETTINGS.split("\n")) + 2
    assert str(found.location) == f"pcf.toml:{line} [target.x.rules]"
    assert found.message("en") == (
        "target 'x' uses rule pack 'fre', which does not exist; known: eu, free"
    )


def test_a_setting_that_the_rule_does_not_allow(make: Callable[..., Base]) -> None:
    found = faults(make, 'rules = "two"\ngwp_set = "AR6"\nend_of_life = "cut-off"\n', two=TWO)
    assert [(f.code, f.observed, f.expected) for f in found] == [
        ("TG004", "cut-off", "open-loop"),
        ("TG004", "AR6", "AR5, EF3.1"),
    ]
    assert found[1].location is not None
    assert found[1].location.column == "target.x.gwp_set"
    assert found[1].location.line == len(small.SETTINGS.split("\n")) + 3
    assert found[1].message("en") == (
        "gwp_set of target 'x' is 'AR6', and rule pack 'two' allows: AR5, EF3.1"
    )


def test_a_setting_that_nobody_decides(make: Callable[..., Base]) -> None:
    found = faults(make, 'rules = "two"\nopen_loop_factor = 0.5\n', two=TWO)
    (open_,) = [f for f in found if f.params.get("field") == "gwp_set"]
    assert open_.code == "TG005"
    assert open_.help("en") == 'state it in [target.x], for instance gwp_set = "AR5"'


def test_the_open_loop_factor_has_no_default(make: Callable[..., Base]) -> None:
    (found,) = faults(make, 'rules = "two"\ngwp_set = "AR5"\n', two=TWO)
    assert (found.code, found.params["field"]) == ("TG005", "open_loop_factor")


def test_the_open_loop_factor_counts(make: Callable[..., Base]) -> None:
    text = '\n[target.x]\nrules = "two"\ngwp_set = "AR5"\nopen_loop_factor = 0.5\n'
    result = calculate_target("x", make(targets=text, packs={"two": TWO}))
    stages = {part.id: part.value * 20000 for part in result.stages}
    assert stages["end_of_life"] == pytest.approx(60 - 0.5 * 300)
    assert [s.value for s in result.settings if s.key == "open_loop_factor"] == ["0.5"]


def test_free_settings_have_keys_of_their_own(make: Callable[..., Base]) -> None:
    text = 'rules = "free"\n[target.x.set]\n"pcf.method.gwp_set" = "AR5"\n'
    (found,) = faults(make, text)
    assert (found.code, found.suggestion) == ("TG024", 'gwp_set = "AR5"')


def test_free_overrides_are_those_of_a_scenario(make: Callable[..., Base]) -> None:
    text = (
        '\n[target.x]\nrules = "free"\n[target.x.set]\n"bom.B-steel.amount" = 2\n'
        '[target.x.swap]\n"electricity.L-use" = "bg:hydro_bg"\n'
    )
    base = make(targets=text)
    result = calculate_target("x", base)
    before = base.engine.footprint(base.reading).total
    # 100 kg more steel; 0.1 kWh of hydro instead of grid power
    change = 100 * 2.0 / 20000 + 0.1 * (0.01 - 0.5 - 0.001 * 29.8)
    assert result.footprint.total - before == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "code", "observed"),
    [
        ('rules = "free"\nstage_map = "annex"\n', "TG017", "annex"),
        ('rules = "free"\nunit = "per-pak"\n', "TG029", "per-pak"),
        ('rules = "free"\n[target.x.stages]\ncamm = "production"\n', "TG018", "camm"),
        ('rules = "free"\n[target.x.stages]\ncam = "producton"\n', "TG018", "producton"),
        ('rules = "free"\nstages = ["production"]\n', "TG001", "x"),
        ('rules = "free"\ngwp = "AR5"\n', "IO016", "gwp"),
        ('rules = "free"\nend_of_life = "landfill"\n', "NU018", "landfill"),
        ("gwp_set = 'AR5'\n", "IO017", "rules"),
    ],
)
def test_what_is_not_understood(
    make: Callable[..., Base], text: str, code: str, observed: str
) -> None:
    found = faults(make, text)
    assert (code, observed) in [(f.code, f.observed) for f in found]


def test_another_unit_than_the_rule_allows(make: Callable[..., Base]) -> None:
    per_piece = small.FREE + '[unit]\nkinds = ["declared"]\nunits = ["piece"]\n'
    (found,) = faults(make, 'rules = "pieces"\n', pieces=per_piece)
    assert (found.code, found.observed, found.suggestion) == ("TG004", "kWh", 'unit = "per-pack"')


def test_a_cradle_to_gate_rule_drops_use_and_end_of_life(make: Callable[..., Base]) -> None:
    gate = small.FREE + '[boundary]\nkinds = ["cradle-to-gate"]\n'
    result = calculate_target("x", make(targets='\n[target.x]\nrules = "g"\n', packs={"g": gate}))
    assert [part.id for part in result.stages] == ["raw_material", "production", "distribution"]
    assert result.footprint.boundary == "cradle-to-gate"
    assert [item.address for item in result.left_out] == [
        "processes.losses", "processes.melting", "endoflife",
    ]  # fmt: skip
    assert result.footprint.total * 20000 == pytest.approx(200 - 15 + 2 + 29.8)


def test_free_values_belong_to_the_step_that_they_are_about(make: Callable[..., Base]) -> None:
    text = (
        '\n[target.x]\nrules = "free"\n[target.x.set]\n"endoflife.quantity" = 0.01\n'
        '"pcf.method.electricity_reason" = "x"\n"parameters.cycles" = 300\n'
    )
    base = make(targets=text)
    plan = compile_plan(base.target("x"), base)
    assert {g.name: len(g.overrides) for g in plan.groups if g.overrides} == {
        "end_of_life": 1, "electricity": 1, "data": 1,
    }  # fmt: skip


def test_a_rule_with_a_service_life_fixes_the_unit(make: Callable[..., Base]) -> None:
    text = small.TARGETS.replace('rules = "eu"', 'rules = "eu"\nunit = "per-pack"')
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(targets=text))
    assert "TG039" in [f.code for f in small.errors(caught.value)]


@pytest.mark.parametrize("name", ["base", "all"])
def test_words_with_another_meaning_are_no_targets(make: Callable[..., Base], name: str) -> None:
    base = make(targets=f'\n[target.{name}]\nrules = "free"\n')
    (found,) = base.reading.findings.errors
    assert (found.code, found.observed) == ("TG038", name)


def test_an_unknown_target_names_the_known_ones(make: Callable[..., Base]) -> None:
    with pytest.raises(UsageError) as caught:
        calculate_target("owm", make())
    (found,) = caught.value.findings
    assert (found.code, found.expected, found.suggestion) == ("TG027", "own, eu", "own")


def test_a_project_without_targets(make: Callable[..., Base]) -> None:
    with pytest.raises(UsageError) as caught:
        calculate_all(make(targets=""))
    assert [f.code for f in caught.value.findings] == ["TG033"]


def test_faults_of_a_target_are_findings_of_a_check(make: Callable[..., Base]) -> None:
    evaluation = evaluate_target("x", make(targets='\n[target.x]\nrules = "eu"\n'))
    assert [f.code for f in evaluation.findings.errors] == ["TG006"]
    assert evaluation.results == ()


def test_a_check_holds_the_model_under_the_target_against_its_pack(
    make: Callable[..., Base],
) -> None:
    evaluation = evaluate_target("eu", make())
    assert [result.pack.id for result in evaluation.results] == ["eu"]
    model = evaluation.case.model
    assert model is not None
    assert model.method.gwp_set == "AR5"
    every = evaluate_target("all", make())
    assert [result.pack.id for result in every.results] == ["free", "eu"]


def test_a_stage_of_the_rule_cannot_be_left_out(make: Callable[..., Base]) -> None:
    text = small.TARGETS.replace(
        '[target.eu]\nrules = "eu"\n',
        '[target.eu]\nrules = "eu"\nboundary_stages = ["raw_material", "production"]\n',
    )
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(targets=text))
    found = [(f.code, f.observed) for f in small.errors(caught.value) if f.code == "TG046"]
    assert found == [("TG046", "distribution"), ("TG046", "end_of_life")]


def test_faults_of_the_file_are_shown_and_not_that_there_are_no_targets(
    make: Callable[..., Base],
) -> None:
    base = make(targets='\n[target.x]\nrulez = "free"\n')
    with pytest.raises(PcfError) as caught:
        calculate_all(base)
    codes = [f.code for f in small.errors(caught.value)]
    assert codes
    assert "TG033" not in codes
