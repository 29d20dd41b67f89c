"""What is laid out without rich looks as rich lays it out, with and without colour."""

from __future__ import annotations

import random

import pytest

from pcf.report import page as pages
from pcf.report.page import Column, Line, Page, Table
from pcf.report.page_text import is_simple, wrapped

#: Without digits and closing marks: lines are not broken inside a number, nor before such a mark.
LETTERS = [*"abcdefgh XYZ  ()", *"中文排放（“–—·×²", " ", " "]
STYLES = ("", "bold", "dim", "red", "yellow", "green", "cyan", "bold red", "bold yellow")


def _text(rng: random.Random, most: int) -> str:
    return "".join(rng.choice(LETTERS) for _ in range(rng.choice([0, 1, 3, 10, most])))


def _words(rng: random.Random, most: int) -> str:
    sizes = [rng.randint(1, 18) for _ in range(rng.randint(0, most))]
    return " ".join("".join(rng.choice("abc中文（x") for _ in range(n)) for n in sizes)


def _line(rng: random.Random) -> Line:
    text = rng.choice([_text(rng, 120), _words(rng, 20)])
    return Line(text, rng.choice(STYLES), rng.choice([0, 2, 3, 8]), solid=rng.random() < 0.3)


def _table(rng: random.Random) -> Table:
    columns = tuple(
        Column(rng.choice(["", _text(rng, 8).strip()]), rng.choice(["text", "number"]))
        for _ in range(rng.randint(1, 5))
    )
    rows = tuple(
        tuple(
            rng.choice(["", "1.25", "12"]) if column.kind == "number" else _text(rng, 12)
            for column in columns
        )
        for _ in range(rng.randint(0, 5))
    )
    return Table(columns, rows, bold_last=rng.random() < 0.5, indent=rng.choice([0, 2, 4]))


@pytest.mark.parametrize("seed", range(20))
def test_every_block_looks_the_same(seed, monkeypatch):
    monkeypatch.setattr(pages, "squeezed_lines", lambda *_: None)  # keeps ids whole, unlike rich
    rng = random.Random(seed)
    for _ in range(15):
        block = _line(rng) if rng.random() < 0.5 else _table(rng)
        width, color = rng.choice([20, 30, 40, 80, 100]), rng.random() < 0.5
        by_rich = pages._drawn_by_rich(block, width, color=color)
        wanted = "\n".join(line.rstrip() for line in by_rich.split("\n"))
        assert Page([block]).render(width, color=color) == wanted


def test_a_page_of_lines_needs_no_rich(monkeypatch):
    monkeypatch.setattr(pages, "_drawn_by_rich", None)
    page = Page()
    page.line("错误[UN002] 单位“kg”不能用于以MJ计量的供应", "bold red")
    page.table((Column("a"), Column("n", "number")), (("x", "1"), ("yy", "10")), indent=0)
    assert (
        page.render(24) == "错误[UN002]\n单位“kg”不能用于以MJ计量\n的供应\na    n\nx    1\nyy  10\n"
    )


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("共占总量中的85.6 %的行", 14, ["共占总量中的", "85.6 %的行"]),
        ("evidence for 85.6 % of it", 17, ["evidence for ", "85.6 % of it"]),
        ("一二三四12345五", 10, ["一二三四", "12345五"]),
        ("警告12）。通过", 8, ["警告", "12）。通", "过"]),
        ("123456789012", 5, ["12345", "67890", "12"]),
    ],
)
def test_no_line_ends_inside_a_number(text, width, lines):
    assert wrapped(text, width) == lines


def test_ids_stay_whole_beside_a_text_that_is_wrapped():
    page = Page()
    page.table((Column(), Column()), [("miit-traction-battery", "pass 117, fail 19"), ("nev", "")])
    assert page.render(40) == (
        "  miit-traction-battery  pass 117, fail\n"
        "                         19\n"
        "  nev\n"
    )  # fmt: skip


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "\x1b[31m", "e\u0301", "👍"])
def test_what_is_unusual_is_left_to_rich(text):
    assert not is_simple(text)
