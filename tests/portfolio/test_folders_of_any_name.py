"""Folders whose names are no ids: each project is a line all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from portfolio_kit import lines, portfolio, small, variants

from pcf.api import run_batch
from pcf.errors import PcfError
from pcf.portfolio.read import id_of
from pcf.portfolio.run import How

FOLDERS = '[[products]]\nfolders = "packs/*"\n'


def run(folder: Path) -> list[tuple[str, str]]:
    run_batch(folder / "p.toml", folder / "out", How())
    return [(x["product"], x["status"]) for x in lines(folder / "out")]


def test_every_folder_is_a_line_by_its_own_name(tmp_path):
    """Copies of one project, as they are made from a template; the last has no project id."""
    names = ("纸箱A", "纸箱B", "pack B", "packC", "=1+1", "-x")
    for name in names:
        small(tmp_path / "packs" / name)
    file = tmp_path / "packs" / names[-1] / "pcf.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('id = "test"', "", 1), "utf-8")
    portfolio(tmp_path, FOLDERS)
    assert run(tmp_path) == [
        ("%2Dx", "failed"), ("%3D1%2B1", "ok"), ("pack B", "ok"), ("packC", "ok"),
        ("纸箱A", "ok"), ("纸箱B", "ok"),
    ]  # fmt: skip


def test_no_two_names_become_one():
    names = (" a", "a ", "a", "%20a", "a%20", "\u3000a", "\udc80a", "-a", ".a", "a.b", "a_b", "a b")
    found = [id_of(Path(name)) for name in names]
    assert len(set(found)) == len(names)
    assert "".join(found).encode()
    assert found[-3:] == ["a.b", "a_b", "a b"]


def test_two_folders_with_one_name_are_told(tmp_path):
    for above in ("packs", "more"):
        small(tmp_path / above / "纸箱A")
    portfolio(tmp_path, f"{FOLDERS}{FOLDERS.replace('packs', 'more')}")
    with pytest.raises(PcfError, match="BA006") as told:
        run(tmp_path)
    assert "[[product]]" in told.value.findings[0].help("en")
    assert "[[product]]" in told.value.findings[0].help("zh")


def test_an_id_of_a_variant_that_is_none_is_told_with_one_that_is(tmp_path):
    small(tmp_path / "s")
    variants(tmp_path / "v.csv", ("parameters.load",), [("变体1", 1), ("v2", 2), ("变体", 3)])
    portfolio(tmp_path, '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n')
    with pytest.raises(PcfError) as told:
        run(tmp_path)
    assert [(f.code, f.location.line, f.suggestion) for f in told.value.findings] == [
        ("ID002", 2, "v1"), ("ID002", 4, "v3"),
    ]  # fmt: skip
