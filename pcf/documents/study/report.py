"""The study report as one document: chapters in order, numbered headings, tables and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pcf.documents.document import Block, Document, Heading, Picture, Table
from pcf.documents.sections import footer, subtitle
from pcf.documents.study import annexes
from pcf.documents.study.checklist import checklist, review
from pcf.documents.study.front import cover, executive_summary
from pcf.documents.study.goal import goal
from pcf.documents.study.interpretation import interpretation
from pcf.documents.study.inventory import inventory
from pcf.documents.study.items import items_table
from pcf.documents.study.references import references
from pcf.documents.study.results import results
from pcf.documents.study.scope import scope
from pcf.documents.study.writer import Writer

Chapter = tuple[str, Callable[[Writer], list[Block]]]
#: Chapters with the labels of their headings.
CHAPTERS: tuple[Chapter, ...] = (
    ("study_c_goal", goal),
    ("study_c_scope", scope),
    ("study_c_inventory", inventory),
    ("study_c_results", results),
    ("study_c_interpretation", interpretation),
    ("study_c_checklist", checklist),
    ("study_c_review", review),
    ("study_c_references", references),
)
ANNEXES: tuple[Chapter, ...] = (
    ("study_a_inventory", annexes.full_inventory),
    ("study_a_factors", annexes.emission_factors),
    ("study_a_parameters", annexes.parameters),
    ("study_a_evidence", annexes.evidence),
    ("study_a_links", annexes.link_decisions),
    ("study_a_scale", annexes.quality_scale),
    ("study_a_digests", annexes.digests),
)
#: Chapters that follow the one before on its page: that one is short.
_FOLLOWING = ("study_c_scope", "study_c_references")
#: The pack without which a report does not name the standards in its title.
STANDARD = "gbt24067"


def study_report(w: Writer) -> Document:
    """Lay out the report; what is missing in it is told by `Writer.told`."""
    front = cover(w)
    blocks: list[Block] = [Heading(2, w.word("study_c_summary"), new_page=True)]
    blocks += executive_summary(w)
    for number, (key, make) in enumerate(CHAPTERS, start=1):
        blocks += _numbered(f"{number}", w.word(key), make(w), page=key not in _FOLLOWING)
    for number, (key, make) in enumerate(ANNEXES):
        letter = chr(ord("A") + number)
        head = w.text("study_annex", letter=letter, name=w.word(key))
        blocks += _numbered(letter, head, make(w), annex=True, page=letter == "A")
    blocks += _items(w, blocks)
    packs = {link.partition("@")[0] for pack in w.study.packs for link in pack.chain}
    known = STANDARD in packs or any(pack.id == STANDARD for pack in w.study.packs)
    return Document(
        w.lang,
        w.word("study_report_title"),
        w.word("study_kicker" if known else "study_kicker_other"),
        subtitle(w.basis, w.study.model.product.id),
        tuple(_captions(blocks, w)),
        scope=w.scope.strip(),
        footer=footer(w.basis),
        contents=True,
        cover=front,
        author=w.fields.text("report.author"),
        date=w.fields.text("report.date"),
    )


def _items(w: Writer, blocks: Iterable[Block]) -> Iterator[Block]:
    """Give the last annex: what a report has to contain, and where it stands."""
    printed = [b.text for b in blocks if isinstance(b, Heading) and b.level < 4]
    headings = {text.partition("  ")[2]: text for text in printed}
    letter = chr(ord("A") + len(ANNEXES))
    head = w.text("study_annex", letter=letter, name=w.word("study_a_items"))
    return _numbered(letter, head, items_table(w, headings), annex=True, page=False)


def _numbered(
    number: str, name: str, blocks: Iterable[Block], *, page: bool, annex: bool = False
) -> Iterator[Block]:
    """Number a chapter and its sections; it begins a `page` or follows on the same."""
    yield Heading(2, name if annex else f"{number}  {name}", new_page=page)
    section = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 3:
            section += 1
            yield replace(block, text=f"{number}.{section}  {block.text}")
        else:
            yield block


def _captions(blocks: Iterable[Block], w: Writer) -> Iterator[Block]:
    """Number tables that have a caption, and figures, in the order of reading."""
    tables = figures = 0
    for block in blocks:
        if isinstance(block, Table) and block.caption:
            tables += 1
            name = w.text("study_table", number=tables, name=block.caption)
            yield replace(block, caption=name)
        elif isinstance(block, Picture):
            figures += 1
            yield replace(block, title=w.text("study_figure", number=figures, name=block.title))
        else:
            yield block
