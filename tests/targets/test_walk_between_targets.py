"""The walk from one target to another: parts by hand, and that they add up for random models."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcf.background import Background
from pcf.errors import UsageError
from pcf.targets.plan import GROUPS
from pcf.targets.project import Base
from pcf.targets.reconcile import Reconciliation, reconcile


def adds_up(walk: Reconciliation) -> bool:
    """Whether the parts are the difference: as fractions exactly, and by fsum bit for bit."""
    exact = sum((Fraction(s.delta) + Fraction(s.rest) for s in walk.steps), Fraction(0))
    parts = [part for s in walk.steps for part in (s.delta, s.rest)]
    whole = Fraction(walk.total_b) - Fraction(walk.total_a)
    return exact == whole and math.fsum(parts) == walk.total_b - walk.total_a


def test_every_group_by_hand(make: Callable[..., Base]) -> None:
    """From the project (20 000 kWh per pack) to the EU rule (21 600 kWh)."""
    walk = reconcile("own", "eu", make())
    assert [step.groups for step in walk.steps] == [(name,) for name in GROUPS]
    by = {step.groups[0]: step.delta for step in walk.steps}
    pack = 200 - 15 + 2 + 29.8 + 60
    assert by["unit"] == pytest.approx(pack / 21600 - pack / 20000)
    assert by["boundary"] == pytest.approx(-0.1 * (0.5 + 0.001 * 29.8))
    assert by["stage_map"] == 0
    assert by["end_of_life"] == pytest.approx(-300 / 21600)
    grid = 200 * (0.5 + 0.001 * 29.8)
    assert by["electricity"] == pytest.approx((grid - 2) / 21600)
    assert by["gwp_set"] == pytest.approx((1 + 0.2) * (28 - 29.8) / 21600)
    assert by["biogenic"] == pytest.approx(15 / 21600)
    assert by["cut_off"] == by["data"] == 0
    assert adds_up(walk)
    assert not walk.is_empty


def test_what_each_step_changes(make: Callable[..., Base]) -> None:
    walk = reconcile("own", "eu", make())
    changed = {(c.key, c.before, c.after) for step in walk.steps for c in step.changes}
    assert changed >= {
        ("parameters.lifetime", "20000 kWh", "21600 kWh"),
        ("stage_map", "as-stated", "annex-ii"),
        ("end_of_life", "cut-off", "closed-loop"),
        ("electricity", "instruments", "grid"),
        ("gwp_set", "AR6", "AR5"),
        ("biogenic", "-1/+1", "0/0"),
    }


def test_stages_move_where_the_total_does_not(make: Callable[..., Base]) -> None:
    walk = reconcile("own", "eu", make())
    before, after = (
        {part.id: part.value for part in walk.steps[n].stages} for n in (1, 2)
    )  # boundary, stage map
    assert before["raw_material"] == 0
    assert after["raw_material"] == pytest.approx(200 / 21600)
    for step in walk.steps:
        assert math.fsum(p.value for p in step.stages) == pytest.approx(step.total, rel=1e-12)


def test_a_target_differs_in_nothing_from_itself(make: Callable[..., Base]) -> None:
    walk = reconcile("eu", "eu", make())
    assert walk.is_empty
    assert {step.delta for step in walk.steps} == {0.0}


def test_the_way_back_is_the_opposite(make: Callable[..., Base]) -> None:
    base = make()
    there, back = reconcile("own", "eu", base), reconcile("eu", "own", base)
    assert back.delta == -there.delta
    assert adds_up(back)


def test_the_project_itself_is_a_side(make: Callable[..., Base]) -> None:
    base = make()
    walk = reconcile("base", "own", base)
    assert walk.delta == 0
    assert reconcile("base", "eu", base).delta == reconcile("own", "eu", base).delta


def test_the_unit_step_carries_another_unit(make: Callable[..., Base]) -> None:
    text = small.TARGETS + '\n[target.pack]\nrules = "free"\nunit = "per-pack"\n'
    walk = reconcile("own", "pack", make(targets=text))
    assert (walk.unit_a, walk.unit_b) == ("kg CO2e/kWh", "kg CO2e/piece")
    assert walk.relative is None
    assert [step.groups for step in walk.steps if step.delta] == [("unit",)]
    assert adds_up(walk)


def test_units_without_a_bridge_are_refused(make: Callable[..., Base]) -> None:
    text = (
        small.TARGETS + '\n[target.odd]\nrules = "free"\n[target.odd.set]\n"pcf.unit.unit" = "t"\n'
    )
    with pytest.raises(UsageError) as caught:
        reconcile("own", "odd", make(targets=text))
    (found,) = caught.value.findings
    assert (found.code, found.observed, found.expected) == (
        "TG028", "kg CO2e/kWh", "kg CO2e/t",
    )  # fmt: skip


def test_a_state_that_cannot_be_computed_is_merged_with_the_next(
    make: Callable[..., Base],
) -> None:
    """Without the use stage its process must have moved, which the next group does."""
    text = (
        '\n[target.a]\nrules = "free"\nboundary_stages = '
        '["raw_material", "production", "distribution", "end_of_life"]\n'
        '[target.a.stages]\nlosses = "production"\n[target.b]\nrules = "free"\n'
    )
    walk = reconcile("b", "a", make(targets=text))
    merged = next(step for step in walk.steps if len(step.groups) > 1)
    assert merged.groups == ("boundary", "stage_map")
    assert [f.code for f in merged.merged_because] == ["MB001"]
    assert walk.steps[-1].total == walk.total_b
    assert adds_up(walk)


def test_what_one_side_has_dropped_the_other_cannot_touch(make: Callable[..., Base]) -> None:
    text = (
        small.TARGETS
        + '\n[target.more]\nrules = "free"\nexclude = ["processes.losses", "bom.B-wood"]\n'
        + 'exclude_reason = "x"\n[target.more.set]\n"bom.B-steel.amount" = 2\n'
    )
    base = make(targets=text)
    there, back = reconcile("eu", "more", base), reconcile("more", "eu", base)
    assert adds_up(there)
    assert adds_up(back)
    assert there.delta == -back.delta


def test_the_frame_is_a_waterfall(make: Callable[..., Base]) -> None:
    walk = reconcile("own", "eu", make())
    frame = walk.to_frame()
    assert list(frame["group"]) == ["target:own", *GROUPS, "target:eu"]
    assert list(frame["start"][2:-1]) == list(frame["end"][1:-2])
    stages = [name for name in frame.columns if name.startswith("stage:")]
    summed = frame[stages].sum(axis=1)
    assert summed.to_list() == pytest.approx(frame["delta"].to_list(), abs=1e-15)


# ---- random models --------------------------------------------------------------------------

AMOUNT = st.floats(0.01, 100.0)
TEXTS = {
    "gwp_set": ("AR5", "AR6", "EF3.1"),
    "biogenic": ("-1/+1", "0/0"),
    "electricity": ("instruments", "grid"),
    "end_of_life": ("cut-off", "closed-loop", "open-loop"),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows of a battery with a loop: the pack needs cathode, and the cathode a little of packs."""
    amounts = draw(st.lists(AMOUNT, min_size=8, max_size=8))
    bom = [{**row, "amount": amounts[n]} for n, row in enumerate(small.TABLES["bom"])]
    bom.append({"id": "B-loop", "process": "cam", "flow": "pack", "supplier": "process:pack",
                "amount": draw(st.floats(0.0, 0.005)), "unit": "piece"})  # fmt: skip
    certificate = draw(st.sampled_from(["", "GEC-1"]))
    kind = draw(st.sampled_from(["contract", "direct", "self"]))
    power, use = small.TABLES["electricity"]
    electricity = [
        {**power, "kind": kind, "certificate": certificate, "amount": amounts[4]},
        {**use, "amount": amounts[5]},
    ]
    emitted = draw(st.sampled_from(["ch4_fossil", "co2_biogenic", "n2o"]))
    leak, melt = small.TABLES["exchanges"]
    exchanges = [{**leak, "flow": emitted, "amount": amounts[6]}, {**melt, "amount": amounts[7]}]
    return {"bom": bom, "electricity": electricity, "exchanges": exchanges}


