"""Gases that must not be cut off are known by what is left out, not by the name of a plant."""

from __future__ import annotations

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects


def outcome(what: str, pack: str = "gbt24067", **cells: object) -> str:
    row = {"id": "X-NEW", "what": what, "reason": "质量很小", "share": 0.0001, "source": "records"}
    of = Subjects(case(Snippet(adds={"exclusions": ({**row, **cells},)})))
    found = {v.clause.code: v for v in Evaluator(of).evaluate(registry().pack(pack))}["GBT038"]
    failing = {failure.node for failure in found.failures}
    return "fail" if failing == {"exclusions/X-NEW"} else found.outcome


@pytest.mark.parametrize(
    "what",
    [
        "蒸汽甲烷重整装置的资本货物 / capital goods of the steam methane reformer",
        "甲烷化装置 / building of the methanation plant",
        "制冷剂充注设备 / refrigerant filling machines",
        "食堂 / canteen",
        "充电机PFC电感的包装 / packaging of the PFC (power factor correction) choke",
        "车载充电机PFC电感的包装",
        "power factor correction (PFC) coil",
        "HFC (hybrid fibre coaxial) cable",
    ],
)
def test_a_plant_is_no_gas(what: str) -> None:
    assert outcome(what) != "fail"


@pytest.mark.parametrize(
    "what",
    [
        "甲烷逸散 / methane slip", "methane slip of the steam methane reformer",
        "重整装置的甲烷排放", "refrigerant leakage of the chiller unit", "R134a", "R-410A", "freon",
        "CF4 and C2F6 of chamber cleaning", "含氟气体 / fluorinated gases", "氟利昂", "笑气", "CH4",
        "nitrous oxide", "六氟化硫", "F-gas", "PFC (per-fluorinated compounds)",
        "腔室清洗的PFC排放", "PFC (power factor correction) choke and R134a",
    ],
)  # fmt: skip
def test_a_gas_is_known_by_its_names(what: str) -> None:
    assert outcome(what) == "fail"


def test_a_share_of_zero_needs_an_estimate_with_its_source() -> None:
    """Zero alone clears nothing: how much is left out has to be said, in kg or in words."""
    what = "用户处的N2O / N2O at the user"
    assert outcome(what, share=0) == "fail"
    assert outcome(what, share=0, reason="系统边界外 / beyond the boundary") == "fail"
    assert outcome(what, share=0, mass=0.4, mass_unit="kg") != "fail"
    assert (
        outcome(what, share=0, reason="边界外：每吨0.4 kg N2O / beyond: 0.4 kg N2O per t") != "fail"
    )
    assert outcome(what, share=0, mass=0.4, mass_unit="kg", source="-") == "fail"
    assert outcome(what, share=0.0001, mass=0.4, mass_unit="kg") == "fail"


@pytest.mark.parametrize("pack", ["lithium-battery", "pv-module"])
def test_families_that_add_words_keep_those_of_the_standard(pack: str) -> None:
    known = set(registry().pack("gbt24067").settings["cut_off"]["never"])
    assert known < set(registry().pack(pack).settings["cut_off"]["never"])
