"""A document as PDF: tagged (PDF/UA-1), with embedded fonts, and the same bytes everywhere.

The text of the document goes to typst as data, never as markup. A document that states its date is
archival as well (PDF/A-2a), which asks for one.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pcf.documents.document import Document, Picture
from pcf.documents.fonts import folders, library, shown
from pcf.documents.pdf_data import data_of

if TYPE_CHECKING:
    from typst import Fonts

#: Sizes of small print, the largest that leaves one page is taken.
_SMALL = (9.5, 9.0, 8.5, 8.0, 7.6, 7.2, 6.8, 6.4)
_SVG_TEXT = re.compile(r">([^<]+)<")


def pdf_of(document: Document) -> bytes:
    """Render a document.

    Raises
    ------
    PcfError
        ``IM043`` when the extra ``report`` is not installed.
    """
    data = data_of(document)
    if not document.compact:
        return _compiled(data, document)
    for size in _SMALL:
        data["size"] = size
        if _pages(data, document) == 1:
            return _compiled(data, document)
    data["size"] = _SMALL[3]  # more than a page holds, e.g. a draft: readable print
    return _compiled(data, document)


def png_of(picture: Picture, *, pixels_per_inch: float = 200.0) -> bytes:
    """Draw a figure as PNG with the fonts of the PDF; raises ``IM043`` like `pdf_of`."""
    typst = library("typst", "png", "typst")
    source = (
        '#set page(width: auto, height: auto, margin: 4pt, fill: white)\n#image("figure.svg")\n'
    )
    made = typst.compile(
        {"main.typ": source.encode(), "figure.svg": drawable_svg(picture.svg)},
        format="png",
        ppi=pixels_per_inch,
        font_paths=_fonts(),
    )
    return bytes(made)


def drawable_svg(svg: str) -> bytes:
    """SVG whose letters the fonts have; it names fonts that are here."""
    sans = re.sub(r'font-family="[^"]*"', 'font-family="Noto Sans SC, DejaVu Sans"', svg)
    return _SVG_TEXT.sub(lambda found: f">{shown(found[1])}<", sans).encode()


def _sources(data: dict[str, Any], document: Document) -> dict[str, bytes]:
    template = files("pcf.documents").joinpath("templates/document.typ").read_bytes()
    figures = {
        f"figure-{number}.svg": drawable_svg(picture.svg)
        for number, picture in enumerate(document.pictures)
    }
    return {
        "main.typ": template,
        "document.json": json.dumps(data, ensure_ascii=False).encode(),
        **figures,
    }


def _compiled(data: dict[str, Any], document: Document) -> bytes:
    typst = library("typst", "pdf", "typst")
    standards = ["ua-1", "a-2a"] if data["date"] else ["ua-1"]
    made = typst.compile(
        _sources(data, document), format="pdf", font_paths=_fonts(), pdf_standards=standards
    )
    return bytes(made)


def _pages(data: dict[str, Any], document: Document) -> int:
    typst = library("typst", "pdf", "typst")
    found = typst.query(
        _sources(data, document), "<pages>", field="value", one=True, font_paths=_fonts()
    )
    return int(found)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    typst = library("typst", "pdf", "typst")
    made: Fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders()],
    )
    return made
