"""A variant, or a project, that cannot be computed is a line of its own and stops no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from portfolio_kit import lines, portfolio, small, variants

import pcf
from pcf.api import Project, run_batch
from pcf.errors import PcfError
from pcf.location import data_root
from pcf.portfolio import evaluate
from pcf.portfolio.run import How

ROOT = Path(pcf.__file__).parent
PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'


@pytest.fixture
def folder(tmp_path):
    small(tmp_path / "s")
    return tmp_path


def run(folder, **how):
    made = run_batch(folder / "p.toml", folder / "out", How(**how))
    return made, lines(folder / "out")


@pytest.mark.parametrize("size", [1e-12, 1e-6, 1e6, 1e12])
def test_the_size_of_a_reference_flow_does_not_make_a_system_unsolvable(folder, size):
    # part per `size` kg: 2 kg CO2 / size x 3 kg of it, and 0.5
    found = Project.load(folder / "s").calculate(overrides=(f"processes.part.amount={size!r}",))
    assert found.total == pytest.approx(0.5 + 6 / size, rel=1e-14)
    assert found.coverage.traversal == pytest.approx(1.0)


@pytest.mark.parametrize("size", ["1e-300", "1e-200", "1e200", "1e300", "1e308"])
def test_a_number_out_of_all_bounds_is_a_result_or_a_finding(folder, size):
    for address in ("processes.part.amount", "bom.B-1.amount", "parameters.load"):
        try:
            found = Project.load(folder / "s").calculate(overrides=(f"{address}={size}",))
        except PcfError as error:
            refused = [item.code for item in error.findings if item.level == "error"]
        else:
            refused = []
            assert abs(found.total) < float("inf")
        assert "US070" not in refused


def test_a_variant_with_a_small_reference_flow_stops_no_other(folder):
    variants(folder / "v.csv", ("processes.part.amount",), [("a", 1), ("b", 1e-6), ("c", 2)])
    portfolio(folder, PRODUCT)
    _, found = run(folder)
    assert [line["status"] for line in found] == ["ok"] * 3
    wanted = [6.5, 0.5 + 6e6, 3.5]
    assert [float(line["total"]) for line in found] == pytest.approx(wanted, rel=1e-14)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_numbers_that_overflow_among_others_are_findings_without_warnings(folder):
    sizes = ["1e200", "1e150", *range(1, 7)]
    rows = [(f"{n}", *row) for n, row in enumerate((a, b) for a in sizes for b in sizes)]
    variants(folder / "v.csv", ("parameters.load", "bom.B-1.amount"), rows)
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    failed = [line for line in found if line["status"] == "failed"]
    assert {line["findings"] for line in failed} <= {"GR040", "BA021"}
    assert len(failed) == 3  # 1e200 x 1e200, 1e200 x 1e150 and the other way round
    assert made.summary.compiled == len(rows) - 3
    for line in found:  # load kg CO2 x amount of the part, and what the assembly emits
        _, load, part = rows[int(line["variant"])]
        if line["status"] == "ok":
            wanted = float(load) * float(part) + 0.5
            assert float(line["total"]) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_total_beyond_all_numbers_is_no_result(folder):
    """3 x 4e307 kg by the part and 1e308 by the assembly are numbers; their sum is none."""
    rows = [("a", "4e307", "1e308"), *((f"v{n}", n, n) for n in range(1, 12))]
    variants(folder / "v.csv", ("parameters.load", "parameters.losses"), rows)
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    assert [line["status"] for line in found] == ["failed", *["ok"] * 11]
    assert made.summary.compiled == 11


def test_a_tiny_reference_flow_of_a_battery_pack_stops_no_other_product(tmp_path):
    """The example in which the residual, taken without its units, made a batch end with US070."""
    pack = (data_root("datasets") / "examples" / "lfp-pack").as_posix()
    variants(tmp_path / "v.csv", ("processes.fepo4_precipitation.amount",),
             [("a", 1), ("b", 1e-6), ("c", 2)])  # fmt: skip
    small(tmp_path / "s")
    (tmp_path / "p.toml").write_text(
        'schema = 1\nid = "t"\n'
        '[[product]]\nid = "first"\nproject = "s"\n'
        f'[[product]]\nid = "pack"\nproject = "{pack}"\nvariants = "v.csv"\n'
        '[[product]]\nid = "last"\nproject = "s"\n',
        encoding="utf-8",
    )
    _, found = run(tmp_path)
    assert [line["product"] for line in found] == ["first", "pack", "pack", "pack", "last"]
    assert {line["status"] for line in found} == {"ok"}
    as_it_is = Project.load(Path(pack)).calculate().total
    assert float(found[1]["total"]) == as_it_is
    # 1/a of the process per kg: what depends on it is in proportion to 1, 1e6, 1/2
    one, million, half = (float(line["total"]) for line in found[1:4])
    assert (million - one) / (one - half) == pytest.approx((1e6 - 1) / 0.5, rel=1e-6)


def test_a_fault_of_the_program_is_a_line_and_stops_no_other(folder, monkeypatch):
    variants(folder / "v.csv", ("parameters.load",), [("a", 1), ("b", 2), ("c", 3)])
    portfolio(folder, PRODUCT)
    known = evaluate.scores_of

    def breaks(footprint, target=""):
        if footprint.total == 6.5:
            raise ZeroDivisionError("a fault")
        return known(footprint, target)

    monkeypatch.setattr(evaluate, "scores_of", breaks)
    made, found = run(folder)
    assert [(line["status"], line["findings"]) for line in found] == [
        ("ok", ""), ("failed", "BA027"), ("ok", ""),
    ]  # fmt: skip
    assert "ZeroDivisionError" in found[1]["place"]
    assert made.summary.failed == 1


@pytest.mark.parametrize("stops", [MemoryError, KeyboardInterrupt])
def test_what_ends_the_program_ends_the_batch(folder, monkeypatch, stops):
    portfolio(folder, '[[product]]\nid = "s"\nproject = "s"\n')

    def breaks(*_):
        raise stops

    monkeypatch.setattr(evaluate, "scores_of", breaks)
    with pytest.raises(stops):
        run(folder)


TWO = """[[product]]
id = "bad"
project = "bad"
variants = "v.csv"
[[product]]
id = "s"
project = "s"
variants = "v.csv"
"""


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("pcf.toml", "[", "IO015"),
        ("model/bom.csv", "id,process\n", "IO011"),
        ("model/parameters.toml", "[load", "IO015"),
    ],
)
def test_a_broken_project_with_a_table_of_variants_stops_no_other(folder, file, text, code):
    bad = small(folder / "bad")
    (bad / file).write_text(text, encoding="utf-8")
    variants(folder / "v.csv", ("parameters.load", "bom.B-1.amount"), [("a", 1, 3), ("b", 2, 3)])
    portfolio(folder, TWO)
    _, found = run(folder)
    assert [(line["product"], line["status"]) for line in found] == [
        ("bad", "failed"), ("bad", "failed"), ("s", "ok"), ("s", "ok"),
    ]  # fmt: skip
    assert "US006" not in found[0]["findings"]
    assert code in found[0]["findings"].split()


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_without_a_project_is_a_failed_line(folder, there):
    if there:
        (folder / "bad").mkdir()
    variants(folder / "v.csv", ("parameters.load",), [("a", 1), ("b", 2)])
    portfolio(folder, TWO)
    _, found = run(folder)
    assert [line["status"] for line in found] == ["failed", "failed", "ok", "ok"]
    assert found[0]["findings"] == "BA004"


def test_a_wrong_address_is_still_told_for_a_whole_project(folder):
    bad = small(folder / "bad")
    (bad / "model" / "bom.csv").write_text("id,process\n", encoding="utf-8")
    variants(folder / "v.csv", ("parameters.lode",), [("a", 1)])
    portfolio(folder, TWO)
    with pytest.raises(PcfError, match="US006"):
        run(folder)


def twins(folder):
    """B-1 and B-2: the same part of the same supplier; GR046 when they differ by 1 % at most."""
    project = small(folder / "twin")
    bom = project / "model" / "bom.csv"
    head, line = bom.read_text(encoding="utf-8").splitlines()
    other = line.replace("B-1", "B-2").replace(",3,", ",9,")
    assert other != line
    bom.write_text("\n".join((head, line, other)) + "\n", encoding="utf-8")
    return project


@pytest.mark.parametrize("chunk", [1, 3, 20])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_finding_that_depends_on_amounts_is_that_of_each_variant(folder, chunk, backwards):
    twins(folder)
    rows = [(f"v{n}", amount) for n, amount in enumerate([3, 4, 5, 6, 7, 8, 9, 9.05, 10, 11])]
    variants(folder / "v.csv", ("bom.B-1.amount",), rows[::-1] if backwards else rows)
    portfolio(folder, PRODUCT.replace('project = "s"', 'project = "twin"'), chunk=chunk)
    _, found = run(folder)
    told = {float(line["total"]): line["findings"] for line in found}
    same = [total for total, codes in told.items() if codes == "GR046"]
    assert sorted(same) == pytest.approx([2 * 18 + 0.5, 2 * 18.05 + 0.5])
    assert set(told.values()) == {"", "GR046"}


def test_rows_without_twins_are_computed_together_beside_twins(folder):
    twins(folder)
    rows = [(f"v{n}", n) for n in range(10)]
    variants(folder / "v.csv", ("exchanges.E-2.amount",), rows)
    portfolio(folder, PRODUCT.replace('project = "s"', 'project = "twin"'), chunk=20)
    made, _ = run(folder)
    assert made.summary.compiled == 10


def test_a_process_that_nothing_uses_is_told_as_in_a_variant_calculated_alone(folder):
    """GR042 is an error of the project, and a warning (GR043) once values are put in."""
    processes = folder / "s" / "model" / "processes.csv"
    text = processes.read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.startswith("part,"))
    processes.write_text(text + line.replace("part", "spare", 1) + "\n", encoding="utf-8")
    variants(folder / "v.csv", ("bom.B-1.amount",), [(f"v{n}", 1 + n) for n in range(10)])
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    assert {line["findings"] for line in found} == {""}
    assert made.summary.compiled == 10


#: Errors that modules of the calculation may tell, and why those beside a total are right for every
#: variant that is computed together with others.
STOPS = """
AL030 AL031 AL032 AL033 AL038 EL030 EL031 EL032 EL033 EL035 GR030 GR031 GR033 GR034 GR036 GR037
GR040 GR041 IM032 LC030 LC031 RX031 RX034 TR031 TR032 TR033 TR034 UN030 UN031
"""
OF_LINKS = "EL053 GR042 RC012 RC014"  # of suppliers and stated shares, whatever amounts
PER_VARIANT = "GR046"  # `pcf.portfolio.compiled`: variants near it are calculated in full
OF_OTHER_COMMANDS = """
CP012 CP013 DS007 DS051 GR050 GR051 GR052 GR053 MC002 MC003 MC004 MC005 MC017 MC018 MC019 MC021
MC022 PF010
"""


def test_every_error_of_the_calculation_has_its_place_in_the_table():
    """A new error has to be looked at: may it stand beside a total, and depend on amounts?"""
    levels = {}
    for file in (ROOT / "i18n" / "findings").glob("*.toml"):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        levels |= {code: item["level"] for code, item in told.items()}
    found = {
        code
        for room in ("calc", "graph")
        for file in (ROOT / room).rglob("*.py")
        for code in re.findall(r'"([A-Z]{2}\d{3})"', file.read_text(encoding="utf-8"))
        if levels.get(code) == "error"
    }
    known = " ".join((STOPS, OF_LINKS, PER_VARIANT, OF_OTHER_COMMANDS)).split()
    assert sorted(found) == sorted(known)
