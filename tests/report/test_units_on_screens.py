"""Every screen of a result tells its units in words of the language; JSON and CSV keep them."""

from __future__ import annotations

import json
import re

import pytest
from study_kit import copied, example

from pcf.calc.as_graph import graph_of
from pcf.commands import main
from pcf.documents.graph.page import graph_html, graph_svg
from pcf.documents.graph.supply import supply_of

#: Units as files write them.
_RAW = re.compile(r"\b(piece|tkm|vkm|pkm|person)\b")
SCREENS = (
    "calc --verbose", "explain total", "explain process:final_assembly", "status",
    "explain parameters.lifetime_distance", "check", "graph", "graph --weight mass",
    "sensitivity", "sensitivity --derivatives", "sensitivity --electricity",
    "sensitivity --sobol 64 --seed 1", "uncertainty --draws 32 --seed 1",
    "whatif --set parameters.lifetime_distance=200000", "compare base scenario:long-life",
)  # fmt: skip


@pytest.fixture(scope="module")
def vehicle(tmp_path_factory):
    """A result per vehicle-kilometre with amounts in pieces and tonne-kilometres."""
    return copied("vehicle-bev", tmp_path_factory.mktemp("units") / "vehicle")


@pytest.mark.parametrize("words", SCREENS)
def test_a_chinese_screen_has_no_english_unit(words, vehicle, capsys) -> None:
    code = main([*words.split(), "-C", str(vehicle), "--lang", "zh"])
    told = capsys.readouterr().out
    assert code in (0, 1), told
    assert [line for line in told.splitlines() if _RAW.search(line)] == []
    assert len(told) > 10


def test_units_are_there_in_words(vehicle, capsys) -> None:
    for words, unit in (
        ("status", "kg CO2e/车·km"),
        ("explain process:final_assembly", "1 件"),
        ("sensitivity", "kg CO2e/车·km"),
        ("whatif --set parameters.lifetime_distance=200000", "kg CO2e/车·km"),
    ):
        main([*words.split(), "-C", str(vehicle), "--lang", "zh"])
        assert unit in capsys.readouterr().out, words


def test_json_and_csv_keep_units_as_files_write_them(vehicle, capsys) -> None:
    assert main(["status", "-C", str(vehicle), "--lang", "zh", "--format", "json"]) in (0, 1)
    assert "kg CO2e/vkm" in json.dumps(json.loads(capsys.readouterr().out))
    words = ["sensitivity", "--derivatives", "-C", str(vehicle), "--lang", "zh"]
    assert main([*words, "--format", "csv"]) == 0
    assert _RAW.search(capsys.readouterr().out)


def test_the_picture_of_the_chain_tells_units_in_words() -> None:
    found = example("vehicle-bev").calculate()
    supply = supply_of(found, graph_of(found))
    for lang, unit in (("zh", "kg CO2e/车·km"), ("en", "kg CO2e/vehicle·km")):
        assert unit in graph_svg(supply, lang)
        assert "CO2e/vkm" not in graph_svg(supply, lang)
    page = graph_html(supply, "zh")
    assert "unitWords(page.unit)" in page
    assert '"unit:vkm":"车·km"' in page
