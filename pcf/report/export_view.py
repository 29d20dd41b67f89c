"""Account of an export: what was checked, what the format cannot hold, what stands against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcf.i18n import Language, label, phrase
from pcf.report.findings_view import findings_page
from pcf.report.page import Page

if TYPE_CHECKING:
    from pcf.exchange.export import Export, Note

_KINDS = {
    "draft": "export_kind_draft",
    "dropped": "export_kind_dropped",
    "left-empty": "export_kind_left-empty",
    "mapped": "export_kind_mapped",
}
_STATES = {"withheld": "export_withheld", "draft": "export_draft", "ready": "export_ready"}


def export_page(made: Export, lang: Language, folder: Path, width: int) -> Page:
    """Lay out the account of an export; the document itself is not part of it."""
    page = Page()
    page.line(_title(made, lang), "bold")
    held = sum(1 for item in made.identities if item.holds)
    page.line(phrase("export_identities", lang, held=held, count=len(made.identities)))
    for kind, key in _KINDS.items():
        notes = [note for note in made.notes if note.kind == kind]
        if notes:
            page.line()
            page.line(label(key, lang), "bold")
            for note in notes:
                page.line(_note(note, lang), indent=2)
    if made.findings:
        page.line()
        page.extend(findings_page(made.findings, lang, folder, width=width, counts=False))
    return page


def notes_text(made: Export, lang: Language) -> str:
    """Give the notes as Markdown, for the file beside the document."""
    lines = [f"# {_title(made, lang)}", ""]
    for kind, key in _KINDS.items():
        notes = [note for note in made.notes if note.kind == kind]
        if notes:
            lines += [f"## {label(key, lang)}", ""]
            lines += [f"- {_note(note, lang)}" for note in notes]
            lines.append("")
    lines += [f"## {label('export_identity_heading', lang)}", ""]
    lines += [f"- {item.name}: {item.left} = {item.right}" for item in made.identities]
    if made.findings:
        lines += ["", f"## {label('export_findings_heading', lang)}", ""]
        lines += [f"- {item.code} {item.message(lang)}" for item in made.findings]
    return "\n".join(lines) + "\n"


def _title(made: Export, lang: Language) -> str:
    name = f"{made.format} {made.version}"
    target = "" if made.target is None else f", target:{made.target}"
    state = "withheld" if made.document is None else "draft" if made.draft else "ready"
    return f"{name}{target}: {label(_STATES[state], lang)}"


def _note(note: Note, lang: Language) -> str:
    return f"{note.field}: {note.text(lang)}"
