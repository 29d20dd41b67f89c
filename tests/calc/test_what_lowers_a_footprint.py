"""Influence of rows, parameters and suppliers, and what-if, against the full calculation."""

from __future__ import annotations

from math import fsum

import pytest

import pcf
from pcf.calc.influence import row_influences, swaps
from pcf.calc.recalculation import Recalculation
from pcf.calc.whatif import what_if
from pcf.duties import Choice, sensitivity_set
from pcf.location import data_root
from pcf.project.reparametrize import with_parameters

EXAMPLES = data_root("datasets") / "examples"


@pytest.fixture(scope="module")
def lfp() -> pcf.Project:
    return pcf.Project.load(EXAMPLES / "lfp-pack")


@pytest.fixture(scope="module")
def base(lfp: pcf.Project) -> pcf.Footprint:
    return lfp.calculate()


@pytest.mark.parametrize("name", ["lfp-pack", "vehicle-bev", "cement", "pv-module"])
def test_formulas_give_the_model_that_was_read(name: str) -> None:
    model = pcf.Project.load(EXAMPLES / name).model
    assert with_parameters(model, {}) == model


@pytest.mark.parametrize("name", ["vehicle-bev", "cement", "paper-case"])
def test_a_parameter_on_the_solved_system_is_the_full_calculation(name: str) -> None:
    """Bit for bit, so that every case can be repeated at the prompt."""
    project = pcf.Project.load(EXAMPLES / name)
    again = Recalculation(project.calculate().solved)
    for p in project.model.parameters:
        if p.formula is None and p.value:
            found = again.with_parameters({p.name: p.value * 0.97})
            change = f"parameters.{p.name}={p.value * 0.97!r}"
            assert found == project.calculate(overrides=[change]).total


def test_total_alone_is_the_total(lfp: pcf.Project, base: pcf.Footprint) -> None:
    assert lfp.total() == base.total


def test_influence_of_a_row_is_the_calculation_with_less_of_it(
    lfp: pcf.Project, base: pcf.Footprint
) -> None:
    amounts = {r.address: r.amount.value for r in base.solved.linked.rows}
    for row in row_influences(base)[:6]:
        address = row.address.removeprefix("row:").replace("/", ".", 1)
        less = lfp.total(overrides=[f"{address}.amount={amounts[row.address] * 0.9!r}"])
        assert row.change(-0.1) == pytest.approx(less - base.total, rel=1e-9)
        assert row.elasticity == pytest.approx((less / base.total - 1) / -0.1, rel=1e-9)


def test_transport_moves_with_what_it_carries(tmp_path) -> None:
    project = pcf.Project.load(EXAMPLES / "lfp-pack")
    carried = {leg.cargo_row for leg in project.model.transport if leg.cargo_row}
    result = project.calculate()
    amounts = {r.address: r.amount.value for r in result.solved.linked.rows}
    found = {row.address: row for row in row_influences(result)}
    for cargo in sorted(carried)[:3]:
        address = cargo.replace("/", ".", 1)
        value = amounts[f"row:{cargo}"] * 0.9
        less = project.total(overrides=[f"{address}.amount={value!r}"])
        # mass-based allocation of the pack is not touched: the change is linear
        assert found[f"row:{cargo}"].change(-0.1) == pytest.approx(less - result.total, rel=1e-6)


def test_a_suggested_supplier_gives_its_saving(lfp: pcf.Project, base: pcf.Footprint) -> None:
    found = swaps(base, rows=30)
    assert found
    assert [s.delta for s in found] == sorted(s.delta for s in found)
    for s in found[:3]:
        assert s.delta < 0
        saved = lfp.total(swaps=[s.swap]) - base.total
        assert s.delta == pytest.approx(saved, rel=1e-9)
    assert not any(s.row.startswith(("row:electricity/", "row:transport/")) for s in found)


def test_whatif_is_the_calculation_with_the_values(lfp: pcf.Project, base: pcf.Footprint) -> None:
    put_in = ["parameters.charging_efficiency=0.93"]
    swap = ["bom.B-cu_sheet_production-copper_cathode=bg:copper_secondary_cn/copper_cathode"]
    changed = lfp.calculate(overrides=put_in, swaps=swap)
    difference = lfp.whatif(put_in, swap)
    assert (difference.total_a, difference.total_b) == (base.total, changed.total)
    assert fsum(c.delta for c in difference.changes) == pytest.approx(difference.delta, rel=1e-9)
    assert fsum(p.value for p in difference.stages) == pytest.approx(difference.delta, rel=1e-9)
    for change in difference.changes:
        assert change.amount_effect + change.intensity_effect == pytest.approx(change.delta)
    found = what_if(lfp, put_in, swap)
    assert found.base.total == base.total
    assert found.classes is None


def test_a_value_put_in_that_is_there_already_changes_nothing(lfp: pcf.Project) -> None:
    assert lfp.whatif(["parameters.charging_efficiency=0.901"]).is_empty


def test_nothing_to_change_is_refused(lfp: pcf.Project) -> None:
    with pytest.raises(pcf.UsageError) as caught:
        lfp.whatif()
    assert [f.code for f in caught.value.findings] == ["PF010"]


def test_named_parameters_up_and_down(lfp: pcf.Project) -> None:
    chosen = Choice(parameters=("pack_mass", "charging_efficiency"), step=0.02)
    found = sensitivity_set(lfp, chosen)
    assert [case.name for case in found.cases] == [
        "pack_mass +2 %", "pack_mass -2 %",
        "charging_efficiency +2 %", "charging_efficiency -2 %",
    ]  # fmt: skip
    with pytest.raises(pcf.UsageError) as caught:
        sensitivity_set(lfp, Choice(parameters=("pack_mas",)))
    assert [(f.code, f.suggestion) for f in caught.value.findings] == [("PF011", "pack_mass")]
    # a formula has no value of its own
    formula = next(p.name for p in lfp.model.parameters if p.formula)
    with pytest.raises(pcf.UsageError):
        sensitivity_set(lfp, Choice(parameters=(formula,)))


def test_the_grid_run_is_the_calculation_under_the_grid_rule() -> None:
    project = pcf.Project.load(data_root("product_rules") / "_model")
    found = project.calculate().grid_total()
    assert found is not None
    assert found.total == project.total(overrides=["pcf.method.electricity=grid"])
    without = project.calculate(overrides=["electricity.L-GREEN.fallback="]).grid_total()
    assert (without.total, without.missing) == (None, ("row:electricity/L-GREEN",))


def test_no_claim_no_second_run(base: pcf.Footprint) -> None:
    assert base.grid_total() is None


def test_parameters_are_ranked_under_the_circular_formula_too(lfp: pcf.Project) -> None:
    """Shares of its materials may be formulas, so that each value is calculated in full."""
    choice = Choice(overrides=("pcf.method.end_of_life=cff",))
    found = lfp.sensitivity(choice)
    largest = found.parameters[0]
    less = f"parameters.{largest.name}={largest.value * 0.9!r}"
    total = lfp.total(overrides=[*choice.overrides, less])
    assert largest.delta == total - found.footprint.total
    assert "cff" not in [case.name for case in found.set.of("end_of_life")]
