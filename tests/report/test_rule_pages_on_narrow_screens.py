"""The list of rule packs and the status fit a screen of 50 cells in both languages."""

from __future__ import annotations

import re

import pytest

import pcf
from pcf.i18n import Language
from pcf.location import data_root
from pcf.report.clause_view import check_lines
from pcf.report.rules_view import list_page, suggest_page
from pcf.report.status_view import status_page
from pcf.report.width import cells
from pcf.rules.packs import registry


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_fit_fifty_cells(lang: Language) -> None:
    project = pcf.Project.load(data_root("datasets") / "examples" / "paper-case")
    pages = (
        list_page(registry().packs(), lang),
        suggest_page(project.suggest_rules(), project.family, lang),
        status_page(project.status(), lang),
    )
    for page in pages:
        lines = page.render(50).split("\n")
        assert [line for line in lines if cells(line) > 50] == []
    assert "read about i\n" not in list_page(registry().packs(), lang).render(50)


def test_clauses_show_no_python() -> None:
    """Quantities are told as a pack writes them: ``study.battery.lifetime_energy kWh``."""
    lines = [
        line
        for pack in registry().packs()
        for clause in pack.clauses
        for line in check_lines(clause)
    ]
    assert [line for line in lines if re.search(r"[A-Za-z]\([a-z_]+=|\bobject at\b", line)] == []
    assert "  left  study.battery.lifetime_energy kWh" in lines
