"""Order and status of the standards behind packs, and the edition of each clause."""

from __future__ import annotations

import pytest
from tiny import case

from pcf.report.clause_view import changes_of
from pcf.rules.as_findings import clause_facts
from pcf.rules.pack import Snippet
from pcf.rules.packs import registry
from pcf.rules.suggest import fitting_packs


def test_a_product_standard_in_force_stands_before_labels() -> None:
    found = fitting_packs(case(Snippet(), "example:aluminium-electrolytic"), registry())
    order = [item.id for item in found]
    assert order[:2] == ["aluminium", "gbt24067"]
    assert order.index("aluminium") < order.index("cn-pcf-label")
    assert "2025-05-01" in found[0].status_en
    assert "2025-05-01" in found[0].status_zh


@pytest.mark.parametrize("name", sorted(registry().heads))
def test_the_status_of_a_standard_is_told_in_both_languages(name: str) -> None:
    head = registry().heads[name]
    if head.level != "base":
        assert head.remarks["status_zh"] != head.remarks["status_en"]


@pytest.mark.parametrize(
    ("pack", "code", "edition"),
    [("gbt24067", "GBT001", "2024"), ("gbt24067", "GBT063", "2018"), ("gbt24067", "GBT123", ""),
     ("steel", "STL037", ""),
     ("fertiliser", "FER039", ""), ("aluminium", "ALU002", "2024"),
     ("miit-traction-battery", "MII001", "2025"), ("miit-traction-battery", "GBT063", "2018")],
)  # fmt: skip
def test_a_clause_has_the_edition_of_its_own_standard(pack: str, code: str, edition: str) -> None:
    clause = registry().pack(pack).clause(code)
    assert clause is not None
    assert clause_facts(clause)["edition"] == edition


def test_the_page_of_a_clause_tells_what_later_packs_change() -> None:
    packs = [registry().pack("lithium-battery"), registry().pack("miit-traction-battery")]
    clause = packs[0].clause("LIB008")
    assert clause is not None
    told = changes_of(clause, packs)
    assert ("miit-traction-battery", "severity", "warning", "->", "error") in told
