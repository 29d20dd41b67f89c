"""Draws of background datasets, first-order sensitivities of their exchanges, Sobol indices."""

from __future__ import annotations

import csv
import sys
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pcf
from pcf.background import Background, open_background
from pcf.calc.distributions import Z95
from pcf.calc.footprint import Footprint
from pcf.calc.uncertain.background import BackgroundDraws, background_demand
from pcf.calc.uncertain.derivatives import derivatives
from pcf.calc.uncertain.monte_carlo import Drawable, MonteCarlo, monte_carlo
from pcf.calc.uncertain.run import Drawer
from pcf.calc.uncertain.sample import Sampling
from pcf.calc.uncertain.sobol import sobol
from pcf.engine import montecarlo
from pcf.errors import PcfError
from pcf.location import data_root
from pcf.model.spread import PedigreeTable
from pcf.report.derivatives_view import derivatives_page
from pcf.report.uncertainty_view import uncertainty_page
from pcf.spread import DrawChoice

sys.path.append(str(Path(__file__).parents[1]))
import kit

DATASETS = {
    "coal": {"product": "coal", "unit": "kg", "emissions": {"co2_fossil": 2.0}},
    "steel": {"product": "steel", "unit": "kg", "inputs": {"coal": 0.5, "power": 1.0},
              "emissions": {"co2_fossil": 0.3}},
    "power": {"product": "power", "unit": "kWh", "inputs": {"coal": 0.4, "steel": 0.05}},
}  # fmt: skip
#: Exchange id -> its spread.
SPREADS = {
    "coal.1": {"uncertainty": "lognormal", "low": 2 / 1.2**Z95, "high": 2 * 1.2**Z95},
    "steel.1": {"uncertainty": "uniform", "low": 0.4, "high": 0.6},
    "power.1": {"uncertainty": "triangular", "low": 0.3, "high": 0.6},
    "steel.3": {"uncertainty": "normal", "low": 0.2, "high": 0.4, "pedigree": "1,1,1,1,1"},
    "power.2": {"pedigree": "(1,1,5,1,1)"},
}


def spread_background(folder: Path, **more: Any) -> Background:
    kit.background(folder, {**DATASETS, **more})
    return with_spreads(folder)


def with_spreads(folder: Path) -> Background:
    path = folder / "exchanges.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **SPREADS.get(row["id"], {})} for row in rows)
    return open_background(folder=folder)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Background:
    return spread_background(tmp_path_factory.mktemp("bg"))


def product(folder: Path, background: Background, **row: Any) -> Footprint:
    wanted = {"process": "make", "amount": 2, "unit": "kg", "flow": "coal", "supplier": "bg:coal"}
    kit.project(
        folder,
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [{**wanted, **row}]},
    )
    return kit.footprint(folder, background)


def test_a_lognormal_emission_of_a_dataset(tmp_path: Path, tiny: Background) -> None:
    """2 kg of coal with 2 kg CO2 each, gsd 1.2: lognormal with median 4."""
    found = product(tmp_path / "p", tiny)
    result = monte_carlo(Drawable("x", found), Sampling(4000, 1, background=True))
    s2 = log(1.2) ** 2
    mean = result.statistics.mean
    assert abs(mean.value - 4 * exp(s2 / 2)) < 2 * (mean.high - mean.value)
    sd = result.statistics.standard_deviation
    true = 4 * exp(s2 / 2) * sqrt(exp(s2) - 1)
    assert abs(sd.value - true) < 2 * (sd.high - sd.value)
    assert [(c.address, c.share) for c in result.contributions] == [
        ("background", pytest.approx(1.0))
    ]
    cover = result.sample.cover
    assert (cover.reached, cover.drawn, cover.weight) == (1, 1, pytest.approx(1.0))
    parts = {r.kind: r.value for r in result.reasons}
    off = mean.value - result.deterministic
    assert parts["background"] + parts["curved"] + parts["not_centred"] == pytest.approx(off)
    # drawn again without it, nothing has a spread
    with pytest.raises(PcfError) as caught:
        monte_carlo(Drawable("x", found), Sampling(10, 1))
    assert [f.code for f in caught.value.findings] == ["MC002"]


