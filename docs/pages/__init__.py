"""The generated pages of the documentation: one module per page, data in ``datasets/``."""

from __future__ import annotations

from typing import Protocol

from pages import (
    background,
    cli,
    electricity,
    exchange,
    findings,
    jrc_nmc111,
    matching,
    method,
    performance,
    rules,
    scaling,
    tiangong,
    validation,
)


class Page(Protocol):
    """A module that makes one page."""

    @property
    def NAME(self) -> str:  # noqa: N802
        """File of the page."""

    def build(self) -> str:
        """Give the text of the page."""


PAGES: tuple[Page, ...] = (
    validation, method, findings, cli, electricity, background, matching, exchange,
    jrc_nmc111, tiangong, performance, scaling, *rules.pages(),
)  # fmt: skip
