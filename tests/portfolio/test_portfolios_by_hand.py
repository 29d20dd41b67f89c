"""Portfolios whose results are computed by hand."""

from __future__ import annotations

import pytest
from portfolio_kit import lines, portfolio, small, variants

from pcf.api import Project, run_batch
from pcf.errors import PcfError
from pcf.portfolio import evaluate
from pcf.portfolio.run import How

PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'


@pytest.fixture
def folder(tmp_path):
    small(tmp_path / "s")
    return tmp_path


def totals(found):
    return [None if line["status"] == "failed" else float(line["total"]) for line in found]


def run(folder, **how):
    made = run_batch(folder / "p.toml", folder / "out", How(**how))
    return made, lines(folder / "out")


def test_variants_are_computed_together_in_the_order_of_the_table(folder):
    # total = B-1 x load + E-2 + losses
    rows = [(f"v{n}", 3 + n, 2 + n / 10, n / 100) for n in range(20)]
    variants(folder / "v.csv", ("bom.B-1.amount", "parameters.load", "exchanges.E-2.amount"), rows)
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    assert totals(found) == pytest.approx([(3 + n) * (2 + n / 10) + n / 100 for n in range(20)])
    assert [line["variant"] for line in found] == [f"v{n}" for n in range(20)]
    assert [line["number"] for line in found] == [str(n + 1) for n in range(20)]
    assert {line["way"] for line in found} == {"compiled"}
    assert (made.summary.count, made.summary.failed, made.summary.compiled) == (20, 0, 20)
    last = found[-1]
    assert float(last["stage_raw_material"]) == pytest.approx(22 * 3.9)
    assert float(last["stage_production"]) == pytest.approx(0.19)
    assert last["stage_end_of_life"] == ""  # outside the boundary: absent, not zero
    assert float(last["ledger_fossil"]) == pytest.approx(22 * 3.9 + 0.19)
    assert float(last["ledger_biogenic_removal"]) == 0.0
    assert {line["unit"] for line in found} == {"kg CO2e/kg"}
    assert len({line["basis"] for line in found}) == 1


def test_an_empty_cell_changes_nothing_and_a_formula_may_be_replaced_by_a_number(folder):
    # E-1 is a formula of load; with a number in it, load moves nothing
    rows = [(f"a{n}", 2 + n, "") for n in range(8)] + [(f"b{n}", 9, 1 + n) for n in range(8)]
    variants(folder / "v.csv", ("parameters.load", "exchanges.E-1.amount"), rows)
    portfolio(folder, PRODUCT, chunk=16)
    made, found = run(folder)
    wanted = [3 * (2 + n) + 0.5 for n in range(8)] + [3 * (1 + n) + 0.5 for n in range(8)]
    assert totals(found) == pytest.approx(wanted)
    assert made.summary.compiled == 16


def test_an_amount_that_is_zero_in_the_project_moves_too(folder):
    rows = [(f"v{n}", n) for n in range(10)]  # 'losses' is 0, so E-3 is 0
    variants(folder / "v.csv", ("parameters.losses",), rows)
    portfolio(folder, PRODUCT)
    _, found = run(folder)
    assert totals(found) == pytest.approx([6.5 + n for n in range(10)])


def test_a_failing_variant_is_a_line_with_codes_and_place_and_stops_nothing(folder):
    rows = [(f"v{n}", 2) for n in range(9)]
    rows += [("minus", -1), ("words", "two"), ("comma", "1,5"), ("last", 4)]
    variants(folder / "v.csv", ("parameters.load",), rows)
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    assert totals(found) == [6.5] * 9 + [None, None, None, 12.5]
    failed = {line["variant"]: (line["findings"], line["place"], line["line"])
              for line in found if line["status"] == "failed"}  # fmt: skip
    assert failed["comma"][0] == "NU002"
    assert failed["comma"][1:] == ("v.csv:13 [parameters.load]", "13")
    assert failed["minus"][0] == "NU004"
    assert failed["words"][0] != ""
    assert made.summary.failed == 3
    assert dict(made.summary.codes)["NU002"] == 1


def test_a_broken_project_is_reported_and_the_others_are_computed(folder):
    small(folder / "packs" / "one")
    broken = small(folder / "packs" / "two")
    (broken / "model" / "bom.csv").write_text("id,process\n", encoding="utf-8")
    small(folder / "packs" / "three")
    portfolio(folder, '[[products]]\nfolders = "packs/*"\n')
    made, found = run(folder)
    assert [(line["product"], line["status"]) for line in found] == [
        ("one", "ok"), ("three", "ok"), ("two", "failed"),
    ]  # fmt: skip
    assert "IO011" in found[2]["findings"].split()
    assert totals(found)[:2] == [6.5, 6.5]
    assert made.summary.failed == 1


def test_products_have_the_bits_that_calc_gives(folder):
    portfolio(folder, '[[product]]\nid = "s"\nproject = "s"\n')
    _, found = run(folder)
    footprint = Project.load(folder / "s").calculate()
    assert float(found[0]["total"]) == footprint.total
    for part in footprint.stages:
        assert float(found[0][f"stage_{part.id}"]) == part.value
    for part in footprint.ledger:
        assert float(found[0][f"ledger_{part.id}"]) == part.value