def test_every_draw_solves_its_own_matrix(tmp_path: Path, tiny: Background) -> None:
    """Intensities of a draw equal a dense solve of the matrix with the amounts of that draw."""
    found = product(tmp_path / "p", tiny, flow="steel", supplier="bg:steel")
    factors = found.solved.scored.factors[: len(tiny.columns)]
    draws = BackgroundDraws(tiny, factors)
    assert draws.nominal == pytest.approx(tiny.intensities @ np.nan_to_num(factors), rel=1e-12)
    u, n = draws.uncertain, len(tiny.products)
    told = draws.intensities(list(range(n)), 9, 3, 20)
    found_here = told.values
    assert (told.again, told.lost, told.turned) == (0, 0, 0)
    for d in range(3, 23):
        technosphere, burdens = draws.sampler.amounts(9, d // 8)
        matrix = np.diag(u.system.diagonal)
        for entry, (supplier, user) in enumerate(
            zip(u.system.entries.supplier, u.system.entries.consumers(), strict=True)
        ):
            matrix[supplier, user] += technosphere[entry, d % 8]
        right = np.add.reduceat(np.append(burdens[:, d % 8], 0.0), u.burdens.start[:-1]) * (
            np.diff(u.burdens.start) > 0
        )
        assert found_here[:, d - 3] == pytest.approx(np.linalg.solve(matrix.T, right), rel=1e-6)


def test_amounts_stay_in_the_bounds_of_their_exchange(tiny: Background) -> None:
    draws = BackgroundDraws(tiny, np.ones(len(tiny.columns)))
    drawn = {}
    for block in range(50):
        entries, burdens = draws.sampler.amounts(1, block)
        for entry, line in zip(draws.entries, np.vstack([entries, burdens]), strict=True):
            drawn.setdefault(entry.row, []).extend(line.tolist())
    assert min(drawn["steel.1"]) > -0.6
    assert max(drawn["steel.1"]) < -0.4
    assert np.mean(drawn["power.1"]) == pytest.approx(-(0.3 + 0.4 + 0.6) / 3, abs=0.01)
    assert set(drawn["power.2"]) == {-0.05}  # scores alone are no spread


def test_scores_of_datasets_count_when_the_project_says_so(tiny: Background) -> None:
    row = (0.0, 0.0, 0.0, 0.0, 0.04)
    table = PedigreeTable(0.0, (row,) * 5, "a table of the test")
    draws = BackgroundDraws(tiny, np.ones(len(tiny.columns)), table)
    place = next(n for n, entry in enumerate(draws.entries) if entry.row == "power.2")
    drawn = np.concatenate([draws.sampler.amounts(1, b)[0][place] for b in range(200)])
    assert np.log(drawn / -0.05).std() == pytest.approx(0.2, rel=0.06)


def test_elasticities_of_exchanges_are_differences_of_solves(
    tmp_path: Path, tiny: Background
) -> None:
    """Steel and power supply each other. Elasticities of all emissions add up to 1."""
    found = product(tmp_path / "p", tiny, flow="steel", supplier="bg:steel")
    result = derivatives(found)
    by_row = {e.entry.row: e.elasticity for e in result.background}
    assert by_row["coal.1"] + by_row["steel.3"] == pytest.approx(1.0)

    def steel(per_coal: float, per_power: float) -> float:
        # y = 0.3 + 2 c + p, p = 0.8 + 0.05 w y  ->  y = (1.1 ...) in closed form
        return (0.3 + 2 * per_coal + per_power * 0.8) / (1 - 0.05 * per_power)

    base, step = steel(0.5, 1.0), 1e-6
    assert found.total == pytest.approx(2 * base)
    up = (steel(0.5 * (1 + step), 1.0) / base - 1) / step
    assert by_row["steel.1"] == pytest.approx(up, rel=1e-5)
    up = (steel(0.5, 1 + step) / base - 1) / step
    assert by_row["steel.2"] == pytest.approx(up, rel=1e-5)
    row = result.rows[0]
    assert (row.derivative, row.elasticity) == (pytest.approx(base), pytest.approx(1.0))


PRODUCT = """
[a]
value = 3
unit = "kg"
gsd = 1.3
[b]
value = 5
unit = "1"
gsd = 1.5
[c]
value = 2
unit = "1"
"""


@pytest.fixture
def of_two(tmp_path: Path, tiny: Background) -> Footprint:
    wanted = {"process": "make", "unit": "kg", "flow": "coal", "supplier": "bg:coal"}
    kit.project(
        tmp_path / "p",
        [{"id": "make", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": [{**wanted, "formula": "a * b / c ** 2"}]},
        files={"model/parameters.toml": PRODUCT},
    )
    return kit.footprint(tmp_path / "p", tiny)


def test_derivatives_of_parameters(of_two: Footprint) -> None:
    """F = 2 a b / c^2 = 7.5: elasticities 1, 1, -2; dF/dc = -2 * 7.5/2."""
    found = {d.address: d for d in derivatives(of_two).parameters}
    assert found["parameters.a"].elasticity == pytest.approx(1.0, rel=1e-7)
    assert found["parameters.c"].elasticity == pytest.approx(-2.0, rel=1e-6)
    assert found["parameters.c"].derivative == pytest.approx(-7.5, rel=1e-6)


def test_sobol_indices_of_a_product_of_lognormals(of_two: Footprint) -> None:
    """S_a = (e^sa - 1)/(e^(sa + sb) - 1), total index S_a + interaction = e^sb (e^sa - 1)/(...)."""
    pytest.importorskip("SALib")
    found = sobol(Drawable("x", of_two), 4096, 7)
    sa, sb = log(1.3) ** 2, log(1.5) ** 2
    whole = exp(sa + sb) - 1
    index = {i.address: i for i in found.indices}
    a = index["parameters.a"]
    assert a.first == pytest.approx((exp(sa) - 1) / whole, abs=0.04)
    assert a.total == pytest.approx(exp(sb) * (exp(sa) - 1) / whole, abs=0.04)
    assert index["parameters.b"].total > a.total
    assert found.evaluations == 4096 * 4
    again = sobol(Drawable("x", of_two), 64, 7)
    assert again.indices == sobol(Drawable("x", of_two), 64, 7).indices


def test_sobol_refuses_what_it_cannot_do(
    of_two: Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PcfError) as caught:
        sobol(Drawable("x", of_two), 100, 1)
    (one,) = caught.value.findings
    assert (one.code, one.suggestion) == ("MC005", "64")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PcfError) as caught:
        sobol(Drawable("x", of_two), 64, 1)
    assert [f.code for f in caught.value.findings] == ["MC004"]


def test_bw2calc_draws_of_the_same_system(of_two: Footprint) -> None:
    """A process that takes 1 thing whose emission is lognormal, drawn by Brightway itself."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bw2calc
        import bw_processing as bwp

        package = bwp.create_datapackage()
        place = bwp.INDICES_DTYPE
        package.add_persistent_vector(
            matrix="technosphere_matrix",
            indices_array=np.array([(1, 1), (2, 2), (1, 2)], dtype=place),
            data_array=np.array([1.0, 1.0, 3.75]),
            flip_array=np.array([False, False, True]),
            distributions_array=np.array(
                [(0, 1.0, np.nan, np.nan, np.nan, np.nan, False),
                 (0, 1.0, np.nan, np.nan, np.nan, np.nan, False),
                 (2, log(3.75), sqrt(log(1.3) ** 2 + log(1.5) ** 2), np.nan, np.nan, np.nan,
                  False)],
                dtype=bwp.UNCERTAINTY_DTYPE,
            ),
        )  # fmt: skip
        package.add_persistent_vector(
            matrix="biosphere_matrix",
            indices_array=np.array([(9, 1)], dtype=place),
            data_array=np.array([2.0]),
        )
        package.add_persistent_vector(
            matrix="characterization_matrix",
            indices_array=np.array([(9, 9)], dtype=place),
            data_array=np.array([1.0]),
        )
        lca = bw2calc.LCA({2: 1.0}, data_objs=[package], use_distributions=True, seed_override=5)
        lca.lci()
        lca.lcia()
        scores = np.array([lca.score for _ in zip(range(1500), lca, strict=False)])
    ours = monte_carlo(Drawable("x", of_two), Sampling(6000, 3)).statistics
    theirs = np.log(scores)
    assert np.median(scores) == pytest.approx(ours.median.value, rel=0.06)
    sample = Drawer(of_two, Sampling(6000, 3)).run().known
    from scipy.stats import ks_2samp

    assert ks_2samp(theirs, np.log(sample)).pvalue > 0.001


def test_the_lfp_pack_is_drawn_as_arrays_and_its_background_with_it() -> None:
    """71 rows state bounds; 6 draws are compared with full calculations."""
    project = pcf.Project.load(data_root("datasets") / "examples" / "lfp-pack")
    found = project.calculate()
    result = monte_carlo(Drawable("x", found), Sampling(64, 1, background=True))
    sample = result.sample
    assert (sample.way, len(result.inputs), sample.failed) == ("arrays", 71, 0)
    assert 4 <= sample.checked <= 6
    assert sample.worst < 1e-12
    assert sample.background_error < 1e-9
    assert 0 < sample.cover.drawn < sample.cover.reached
    assert 0 < sample.cover.weight < 1
    assert np.count_nonzero(background_demand(found)) > 10
    assert result.contributions is None  # 64 draws cannot split 72 inputs


def test_two_backgrounds_share_no_draws(tmp_path: Path, tiny: Background) -> None:
    """Entries are drawn by place: in another background the same place is another exchange."""
    other = spread_background(
        tmp_path / "bg", wind={"product": "wind", "unit": "kWh", "emissions": {"co2_fossil": 0.1}}
    )
    sampling = Sampling(16, 1, background=True)
    totals = [
        Drawer(product(tmp_path / name, known), sampling).run().totals
        for name, known in (("a", tiny), ("b", other), ("c", tiny))
    ]
    assert np.array_equal(totals[0], totals[2])
    assert not np.any(totals[0] == totals[1])


def test_what_only_reading_again_can_solve_is_checked_so() -> None:
    """Under the Circular Footprint Formula a changed parameter takes a full calculation."""
    project = pcf.Project.load(data_root("datasets") / "examples" / "lfp-pack")
    spread = ("parameters.charging_efficiency.low=0.85", "parameters.charging_efficiency.high=0.95")
    choice = DrawChoice(seed=1, draws=20, scenario="circular-footprint", overrides=spread)
    sample = project.uncertainty(choice).sample
    assert (sample.way, len(sample.stated.inputs), sample.failed) == ("arrays", 72, 0)
    assert sample.checked >= 4
    assert sample.worst < 1e-12


LOOP = {
    "coal": {"product": "coal", "unit": "kg", "inputs": {"power": 0.9},
             "emissions": {"co2_fossil": 2.0}},
    "power": {"product": "power", "unit": "kWh", "inputs": {"coal": 1.0}},
}  # fmt: skip


@pytest.fixture
def of_a_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Footprint:
    """2 kg of coal at 2 / (1 - 0.9 w) with w = 1 (0.5 .. 1.5); the loop eats all from w = 1.11."""
    monkeypatch.setitem(SPREADS, "power.1", {"uncertainty": "uniform", "low": 0.5, "high": 1.5})
    kit.background(tmp_path / "bg", LOOP)
    return product(tmp_path / "p", with_spreads(tmp_path / "bg"))


def drawn_loop(footprint: Footprint) -> MonteCarlo:
    return monte_carlo(Drawable("x", footprint), Sampling(64, 1, background=True))


def told(result: MonteCarlo) -> tuple[dict[str, Any], str, str]:
    pages = [uncertainty_page(result, lang).render(200) for lang in ("en", "zh")]
    return result.to_dict()["background"], pages[0], pages[1]


def never_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws are not compiled, and none comes to rest the first way."""
    monkeypatch.setattr(montecarlo, "has_compiler", lambda: False)
    monkeypatch.setattr(
        montecarlo, "iterated", lambda case, first, rest: (np.full_like(first, np.nan), np.inf)
    )


def test_draws_that_do_not_come_to_rest_are_solved_again_and_counted(of_a_loop: Footprint) -> None:
    pytest.importorskip("numba")
    result = drawn_loop(of_a_loop)
    found, en, zh = told(result)
    assert result.sample.again == found["solved_again"] > 0
    assert (found["without_answer"], result.sample.failed) == (0, 0)
    assert f"{found['solved_again']} draws of the background were solved again" in en
    assert f"后景的{found['solved_again']}次抽样以另一方法重新求解，0次无解" in zh
    assert 0 < found["turned"] < 64  # w > 1/0.9


def test_what_the_other_way_solves_has_the_same_totals(
    of_a_loop: Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = drawn_loop(of_a_loop).sample.totals
    never_at_rest(monkeypatch)
    result = drawn_loop(of_a_loop)
    assert told(result)[0]["solved_again"] == 64
    assert result.sample.totals == pytest.approx(before, rel=1e-4)


def test_draws_without_an_answer_fail_and_are_told(
    of_a_loop: Footprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    never_at_rest(monkeypatch)
    solved, calls = montecarlo._exactly, iter(range(1000))

    def every_fourth_has_none(matrix: Any, right: Any) -> Any:
        if next(calls) % 4:
            return solved(matrix, right)
        return np.full(len(right), np.nan), False

    monkeypatch.setattr(montecarlo, "_exactly", every_fourth_has_none)
    result = drawn_loop(of_a_loop)
    found, en, zh = told(result)
    assert (found["solved_again"], found["without_answer"]) == (64, 16)
    assert (result.to_dict()["failed"], result.statistics.count) == (16, 48)
    assert "64 draws of the background were solved again another way, 16 have no answer" in en
    assert "后景的64次抽样以另一方法重新求解，16次无解" in zh


@pytest.mark.parametrize("compiled", [True, False])
def test_whether_compiled_code_drew_is_told(
    of_a_loop: Footprint, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    if compiled:
        pytest.importorskip("numba")
    monkeypatch.setattr(montecarlo, "has_compiler", lambda: compiled)
    found, en, _ = told(drawn_loop(of_a_loop))
    assert found["compiled"] is compiled
    assert ("drawn by compiled code (numba)" in en) is compiled
    assert ("drawn without compiled code" in en) is not compiled


@pytest.mark.parametrize(("chunk", "workers"), [(7, 1), (64, 2), (1024, 1)])
def test_no_chunk_changes_a_bit_of_what_is_told(
    of_two: Footprint, all_at_once: dict[str, Any], chunk: int, workers: int
) -> None:
    """Means, statistics, reasons and parts of the variance are added up in one order."""
    found = monte_carlo(Drawable("x", of_two), Sampling(2500, 3, True, workers, chunk)).to_dict()
    del found["check"]  # of the draws of the first chunk
    assert len(found["variance"]["parts"]) == 3
    assert found == all_at_once


@pytest.fixture
def all_at_once(of_two: Footprint) -> dict[str, Any]:
    found = monte_carlo(Drawable("x", of_two), Sampling(2500, 3, True, 1, 2500)).to_dict()
    del found["check"]
    return found


@pytest.mark.parametrize("scenario", [None, "circular-footprint"])
def test_addresses_of_sensitivities_lead_somewhere(scenario: str | None) -> None:
    """Each row can be explained, and moved by 1 % with the address that is given for ``--set``."""
    project = pcf.Project.load(data_root("datasets") / "examples" / "lfp-pack")
    base = project.calculate(scenario)
    rows = {d.address: d for d in derivatives(base).rows}
    kinds = ("row:transport/", "row:endoflife/")
    chosen = [d for d in rows.values() if d.address.startswith(kinds)]
    assert {d.address[:9] for d in chosen} == {"row:trans", "row:endof"}
    for d in chosen[:12]:
        assert base.explain(d.address).address == d.address
    page = derivatives_page(derivatives(base), "en", top=len(rows)).render(200)
    leg = next(line for line in page.splitlines() if "row:transport/T-pack_delivery " in line)
    assert "transport.T-pack_delivery.distance" in leg
    cells = {d.put_in for d in chosen if d.put_in.startswith("transport.")}
    by_cell = {d.put_in: d for d in chosen}
    assert cells
    for cell in sorted(cells)[:4]:
        rest = cell.removeprefix("transport.")
        leg = next(x for x in base.solved.linked.model.transport if rest.startswith(x.id))
        stated = getattr(leg, rest.rpartition(".")[2]).value
        moved = project.calculate(scenario, overrides=(f"{cell}={stated * 1.01!r}",))
        change = moved.total / base.total - 1
        assert change == pytest.approx(0.01 * by_cell[cell].elasticity, rel=1e-6)
    rows_alike = [next(d for d in rows.values() if d.address.startswith(f"row:{kind}/"))
                  for kind in ("bom", "exchanges", "electricity", "endoflife")]  # fmt: skip
    for d in rows_alike:  # US006 where an address leads nowhere
        project.calculate(scenario, overrides=(f"{d.put_in}={d.value!r}",))
