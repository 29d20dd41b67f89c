"""The living page: one HTML file with the document in both languages and its result to explore.

The file opens from a disk without network: its Content-Security-Policy allows no request, and
no script but its own two, each named by its hash. Without script it is the static document with
its figures; printed, it is the document in the language that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from pcf.documents.document import Document, Notice
from pcf.documents.html import LANG_TAGS, style, template
from pcf.documents.living import packed, payload
from pcf.documents.living.explorer import Choice, Explorer
from pcf.documents.page_sections import PageSection, sections_of
from pcf.documents.wording import worded
from pcf.i18n import Language, label, phrase
from pcf.i18n.units import unit_words

#: Size that a page should not pass.
MOST_BYTES = 3_000_000
#: Rows of a table that stand in the page, fewer where it would become too large; the others are
#: held packed until they are asked for.
SHOWN_ROWS = (200, 50, 12)
#: Stands for the note on the size of the page until the size is known; signs of private use.
_SIZE: dict[Language, str] = {"zh": "\ue000size-zh\ue001", "en": "\ue000size-en\ue001"}
_SCRIPTS = ("living.js", "table.js", "charts.js", "search.js", "choice.js", "sort.js", "start.js")


def living_html(
    document: Document,
    other: Document | None = None,
    explorer: Explorer | None = None,
    choices: Sequence[Choice] = (),
) -> str:
    """Render a document as a living page.

    Parameters
    ----------
    document
        In the language that is shown first.
    other
        The same document in the other language; without it nothing can be switched.
    explorer
        Values to explore; without them the page has contents and search only.
    choices
        Several results instead of one explorer; the reader chooses which to explore.

    Returns
    -------
    str
        One HTML file. Without plotly it has no interactive charts and says so.
    """
    documents = [worded(d) for d in ((document,) if other is None else (document, other))]
    for most in SHOWN_ROWS:
        made = _render(documents, explorer, most, choices)
        size = len(made.encode())
        if size <= MOST_BYTES:
            break
    for lang, mark in _SIZE.items():
        made = made.replace(mark, _size_note(size, lang))
    return made


@lru_cache(maxsize=1)
def _plotly() -> str | None:
    """Program that draws the charts; None where the library is not installed."""
    try:
        from plotly.offline import get_plotlyjs
    except ImportError:
        return None
    return str(get_plotlyjs())


@lru_cache(maxsize=1)
def script() -> str:
    """Our own script: every part of it, in one function of its own."""
    folder = files("pcf.documents.living").joinpath("script")
    parts = [folder.joinpath(name).read_text("utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


def _render(
    documents: Sequence[Document],
    explorer: Explorer | None,
    most: int,
    choices: Sequence[Choice],
) -> str:
    from markupsafe import Markup

    explorer = choices[0].explorer if choices else explorer
    charts = _plotly() if explorer is not None else None
    sections = {d.lang: sections_of(d, f"{d.lang}-", most) for d in documents}
    articles = [_article(d, sections[d.lang], explorer is not None) for d in documents]
    own = script()
    allowed = " ".join(packed.source_hash(text) for text in (own, charts) if text is not None)
    every = [section for found in sections.values() for section in found]
    held = _held(documents, explorer, every, choices)
    held += [
        packed.Held(f"article-{document.lang}", text, program=True)
        for document, text in zip(documents[1:], articles[1:], strict=True)
    ]
    held += [] if charts is None else [packed.Held("plotly", charts, program=True)]
    return template("living.html").render(
        documents=documents,
        first=documents[0],
        title=payload.title_of(documents[0]),
        tags=LANG_TAGS,
        style=style("document.css", "living.css"),
        sections=sections,
        article=Markup(articles[0]),
        explorer=explorer,
        charts=charts is not None,
        choices=choices,
        policy=Markup(allowed),
        script=Markup(own),
        elements=[item.element() for item in held],
        content_hash=packed.content_hash(held, articles[0], own),
        word=lambda key, lang: label(f"living_{key}", lang),
        unit_words=unit_words,
    )


def _article(document: Document, sections: Sequence[PageSection], explored: bool) -> str:
    """Render the text in one language."""
    notices, rest = _parted(sections)
    return template("article.html").render(
        document=document,
        tag=LANG_TAGS[document.lang],
        notices=notices,
        sections=rest,
        explored=explored,
        no_script=label("living_no_script", document.lang),
        size_note=_SIZE[document.lang],
    )


def _held(
    documents: Sequence[Document],
    explorer: Explorer | None,
    sections: Sequence[PageSection],
    choices: Sequence[Choice],
) -> list[packed.Held]:
    """Data for the script."""
    back = payload.held_rows(sections)
    data = payload.page_data(documents, choices)
    made = [packed.Held("page", packed.json_text(data))]
    if back:
        made.append(packed.Held("held", packed.json_text(back)))
    if explorer is not None:
        values = payload.explorer_data(explorer)
        made.append(packed.Held("explorer", packed.json_text(values)))
    for number, choice in enumerate(choices[1:], start=1):
        values = payload.explorer_data(choice.explorer)
        made.append(packed.Held(f"explorer-{number}", packed.json_text(values)))
    return made


def _parted(
    sections: Sequence[PageSection],
) -> tuple[tuple[PageSection, ...], tuple[PageSection, ...]]:
    """Notices that a document begins with, and the rest of it."""
    first = next(
        (n for n, section in enumerate(sections) if not isinstance(section.block, Notice)),
        len(sections),
    )
    return tuple(sections[:first]), tuple(sections[first:])


def _size_note(size: int, lang: Language) -> str:
    key = "living_too_large" if size > MOST_BYTES else "living_size"
    return phrase(key, lang, size=f"{size / 1e6:.1f}")
