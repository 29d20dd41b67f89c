"""Every clause has a page of its own, in both languages, that its pack links to."""

from __future__ import annotations

import re
from pathlib import Path

import make
import pytest
from pages import PAGES, rules
from pages.rule_clause import ClausePage

from pcf.rules.packs import registry

PACKS = list(registry().editions)
BY_NAME = {page.NAME: page for page in rules.pages()}


@pytest.mark.parametrize("name", PACKS)
def test_every_clause_of_a_pack_has_its_page_and_a_link_to_it(name: str) -> None:
    pack = BY_NAME[f"rules/{name}.md"].build()
    for clause in registry().pack(name).own_clauses:
        assert f"rules/{name}/{clause.code}.md" in BY_NAME
        assert f"[{clause.code}]({name}/{clause.code}.md)" in pack


@pytest.mark.parametrize("name", PACKS)
def test_a_page_says_all_of_its_clause(name: str) -> None:
    for clause in registry().pack(name).own_clauses:
        text = ClausePage(name, clause.code).build()
        said = (
            clause.text_zh, clause.text_en, clause.why_zh, clause.why_en, clause.standard,
            clause.ref or "not confirmed 未确认", f"`{clause.severity}`", clause.strength,
            clause.suggest_zh, clause.suggest_en, f"../README.md#{clause.check}",
        )  # fmt: skip
        assert [part for part in said if part not in text] == [], clause.code
        assert f"[{clause.code}]" in text.split("pcf then says")[1], clause.code


def test_links_to_the_vocabulary_lead_to_a_heading() -> None:
    index = BY_NAME["rules/README.md"].build()
    headings = set(re.findall(r"(?m)^### `(\w+)`$", index))
    used = {clause.check for pack in registry().packs() for clause in pack.clauses}
    assert used <= headings


def test_a_page_that_nothing_makes_is_told_and_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make, "DOCS", tmp_path)
    monkeypatch.setattr(make, "PAGES", PAGES[:0])
    page = tmp_path / "rules" / "old" / "OLD001.md"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
    assert make.main(["--check"]) == 1
    told = "docs/rules/old/OLD001.md is made by nothing; run: python docs/make.py\n"
    assert capsys.readouterr().out == told
    assert make.main([]) == 0
    assert not page.exists()
