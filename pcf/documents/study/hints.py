"""Files that a new project has for the prose of its study report, each with a hint."""

from __future__ import annotations

from collections.abc import Mapping

from pcf.i18n import LANGUAGES, label
from pcf.project.report_texts import FOLDER

#: Pieces that a template has a place for.
_PIECES = (
    "goal", "product", "boundary", "data-collection", "interpretation", "conclusions", "limits",
    "review",
)  # fmt: skip


def hint_files() -> Mapping[str, str]:
    """Text of each file by its path in the project: a comment, which counts as nothing written."""
    made = {}
    for piece in _PIECES:
        for lang in LANGUAGES:
            heading, hint = label(f"study_p_{piece}", lang), label(f"study_hint_{piece}", lang)
            made[f"{FOLDER}/{piece}.{lang}.md"] = f"<!-- {heading} | {hint} -->\n"
    return made