def test_every_variant_meets_every_supplier_set(folder):
    # B-1 takes 'part' of the project, or steel of the background: 1 + n kg of it either way
    sets = '[suppliers.own]\n[suppliers.bought]\n"bom.B-1" = "bg:steel_crc_cn"\n'
    portfolio(folder, f'{PRODUCT}suppliers = ["own", "bought"]\n', more=sets)
    variants(folder / "v.csv", ("bom.B-1.amount",), [(f"v{n}", 1 + n) for n in range(10)])
    made, found = run(folder)
    assert [(line["suppliers"], line["variant"]) for line in found] == [
        (name, f"v{n}") for name in ("own", "bought") for n in range(10)
    ]
    assert totals(found[:10]) == pytest.approx([2 * (1 + n) + 0.5 for n in range(10)])
    per_kg = totals(found)[10] - 0.5
    assert per_kg > 0.5
    assert totals(found[10:]) == pytest.approx([per_kg * (1 + n) + 0.5 for n in range(10)])
    assert made.summary.compiled == 20


def test_changes_of_a_product_hold_for_all_of_its_variants(folder):
    portfolio(folder, f'{PRODUCT}[product.set]\n"parameters.load" = 5\n')
    variants(folder / "v.csv", ("exchanges.E-2.amount",), [("a", 1), ("b", 2)])
    _, found = run(folder)
    assert totals(found) == [16.0, 17.0]
    assert {line["way"] for line in found} == {"full"}  # too few to be worth compiling


def test_a_variant_that_changes_the_method_has_a_basis_of_its_own(folder):
    portfolio(folder, PRODUCT)
    variants(folder / "v.csv", ("pcf.method.gwp_set",), [("six", ""), ("five", "AR5")])
    made, found = run(folder)
    assert found[0]["basis"] != found[1]["basis"]
    assert made.summary.bases == 2
    assert [spread.count for spread in made.summary.spreads] == [1, 1]


def test_an_amount_and_its_formula_in_one_table_take_the_full_way(folder):
    rows = [(f"v{n}", 1 + n, "load * 3") for n in range(8)]
    variants(folder / "v.csv", ("exchanges.E-2.amount", "exchanges.E-2.formula"), rows)
    portfolio(folder, PRODUCT)
    made, found = run(folder)
    assert totals(found) == [12.0] * 8  # the later column wins: 6 + 6
    assert made.summary.compiled == 0


def test_a_way_that_differs_is_not_used(folder, monkeypatch):
    variants(folder / "v.csv", ("parameters.load",), [(f"v{n}", 1 + n) for n in range(9)])
    portfolio(folder, PRODUCT)
    monkeypatch.setattr(evaluate, "_is_near", lambda *_: False)
    made, found = run(folder)
    assert made.summary.compiled == 0
    assert totals(found) == [3 * (1 + n) + 0.5 for n in range(9)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("id,parameters.lode\na,1\n", "US006", 1),
        ("id,parameters.load,\na,1,2\n", "IO021", 1),
        ("id,parameters.load,parameters.load\na,1,2\n", "IO009", 1),
        ("parameters.load\n1\n", "IO011", 1),
        ("id,parameters.load\na,1\nb\n", "BA007", 3),
        ("id,parameters.load\na,1\n=b,2\n", "ID002", 3),
        ("id,parameters.load\na,1\nb,1\na,2\n", "ID003", 4),
        ("id,parameters.load\n", "BA008", None),
    ],
)
def test_faults_of_a_table_are_told_before_anything_is_computed(folder, text, code, line):
    (folder / "v.csv").write_text(text, encoding="utf-8")
    portfolio(folder, PRODUCT)
    with pytest.raises(PcfError) as told:
        run(folder)
    found = {item.code: item for item in told.value.findings}
    assert found[code].location.line == line
    assert not (folder / "out" / "results.csv").exists()


@pytest.mark.parametrize(
    ("products", "code"),
    [
        ("", "BA003"),
        ('[[products]]\nfolders = "nowhere/*"\n', "BA004"),
        (f'{PRODUCT}suppliers = ["own"]\n', "BA005"),
        (f"{PRODUCT}{PRODUCT}", "ID005"),
        ('[[product]]\nid = "s"\nproject = "s"\nvariants = "none.csv"\n', "BA009"),
        ('[[product]]\nid = "s"\nproject = "s"\nscenario = "none"\n', "US005"),
        ('[[product]]\nid = "s"\nproject = "s"\nvariant = "v.csv"\n', "IO016"),
        ('[[product]]\nid = "s"\nproject = "s"\nscenario = "x"\ntarget = "y"\n', "TG036"),
        ('[[product]]\nid = "s"\nproject = "s"\n[product.set]\n"bom.B-9.amount" = 1\n', "US006"),
    ],
)
def test_faults_of_a_portfolio_are_told_before_anything_is_computed(folder, products, code):
    variants(folder / "v.csv", ("parameters.load",), [("a", 1)])
    portfolio(folder, products)
    with pytest.raises(PcfError) as told:
        run(folder)
    assert code in {item.code for item in told.value.findings}
    assert not (folder / "out").exists()


def test_a_chunk_has_to_be_of_a_size_that_fits_in_memory(folder):
    variants(folder / "v.csv", ("parameters.load",), [("a", 1)])
    portfolio(folder, PRODUCT, chunk=10**7)
    with pytest.raises(PcfError, match="BA002"):
        run(folder)


def test_best_worst_and_distribution_count_what_they_show(folder):
    rows = [(f"v{n}", n) for n in range(1, 241)]  # totals 3 n + 0.5: ten in each of 24 bars
    variants(folder / "v.csv", ("parameters.load",), rows)
    portfolio(folder, PRODUCT)
    made, _ = run(folder)
    spread = made.summary.spreads[0]
    assert [r.cells["variant"] for r in spread.best[:2]] == ["v1", "v2"]
    assert [r.cells["variant"] for r in spread.worst[:2]] == ["v240", "v239"]
    assert len(spread.best) == len(spread.worst) == 10
    assert spread.bars == (10,) * 24
    assert spread.mean == pytest.approx(3 * 120.5 + 0.5)
    assert (spread.lowest, spread.highest) == (3.5, 720.5)
