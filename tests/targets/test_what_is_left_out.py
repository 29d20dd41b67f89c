"""Rows and processes that a target leaves out, and processes that it moves to another stage."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import small

import pcf
from pcf.errors import PcfError
from pcf.findings import Finding
from pcf.location import data_root
from pcf.targets.project import Base
from pcf.targets.run import calculate_target

LEAVE_OUT = (
    small.FREE
    + """[[leave_out]]
of = "rows"
where = ["flow = wood"]
reason_zh = "规则不计木材"
reason_en = "the rule leaves wood out"
"""
)


def target(text: str) -> str:
    return f'\n[target.x]\nrules = "free"\n{text}'


def faults(make: Callable[..., Base], text: str, **packs: str) -> list[Finding]:
    with pytest.raises(PcfError) as caught:
        calculate_target("x", make(targets=text, packs=packs))
    return small.errors(caught.value)


def test_a_row_is_left_out_with_reason_and_weight(make: Callable[..., Base]) -> None:
    base = make(targets=target('exclude = ["bom.B-wood"]\nexclude_reason = "below 1 %"\n'))
    result = calculate_target("x", base)
    before = base.engine.footprint(base.reading).total
    (left,) = result.left_out
    assert (left.address, left.reason_en) == ("bom.B-wood", "below 1 %")
    assert left.value == pytest.approx(-15 / 20000)
    assert result.footprint.total == pytest.approx(before + 15 / 20000)
    assert [s.value for s in result.settings if s.key == "exclude"] == ["bom.B-wood"]


def test_a_left_out_row_that_a_process_feeds_carries_its_whole_chain(
    make: Callable[..., Base],
) -> None:
    text = target('exclude = ["row:bom/B-cam"]\nexclude_reason = "x"\n')
    (left,) = calculate_target("x", make(targets=text)).left_out
    assert left.value == pytest.approx(200 / 20000)


def test_a_rule_leaves_rows_out_itself(make: Callable[..., Base]) -> None:
    base = make(targets='\n[target.x]\nrules = "wooden"\n', packs={"wooden": LEAVE_OUT})
    result = calculate_target("x", base)
    assert [(item.address, item.reason_en) for item in result.left_out] == [
        ("bom.B-wood", "the rule leaves wood out")
    ]
    assert [s.decided_by for s in result.settings if s.key == "exclude"] == ["pack"]


def test_what_draws_from_a_left_out_process_is_named(make: Callable[..., Base]) -> None:
    text = target('exclude = ["processes.cam"]\nexclude_reason = "x"\n')
    (found,) = faults(make, text)
    assert found.code == "TG023"
    assert str(found.location) == "model/bom.csv:3"
    assert found.message("en") == (
        "row 'row:bom/B-cam' of process 'pack' draws from 'cam', which target 'x' leaves out"
    )
    swapped = f'{text}[target.x.swap]\n"bom.B-cam" = "bg:steel_bg"\n'
    result = calculate_target("x", make(targets=swapped))
    assert [item.address for item in result.left_out] == ["processes.cam"]


def test_what_is_never_cut_off(make: Callable[..., Base]) -> None:
    text = small.TARGETS.replace(
        "[target.eu.service]",
        'exclude = ["bom.B-cam"]\nexclude_reason = "x"\n[target.eu.service]',
    )
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(targets=text))
    (found,) = small.errors(caught.value)
    assert found.code == "TG021"
    assert found.message("en") == (
        "target 'eu' leaves out 'bom.B-cam', and rule pack 'eu' never cuts off 'cathode'"
    )


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ('exclude = ["bom.B-wod"]\nexclude_reason = "x"\n', "TG020", "bom.B-wood"),
        ('exclude = ["bom"]\nexclude_reason = "x"\n', "TG020", None),
        ('exclude = ["bom.B-wood"]\n', "TG022", None),
        ("exclude = [1]\n", "IO018", None),
    ],
)
def test_what_cannot_be_left_out(
    make: Callable[..., Base], text: str, code: str, near: str | None
) -> None:
    (found,) = faults(make, target(text))
    assert found.code == code
    if near:
        assert found.suggestion == near


def test_a_process_moved_inside_the_boundary_stays(make: Callable[..., Base]) -> None:
    text = small.TARGETS + '[target.eu.stages]\nlosses = "distribution"\n'
    result = calculate_target("eu", make(targets=text))
    assert result.left_out == ()
    assert ("stages.losses", "distribution", "target") in [
        (s.key, s.value, s.decided_by) for s in result.settings
    ]
    grid = 0.5 + 0.001 * 28
    stages = {part.id: part.value for part in result.stages}
    assert stages["distribution"] == pytest.approx(28 / 21600 + 0.1 * grid)


def test_a_single_process_goes_before_the_preset(make: Callable[..., Base]) -> None:
    text = small.TARGETS + '[target.eu.stages]\ncam = "production"\n'
    result = calculate_target("eu", make(targets=text))
    assert {part.id: part.value for part in result.stages}["raw_material"] == 0


def test_a_preset_among_several_has_to_be_named(make: Callable[..., Base]) -> None:
    second = small.EU + small.EU[small.EU.index("[[stage_preset]]") :].replace("annex-ii", "jrc")
    with pytest.raises(PcfError) as caught:
        calculate_target("eu", make(packs={"eu": second}))
    (found,) = small.errors(caught.value)
    assert (found.code, found.params["field"], found.expected) == (
        "TG005", "stage_map", "annex-ii, jrc",
    )  # fmt: skip


def test_what_the_rule_cannot_leave_out_of_a_table_is_told(make: Callable[..., Base]) -> None:
    rule = LEAVE_OUT.replace("flow = wood", "address ~ endoflife")
    base = make(targets='\n[target.x]\nrules = "routes"\n', packs={"routes": rule})
    found = [f for f in calculate_target("x", base).footprint.findings if f.code == "TG037"]
    assert [(f.level, f.observed) for f in found] == [("warning", "endoflife.melt")]


def test_recycled_content_stays_where_the_end_of_life_goes(tmp_path: Path) -> None:
    """Cradle to gate under the Circular Footprint Formula: no treatment, no route, no quantity."""
    folder = tmp_path / "lfp"
    source = data_root("datasets") / "examples" / "lfp-pack"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
    text = (folder / "pcf.toml").read_text(encoding="utf-8")
    gate = '\n[target.gate]\nrules = "pact"\nend_of_life = "cff"\n'
    (folder / "pcf.toml").write_text(text + gate, encoding="utf-8")
    result = pcf.Project.load(folder).calculate_target("gate")
    assert "end_of_life" not in {part.id for part in result.stages}
    end = result.footprint.solved.linked.model.end_of_life
    assert end is not None
    assert (end.quantity, end.routes) == (None, ())
    assert len(end.materials) > 1
