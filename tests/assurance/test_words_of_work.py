"""Findings on samples, papers, requests: each has words in both languages, and each is made."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import pcf
from pcf.assurance.request_fields import FIELDS, choices_of
from pcf.i18n import finding_catalogue, label_catalogue

ENTRIES = {code: e for code, e in finding_catalogue().items() if code.startswith("WP")}


def names(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(ENTRIES))
def test_entry_is_whole(code):
    entry = ENTRIES[code]
    for part in ("title", "message", "help"):
        zh, en = entry[f"{part}_zh"], entry[f"{part}_en"]
        assert names(zh) == names(en)
        assert bool(zh) == bool(en)
        assert not re.search(r"[!！]|\bplease\b|请(?!求)", zh + en)


def test_every_code_is_made_and_the_other_way_round():
    root = Path(pcf.__file__).parent
    rooms = [*(root / "assurance").glob("*.py"), *(root / "commands").glob("*.py")]
    rooms.append(root / "rules" / "checked_rows.py")
    texts = [path.read_text(encoding="utf-8") for path in rooms]
    made = {code for text in texts for code in re.findall(r'"(WP\d{3})"', text)}
    assert made == set(ENTRIES)


def test_every_field_asks_in_both_languages():
    words = label_catalogue()
    for field in FIELDS:
        for kind in ("ask", "expected", "short"):
            entry = words[f"request_{kind}_{field.key}"]
            assert names(entry["zh"]) == names(entry["en"])
            assert entry["zh"]
            assert entry["en"]
        # a drop-down list of a cell holds 255 characters
        assert len(",".join(choices_of(field.key))) < 255
