"""A bundle that brings other gas factors than pcf has under the same name."""

from __future__ import annotations

from math import fsum
from pathlib import Path

import pytest
from tampering import edited, members_of, remade, write

from pcf.api import Project
from pcf.assurance.comparing.locked import factors_of
from pcf.climate import load_factor_set
from pcf.errors import PcfError


def test_the_factors_of_pcf_are_taken_while_they_are_the_same(sealed: Path) -> None:
    members = members_of(sealed)
    assert factors_of(members)("AR6") is load_factor_set("AR6")


def test_a_factor_that_has_moved_since_is_a_step(
    sealed: Path, bottle_project: Path, tmp_path: Path
) -> None:
    members = members_of(sealed)
    head = ",74-82-8,21,23,25,28,34,29.8,"
    older = edited(members, "factors/climate/gwp.csv", head, head.replace("29.8", "27.0"))
    bundle = write(tmp_path / "older.pcfz", remade(older))
    found = Project.compare_words(str(bundle), str(bottle_project), bottle_project)
    assert found.factors is not None
    assert [(g.flow, g.before, g.after) for g in found.factors.gases] == [
        ("ch4_fossil", 27.0, 29.8)
    ]
    moved = {step.causes for step in found.steps if step.delta}
    assert moved == {("program",), ("factors",)}
    every = [part for step in found.steps for part in (step.delta, step.rest)]
    assert fsum(every) == found.delta
    # the declared total stands for the factor of today: what the older one takes off comes back
    assert [item.code for item in found.findings] == ["CP011"]
    assert found.total_a == pytest.approx(found.total_b, rel=1e-9)
    methane = Project.load(bottle_project).calculate()
    gas = next(part.value for part in methane.gases if part.id == "CH4")
    back = next(step.delta for step in found.steps if step.causes == ("factors",))
    assert 0 < back <= gas * (1 - 27.0 / 29.8) * (1 + 1e-9)


@pytest.mark.parametrize("bad", ["flow,AR6\nco2_fossil,x\n", "flow\nco2_fossil\n", "\xff", ""])
def test_factors_that_cannot_be_read(sealed: Path, bad: str) -> None:
    members = {**members_of(sealed), "factors/climate/gwp.csv": bad.encode("latin-1")}
    with pytest.raises(PcfError) as error:
        factors_of(members)("AR6")
    assert [item.code for item in error.value.findings] == ["CP009"]
