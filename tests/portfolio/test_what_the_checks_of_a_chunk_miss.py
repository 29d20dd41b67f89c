"""Variants between the lowest and the highest, which no full calculation of a chunk looks at."""

from __future__ import annotations

from pathlib import Path

import pytest
from portfolio_kit import lines, portfolio, small, variants

from pcf.api import run_batch
from pcf.portfolio.run import How

PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'


@pytest.fixture
def folder(tmp_path):
    small(tmp_path / "s")
    portfolio(tmp_path, PRODUCT)
    return tmp_path


def run(folder):
    made = run_batch(folder / "p.toml", folder / "out", How())
    return made, lines(folder / "out")


@pytest.mark.parametrize(
    ("columns", "usual", "other", "total"),
    [
        # E-2 is load x 3 = 6, whatever number stands before the formula
        (("exchanges.E-2.amount", "exchanges.E-2.formula"), (6, "load * 3"), (7, "load * 3"), 6),
        # load is 1 + 1 = 2, so E-1 stays 2 kg CO2 per kg of part
        (("parameters.load", "parameters.load.formula"), (2, "1 + 1"), (2.05, "1 + 1"), 0.5),
        (("parameters.load", "parameter.load"), (2, "1 + 1"), (2.05, "1 + 1"), 0.5),
    ],
)
def test_the_later_of_two_columns_for_one_thing_wins_in_every_row(
    folder, columns, usual, other, total
):
    rows = [(f"v{n}", 1 + n, *(other if n == 4 else usual)) for n in range(10)]
    variants(folder / "v.csv", ("bom.B-1.amount", *columns), rows)
    _, found = run(folder)
    assert [float(line["total"]) for line in found] == [2 * (1 + n) + total for n in range(10)]


def test_a_variant_without_a_factor_of_another_unit_is_refused_as_by_calc(folder):
    """``spare`` enters no amount, only the total per pack: at zero that is refused."""
    file = folder / "s" / "model" / "parameters.toml"
    text = file.read_text(encoding="utf-8") + '[spare]\nvalue = 3\nunit = "1"\nsource = "t"\n'
    file.write_text(text, encoding="utf-8")
    file = folder / "s" / "pcf.toml"
    text = '\n[[unit.alternative]]\nid = "pack"\nname_zh = "包"\nname_en = "pack"\nunit = "piece"\n'
    text = f'{file.read_text(encoding="utf-8")}{text}formula = "spare"\n'
    file.write_text(text, encoding="utf-8")
    rows = [(f"v{n}", 1 + n, 0 if n == 4 else 3) for n in range(10)]
    variants(folder / "v.csv", ("bom.B-1.amount", "parameters.spare"), rows)
    made, found = run(folder)
    assert [line["status"] for line in found] == ["ok"] * 4 + ["failed"] + ["ok"] * 5
    assert made.summary.compiled == 9
    alone = folder / "alone"
    alone.mkdir()
    small_of = PRODUCT.replace('project = "s"', f'project = "{(folder / "s").as_posix()}"')
    portfolio(alone, small_of)
    variants(alone / "v.csv", ("bom.B-1.amount", "parameters.spare"), [rows[4]])
    assert run(alone)[1][0]["findings"] == found[4]["findings"] != ""


def test_a_finding_of_the_project_is_none_of_variants_that_move_away_from_it(folder):
    """B-1 and B-2, the same part of the same supplier: 3 kg each in the project (GR046)."""
    twins(folder / "s")
    variants(folder / "v.csv", ("bom.B-1.amount",), [(f"v{n}", 5 + n) for n in range(10)])
    made, found = run(folder)
    assert {line["findings"] for line in found} == {""}
    assert made.summary.compiled == 10


def test_a_finding_that_does_not_move_is_one_of_every_variant(folder):
    twins(folder / "s")
    variants(folder / "v.csv", ("exchanges.E-2.amount",), [(f"v{n}", 5 + n) for n in range(10)])
    made, found = run(folder)
    assert {line["findings"] for line in found} == {"GR046"}
    assert made.summary.compiled == 10


def twins(project: Path) -> None:
    bom = project / "model" / "bom.csv"
    head, line = bom.read_text(encoding="utf-8").splitlines()
    bom.write_text("\n".join((head, line, line.replace("B-1", "B-2"))) + "\n", encoding="utf-8")
