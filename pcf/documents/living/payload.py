"""What the script of the living page reads: words, values and the rows that are held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pcf.documents.document import Content, Document, Link, Number, Row, Table
from pcf.documents.html import is_web_address
from pcf.documents.living.entries import Entry, ProcessEntry, RowEntry, SupplierEntry
from pcf.documents.living.explorer import Choice, Explorer
from pcf.documents.living.packed import field_names, plain
from pcf.documents.living.sankey import Band, Node
from pcf.documents.living.treemap import Tile
from pcf.documents.page_sections import PageSection
from pcf.i18n import LANGUAGES, Language, label, label_catalogue
from pcf.i18n.units import SIGNED, WORDED, unit_words

#: Records whose fields the script reads by name.
_RECORDS = {
    "entry": Entry,
    "process": ProcessEntry,
    "row": RowEntry,
    "supplier": SupplierEntry,
    "node": Node,
    "band": Band,
    "tile": Tile,
}
#: Labels of the page begin so; the words of categories hold a blank and stand in the values.
_OURS = "living_"
#: Ids that the values hold and that are words of the label list.
_IDS = (
    "input", "output", "emission", "removal", "waste", "coproduct", "credit", "avoided",
    "primary", "secondary", "estimate", "stated", "only-producer", "decided",
)  # fmt: skip


def title_of(document: Document) -> str:
    """Title of the page: what it is, of which product, and whether it is a draft."""
    named = " · ".join(filter(None, (document.title, document.subtitle)))
    return f"{named} [{document.mark}]" if document.mark else named


def words() -> dict[str, dict[str, str]]:
    """Words of the script in both languages."""
    ours = [key for key in label_catalogue() if key.startswith(_OURS) and " " not in key]
    return {
        lang: {
            **{key.removeprefix(_OURS): label(key, lang) for key in ours},
            **{f"id:{id}": label(id, lang) for id in _IDS},
            **unit_labels(lang),
        }
        for lang in LANGUAGES
    }


def unit_labels(lang: Language) -> dict[str, str]:
    """Words of units that the script looks up."""
    return {f"unit:{name}": unit_words(name, lang) for name in (*WORDED, *SIGNED)}


def explorer_data(explorer: Explorer) -> dict[str, Any]:
    """Values of the explorer; records are lists whose fields `fields` names."""
    return {
        "fields": {name: field_names(record) for name, record in _RECORDS.items()},
        **{item.name: plain(getattr(explorer, item.name)) for item in fields(explorer)
           if item.name != "sankey"},
        "nodes": plain(explorer.sankey.nodes),
        "bands": plain(explorer.sankey.bands),
    }  # fmt: skip


def held_rows(sections: Sequence[PageSection]) -> dict[str, list[Any]]:
    """Rows that tables hold back, by the anchor of the table."""
    return {
        section.anchor: [_row(row) for row in section.block.rows[len(section.rows) :]]
        for section in sections
        if section.held and isinstance(section.block, Table)
    }


def _row(row: Row) -> list[Any]:
    return [int(row.total), *(_cell(cell) for cell in row.cells)]


def _cell(cell: Content) -> list[Any]:
    return [_part(part) for part in cell]


def _part(part: str | Number | Link) -> Any:
    if isinstance(part, Number):
        return [part.text, part.unit, part.address, part.source]
    if isinstance(part, Link) and is_web_address(part.url):
        return [part.url]
    return str(part)


def page_data(documents: Sequence[Document], choices: Sequence[Choice] = ()) -> dict[str, Any]:
    """What the script needs before anything is opened."""
    return {
        "lang": documents[0].lang,
        "titles": {d.lang: title_of(d) for d in documents},
        "scope": documents[0].scope,
        "words": words(),
        "choices": [[choice.name_zh, choice.name_en, choice.scope] for choice in choices],
    }
