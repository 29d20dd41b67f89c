"""The recipe of CONTRIBUTING for a rule pack, followed literally on a copy of the packs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from pcf.location import data_root
from pcf.rules.packs import Registry
from pcf.rules.testing import Bench, run_tests

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    root = tmp_path / "product_rules"
    shutil.copytree(data_root("product_rules"), root, ignore=shutil.ignore_patterns("build"))
    section = CONTRIBUTING.read_text(encoding="utf-8").split("## Add a rule pack")[1]
    blocks = re.findall(r"```toml\n(.*?)```", section.split("\n## ")[0], flags=re.DOTALL)
    folder = root / "paper" / "1"
    folder.mkdir(parents=True)
    for name, text in zip(("pack.toml", "clauses.toml"), blocks, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return root


def test_the_pack_of_the_recipe_is_read_and_its_examples_hold(recipe: Path) -> None:
    pack = Registry(recipe).pack("paper")
    codes = {clause.code for clause in pack.clauses}
    assert {"PPR001", "GBT001", "PCF001"} <= codes
    tested = run_tests(pack, Bench(recipe))
    assert [clause.code for clause in tested.clauses] == ["PPR001"]
    [clause] = tested.clauses
    assert (clause.conforming, clause.failing, clause.findings) == ("pass", "fail", ())
