"""The report object: a document with the values behind it, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.calc.performance import class_json
from pcf.documents.document import Document
from pcf.documents.rounding import RoundedResult
from pcf.findings import Finding
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.performance import PerformanceClass


@dataclass(frozen=True, slots=True)
class Values:
    """Rounded values of a declaration, and its performance class (None without a table)."""

    rounded: RoundedResult
    performance: PerformanceClass | None


@dataclass(frozen=True, slots=True)
class Report(PlainData):
    """A report in one language.

    kind
        ``eu-battery``, ``miit``, ``gbt24067`` or ``reconciliation``.
    document
        None while it is withheld: then `findings` say why.
    values
        None for a reconciliation, whose values `pcf.targets.reconcile` gives.
    """

    kind: str
    targets: tuple[str, ...]
    lang: Language
    draft: bool
    document: Document | None
    values: Values | None
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stand against the report, ``RP020`` itself left out."""
        return tuple(f for f in self.findings if f.level == "error" and f.code != "RP020")

    @property
    def figures(self) -> dict[str, str]:
        """Figures as SVG by their id."""
        pictures = self.document.pictures if self.document is not None else ()
        return {picture.id: picture.svg for picture in pictures}

    def to_html(self) -> str:
        """Give the document as one self-contained HTML file; raises `ValueError` when withheld."""
        from pcf.documents.html import html_of

        return html_of(self._given())

    def to_markdown(self, files: Mapping[str, str] | None = None) -> str:
        """Give the document as Markdown; `files` names the file of each figure."""
        from pcf.documents.markdown import markdown_of

        return markdown_of(self._given(), files)

    def write_figures(self, folder: Path) -> dict[str, Path]:
        """Write every figure as an SVG file; raises `PcfError` when the place cannot be written."""
        from pcf.project.files import write_bytes

        paths = {id: folder / f"{self.kind}-{id}.{self.lang}.svg" for id in self.figures}
        for id, svg in self.figures.items():
            text = f'<?xml version="1.0" encoding="utf-8"?>\n{svg}\n'
            write_bytes(paths[id], text.encode())
        return paths

    def to_dict(self, lang: Language | None = None) -> dict[str, Any]:
        """Give the `data` object of ``pcf report --format json``."""
        values, document = self.values, self.document
        found = None if values is None else values.performance
        return {
            "as": self.kind,
            "targets": list(self.targets),
            "lang": self.lang,
            "draft": self.draft,
            "withheld": document is None,
            "title": None if document is None else document.title,
            "values": None if values is None else values.rounded.to_dict(),
            "performance_class": None if found is None else class_json(found, self.lang),
            "figures": sorted(self.figures),
            "numbers": [
                {"text": n.text, "unit": n.unit, "address": n.address, "source": n.source}
                for n in (document.numbers() if document is not None else ())
            ],
        }

    def _given(self) -> Document:
        if self.document is None:
            raise ValueError("the report is withheld: its findings say why")
        return self.document
