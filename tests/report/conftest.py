"""The filled lithium pack, and its reports, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from filled_pack import NASTY, Clean, filled

from pcf.api import Project
from pcf.documents.report import Report
from pcf.documents.run import Order, report_project


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """The filled project, with markup in its names."""
    folder = filled(tmp_path_factory.mktemp("clean") / "pack", NASTY)
    return Clean(Project.load(folder))


@pytest.fixture(scope="session")
def report(clean: Clean) -> Callable[..., Report]:
    """Make a report of the filled project, each once."""

    @cache
    def made(kind: str, lang: str = "en", draft: bool = False) -> Report:
        targets = ("gbt24067", "eu") if kind == "reconciliation" else ()
        return report_project(clean, Order(kind, targets, lang, draft))

    return made
