"""A cathode that is made here takes in the lithium that it holds, from whatever salt.

LFP holds 6.94 / 157.76 = 0.04399 kg of lithium per kg. The example takes 0.23898 kg of Li2CO3 with
2 * 6.94 / 73.89 = 0.18785 each: 1.02 of what is needed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

LFP, NMC = "bom.B-lfp_solid_state-li2co3", "bom.B-cam_nmc811_calcination-lioh_h2o"
SALT = {"id": "own_salt", "name_zh": "磷酸锂", "name_en": "lithium phosphate", "unit": "kg",
        "source": "rule test"}  # fmt: skip


def outcomes(example: str, sets: dict[str, object], **adds: tuple[dict[str, object], ...]) -> str:
    """How the error and the warning end."""
    whole = registry().pack("lithium-battery")
    asked = tuple(c for c in whole.clauses if c.code in ("LIB060", "LIB061"))
    of = Subjects(case(Snippet(sets, adds=adds), f"example:{example}"))
    return " ".join(v.outcome for v in Evaluator(of).evaluate(replace(whole, clauses=asked)))


@pytest.mark.parametrize(
    ("example", "sets", "told"),
    [
        ("lfp-pack", {}, "pass pass"),
        ("lfp-pack", {f"{LFP}.amount": 0.215}, "pass pass"),
        ("lfp-pack", {f"{LFP}.amount": 0.119}, "pass fail"),
        ("lfp-pack", {f"{LFP}.amount": 0.239, f"{LFP}.unit": "g"}, "fail fail"),
        ("lfp-pack", {f"{LFP}.flow": "lioh_h2o", f"{LFP}.amount": 0.27,
                      f"{LFP}.supplier": "bg:lioh_mix"}, "pass pass"),
        ("lfp-pack", {"bom.B-cathode_slurry_mixing-lfp_cam.supplier": "bg:lfp_solid_state"},
         "na na"),
        ("nmc811-pack", {}, "pass pass"),
        ("nmc811-pack", {f"{NMC}.amount": 0.2}, "pass fail"),
        ("nmc811-pack", {f"{NMC}.amount": 0.0004}, "fail fail"),
        ("jrc-nmc111", {}, "pass pass"),
    ],
)  # fmt: skip
def test_lithium_in_is_lithium_out(example: str, sets: dict[str, object], told: str) -> None:
    assert outcomes(example, sets) == told


def test_a_salt_that_is_not_in_the_list_is_not_called_short() -> None:
    sets = {f"{LFP}.flow": "own_salt", f"{LFP}.amount": 0.245}
    assert outcomes("lfp-pack", sets, flows=(SALT,)) == "pass pass"


def test_the_salt_may_enter_a_step_before_the_furnace() -> None:
    """The lithium is mixed in a process of its own, which supplies the furnace."""
    mixing = {"id": "mixing", "name_zh": "混料", "name_en": "mixing", "stage": "raw_material",
              "component": "cathode", "location": "CN", "product": "own_mix", "amount": 1,
              "unit": "kg", "source": "rule test"}  # fmt: skip
    mix = {**SALT, "id": "own_mix", "name_zh": "混合料", "name_en": "mixture"}
    row = {"id": "B-mix", "process": "lfp_solid_state", "part": "cathode", "flow": "own_mix",
           "amount": 1, "unit": "kg", "supplier": "process:mixing", "origin": "secondary",
           "source": "rule test"}  # fmt: skip
    sets = {f"{LFP}.process": "mixing"}
    found = outcomes("lfp-pack", sets, flows=(mix,), processes=(mixing,), bom=(row,))
    assert found == "pass pass"
