"""A mix whose members' values are put in: its spread is of the shares that they replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pcf.api import Project
from pcf.calc.uncertain.monte_carlo import MonteCarlo
from pcf.commands import main
from pcf.errors import PcfError
from pcf.report.uncertainty_view import uncertainty_page
from pcf.spread import DrawChoice

import kit  # isort: skip

SHARE = """[{name}]
value = {value}
unit = "1"
low = {low}
high = {high}
distribution = "uniform"
source = "t"
"""
SHARES = SHARE.format(name="prim", value=0.6, low=0.4, high=0.8)
SHARES += SHARE.format(name="rec", value=0.4, low=0.3, high=0.5)
MIX = '\n[[uncertainty.mix]]\nid = "market"\nrows = ["parameters.prim", "parameters.rec"]\n'
RENORMALISED = f'{MIX}kind = "renormalised"\n'
DIRICHLET = f'{MIX}kind = "dirichlet"\nconcentration = 50\n'
MORE = '[set]\n"parameters.prim" = 0.3\n"parameters.rec" = 0.7\n'
BOTH = ["parameters.prim", "parameters.rec"]
KG = {"process": "make", "direction": "emission", "flow": "co2_fossil", "unit": "kg"}


def made(folder: Path, mix: str) -> Path:
    """Total = 10 prim + 2 rec + 1 (0.5 .. 1.5) = 7.8 kg CO2e; with 0.3 and 0.7 it is 5.4."""
    rows: list[dict[str, Any]] = [
        {**KG, "id": "E-1", "formula": "prim*10"},
        {**KG, "id": "E-2", "formula": "rec*2"},
        {**KG, "id": "E-3", "amount": 1, "uncertainty": "uniform", "low": 0.5, "high": 1.5},
    ]
    process = {"id": "make", "product": "thing", "amount": 1, "unit": "kg", "stage": "production"}
    project = kit.project(
        folder / "p",
        [process],
        demand={"make": (1, "kg")},
        tables={"flows": [{"id": "thing", "unit": "kg"}], "exchanges": rows},
        files={"model/parameters.toml": SHARES, "scenarios/more.toml": MORE},
    )
    with (project / "pcf.toml").open("a", encoding="utf-8") as stream:
        stream.write(mix)
    return project


def drawn(folder: Path, *put_in: str, **more: Any) -> MonteCarlo:
    choice = DrawChoice(seed=1, draws=500, overrides=put_in, **more)
    return Project.load(folder).uncertainty(choice)


def held(result: MonteCarlo) -> list[str]:
    assert {item.why for item in result.sample.stated.left_out} <= {"put_in"}
    return [item.address for item in result.sample.stated.left_out]


def test_a_renormalised_mix_of_a_scenario_with_other_shares_is_not_drawn(tmp_path: Path) -> None:
    result = drawn(made(tmp_path, RENORMALISED), scenario="more")
    assert held(result) == BOTH
    assert result.sample.stated.mixes == ()
    assert 4.9 <= result.sample.totals.min() <= result.sample.totals.max() <= 5.9
    for lang, words in (("en", "value put in"), ("zh", "代入")):
        text = uncertainty_page(result, lang).render(200)  # type: ignore[arg-type]
        assert any(words in line and BOTH[1] in line for line in text.splitlines())


def test_one_share_put_in_holds_the_whole_mix(tmp_path: Path) -> None:
    result = drawn(made(tmp_path, RENORMALISED), "parameters.prim=0.5")
    assert held(result) == BOTH  # rec as well: what it is scaled with is not drawn
    assert result.deterministic == pytest.approx(6.8)


def test_a_scenario_with_other_shares_is_compared(tmp_path: Path) -> None:
    result = drawn(made(tmp_path, RENORMALISED), against="more")
    c = result.comparison
    assert c is not None
    assert held(result) == []
    assert [item.address for item in c.left_out] == BOTH
    assert (result.deterministic, c.deterministic) == (pytest.approx(7.8), pytest.approx(5.4))


def test_a_concentration_goes_with_any_shares(tmp_path: Path) -> None:
    result = drawn(made(tmp_path, DIRICHLET), scenario="more")
    assert held(result) == []
    prim = next(i for i in result.inputs if i.address == BOTH[0])
    assert prim.mean == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("mix", [RENORMALISED, DIRICHLET])
def test_a_market_of_one_kind_alone_holds_the_mix(tmp_path: Path, mix: str) -> None:
    """All primary: no share of zero can be drawn, and none has to be."""
    folder = made(tmp_path, mix)
    result = drawn(folder, "parameters.prim=1", "parameters.rec=0")
    assert held(result) == BOTH
    assert result.deterministic == pytest.approx(11.0)
    found = Project.load(folder).calculate(overrides=("parameters.rec=1 - prim",))
    assert found.total == pytest.approx(7.8)
    assert not [i for i in found.findings if i.code.startswith("MC")]


def test_a_share_of_zero_in_the_project_is_still_refused(tmp_path: Path) -> None:
    folder = made(tmp_path, DIRICHLET)
    text = SHARES.replace("value = 0.4", "value = 0").replace("low = 0.3", "low = 0")
    (folder / "model" / "parameters.toml").write_text(text, encoding="utf-8")
    for put_in in ((), ("exchanges.E-3.amount=2",)):
        with pytest.raises(PcfError, match="MC007"):
            Project.load(folder).calculate(overrides=put_in)


@pytest.mark.parametrize("mix", [RENORMALISED, DIRICHLET])
def test_shares_that_no_longer_add_up_are_told(tmp_path: Path, mix: str) -> None:
    """0.9 in the place of 0.6 beside 0.4: 1.3 in all, where the project has 1."""
    folder = made(tmp_path, mix)
    result = drawn(folder, "parameters.prim=0.9")
    told = [i for i in result.findings if i.code == "MC025"]
    assert [(i.level, i.node, str(i.location)) for i in told] == [
        ("warning", "market", "pcf.toml:38 [uncertainty.mix]")
    ]
    said = "members of the mix 'market' add up to 1.3; in the project, to 1"
    assert told[0].message("en") == said
    for put_in in ((), ("parameters.prim=0.6",), ("parameters.prim=0.7", "parameters.rec=0.3")):
        found = Project.load(folder).calculate(overrides=put_in)
        assert "MC025" not in {i.code for i in found.findings}


@pytest.mark.parametrize("words", [["uncertainty", "--seed", "1"], ["whatif"]])
def test_the_screen_of_an_analysis_tells_it(
    tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made(tmp_path, DIRICHLET)
    call = [*words, "-C", str(folder), "--set", "parameters.prim=0.9", "--lang", "en"]
    assert main(call) == 0
    assert "MC025" in capsys.readouterr().err
    assert main([*call[:-3], "parameters.prim=0.6", "--lang", "en"]) == 0
    assert "MC025" not in capsys.readouterr().err


def test_a_row_that_a_scenario_drops_is_told_of_its_mix(tmp_path: Path) -> None:
    rows = ('"exchanges.E-3"', '"exchanges.E-4"')
    mix = DIRICHLET.replace('"parameters.prim"', rows[0]).replace('"parameters.rec"', rows[1])
    folder = made(tmp_path, mix)
    table = folder / "model" / "exchanges.csv"
    text = table.read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    table.write_text(f"{text}{last.replace('E-3', 'E-4')}\n", encoding="utf-8")
    (folder / "scenarios" / "one.toml").write_text('[drop]\nrows = ["exchanges.E-4"]\n', "utf-8")
    project = Project.load(folder)
    assert project.calculate().total == pytest.approx(8.8)
    found = project.calculate(scenario="one")
    assert found.total == pytest.approx(7.8)
    assert [i.code for i in found.findings if i.code.startswith("MC")] == ["MC025"]
    result = drawn(folder, scenario="one")
    assert held(result) == ["row:exchanges/E-3"]
