"""Prose of a study report, written by people: ``report/NAME.zh.md`` and ``report/NAME.en.md``.

``report/TARGET/NAME.zh.md`` is the text of the study for a target; without one it has that of the
project itself.

Each file is one piece of the report (`PIECES`), in one language, as CommonMark with tables. HTML
comments are notes to the writer and no text: a file that holds nothing else counts as not written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pcf.findings import Findings, Location, finding
from pcf.i18n import LANGUAGES, Language
from pcf.model.empty_words import says_nothing
from pcf.project.collect import Collector
from pcf.project.files import open_text
from pcf.project.passing import is_passing
from pcf.suggest import nearest

FOLDER = "report"
MAX_BYTES = 256 * 2**10
#: Files looked at; a report has at most two per piece.
MAX_FILES = 200
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of prose.

    id
        Name of its files.
    keys
        Keys of ``study.toml`` that stand in its place where no file does: all of them have to be
        stated.
    required
        Whether a report must have it: ``always``, or only for a study with ``electricity``,
        ``coproducts``, a ``use`` stage or an ``end_of_life``; empty for one that may be left out.
    """

    id: str
    keys: tuple[str, ...] = ()
    required: str = ""


#: Pieces of a study report, in the order of its chapters.
PIECES = (
    Piece("summary"),
    Piece("goal", ("goal.application", "goal.reason", "goal.audience"), "always"),
    Piece("product", ("scope.system", "scope.function"), "always"),
    Piece("unit", ("unit.performance", "unit.reference_flow_basis"), "always"),
    Piece("boundary", ("scope.stages", "scope.boundary_detail"), "always"),
    Piece("cut-off", ("cutoff.rule",), "always"),
    Piece("data-quality", ("dq.preference_order",), "always"),
    Piece("assumptions", ("scope.limits",), "always"),
    Piece("data-collection", ("data.collection",), "always"),
    Piece("allocation", ("allocation.procedure", "allocation.avoidance"), "coproducts"),
    Piece("electricity", ("electricity.grid_factor_note",), "electricity"),
    Piece("transport"),
    Piece("use", ("use.profile",), "use"),
    Piece("end-of-life", ("scope.recycled_boundary",), "end_of_life"),
    Piece("special-items", ("biogenic.statement", "land.use_carbon"), "always"),
    Piece("interpretation", ("interpretation.significant_issues",), "always"),
    Piece("completeness", ("interpretation.completeness_check",), "always"),
    Piece("consistency", ("interpretation.consistency_check",), "always"),
    Piece("sensitivity", ("sensitivity.main_inputs",)),
    Piece("uncertainty", ("interpretation.uncertainty",), "always"),
    Piece("conclusions", ("interpretation.conclusions",), "always"),
    Piece(
        "limits",
        (
            "interpretation.limitations",
            "interpretation.single_issue_limit",
            "interpretation.method_limits",
        ),
        "always",
    ),
    Piece("recommendations", ("interpretation.recommendations",)),
    Piece("review", ("review.claimed", "review.verified"), "always"),
)
PIECE_BY_ID: Mapping[str, Piece] = {piece.id: piece for piece in PIECES}


@dataclass(frozen=True, slots=True)
class ReportText:
    """One written piece: its Markdown without comments, line by line as in its file.

    target
        Id of the target whose study it is written for; empty for the project itself.
    """

    piece: str
    lang: Language
    text: str
    file: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """Every written piece of a project, with what was found in reading them."""

    texts: Mapping[tuple[str, Language], ReportText] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)

    def of(self, piece: str, lang: Language) -> ReportText | None:
        """Piece in a language; None when it is not written."""
        return self.texts.get((piece, lang))


def read_report_texts(
    folder: Path, target: str = "", targets: Sequence[str] | None = None
) -> ReportTexts:
    """Read the prose of a project folder.

    ``RP031`` warns of a file that is no piece; ``RP034`` of more files than are read. A file that
    is too large or no text is an error of the families IO.

    Parameters
    ----------
    target
        Target whose study is wanted: a piece that is written for it, in whatever language, stands
        in the place of that of the project itself.
    targets
        Ids of all targets; a folder of another name is told by ``RP031``.
    """
    collect = Collector()
    found = _written(folder, FOLDER, collect)
    if target:
        own = _written(folder, f"{FOLDER}/{target}", collect)
        pieces = {piece for piece, _ in own}
        found = {key: text for key, text in found.items() if key[0] not in pieces}
        found |= {key: replace(text, target=target) for key, text in own.items()}
    for name in _folders(folder / FOLDER) if targets is not None else ():
        if name not in (targets or ()):
            near = nearest(name, targets or ()) or next(iter(targets or ()), "TARGET")
            at = Location(f"{FOLDER}/{name}")
            collect.add(finding("RP031", at, observed=f"{name}/", suggestion=f"{near}/"))
    return ReportTexts(found, collect.close())


def _folders(place: Path) -> list[str]:
    if not place.is_dir():
        return []
    return sorted(p.name for p in place.iterdir() if p.is_dir() and not is_passing(p.name))


def _written(
    folder: Path, within: str, collect: Collector
) -> dict[tuple[str, Language], ReportText]:
    """Pieces that stand right in a folder of the project."""
    found: dict[tuple[str, Language], ReportText] = {}
    place = folder / within
    found_here = place.iterdir() if place.is_dir() and not place.is_symlink() else ()
    paths = sorted(p for p in found_here if p.is_file() and not is_passing(p.name))
    if len(paths) > MAX_FILES:
        collect.add(finding("RP034", Location(within), observed=len(paths), expected=MAX_FILES))
    for path in paths[:MAX_FILES]:
        text = _read(folder, path, within, collect)
        if text is None or not text.text.strip():
            continue
        if all(says_nothing(line) for line in _lines(text.text)):
            said = " ".join(text.text.split())[:80]
            collect.add(finding("RP045", Location(text.file), node=text.file, observed=said))
            continue
        found[text.piece, text.lang] = text
    return found


def _read(folder: Path, path: Path, within: str, collect: Collector) -> ReportText | None:
    file = f"{within}/{path.name}"
    name = path.name.removesuffix(".md")
    piece, _, tag = name.rpartition(".")
    lang = next((lang for lang in LANGUAGES if lang == tag), None)
    if path.is_symlink() or name == path.name or lang is None or piece not in PIECE_BY_ID:
        known = [f"{piece.id}.{lang}.md" for piece in PIECES for lang in LANGUAGES]
        near = nearest(path.name, known) or known[2]
        place = Location(file)
        collect.add(finding("RP031", place, observed=path.name, suggestion=near))
        return None
    known_file = open_text(folder, file, MAX_BYTES, collect)
    if known_file is None:
        return None
    text = known_file.path.read_text(encoding=known_file.encoding)
    return ReportText(piece, lang, _COMMENT.sub(_blank, text), file)


def _lines(text: str) -> list[str]:
    """Lines of a text without headings, and without the signs of lists and emphasis."""
    bare = (line.strip(" \t-*+>_`|:：") for line in text.split("\n") if not line.startswith("#"))
    return [re.sub(r"(?i)\A(?:todo|fixme|tbd)\b[\s:：.。-]*\Z", "", line) for line in bare]


def _blank(comment: re.Match[str]) -> str:
    """Keep the line breaks of a comment, so that lines keep their numbers."""
    return "\n" * comment.group().count("\n")
