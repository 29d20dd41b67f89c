"""The second run on the grid needs a grid: green power as its own fallback proves nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny import case

from pcf.calc.consistency import electricity_findings
from pcf.calc.electricity_sensitivity import electricity_sensitivity
from pcf.calc.footprint import Footprint
from pcf.calc.recalculation import Recalculation
from pcf.duties import Choice, _Study
from pcf.rules.evaluate import Evaluator
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

ROW = "electricity.L-lfp_solid_state"
GREEN = "bg:elec_grid_cn_green_wind_delivered"
ADDRESS = "row:electricity/L-lfp_solid_state"


def claimed(fallback: str, kind: str = "contract", **more: str) -> Snippet:
    return Snippet(
        sets={
            f"{ROW}.kind": kind, f"{ROW}.supplier": GREEN, f"{ROW}.fallback": fallback,
            f"{ROW}.certificate": "GEC-1", **more,
        }
    )  # fmt: skip


def footprint(edits: Snippet) -> Footprint:
    made = case(edits, "example:lfp-pack").footprint
    assert made is not None
    return made


@pytest.mark.parametrize("kind", ["contract", "direct"])
@pytest.mark.parametrize("fallback", [GREEN, "bg:elec_hydro_cn", "process:pack_assembly"])
def test_no_second_run_without_a_grid(fallback: str, kind: str) -> None:
    made = footprint(claimed(fallback, kind))
    found = made.grid_total()
    assert found is not None
    assert (found.total, found.relative, found.missing, found.no_grid) == (
        None, None, (), (ADDRESS,),
    )  # fmt: skip
    (told,) = (f for f in made.findings if f.code == "EL053")
    assert (told.level, told.node, told.observed) == ("error", ADDRESS, fallback)
    assert (told.location.file, told.location.column) == ("model/electricity.csv", "fallback")
    assert told.suggestion == "bg:elec_grid_cn"


def test_the_grid_shows_what_hangs_on_the_certificate() -> None:
    """0.34 with the certificate, 0.3532 kg CO2e/kWh without: + 3.9 %."""
    made = footprint(claimed("bg:elec_grid_cn"))
    found = made.grid_total()
    assert found is not None
    assert found.total == pytest.approx(0.3532, abs=5e-5)
    assert found.relative == pytest.approx(0.039, abs=5e-4)
    assert [f for f in made.findings if f.code == "EL053"] == []


def test_the_view_of_the_grid_keeps_the_row_and_says_why() -> None:
    made = electricity_sensitivity(footprint(claimed(GREEN)))
    (refused,) = (v for v in made.not_admissible if v.id == "grid-for-contracts")
    assert refused.why == "fallback-no-grid"
    assert "grid-for-contracts" not in {v.id for v in made.views}


def test_a_rule_that_takes_the_mix_of_the_country_needs_no_fallback() -> None:
    made = footprint(claimed(GREEN, **{"pcf.method.electricity": "residual"}))
    assert [f.code for f in made.findings if f.code == "EL053"] == []


def test_the_clauses_fail() -> None:
    """PCF006 asks for a grid as fallback; GBT092 for the total of the second run."""
    edits = claimed(GREEN, **{"study.sensitivity.grid_mix": "+3.9 %"})
    of = Subjects(case(edits, "example:lfp-pack"))
    found = {v.clause.code: v for v in Evaluator(of).evaluate(registry().pack("gbt24067"))}
    assert (found["PCF006"].outcome, found["GBT092"].outcome) == ("fail", "fail")


def test_unknown_datasets_are_not_called_green() -> None:
    """A table that does not hold the dataset cannot tell; EL047 says so where it counts."""
    made = footprint(claimed("bg:elec_grid_cn"))
    from pcf.calc.electricity_views import electricity_table

    table = electricity_table(made.solved.linked.background)
    kept = tuple(d for d in table.datasets if d.dataset != "elec_grid_cn")
    told = electricity_findings(made.solved, made.total, replace(table, datasets=kept))
    assert "EL053" not in {f.code for f in told}


PLAIN = "electricity.L-cell_formation-formation_and_ageing"
PLAIN_ADDRESS = "row:electricity/L-cell_formation-formation_and_ageing"


def grid_row(dataset: str, **more: str) -> Snippet:
    """A row that is said to take grid electricity, without a word of proof."""
    return Snippet(sets={f"{PLAIN}.kind": "grid", f"{PLAIN}.supplier": dataset, **more})


def test_a_technology_called_grid_is_an_error_and_counts_at_the_grid_in_the_second_run() -> None:
    """The second run is the example with the grid of the province of that row."""
    assert footprint(Snippet()).grid_total() is None
    of = case(grid_row("bg:elec_hydro_cn"), "example:lfp-pack")
    assert of.footprint is not None
    found = of.footprint.grid_total()
    assert found is not None
    ((address, grid),) = found.replaced
    assert (address, grid) == (PLAIN_ADDRESS, "elec_grid_cn_fj")
    assert found.total == pytest.approx(footprint(grid_row(f"bg:{grid}")).total, rel=1e-12)
    told = Evaluator(Subjects(of)).evaluate(registry().pack("base"))
    (verdict,) = (v for v in told if v.clause.code == "PCF012")
    assert (verdict.outcome, verdict.clause.severity) == ("fail", "error")


def test_a_technology_of_a_place_without_a_grid_gives_no_second_run() -> None:
    made = footprint(grid_row("bg:elec_hydro_cn", **{"processes.cell_formation.location": "XZ"}))
    found = made.grid_total()
    assert found is not None
    assert (found.total, found.no_grid) == (None, (PLAIN_ADDRESS,))


def test_an_electricity_dataset_of_an_unknown_kind_is_not_refused() -> None:
    """A process of the project supplies it: nobody knows of which grid."""
    of = case(grid_row("process:module_assembly"), "example:lfp-pack")
    told = Evaluator(Subjects(of)).evaluate(registry().pack("base"))
    assert [v.outcome for v in told if v.clause.code == "PCF012"] != ["fail"]


class NeverAsked:
    """A project of which the set asks nothing for this kind."""

    folder = Path()

    def calculate(self, *_: object) -> Footprint:
        raise AssertionError

    def total(self, *_: object) -> float:
        raise AssertionError


def test_the_sensitivity_set_makes_no_case_of_it() -> None:
    made = footprint(claimed(GREEN))
    study = _Study(
        NeverAsked(), Choice(), made, made.solved.linked.model, Recalculation(made.solved)
    )
    (told,) = study.electricity()
    assert (told.total, told.reason) == (None, "duty_no_grid")
