"""Words of the findings that the reader makes: both languages, the same parameters, no scolding."""

from __future__ import annotations

import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import pcf.project

FAMILIES = ("IO", "ID", "UN", "NU", "MB", "AL", "EL", "TR", "DQ", "GR", "US", "AL-circular")
CODE = re.compile(r'"((?:IO|ID|UN|NU|MB|AL|EL|TR|DQ|GR|US)\d{3})"')


def entries(family):
    text = files("pcf.i18n").joinpath("findings", f"{family}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


ALL = {code: entry for family in FAMILIES for code, entry in entries(family).items()}


def names(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(ALL))
def test_entry_is_whole(code):
    entry = ALL[code]
    assert set(entry) == {
        "level", "title_zh", "title_en", "message_zh", "message_en", "help_zh", "help_en",
    }  # fmt: skip
    assert entry["level"] in ("error", "warning", "info")
    for part in ("title", "message", "help"):
        zh, en = entry[f"{part}_zh"], entry[f"{part}_en"]
        assert names(zh) == names(en)
        assert bool(zh) == bool(en)
        assert not re.search(r"[!！]|\bplease\b|请", zh + en)
    assert entry["message_zh"] != entry["message_en"]


def test_every_code_that_is_made_has_words_and_the_other_way_round():
    folder = Path(pcf.project.__file__).parent
    sources = [
        p.read_text(encoding="utf-8") for p in folder.glob("*.py") if p.name != "received.py"
    ]
    made = {code for text in sources for code in CODE.findall(text)}
    assert made == set(ALL)


def test_numbers_leave_room_for_the_graph():
    for family in ("GR", "AL", "EL", "TR", "DQ", "MB"):
        assert all(int(code[2:]) < 30 for code in entries(family))
