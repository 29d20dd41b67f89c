"""The method page names functions and tests that exist, and its hand calculation is right."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from pages import method

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "pages" / "method.template.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`(pcf\.[a-z_.]+\.[A-Za-z_.]+)`", TEXT)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
SECTIONS = re.findall(r"^## \d+\. .*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)


def resolve(name: str) -> object:
    words = name.split(".")
    for cut in range(len(words) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(words[:cut]))
        except ModuleNotFoundError:
            continue
        for word in words[cut:]:
            found = getattr(found, word)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("name", NAMES)
def test_named_function_exists(name: str) -> None:
    assert resolve(name) is not None


@pytest.mark.parametrize(("file", "test"), TESTS)
def test_named_test_exists(file: str, test: str) -> None:
    assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.splitlines()[0])
def test_every_section_names_a_function_and_a_test(section: str) -> None:
    if "by hand" in section.splitlines()[0]:
        return
    assert re.search(r"`pcf\.", section)
    assert re.search(r"`tests/", section)


@pytest.mark.parametrize("scenario", [None, "closed-loop", "open-loop", "hydro-power"])
def test_hand_calculation_equals_the_program(scenario: str | None) -> None:
    hand = method.by_hand(method.read_paper(), scenario)
    found = method.calculated(scenario)
    for part in found.stages:
        assert part.value == pytest.approx(hand[part.id], rel=1e-9), part.id
    assert found.total == pytest.approx(sum(hand.values()), rel=1e-9)


def test_formulas_are_read_off_the_paper() -> None:
    paper = method.read_paper()
    assert set(paper.datasets) == set("agwetd")
    assert paper.stages["raw_material"] == {"a": 0.10625, "g": 0.25, "w": 0.00625}
    assert paper.stages["production"] == {"e": 0.0625, "g": 0.4}
    assert paper.stages["distribution"] == {"t": 0.05}
    assert paper.end_of_life["closed-loop"] == {"d": 0.012, "w": 0.04, "a": -0.027}
    assert paper.end_of_life["open-loop"]["a"] == -0.0135


def test_page_shows_no_difference() -> None:
    assert "**no**" not in method.build()
    assert method.build().count("| yes |") == 9
