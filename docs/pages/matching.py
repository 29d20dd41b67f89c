"""``docs/matching.md``: search and matching, with the precision measured on labelled names."""

from __future__ import annotations

import csv
from pathlib import Path

from pages.text import page, table

NAME = "matching.md"
_RECORD = Path(__file__).resolve().parents[2] / "tests" / "background" / "labelled" / "recorded.csv"
_KINDS = {
    "name_zh": "中文名 / the Chinese name as it is",
    "name_en": "英文名 / the English name alone",
    "traditional": "繁体 / traditional characters",
    "supplier_zh": "供应商写法 / Chinese name with grade, size, packing, part number",
    "supplier_en": "the same in English",
    "supplier_zh_cas": "供应商写法加CAS号 / the same with a CAS number beside it",
    "reordered": "词序变动 / English words in another order",
    "typo_zh": "中文错字 / one sign lost, swapped or confused",
    "typo_en": "one letter lost, doubled, swapped or replaced",
    "abbreviation": "缩写、俗称 / abbreviations and trade names",
    "formula": "化学式 / formula and packing",
    "cas_only": "仅CAS号 / CAS number and nothing else",
}

INTRO = """# Search and matching

查找数据集，为物料清单逐行推荐数据集。推荐从不替人决定：决定列总是空的，由人填写后读回。

`pcf data search` finds datasets by name in Chinese (simplified or traditional) or English, CAS
number, formula, synonym, abbreviation, id or place, also when a word is mistyped.
`pcf data match` does the same for every row of a bill of materials and writes a table to review.
**It decides nothing.**

```
pcf data match bom.xlsx --location CN -o review.xlsx      # propose
pcf data match --confirm review.xlsx -C my-pack --by "Li Wei"   # read decisions back
```"""

HOW = """## How a row is matched

1. The file may be .xlsx or .csv (UTF-8 or GB18030). The header is looked for in the first 30
   rows; columns of name, second name, part number, CAS number, amount, unit and place are known
   by usual headers in both languages, `用量(kg)` also states the unit. `--name-column` and its
   sisters name a column by header or letter. What was read is printed.
2. A name is compared in two forms: as written (words, numbers with their neighbour, pairs of
   Chinese characters) and by meaning, where every word of `datasets/materials/terms.csv` stands
   for its term, so that PVDF, 聚偏氟乙烯 and polyvinylidene fluoride are one. Traditional
   characters become simplified ones (`characters.csv`). Words of grade, packing and trade hardly
   count.
3. With *m* the weight that query and name share and *q*, *n* what each has alone, the score is
   `m/(m+0.5q+0.35n)`; rare words weigh more than common ones (`ln(1 + N / n)`).
4. A CAS number that agrees raises the score (`1 - (1 - s)(1 - 0.6)`), another one lowers it. A
   wrong check digit is a finding; one digit off is read as the nearest known number, and said.
5. Small factors put the rest in order: default supplier of the flow before others, reference
   product before co-product, unit that converts (0.85 when it does not), place (`--location`, at
   most 4 %).
6. At most three proposals are made, at most two of one flow, none below 0.45.

Each proposal states its score, its reason (name, synonym, CAS number, formula, words read instead
of mistyped ones), place and year, and whether the unit converts.

## What happens to decisions

The decision column takes the number of a proposal (1, 2, 3), a dataset (`bg:DATASET`) or `none`.
`--confirm` writes nothing while one of them is wrong. Rows of the project's own tables
(`model/bom.csv` …) are decided in `pcf.lock`, as by `pcf data lock`; other names go into
`model/matches.csv` with the one who decided, and are proposed first, with score 1 and the reason
*confirmed before*, whenever they turn up again. `model/matches.csv` has no influence on any
number."""

NUMBERS = """## How right it is

Measured by `tests/background/test_match_precision.py` on {materials} labelled materials and parts
of lithium-ion packs, each written in several ways by a fixed rule: {rows} rows. A test fails when
a share falls by more than one percentage point.

- **Proposed**: rows with a proposal. **First right**: of these, the first proposal is the
  expected dataset. **In three**: of all rows, one of the three proposals is.
- **Same good**: the same, counting any dataset of the same good. pcf-open holds some goods twice
  (a general chemical and one of the battery chain, several routes, a name mapping); which of them
  is meant is for a person to say, no name tells it. That is most of the difference between the
  two pairs of columns.
"""

LIMITS = """## What these numbers do not say

- The names are those of the database or near them, by the same authors; a bill of materials from
  elsewhere will do worse, most of all with in-house codes and brand names.
- Abbreviations of the test were written before the list of terms, but by the same hand. The
  weights were chosen while these rows were looked at; there is no second, unseen set. Rows of the
  test are not entered as synonyms.
- A CAS number alone does not tell forms of a substance apart: 7782-42-5 stands for a dozen
  graphite products, 7440-50-8 for cathode, foil and strip. Elements and mixed hydroxides are most
  of the misses there.
- For materials that the database does not have ({absent_rows} names of {absent} materials, e.g.
  mica, solder paste, citric acid) {false} % of the names still get a proposal, with scores up to
  about 0.75. Every one of them is wrong. **A proposal is no evidence that a fitting dataset
  exists.**
- The same sign often makes two salts: 氢氧化纳 may be sodium, lithium or calcium hydroxide. Such
  names give several proposals of equal score."""


def build() -> str:
    """Give the text of the page."""
    with _RECORD.open(encoding="utf-8", newline="") as stream:
        found = {row["kind"]: row for row in csv.DictReader(stream)}
    absent = found.pop("absent")
    head = ("written as", "rows", "proposed", "first right", "in three", "first: same good",
            "three: same good")  # fmt: skip
    shares = ("coverage", "precision", "recall", "precision_good", "recall_good")
    lines = [
        (_KINDS[kind], row["rows"], *(f"{100 * float(row[share]):.1f} %" for share in shares))
        for kind, row in sorted(found.items(), key=lambda item: list(_KINDS).index(item[0]))
    ]
    numbers = NUMBERS.format(
        materials=found["name_zh"]["rows"], rows=sum(int(row["rows"]) for row in found.values())
    )
    limits = LIMITS.format(
        absent_rows=absent["rows"],
        absent=int(absent["rows"]) // 2,
        false=f"{100 * float(absent['coverage']):.0f}",
    )
    return page(INTRO, HOW, numbers, table(head, lines, right=range(1, 7)), limits)
