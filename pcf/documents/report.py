"""The report object: a document with the values behind it, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.calc.performance import class_json
from pcf.documents.document import Document
from pcf.documents.rounding import RoundedResult
from pcf.findings import Finding
from pcf.i18n import Language
from pcf.plain import PlainData, unturned

if TYPE_CHECKING:
    from pcf.calc.performance import PerformanceClass
    from pcf.documents.living.explorer import Choice, Explorer


@dataclass(frozen=True, slots=True)
class Values:
    """Rounded values of a declaration, and its performance class (None without a table)."""

    rounded: RoundedResult
    performance: PerformanceClass | None


@dataclass(frozen=True, slots=True)
class Living:
    """Makes what the living page needs beside the document, when it is asked for.

    other
        The document in another language.
    explorer
        Values to explore; None for a document without a single result.
    choices
        Several results to explore instead.
    told
        What is found in making the document in another language.
    """

    other: Callable[[Language], Document]
    explorer: Callable[[], Explorer] | None = None
    choices: Callable[[], tuple[Choice, ...]] | None = None
    told: Callable[[Language], tuple[Finding, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Report(PlainData):
    """A report in one language.

    kind
        Word of ``--as``, or ``portfolio``.
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
    living: Living | None = field(default=None, compare=False, repr=False)

    @property
    def other(self) -> Document | None:
        """The document in the other language; None while it is withheld."""
        if self.document is None or self.living is None:
            return None
        return self.living.other("en" if self.lang == "zh" else "zh")

    @property
    def findings_of_both(self) -> tuple[Finding, ...]:
        """Findings of the document in both languages, for forms that carry both."""
        if self.document is None or self.living is None or self.living.told is None:
            return self.findings
        known = {(f.code, f.node, str(f.location), f.observed) for f in self.findings}
        other = self.living.told("en" if self.lang == "zh" else "zh")
        more = [f for f in other if (f.code, f.node, str(f.location), f.observed) not in known]
        return (*self.findings, *more)

    @property
    def explorer(self) -> Explorer | None:
        """Values to explore; None while it is withheld, and without a single result."""
        if self.document is None or self.living is None or self.living.explorer is None:
            return None
        return self.living.explorer()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Several results to explore, of a portfolio; none while it is withheld."""
        if self.document is None or self.living is None or self.living.choices is None:
            return ()
        return self.living.choices()

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stand against the report, ``RP020`` itself left out."""
        return tuple(f for f in self.findings if f.level == "error" and f.code != "RP020")

    @property
    def figures(self) -> dict[str, str]:
        """Figures as SVG by their id."""
        pictures = self.document.pictures if self.document is not None else ()
        return {picture.id: unturned(picture.svg) for picture in pictures}

    def to_html(self, *, static: bool = False) -> str:
        """Give the document as one self-contained HTML file; raises `ValueError` when withheld.

        It holds both languages and the result to explore; a `static` one has one language and no
        script.
        """
        if static:
            from pcf.documents.html import html_of

            return html_of(self._given())
        from pcf.documents.living.page import living_html

        return living_html(self._given(), self.other, self.explorer, self.choices)

    def to_markdown(self, files: Mapping[str, str] | None = None) -> str:
        """Give the document as Markdown; `files` names the file of each figure."""
        from pcf.documents.markdown import markdown_of

        return markdown_of(self._given(), files)

    def to_pdf(self) -> bytes:
        """Give the document as PDF; raises `PcfError` (``IM043``) without the extra ``report``."""
        from pcf.documents.pdf import pdf_of

        return pdf_of(self._given())

    def to_docx(self) -> bytes:
        """Give the document as DOCX; raises `PcfError` (``IM043``) without the extra ``report``."""
        from pcf.documents.docx import docx_of

        return docx_of(self._given())

    def to_xlsx(self) -> bytes:
        """Give the tables of the document as a workbook."""
        from pcf.documents.xlsx import xlsx_of

        return xlsx_of(self._given())

    def write_pictures(self, folder: Path) -> dict[str, Path]:
        """Write every figure as a PNG file; raises `PcfError` (``IM043``) without ``report``."""
        from pcf.documents.pdf import png_of
        from pcf.project.files import write_bytes

        pictures = self.document.pictures if self.document is not None else ()
        paths = {p.id: folder / f"{self.kind}-{p.id}.{self.lang}.png" for p in pictures}
        for picture in pictures:
            write_bytes(paths[picture.id], png_of(picture))
        return paths

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
