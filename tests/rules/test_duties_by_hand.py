"""Computed duties on small systems that can be solved by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pcf.calc.duties import data_quality_scale, row_rating
from pcf.calc.footprint import Footprint
from pcf.errors import PcfError

sys.path.append(str(Path(__file__).parents[1]))
import kit

COAL = {"coal": {"product": "coal", "unit": "kg", "emissions": {"co2_fossil": 2.0}},
        "steam": {"product": "steam", "unit": "MJ", "emissions": {"co2_fossil": 0.1}}}  # fmt: skip


def footprint(folder: Path, exchanges: list[dict], **tables: list[dict]) -> Footprint:
    kit.project(
        folder / "p",
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [{"process": "make", **row} for row in exchanges], **tables},
    )
    return kit.footprint(folder / "p", kit.background(folder / "bg", COAL))


def test_cut_off_proof(tmp_path: Path) -> None:
    excluded = [
        {"id": "A", "what": "a", "reason": "small", "share": "0.4 %"},
        {"id": "B", "what": "b", "reason": "small", "share": 0.01},
        {"id": "C", "what": "c", "reason": "unknown"},
    ]
    rows = [{"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal"}]
    proof = footprint(tmp_path, rows, exclusions=excluded).cutoff_proof()
    assert [item.id for item in proof.items] == ["B", "A", "C"]
    assert proof.footprint.single_max == 0.01
    assert proof.footprint.total == pytest.approx(0.014)
    assert (proof.footprint.estimated, proof.footprint.unestimated) == (2, 1)
    assert not proof.footprint.is_shown
    assert proof.unexplained_mass is None
    # nobody stated mass or energy: unknown, not nothing
    assert (proof.mass.single_max, proof.mass.total, proof.mass.unestimated) == (None, None, 3)


def test_mass_and_energy_left_out(tmp_path: Path) -> None:
    """1 kg of coal and 9 MJ of steam are taken in; 0.25 kg and 1 MJ are left out, per functional
    unit. Mass share 0.25 / (1 + 0.25) = 0.2; energy share 1 / (9 + 1) = 0.1 (the tiny coal states
    no heating value, so that it counts nothing)."""
    excluded = [
        {"id": "A", "what": "a", "reason": "small", "share": 0.001, "mass": 250, "mass_unit": "g"},
        {"id": "B", "what": "b", "reason": "small", "share": 0, "energy": 1, "energy_unit": "MJ"},
    ]
    rows = [
        {"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal"},
        {"flow": "steam", "amount": 9, "unit": "MJ", "supplier": "bg:steam"},
    ]
    proof = footprint(tmp_path, rows, exclusions=excluded).cutoff_proof()
    assert (proof.taken_mass_kg, proof.taken_energy_mj) == (1.0, 9.0)
    assert proof.mass.single_max == pytest.approx(0.2)
    assert proof.energy.total == pytest.approx(0.1)
    assert (proof.mass.unestimated, proof.energy.unestimated) == (1, 1)
    assert proof.footprint.is_shown


def test_an_amount_left_out_needs_its_unit(tmp_path: Path) -> None:
    excluded = [{"id": "A", "what": "a", "reason": "small", "share": 0, "mass": 1}]
    rows = [{"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal"}]
    with pytest.raises(PcfError) as caught:
        footprint(tmp_path, rows, exclusions=excluded)
    (told,) = [f for f in caught.value.findings if f.level == "error"]
    assert (told.code, told.location.file, told.location.line) == (
        "UN010", "model/exclusions.csv", 2,
    )  # fmt: skip


def test_nothing_left_out(tmp_path: Path) -> None:
    rows = [{"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal"}]
    proof = footprint(tmp_path, rows).cutoff_proof()
    for measure in (proof.footprint, proof.mass, proof.energy):
        assert (measure.single_max, measure.total, measure.unestimated) == (0.0, 0.0, 0)
    assert proof.items == ()


def test_rating_is_weighted_by_contribution(tmp_path: Path) -> None:
    """Coal 1 kg gives 2 kg CO2e with rating 2; steam 10 MJ gives 1 kg without scores; an emission
    of 1 kg CO2 has rating 4. Rated: (2·2 + 1·4)/3 = 8/3; share 3/4; worst (2·2 + 4 + 1·5)/4."""
    rows = [
        {"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal", "dq": "1,2,3,2,2"},
        {"flow": "steam", "amount": 10, "unit": "MJ", "supplier": "bg:steam"},
        {"flow": "co2_fossil", "amount": 1, "unit": "kg", "direction": "emission",
         "dq": "4,4,4,4,4"},
    ]  # fmt: skip
    quality = footprint(tmp_path, rows).data_quality()
    assert quality.rating == pytest.approx(8 / 3)
    assert quality.rated_share == pytest.approx(3 / 4)
    assert quality.worst == pytest.approx(13 / 4)


def test_no_scores_is_no_rating(tmp_path: Path) -> None:
    rows = [{"flow": "coal", "amount": 1, "unit": "kg", "supplier": "bg:coal"}]
    quality = footprint(tmp_path, rows).data_quality()
    assert (quality.rating, quality.rated_share, quality.worst) == (None, 0.0, 5.0)


def test_rating_of_a_row() -> None:
    assert row_rating("2,1,3,2,4") == pytest.approx(2.4)
    assert row_rating("") is None


@pytest.mark.parametrize(
    ("coal", "waste", "emitted", "gap"),
    [
        # 1 kg of product from 1 kg of coal: balanced
        (1.0, 0.0, 0.0, 0.0),
        # 1 kg of product from 0.8 kg: a fifth of the output has no input
        (0.8, 0.0, 0.0, 0.2),
        # 1.25 kg in, 1 kg out, nothing else said: a fifth is lost
        (1.25, 0.0, 0.0, 0.2),
        # the same with 0.25 kg of waste: balanced
        (1.25, 0.25, 0.0, 0.0),
        # the same with 0.1 kg of CO2: 0.15 of 1.25 kg is lost
        (1.25, 0.0, 0.1, 0.12),
        # more CO2 than is lost: oxygen of the air is in it
        (1.25, 0.0, 0.9, 0.0),
    ],
)
def test_mass_balance(
    coal: float, waste: float, emitted: float, gap: float, tmp_path: Path
) -> None:
    rows = [{"flow": "coal", "amount": coal, "unit": "kg", "supplier": "bg:coal"},
            {"flow": "steam", "amount": 9, "unit": "MJ", "supplier": "bg:steam"}]  # fmt: skip
    if waste:
        rows.append({"flow": "ash", "amount": waste, "unit": "kg", "direction": "waste",
                     "supplier": "process:dump"})  # fmt: skip
    if emitted:
        rows.append({"flow": "co2_fossil", "amount": emitted, "unit": "kg",
                     "direction": "emission"})  # fmt: skip
    kit.project(
        tmp_path / "p",
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"},
         {"id": "dump", "product": "ash", "amount": -1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [*({"process": "make", **row} for row in rows),
                              {"process": "dump", "flow": "co2_fossil", "amount": 0.5,
                               "unit": "kg", "direction": "emission"}]},
    )  # fmt: skip
    result = kit.footprint(tmp_path / "p", kit.background(tmp_path / "bg", COAL))
    balance = next(b for b in result.mass_balances() if b.process == "make")
    assert balance.gap == pytest.approx(gap)
    assert balance.mass_in_kg == pytest.approx(coal)
    assert balance.emissions_kg == pytest.approx(emitted)


def test_a_process_without_material_has_no_balance(tmp_path: Path) -> None:
    rows = [{"flow": "steam", "amount": 10, "unit": "MJ", "supplier": "bg:steam"}]
    (balance,) = footprint(tmp_path, rows).mass_balances()
    assert (balance.mass_in_kg, balance.mass_out_kg, balance.gap) == (0.0, 1.0, None)


def test_the_scale_has_five_scores_for_five_aspects() -> None:
    for lang in ("zh", "en"):
        scale = data_quality_scale(lang)
        assert len(scale) == 25
        assert [score for _, score, _ in scale] == [1, 2, 3, 4, 5] * 5
        assert all(meaning and not meaning.startswith("dq_") for _, _, meaning in scale)
