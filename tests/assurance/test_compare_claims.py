"""Performance tracking, and what may be claimed of two results."""

from __future__ import annotations

import json
from math import fsum
from pathlib import Path

import pytest
from compare_kit import ROWS, compared, parts, write

from pcf.assurance.comparing.attribution import Step
from pcf.assurance.comparing.comparison import compare_sides
from pcf.assurance.comparing.sides import Side
from pcf.calc.as_json import footprint_from_json

CLAIM = {"study.toml": '[tracking]\nclaim = "yes"\n'}


def less_steel() -> list[dict[str, object]]:
    """2 kg in place of 3."""
    return [{**ROWS[0], "amount": 2}, dict(ROWS[1])]


def codes(found) -> list[str]:
    return [item.code for item in found.findings]


def test_the_real_reduction_apart_from_the_method(tmp_path: Path) -> None:
    # old, AR6: 3 x 2 + 10 x (0.5 + 0.01 x 29.8) = 13.98; old under AR5: 6 + 7.8 = 13.8
    # new, AR5: 2 x 2 + 7.8 = 11.8: of -2.18 the method makes -0.18, the steel -2 (-2 / 13.8)
    a = write(tmp_path / "a")
    b = write(tmp_path / "b", less_steel(), gwp_set="AR5", files=CLAIM)
    found = compared(a, b, recalculate=True)
    kept = found.tracking
    assert kept is not None
    assert (kept.declared, kept.recalculated, kept.now) == (
        pytest.approx(13.98), pytest.approx(13.8), pytest.approx(11.8),
    )  # fmt: skip
    assert kept.change_of_method == pytest.approx(-0.18)
    assert kept.change == pytest.approx(-2.0)
    assert kept.relative == pytest.approx(-2.0 / 13.8)
    split = (kept.change_of_method, kept.method_rest, kept.change, kept.rest)
    assert fsum(split) == kept.now - kept.declared
    assert "CP020" not in codes(found)


def test_a_reduction_across_factor_sets_is_refused(tmp_path: Path) -> None:
    a = write(tmp_path / "a")
    b = write(tmp_path / "b", less_steel(), gwp_set="AR5", files=CLAIM)
    found = compared(a, b)
    [refused] = [item for item in found.findings if item.code == "CP020"]
    assert refused.level == "error"
    assert str(refused.location) == "study.toml:2 [tracking.claim]"
    assert refused.expected == "gwp_set: AR6 -> AR5"
    assert found.differs(1.0)


def test_a_reduction_by_the_same_rules_stands(tmp_path: Path) -> None:
    found = compared(write(tmp_path / "a"), write(tmp_path / "b", less_steel(), files=CLAIM))
    assert parts(found) == {"activity": pytest.approx(-2.0)}
    assert codes(found) == []


def test_without_a_claim_nothing_is_refused(tmp_path: Path) -> None:
    files = {"study.toml": '[tracking]\nclaim = "no"\n[label]\nreduction = "n/a: first year"\n'}
    found = compared(write(tmp_path / "a"), write(tmp_path / "b", gwp_set="AR5", files=files))
    assert codes(found) == []


def _settings(folder: Path, old: str, new: str) -> Path:
    file = folder / "pcf.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('amount = 1\nunit = "kg"\ndescription_zh', 'amount = 1000\nunit = "g"\ndescription_zh',
         "unit: kg CO2e/kg -> "),
        ('kind = "declared"', 'kind = "functional"', "unit_kind: declared -> functional"),
        ('"distribution", "use"', '"distribution"', "stages: "),
    ],
)  # fmt: skip
def test_another_unit_or_boundary_is_no_base(tmp_path: Path, old: str, new: str, what: str) -> None:
    a = write(tmp_path / "a")
    b = _settings(write(tmp_path / "b", files=CLAIM), old, new)
    found = compared(a, b, recalculate=True)
    assert found.tracking is None
    assert [item.code for item in found.findings] == ["CP021", "CP020"]
    assert what in (found.findings[0].observed or "")


def test_other_rules_are_no_base(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a"), write(tmp_path / "b", files=CLAIM)
    with (b / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write('[target.own]\nrules = "gbt24067"\n')
    found = compared(a, b)
    assert [(o[0], o[2]) for o in found.obstacles] == [("rules", "gbt24067@2024")]
    assert codes(found) == ["CP020"]
    assert [rule.chain_b[-1] for rule in found.rules] == ["gbt24067@2024"]


def test_verdicts_that_changed_are_named(tmp_path: Path) -> None:
    declared = '[target.own]\nrules = "gbt24067"\n'
    a, b = write(tmp_path / "a"), write(tmp_path / "b", files=CLAIM)
    for folder in (a, b):
        with (folder / "pcf.toml").open("a", encoding="utf-8") as stream:
            stream.write(declared)
    found = compared(a, b)
    [rule] = found.rules
    assert rule.chain_a == rule.chain_b
    # a claim of tracking makes the duty to recalculate the base apply, and it is not stated
    moved = {v.text_en: (v.before, v.after) for v in rule.verdicts}
    duty = "tracking over time recalculates the base with the same method, unit and GWP"
    assert moved[duty] == ("na", "fail")


def test_a_result_file_cannot_be_recalculated(tmp_path: Path) -> None:
    from compare_kit import load

    a = write(tmp_path / "a")
    result = tmp_path / "a.json"
    body = {"schema": "pcf/calc/1", "data": load(a, None).calculate().to_dict()}
    result.write_text(json.dumps(body), encoding="utf-8")
    b = write(tmp_path / "b", less_steel(), gwp_set="AR5")
    found = compared(result, b, b, recalculate=True)
    assert codes(found) == ["CP022"]
    # rows alone tell the amount from the factors: steel -1 kg x 2, power 10 x 0.01 x (28 - 29.8)
    assert parts(found) == {"factors": pytest.approx(-0.18), "activity": pytest.approx(-2.0)}


def test_method_and_amounts_of_result_files_stay_together(tmp_path: Path) -> None:
    from compare_kit import load

    sides = []
    for name, more in (("a", {}), ("b", {"biogenic": "0/0"})):
        folder = write(tmp_path / name, less_steel() if more else ROWS, **more)
        data = load(folder, None).calculate().to_dict()
        sides.append(Side(name, "result", footprint_from_json(data)))
    found = compare_sides(*sides)
    assert parts(found) == {"method+factors+background+supplier+activity": pytest.approx(-2.0)}
    [step] = [s for s in found.steps if len(s.causes) > 1]
    assert [item.code for item in step.merged_because] == ["CP010"]


def test_a_declared_total_that_pcf_no_longer_makes_is_a_step_of_its_own(tmp_path: Path) -> None:
    from dataclasses import replace

    from compare_kit import load

    from pcf.assurance.comparing.opening import Sides

    a, b = write(tmp_path / "a"), write(tmp_path / "b", less_steel())
    with Sides(a, load) as sides:
        old = replace(sides.open(str(a)), declared=14.0)
        found = compare_sides(old, sides.open(str(b)), recalculate=True)
    first = found.steps[0]
    assert isinstance(first, Step)
    assert first.causes == ("program",)
    assert first.delta == pytest.approx(-0.02)
    assert found.total_a == 14.0
    assert codes(found) == ["CP011"]
    assert found.tracking is not None
    assert found.tracking.change_of_method == pytest.approx(-0.02)
    every = [part for step in found.steps for part in (step.delta, step.rest)]
    assert fsum(every) == found.delta
