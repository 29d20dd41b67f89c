"""The list of rule packs and the status fit a screen of 50 cells in both languages."""

from __future__ import annotations

import pytest

import pcf
from pcf.i18n import Language
from pcf.location import data_root
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
