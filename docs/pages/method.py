"""``docs/method.md``: the equations, and the paper case by hand beside the program's result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pages.text import page, table, template
from pcf import Project
from pcf.calc.footprint import Footprint
from pcf.climate import LEDGERS
from pcf.i18n import label
from pcf.location import data_root
from pcf.report.numbers import number

NAME = "method.md"
EQUAL = 1e-9
_DIGITS = 6
_TERM = re.compile(r"([+-]?)\s*(\d[\d.]*) ([a-z])\b")
_SCENARIOS = {
    None: "base: cut-off",
    "closed-loop": "closed-loop",
    "open-loop": "open-loop, A = 0.5",
    "hydro-power": "hydro power",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """What PAPER.md states: datasets by symbol, coefficients of each stage and formula."""

    datasets: Mapping[str, str]
    units: Mapping[str, str]
    stages: Mapping[str, Mapping[str, float]]
    end_of_life: Mapping[str, Mapping[str, float]]
    formulas: Mapping[str, str]


def build() -> str:
    """Write the page."""
    paper = read_paper()
    words = {
        "ledgers": ", ".join(label(key, "en") for key in LEDGERS),
        "paper_intensities": _intensities(paper),
        "paper_stages": _stages(paper),
        "paper_scenarios": _scenarios(paper),
    }
    return page(template("method.template.md", words))


def read_paper() -> Paper:
    """Read symbols and closed formulas off the English part of PAPER.md."""
    folder = data_root("datasets") / "examples" / "paper-case"
    english = (folder / "PAPER.md").read_text(encoding="utf-8").partition("\n---\n")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in english.splitlines()
        if line.startswith("|")
    ]
    symbols = [row for row in rows if len(row[0]) == 1 and row[1].startswith("`bg:")]
    closed = {row[0]: next(c for c in reversed(row[1:]) if c) for row in rows if len(row) > 1}
    named = {"raw_material": "raw material", "production": "production"}
    named |= {"distribution": "distribution", "end_of_life": "end of life"}
    formulas = {stage: closed[words].lstrip("= ") for stage, words in named.items()}
    ends = {"cut-off": "cut-off", "closed-loop": "closed loop", "open-loop": "open loop, A = 0.5"}
    return Paper(
        {row[0]: row[1].strip("`") for row in symbols},
        {row[0]: row[2] for row in symbols},
        {stage: _coefficients(text) for stage, text in formulas.items()},
        {key: _coefficients(closed[words]) for key, words in ends.items()},
        formulas,
    )


def _coefficients(formula: str) -> dict[str, float]:
    """Coefficients by symbol, e.g. ``0.012 d + 0.04 w - 0.027 a``."""
    return {
        symbol: float(amount) * (-1 if sign == "-" else 1)
        for sign, amount, symbol in _TERM.findall(formula)
    }


def calculated(scenario: str | None = None) -> Footprint:
    """Calculate the paper case."""
    return Project.load(data_root("datasets") / "examples" / "paper-case").calculate(scenario)


def intensities(paper: Paper, scenario: str | None = None) -> dict[str, float]:
    """Intensity of each symbol; under hydro power, e is another dataset."""
    datasets = dict(paper.datasets)
    if scenario == "hydro-power":
        datasets["e"] = "bg:elec_hydro_cn_2024"
    footprint = calculated()
    return {s: footprint.explain(f"dataset:{name}").value for s, name in datasets.items()}


def by_hand(paper: Paper, scenario: str | None = None) -> dict[str, float]:
    """Stages in kg CO2e per bottle by the closed formulas."""
    values = intensities(paper, scenario)
    stages = dict(paper.stages)
    stages["end_of_life"] = paper.end_of_life.get(scenario or "", stages["end_of_life"])
    return {
        stage: sum(amount * values[symbol] for symbol, amount in formula.items())
        for stage, formula in stages.items()
    }


def _intensities(paper: Paper) -> str:
    values = intensities(paper) | {"e'": intensities(paper, "hydro-power")["e"]}
    datasets = {**paper.datasets, "e'": "bg:elec_hydro_cn_2024"}
    lines = [
        [symbol, f"`{datasets[symbol]}`", number(value, _DIGITS), paper.units[symbol[0]]]
        for symbol, value in values.items()
    ]
    return table(["symbol", "dataset", "kg CO2e", "per"], lines, right=(2,))


def _stages(paper: Paper) -> str:
    found = {part.id: part.value for part in calculated().stages}
    hand = by_hand(paper)
    lines = [
        [label(stage, "en"), paper.formulas[stage], *_side_by_side(hand[stage], found[stage])]
        for stage in hand
    ]
    lines.append(["total", "", *_side_by_side(sum(hand.values()), calculated().total)])
    return table(["stage", "closed formula", *_COLUMNS], lines, right=(2, 3))


_COLUMNS = ("by hand", "pcf", "equal to 1e-9")


def _scenarios(paper: Paper) -> str:
    lines = [
        [words, *_side_by_side(sum(by_hand(paper, name).values()), calculated(name).total)]
        for name, words in _SCENARIOS.items()
    ]
    return table(["scenario", *_COLUMNS], lines, right=(1, 2))


def _side_by_side(hand: float, program: float) -> list[str]:
    equal = abs(hand - program) <= EQUAL * abs(hand)
    return [number(hand, _DIGITS), number(program, _DIGITS), "yes" if equal else "**no**"]
