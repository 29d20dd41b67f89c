"""A page for the terminal: lines and tables, laid out for a width and with or without colour.

Views say what stands on a page; how it fits is decided here. Only ASCII and Chinese are drawn:
consoles of Windows in China know no box characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Literal

from pcf.report.width import cells

if TYPE_CHECKING:
    from rich.console import RenderableType

Style = Literal["", "bold", "dim", "red", "yellow", "green", "cyan", "bold red", "bold yellow"]

_LEAST_TEXT = 14


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    kind
        ``text`` wraps; ``number`` is never cut or wrapped.
    least
        Width of the screen from which on the column is shown.
    """

    title: str = ""
    kind: Literal["text", "number"] = "text"
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
        from rich.console import Console

        out = StringIO()
        console = Console(
            file=out,
            width=max(width, 20),
            force_terminal=color,
            color_system="standard" if color else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )
        for block in self.blocks:
            if isinstance(block, Line) and block.solid:
                console.print(_text(block), soft_wrap=True)
            else:
                console.print(_line(block) if isinstance(block, Line) else _table(block, width))
        return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


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

    shown = [
        i
        for i, column in enumerate(table.columns)
        if width >= column.least and any(row[i] for row in table.rows)
    ]
    titled = any(table.columns[i].title for i in shown)
    grid = Grid(box=None, show_header=titled, pad_edge=False, padding=(0, 2, 0, 0))
    widths = {i: _width(table, i) for i in shown}
    for i in shown:
        column = table.columns[i]
        if column.kind == "number":
            head = Text(" " * (widths[i] - cells(column.title)) + column.title)
            grid.add_column(head, no_wrap=True, min_width=widths[i])
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
