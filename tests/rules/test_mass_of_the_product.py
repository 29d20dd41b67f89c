"""The mass of the product is held against the bill of materials and against kilogram units."""

from __future__ import annotations

import pytest
from completed import completed, verdicts
from tiny import case

from pcf.calc.cutoff import cutoff_proof
from pcf.calc.footprint import Footprint
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry


def footprint(**sets: object) -> Footprint:
    edits = Snippet(sets={k.replace("__", "."): v for k, v in sets.items()})
    made = case(edits, "example:lfp-pack").footprint
    assert made is not None
    return made


def told(made: Footprint, code: str) -> list[tuple[str, str | None, str | None]]:
    return [(f.level, f.observed, f.expected) for f in made.findings if f.code == code]


def test_a_bill_heavier_than_the_product_keeps_its_mass() -> None:
    """658.03 kg go into a pack that is said to weigh 300 kg: 219 %, and nothing is missing."""
    made = footprint(pcf__product__mass=300)
    assert made.coverage.explained_mass_kg == pytest.approx(658.0278, abs=1e-3)
    assert made.coverage.mass_explained == pytest.approx(658.0278 / 300, rel=1e-6)
    assert told(made, "MB010") == [("warning", "658 kg", "300 kg")]
    assert cutoff_proof(made).unexplained_mass == 0.0


def test_as_stated_it_fits() -> None:
    made = footprint()
    assert made.coverage.mass_explained == pytest.approx(1, abs=1e-5)
    assert told(made, "MB010") == told(made, "MB011") == []


def test_waste_that_leaves_is_no_excess() -> None:
    """A bill of 658.03 kg, 28.03 kg of it leaving as scrap, explains 630 kg once."""
    scrap = {
        "id": "E-scrap", "process": "pack_assembly", "direction": "waste",
        "flow": "waste_inert_landfill", "origin": "estimate", "source": "test",
        "amount": 28.0278187202584, "unit": "kg", "supplier": "bg:inert_landfill_glo",
    }  # fmt: skip
    of = case(
        Snippet(sets={"pcf.product.mass": 630}, adds={"exchanges": (scrap,)}), "example:lfp-pack"
    )
    assert of.footprint is not None
    assert of.footprint.coverage.mass_explained == pytest.approx(1, abs=1e-6)


def test_a_kilogram_unit_is_held_against_the_mass() -> None:
    """`per kg` divides by a pack of 1300 kg, while the pack weighs 658 kg."""
    made = footprint(parameters__pack_mass__value=1300)
    assert told(made, "MB011") == [("warning", "1300 kg", "658 kg")]
    (found,) = (f for f in made.findings if f.code == "MB011")
    assert found.node == "unit.alternative.per-kg"
    assert str(found.location) == "pcf.toml [unit.alternative]"


@pytest.mark.parametrize("pack", ["lithium-battery", "gbt24067", "eu-battery-ev"])
def test_clauses_fail_on_too_much_mass(pack: str) -> None:
    codes = {"lithium-battery": "LIB034", "gbt24067": "GBT034", "eu-battery-ev": "EUB025"}
    code = codes[pack]
    before = verdicts(registry().pack(pack), completed("lfp-pack").model, Snippet())
    after = verdicts(
        registry().pack(pack), completed("lfp-pack").model, Snippet(sets={"pcf.product.mass": 300})
    )
    assert (before[code].outcome, after[code].outcome) == ("pass", "fail")
