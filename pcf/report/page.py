"""A page for the terminal: lines and tables, laid out for a width and with or without colour.

Views say what stands on a page; how it fits is decided here. Only ASCII and Chinese are drawn:
consoles of Windows in China know no box characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import TYPE_CHECKING, Literal

from pcf.plain import unturned
from pcf.report.page_text import (
    GAP,
    is_simple,
    squeezed_lines,
    styled,
    table_lines,
    wrapped,
)
from pcf.report.width import cells

if TYPE_CHECKING:
    from rich.console import RenderableType

Style = Literal["", "bold", "dim", "red", "yellow", "green", "cyan", "bold red", "bold yellow"]

_LEAST_TEXT = 14


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    kind
        ``text`` wraps; ``number`` is never cut or wrapped; ``code`` is whole on one line where it
        takes no more than half of the screen, so that it can be copied.
    least
        Width of the screen from which on the column is shown.
    """

    title: str = ""
    kind: Literal["text", "number", "code"] = "text"
    least: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, wrapped under its own start; `solid` lines are left as they are."""

    text: str
    style: Style = ""
    indent: int = 0
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column titles; `bold_last` marks a row of totals."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    bold_last: bool = False
    indent: int = 2


@dataclass(slots=True)
class Page:
    """Blocks in order."""

    blocks: list[Line | Table] = field(default_factory=list)

    def line(
        self, text: str = "", style: Style = "", *, indent: int = 0, solid: bool = False
    ) -> None:
        """Add a line."""
        self.blocks.append(Line(text, style, indent, solid))

    def heading(self, text: str) -> None:
        """Add a blank line and a heading."""
        self.line()
        self.line(text, "bold")

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        bold_last: bool = False,
        indent: int = 2,
    ) -> None:
        """Add a table."""
        self.blocks.append(
            Table(tuple(columns), tuple(tuple(row) for row in rows), bold_last, indent)
        )

    def extend(self, other: Page) -> None:
        """Add the blocks of another page."""
        self.blocks.extend(other.blocks)

    def render(self, width: int = 100, *, color: bool = False) -> str:
        """Give the page as text for a screen of `width` cells."""
        width = max(width, 20)
        drawn = "".join(_drawn(block, width, color=color) for block in self.blocks)
        return "\n".join(line.rstrip() for line in drawn.split("\n"))


def _drawn(block: Line | Table, width: int, *, color: bool) -> str:
    """Draw one block: as plain text where that is all it takes, else with rich.

    No text of it turns what stands beside it.
    """
    if isinstance(block, Line):
        block = replace(block, text=unturned(block.text))
    else:
        block = replace(block, rows=tuple(tuple(map(unturned, row)) for row in block.rows))
    lines = (
        _plain_line(block, width, color=color)
        if isinstance(block, Line)
        else _plain_table(block, width, color=color)
    )
    if lines is None:
        return _drawn_by_rich(block, width, color=color)
    return "".join(f"{line}\n" for line in lines)


def _plain_line(line: Line, width: int, *, color: bool) -> list[str] | None:
    room = width - line.indent
    if not is_simple(line.text) or room < 2:
        return None
    blank = " " * line.indent
    if line.solid:
        return [styled(blank + line.text, line.style, color=color)]
    return [blank + styled(part, line.style, color=color) for part in wrapped(line.text, room)]


def _plain_table(table: Table, width: int, *, color: bool) -> list[str] | None:
    shown = _shown(table, width)
    columns = [table.columns[i] for i in shown]
    titles = [column.title for column in columns]
    rows = [[row[i] for i in shown] for row in table.rows]
    if not shown or not all(is_simple(text) for line in (titles, *rows) for text in line):
        return None
    widths = [_width(table, i) for i in shown]
    numbers = [column.kind == "number" for column in columns]
    least = [w if n else min(w, _LEAST_TEXT) for w, n in zip(widths, numbers, strict=True)]
    rows = [
        [t.rjust(w) if n else t for t, w, n in zip(row, widths, numbers, strict=True)]
        for row in rows
    ]
    head = [
        " " * (w - cells(t)) + t if n else t
        for t, w, n in zip(titles, widths, numbers, strict=True)
    ]
    lines = table_lines(head if any(titles) else None, rows, least, width - table.indent)
    if lines is None and columns[-1].kind == "text" and not any(numbers):
        squeezed = [titles, *rows] if any(titles) else rows
        lines = squeezed_lines(squeezed, width - table.indent, _LEAST_TEXT)
    if lines is None:
        return None
    blank, last = " " * table.indent, len(lines) - 1
    made = []
    for place, line in enumerate(lines):
        is_head = place == 0 and any(titles)
        style: Style = "bold" if is_head or (table.bold_last and place == last) else ""
        gap = styled(GAP, "bold" if is_head else "", color=color)
        made.append(blank + gap.join(styled(text, style, color=color) for text in line))
    return made


def _shown(table: Table, width: int) -> list[int]:
    """Columns that a screen of `width` cells shows: those with content."""
    return [
        i
        for i, column in enumerate(table.columns)
        if width >= column.least and any(row[i] for row in table.rows)
    ]


def _drawn_by_rich(block: Line | Table, width: int, *, color: bool) -> str:
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    if isinstance(block, Line) and block.solid:
        console.print(_text(block), soft_wrap=True)
    else:
        console.print(_line(block) if isinstance(block, Line) else _table(block, width))
    return out.getvalue()


def _text(line: Line) -> RenderableType:
    from rich.text import Text

    return Text(" " * line.indent * line.solid + line.text, style=line.style)


def _line(line: Line) -> RenderableType:
    from rich.padding import Padding

    return Padding(_text(line), (0, 0, 0, line.indent))


def _table(table: Table, width: int) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table as Grid
    from rich.text import Text

    shown = _shown(table, width)
    titled = any(table.columns[i].title for i in shown)
    grid = Grid(box=None, show_header=titled, pad_edge=False, padding=(0, 2, 0, 0))
    widths = {i: _width(table, i) for i in shown}
    for i in shown:
        column = table.columns[i]
        if column.kind == "number":
            head = Text(" " * (widths[i] - cells(column.title)) + column.title)
            grid.add_column(head, no_wrap=True, min_width=widths[i])
        elif column.kind == "code" and 2 * widths[i] <= width:
            grid.add_column(Text(column.title), no_wrap=True, min_width=widths[i])
        else:
            grid.add_column(
                Text(column.title), overflow="fold", min_width=min(widths[i], _LEAST_TEXT)
            )
    last = len(table.rows) - 1
    for position, row in enumerate(table.rows):
        style = "bold" if table.bold_last and position == last else ""
        texts = (
            row[i].rjust(widths[i]) if table.columns[i].kind == "number" else row[i] for i in shown
        )
        grid.add_row(*(Text(text, style=style) for text in texts))
    return Padding(grid, (0, 0, 0, table.indent), expand=False)


def _width(table: Table, index: int) -> int:
    title = table.columns[index].title
    return max([cells(title), *(cells(row[index]) for row in table.rows)])
