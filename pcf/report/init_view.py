"""What ``pcf init`` made, and which examples there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pcf.i18n import Language, label, phrase
from pcf.report.page import Column, Page
from pcf.report.words import pick

Examples = Sequence[tuple[str, Mapping[str, Any]]]


def created_page(folder: str, written: Sequence[str], example: bool, lang: Language) -> Page:
    """Lay out what was created."""
    page = Page()
    page.line(phrase("created", lang, folder=folder, count=len(written)), "bold")
    for file in written:
        page.line(file, indent=2)
    if not example:
        page.line(label("template_hint", lang))
    return page


def examples_page(examples: Examples, lang: Language) -> Page:
    """Lay out the embedded examples."""
    page = Page()
    columns = (
        Column(label("example", lang)),
        Column(label("product", lang)),
        Column(label("family", lang), least=90),
        Column(label("unit", lang)),
        Column(label("boundary", lang), least=70),
    )
    rows = [
        (
            name,
            pick(data["product"]["name_zh"], data["product"]["name_en"], lang),
            data["product"]["family"],
            _unit(data),
            label(data["boundary"]["kind"], lang),
        )
        for name, data in examples
    ]
    page.table(columns, rows, indent=0)
    return page


def _unit(data: Mapping[str, Any]) -> str:
    return f"{data['unit']['amount']:g} {data['unit']['unit']}"


def examples_json(examples: Examples, lang: Language) -> dict[str, Any]:
    """Give the `data` object of ``pcf init --list``."""
    return {
        "examples": [
            {
                "id": name,
                "name": pick(data["product"]["name_zh"], data["product"]["name_en"], lang),
                "name_zh": data["product"]["name_zh"],
                "name_en": data["product"]["name_en"],
                "family": data["product"]["family"],
                "unit": {"kind": data["unit"]["kind"], "amount": data["unit"]["amount"],
                         "unit": data["unit"]["unit"]},
                "boundary": data["boundary"]["kind"],
            }
            for name, data in examples
        ]
    }  # fmt: skip
