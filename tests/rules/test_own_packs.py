"""Packs of the user: beside pcf.toml, or in a folder named in the call."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, write

import pcf
from pcf.rules.packs import registry

PAPER = Path(pcf.__file__).parents[1] / "datasets" / "examples" / "paper-case"
CHILD = HEAD.replace('parent = ""', 'parent = "base"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "paper"
    shutil.copytree(PAPER, made)
    return made


def test_packs_beside_the_project_are_read(folder: Path) -> None:
    write(folder / "product_rules", head=CHILD)
    project = pcf.Project.load(folder)
    assert "tiny" in project.rule_packs.heads
    (result,) = project.evaluate(["tiny"]).results
    assert result.pack.chain == ("base@1", "tiny@1")
    (verdict,) = [v for v in result.verdicts if v.clause.code == "TIN001"]
    assert str(verdict.clause.place) == "product_rules/tiny/1/clauses.toml:1 [clause]"


def test_packs_of_the_call_stand_beside_those_of_pcf(folder: Path, tmp_path: Path) -> None:
    project = pcf.Project.load(folder, packs=write(tmp_path / "own", head=CHILD))
    assert project.rule_packs.own_heads == ("tiny",)
    assert len(project.evaluate(["tiny", "gbt24067"]).results) == 2


def test_an_id_of_pcf_is_refused(folder: Path) -> None:
    write(folder / "product_rules", head=HEAD.replace('id = "tiny"', 'id = "cement"'))
    found = pcf.Project.load(folder).evaluate(["gbt24067"]).findings
    (told,) = [f for f in found if f.code == "RU048"]
    assert told.level == "error"
    assert str(told.location) == "product_rules/tiny/1/pack.toml:4 [pack.id]"
    assert registry(None, folder).pack("cement").standard != "Tiny"


def test_links_that_lead_out_are_not_followed(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "outside")
    (folder / "product_rules" / "tiny").mkdir(parents=True)
    link = folder / "product_rules" / "tiny" / "1"
    link.symlink_to(tmp_path / "outside" / "tiny" / "1")
    known = registry(None, folder)
    assert [f.code for f in known.own_faults] == ["RU049"]
    assert "tiny" not in known.heads


def test_two_folders_may_use_the_same_names(folder: Path, tmp_path: Path) -> None:
    other = HEAD.replace('id = "tiny"', 'id = "other"')
    write(folder / "product_rules", head=CHILD)
    packs = write(tmp_path / "own", CLAUSE.replace("TIN001", "OTH001"), other)
    known = registry(packs, folder)
    assert [c.code for c in known.pack("other").own_clauses] == ["OTH001"]
    assert [c.code for c in known.pack("tiny").own_clauses] == ["TIN001"]


def test_the_digest_of_a_project_holds_its_packs(folder: Path) -> None:
    from pcf.project.digest import stamp

    before = stamp(folder, "x").digest
    write(folder / "product_rules", head=CHILD)
    assert stamp(folder, "x").digest != before
