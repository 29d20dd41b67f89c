"""The parts of a study report that the reader knows are those of the page on the project folder."""

from __future__ import annotations

import re
from pathlib import Path

from pcf.project.report_texts import PIECES

PAGE = Path(__file__).parents[2] / "docs" / "project-folder.md"
NEEDED = {"always": "yes", "": "no", "coproducts": "with co-products",
          "electricity": "with electricity", "use": "with a use stage",
          "end_of_life": "with an end of life"}  # fmt: skip


def test_every_part_is_listed_with_its_keys():
    text = PAGE.read_text(encoding="utf-8").partition("## report/NAME.LANG.md")[2]
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (.+) \|$", text.partition("\n## ")[0], re.M)
    listed = {}
    for part, keys, needed in rows:
        found = re.findall(r"`([\w.]+)`", keys)
        first = found[0].partition(".")[0] if found else ""
        whole = tuple(f"{first}{key}" if key.startswith(".") else key for key in found)
        listed[part] = (whole, needed)
    assert listed == {p.id: (p.keys, NEEDED[p.required]) for p in PIECES}
