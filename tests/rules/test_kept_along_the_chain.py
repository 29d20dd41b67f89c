"""A floor is scaled by the allocation between the product and what emits, and by no other."""

from __future__ import annotations

import pytest
from tiny import case

from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.pack_facts import PackFacts
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects


def _coproduct(process: str, amount: float) -> Snippet:
    row = {"id": "E-beside", "process": process, "direction": "coproduct",
           "flow": "ferrous_sulfate_crude", "amount": amount, "unit": "kg", "origin": "primary",
           "source": "rule test"}  # fmt: skip
    sets = {f"processes.{process}.allocation": "mass",
            f"processes.{process}.allocation_reason": "rule test"}  # fmt: skip
    return Snippet(sets, adds={"exchanges": (row,)})


def _facts(edits: Snippet, project: str = "example:hydrogen-gas") -> PackFacts:
    pack = registry().pack("hydrogen")
    return PackFacts(Subjects(case(edits, project)), pack.routes, pack.choices)


def _verdict(edits: Snippet, code: str) -> Verdict:
    of = Subjects(case(edits, "example:hydrogen-gas"))
    found = Evaluator(of).evaluate(registry().pack("hydrogen"))
    return next(v for v in found if v.clause.code == code)


def test_a_coproduct_of_the_water_supply_leaves_the_floor_where_it_is() -> None:
    """1e6 kg beside 1 kg of water: the part kept of the water is 1e-6, that of the reformer 1."""
    edits = _coproduct("water_supply", 1e6)
    assert _facts(edits)["kept.gas"] == pytest.approx(1.0, rel=1e-12)
    bare = Snippet({**edits.sets, "exchanges.E-steam_reforming-co2_fossil.amount": 0},
                   adds=edits.adds)  # fmt: skip
    assert _verdict(bare, "HYD030").outcome == "fail"


def test_a_coproduct_of_the_reformer_scales_the_floor() -> None:
    """1 kg beside 1 kg of hydrogen by mass leaves half to the product."""
    facts = _facts(_coproduct("steam_reforming", 1.0))
    assert facts["kept.gas"] == pytest.approx(0.5, rel=1e-12)


def test_the_part_kept_is_handed_down_the_chain() -> None:
    """Half of the hydrogen process goes to the co-product, so half of what feeds it does too."""
    from pcf.rules.kept import kept_parts

    footprint = case(_coproduct("steam_reforming", 1.0), "example:hydrogen-gas").footprint
    assert footprint is not None
    kept = kept_parts(footprint)
    assert kept["steam_reforming"] == pytest.approx(0.5)
    assert kept["water_supply"] == pytest.approx(0.5)


def test_without_coproducts_all_is_kept() -> None:
    assert _facts(Snippet())["kept.gas"] == pytest.approx(1.0, rel=1e-12)


def test_the_kept_part_is_the_allocation_share_of_the_hydrogen() -> None:
    """The electrolysis makes 0.0252 kg of hydrogen beside 1 kg of soda and 0.886 kg of chlorine."""
    from pcf.rules.kept import kept_parts

    footprint = case(Snippet(), "example:hydrogen-byproduct").footprint
    assert footprint is not None
    keys, shares = footprint.solved.foreground.keys, footprint.solved.foreground.shares
    share = float(shares[keys.index(("chlor_alkali", "hydrogen_product"))])
    kept = kept_parts(footprint)
    assert kept["chlor_alkali"] == pytest.approx(share, rel=1e-12)
    assert kept["salt_supply"] == pytest.approx(share, rel=1e-12)
