"""Sobol indices of a project of which some draws have no answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pcf.api import Project
from pcf.calc.uncertain.sobol import Sobol
from pcf.errors import PcfError
from pcf.report.derivatives_view import sobol_page
from pcf.spread import DrawChoice

import kit  # isort: skip

pytest.importorskip("SALib")
NORMAL = 'distribution = "normal"\nlow = {low}\nhigh = {high}\n'
PARAMETER = '[{name}]\nvalue = {value}\nunit = "kg"\nsource = "t"\n'
KG = {"process": "make", "direction": "emission", "flow": "co2_fossil", "unit": "kg"}


def made(folder: Path, low: float, high: float) -> Project:
    """Total = y (6 .. 18) + z: a normal z below zero is an amount below zero, and fails."""
    text = PARAMETER.format(name="z", value=(low + high) / 2) + NORMAL.format(low=low, high=high)
    text += PARAMETER.format(name="y", value=12) + "low = 6\nhigh = 18\n"
    process = {"id": "make", "product": "thing", "amount": 1, "unit": "kg", "stage": "production"}
    rows = [{**KG, "id": f"E-{name}", "formula": name} for name in ("y", "z")]
    kit.project(
        folder,
        [process],
        demand={"make": (1, "kg")},
        tables={"flows": [{"id": "thing", "unit": "kg"}], "exchanges": rows},
        files={"model/parameters.toml": text},
    )
    return Project.load(folder)


def text_of(found: Sobol, lang: str) -> str:
    return sobol_page(found, lang).render(200)  # type: ignore[arg-type]


def test_groups_with_a_failed_draw_are_left_out_and_counted(tmp_path: Path) -> None:
    """z = 10 +- 4.59 fails in 1.5 % of the draws, by chance in 3 % of the groups of four.

    Var y = 12 (12²/12), Var z = 21.1 without its lowest 1.5 %: about 19.4, so y has 38 %.
    """
    found = made(tmp_path / "p", 1.0, 19.0).sobol(1024, DrawChoice(seed=1))
    assert 20 <= found.dropped <= 42
    assert found.evaluations == 4 * 1024
    index = {i.address: i for i in found.indices}
    assert index["parameters.y"].first == pytest.approx(0.38, abs=0.06)
    assert index["parameters.y"].total == pytest.approx(0.38, abs=0.06)
    assert sum(i.total for i in found.indices) == pytest.approx(1.0, abs=0.05)
    assert found.to_dict()["dropped"] == found.dropped
    assert f"{found.dropped} of 1024 groups" in text_of(found, "en")
    assert f"1024组抽样中有{found.dropped}组" in text_of(found, "zh")


def test_without_failed_draws_nothing_is_left_out(tmp_path: Path) -> None:
    found = made(tmp_path / "p", 9.0, 11.0).sobol(64, DrawChoice(seed=1))
    assert found.dropped == 0
    assert "groups" not in text_of(found, "en")


def test_many_failed_draws_are_refused(tmp_path: Path) -> None:
    """z = 1 +- 1: 16 % of the draws fail, in about 30 % of the groups."""
    with pytest.raises(PcfError, match="MC018"):
        made(tmp_path / "p", -0.96, 2.96).sobol(64, DrawChoice(seed=1))


def test_seed_zero_gives_the_same_ranges_again(tmp_path: Path) -> None:
    project = made(tmp_path / "p", 9.0, 11.0)
    one, other = (project.sobol(64, DrawChoice(seed=0)).indices for _ in range(2))
    assert np.ptp([i.first_confidence for i in one])
    assert one == other


def test_the_only_input_carries_all_of_the_variance(tmp_path: Path) -> None:
    """Two rows of one parameter: SALib takes a single group for none."""
    folder = tmp_path / "p"
    made(folder, 1.0, 2.0)
    file = folder / "model" / "parameters.toml"
    held = file.read_text(encoding="utf-8").replace("low = 6\nhigh = 18\n", "")
    file.write_text(held, encoding="utf-8")
    [index] = Project.load(folder).sobol(64, DrawChoice(seed=1)).indices
    assert (index.address, index.first, index.total) == ("parameters.z", 1.0, 1.0)