@st.composite
def a_target(draw: st.DrawFn, name: str) -> str:
    """A target with random settings, maybe a service life, a stage, something left out or set."""
    rules = draw(st.sampled_from(["free", "serving"]))
    lines = [f"[target.{name}]", f'rules = "{rules}"']
    for key, words in TEXTS.items():
        word = draw(st.sampled_from([None, *words]))
        lines += [] if word is None else [f'{key} = "{word}"']
        if word == "open-loop":
            lines.append(f"open_loop_factor = {draw(st.floats(0.0, 1.0))!r}")
    if draw(st.booleans()):
        lines.append('boundary_stages = ["raw_material","production","distribution","end_of_life"]')
    if draw(st.booleans()):
        lines += ['exclude = ["bom.B-wood"]', 'exclude_reason = "x"']
    if rules == "free" and draw(st.booleans()):
        lines.append('unit = "per-pack"')
    if rules == "serving":
        years = draw(st.integers(1, 20))
        lines += [f"[target.{name}.service]", 'parameter = "lifetime"', 'vehicle_class = "M1"',
                  "usable_energy = 45", f"warranty_years = {years}"]  # fmt: skip
    if draw(st.booleans()):
        stage = draw(st.sampled_from(["raw_material", "distribution"]))
        lines += [f"[target.{name}.stages]", f'cam = "{stage}"']
    if draw(st.booleans()):
        lines += [f"[target.{name}.set]", f'"bom.B-steel.amount" = {draw(AMOUNT)!r}']
    return "\n".join(lines) + "\n"


SERVING = small.FREE + small.EU[small.EU.index("[service]") : small.EU.index("[[stage_preset]]")]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=tables(), one=a_target("a"), other=a_target("b"))
def test_parts_add_up_for_random_models(
    tiny: Background, rows: dict[str, list[dict[str, Any]]], one: str, other: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = small.project(Path(name) / "p", targets="\n" + one + other, tables=rows)
        known = small.packs(Path(name) / "packs", serving=SERVING)
        base = small.base(folder, tiny, known)
        there, back = reconcile("a", "b", base), reconcile("b", "a", base)
        assert adds_up(there)
        assert adds_up(back)
        assert back.delta == -there.delta
        assert reconcile("a", "a", base).is_empty
        assert there.steps[-1].total == there.total_b
        for step in there.steps:
            summed = math.fsum(part.value for part in step.stages)
            assert summed == pytest.approx(step.total, rel=1e-9, abs=1e-12)
