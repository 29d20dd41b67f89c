"""A report in each of its formats, and all of them at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pcf.documents.fonts import library
from pcf.i18n import Language

if TYPE_CHECKING:
    from pcf.documents.report import Report

Files = Mapping[str, str]
#: How a report is written, by the word of ``--format``; Markdown names the files of its figures.
FORMATS: Mapping[str, Callable[[Report, Files], str | bytes]] = {
    "html": lambda report, _: report.to_html(),
    "md": lambda report, files: report.to_markdown(files),
    "pdf": lambda report, _: report.to_pdf(),
    "docx": lambda report, _: report.to_docx(),
    "xlsx": lambda report, _: report.to_xlsx(),
}
#: Formats that are no text and go to files only.
BINARY = ("pdf", "docx", "xlsx")
#: Libraries that a format asks for beyond those of the program itself.
_NEEDS = {
    "pdf": (("typst", "typst"), ("pylopdf_fonts_zh_cn", "pylopdf-fonts-zh-cn")),
    "docx": (("docx", "python-docx"), ("typst", "typst"),
             ("pylopdf_fonts_zh_cn", "pylopdf-fonts-zh-cn")),
}  # fmt: skip


def format_of(path: Path | None) -> str | None:
    """Give the format that the name of a file asks for."""
    suffix = "" if path is None else path.suffix.lower().removeprefix(".")
    return {"htm": "html", "markdown": "md"}.get(suffix, suffix if suffix in FORMATS else None)


def need(*formats: str) -> None:
    """Raise `PcfError` (``IM043``) when a library of a format is not installed."""
    for format in formats:
        for module, package in _NEEDS.get(format, ()):
            library(module, format, package)


def beside(start: Path, paths: Mapping[str, Path]) -> dict[str, str]:
    """Paths of figures as a document in the folder `start` has to name them."""
    return {id: Path(os.path.relpath(path, start)).as_posix() for id, path in paths.items()}


def languages(report: Report) -> Iterator[Report]:
    """Give the report, and then the same in the other language."""
    yield report
    other: Language = "en" if report.lang == "zh" else "zh"
    document = report.other
    if document is not None:
        yield replace(report, lang=other, document=document)


def write_all(report: Report, folder: Path) -> list[Path]:
    """Write a report in every format and both languages, with its figures.

    Returns
    -------
    list[Path]
        Files that were written; none while the report is withheld.

    Raises
    ------
    PcfError
        ``IM043`` without the extra ``report``; then nothing has been written.
    """
    from pcf.project.files import write_bytes

    need(*FORMATS)
    if report.document is None:
        return []
    written: list[Path] = []
    for made in languages(report):
        figures = made.write_figures(folder / "figures")
        written += [*figures.values(), *made.write_pictures(folder / "figures").values()]
        for format, render in FORMATS.items():
            path = folder / f"{made.kind}.{made.lang}.{format}"
            text = render(made, beside(folder, figures))
            write_bytes(path, text.encode() if isinstance(text, str) else text)
            written.append(path)
    return written
