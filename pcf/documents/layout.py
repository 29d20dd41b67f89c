"""What paged formats share: levels and numbers of headings, pages across, addresses of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pcf.documents.columns import fits
from pcf.documents.document import (
    Block,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
    content,
    plain_text,
)
from pcf.i18n import label

#: Tables with more rows tell the addresses of their numbers in the row itself.
LONG = 40
#: Lines that are too few for an upright page between two that are turned.
_ALONE = 28.0

#: Text that has a number of its own: ``1 Goal``, ``A.2  Data``, ``附录A``, ``第1章``.
_NUMBERED = re.compile(r"^(\d+(\.\d+)*[.、\s]|[A-Z](\.\d+)+\s|\(|（|附录|第.{1,3}[章节]|Annex\b)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading with its place: `level` from 1, without gaps, and `number` (may be empty)."""

    level: int
    number: str
    text: str

    @property
    def whole(self) -> str:
        """Number and text."""
        return f"{self.number}  {self.text}" if self.number else self.text


def placed_headings(document: Document) -> tuple[Placed, ...]:
    """Headings in order.

    They are numbered in a document with a table of contents, unless any has a number in its text.
    """
    headings = [block for block in document.blocks if isinstance(block, Heading)]
    own = any(_NUMBERED.match(heading.text) for heading in headings)
    counts: list[int] = []
    made = []
    for heading in headings:
        level = min(heading.level - 1, len(counts) + 1)
        counts = [*counts[:level], *[0] * (level - len(counts))]
        counts[-1] += 1
        number = ".".join(map(str, counts)) if document.contents and not own else ""
        made.append(Placed(level, number, heading.text.strip() or "-"))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks on pages of one direction."""

    across: bool
    blocks: tuple[Block, ...]


def runs_of(document: Document) -> tuple[Run, ...]:
    """Split a document where the direction of the page changes.

    A table that needs the width takes along the headings and the paragraph that stand right before
    it; notes after it stay with it, and so does the little that stands between two such tables.
    """
    if document.compact:
        return (Run(False, document.blocks),)
    across = _directions(document.blocks)
    runs: list[tuple[bool, list[Block]]] = []
    for block, turned in zip(document.blocks, across, strict=True):
        if not runs or runs[-1][0] != turned:
            runs.append((turned, []))
        runs[-1][1].append(block)
    return tuple(Run(turned, _begun(blocks)) for turned, blocks in runs)


def _begun(blocks: list[Block]) -> tuple[Block, ...]:
    """Blocks of a run, which begins a page anyway."""
    first, *others = blocks
    return (replace(first, new_page=False) if isinstance(first, Heading) else first, *others)


def _directions(blocks: tuple[Block, ...]) -> list[bool]:
    across = [isinstance(block, Table) and not fits(block) for block in blocks]
    for at in range(len(blocks) - 1, 0, -1):
        before = blocks[at - 1]
        leads = isinstance(before, Heading) or (
            isinstance(before, Paragraph) and isinstance(blocks[at], Table)
        )
        if across[at] and leads:
            across[at - 1] = True
    for at in range(1, len(blocks)):
        block = blocks[at]
        if across[at - 1] and isinstance(block, Paragraph) and block.kind == "note":
            across[at] = True
    return _joined(blocks, _led(blocks, across))


def _led(blocks: tuple[Block, ...], across: list[bool]) -> list[bool]:
    """Turn the page from the beginning of a chapter where little stands before its wide table."""
    made = list(across)
    start: int | None = None
    for at, block in enumerate(blocks):
        if isinstance(block, Heading) and block.new_page:
            start = at
        if made[at] and start is not None:
            if _weight(blocks[start + 1 : at]) <= _ALONE:
                made[start:at] = [True] * (at - start)
            start = None
    return made


def _joined(blocks: tuple[Block, ...], across: list[bool]) -> list[bool]:
    """Let the page stay turned for a few blocks between two wide tables, and up to a chapter's end.

    What would stand alone on an upright page, between two that are turned, goes along with them.
    """
    made, at = list(across), 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and made[end] == made[at]:
            end += 1
        between = at > 0 and not made[at]
        if between and _weight(blocks[at:end]) <= _ALONE:
            made[at:end] = [True] * (end - at)
        at = end
    return made


def _weight(blocks: tuple[Block, ...]) -> float:
    """Roughly how many lines blocks take; a heading that begins a page counts as a page."""
    lines = 0.0
    for block in blocks:
        if isinstance(block, Heading):
            lines += _ALONE + 1 if block.new_page else 3
        elif isinstance(block, Table):
            lines += len(block.rows) * 1.5 + 3
        elif isinstance(block, Paragraph):
            lines += 1 + len(plain_text(block.content)) / 90
        else:
            lines += 15
    return lines


@dataclass(frozen=True, slots=True)
class Entry:
    """A number as it is first printed, and what ``pcf explain`` takes for it.

    `short` is that without the words which `Document.scope` adds to every address.
    """

    words: str
    short: str
    text: str


def words_of(number: Number, document: Document) -> str:
    """Words of ``pcf explain`` for a number; empty for one that is no part of the footprint."""
    if not number.address:
        return ""
    kind, _, target = number.source.partition(":")
    if kind == "target" and target:
        scope = "" if target == "base" else f"--target {target}"
    elif kind == "explain":
        scope = target
    else:
        scope = document.scope
    return f"{number.address} {scope}".strip()


def _short(number: Number, document: Document) -> str:
    """Words without those that hold for the whole document."""
    words = words_of(number, document)
    return number.address if words == f"{number.address} {document.scope}" else words


def register_of(document: Document) -> dict[str, Entry]:
    """Give the addresses that the document prints, in the order of reading, by their words.

    Those of long tables are left out: they stand in the rows (`with_addresses`).
    """
    blocks = tuple(block for block in document.blocks if not _is_long(block))
    made: dict[str, Entry] = {}
    for number in replace(document, blocks=blocks).numbers():
        words = words_of(number, document)
        if words and words not in made:
            made[words] = Entry(words, _short(number, document), str(number))
    return made


def _is_long(block: Block) -> bool:
    return isinstance(block, Table) and len(block.rows) > LONG


def with_addresses(document: Document) -> Document:
    """Give long tables a column of addresses, unless the text of their rows tells them already."""
    blocks = tuple(
        addressed(block, document)
        if isinstance(block, Table) and _is_long(block) and not _told(block, document)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def _told(table: Table, document: Document) -> bool:
    """Whether the rows of a table say what their numbers are called."""
    return all(
        word in " ".join(map(plain_text, row.cells))
        for row in table.rows
        for word in _addresses(row, document)
        if word != "total"
    )


def addressed(table: Table, document: Document) -> Table:
    """Give a table a last column with what ``pcf explain`` takes for the numbers of each row."""
    found = [_addresses(row, document) for row in table.rows]
    return with_column(table, label("document_address", document.lang), found)


def with_column(table: Table, title: str, told: Sequence[Iterable[str]]) -> Table:
    """Give a table a last column of words for each row, each once; none where no row has any."""
    found = [", ".join(filter(None, dict.fromkeys(words))) for words in told]
    if not any(found):
        return table
    rows = tuple(
        replace(row, cells=(*row.cells, content(words)))
        for row, words in zip(table.rows, found, strict=True)
    )
    return replace(table, columns=(*table.columns, Column(title)), rows=rows)


def numbers_of(row: Row) -> Iterator[Number]:
    """Numbers of a row."""
    return (part for cell in row.cells for part in cell if isinstance(part, Number))


def _addresses(row: Row, document: Document) -> list[str]:
    found = dict.fromkeys(_short(number, document) for number in numbers_of(row))
    return [words for words in found if words]


def short_of(document: Document) -> str:
    """Words of the running head: the title, and the product."""
    return " · ".join(filter(None, (document.title, document.subtitle)))
