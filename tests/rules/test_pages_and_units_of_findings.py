"""A finding names its page, its unit and the edition of its clause."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import bare

from pcf.findings import finding
from pcf.location import data_root
from pcf.rules.evaluation import evaluate_packs
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry

ROOT = data_root("product_rules").parent


def heading_anchor(heading: str) -> str:
    """Anchor as code hosts make it: small letters, no punctuation, hyphens for spaces."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="an installed pcf has no docs folder")
@pytest.mark.parametrize("code", ["UN001", "GR030", "TR032", "MB002", "IO022", "EL044"])
def test_the_page_of_a_code_is_its_heading(code: str) -> None:
    text = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    (heading,) = re.findall(rf"^### ({code} .*)$", text, re.MULTILINE)
    assert finding(code).url == f"docs/findings.md#{heading_anchor(heading)}"


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="an installed pcf has no docs folder")
@pytest.mark.parametrize("id", registry().editions)
def test_the_page_of_a_clause_is_there(id: str) -> None:
    for clause in registry().pack(id).clauses:
        assert clause.page.endswith(f"/{clause.code}.md")
        assert Path(ROOT / clause.page).is_file(), clause.page


def test_edition_is_that_of_the_standard_of_the_clause() -> None:
    clauses = {c.code: c for c in registry().pack("miit-traction-battery").clauses}
    assert clauses["MII001"].edition == "2025"
    assert (clauses["GBT028"].standard, clauses["GBT028"].edition) == ("ISO 14067:2018", "2018")
    assert (clauses["GBT123"].standard, clauses["GBT123"].edition) == ("pcf", "")


def test_a_finding_as_plain_data_has_unit_url_and_edition() -> None:
    # 181 days of 30.4 days each
    of = bare(Snippet(sets={"pcf.product.period": "2025-01-01/2025-06-30"}))
    found = evaluate_packs(of, ["gbt24067"]).findings
    (item,) = [f.to_dict() for f in found if f.code == "GBT050"]
    assert (item["observed"], item["expected"], item["unit"]) == ("5.9", ">= 12.0", "month")
    assert item["url"] == "docs/rules/gbt24067/GBT050.md"
    assert item["clause"]["edition"] == "2018"
    assert item["message"]["en"] == (
        "length of the reporting period is 5.9 months; it has to be at least 12 months"
    )


def test_a_finding_of_the_catalogue_has_no_unit_of_its_own() -> None:
    item = finding("GR030", observed="bg:x").to_dict()
    assert (item["unit"], item["clause"]) == (None, None)
    assert item["url"].startswith("docs/findings.md#gr030-")
