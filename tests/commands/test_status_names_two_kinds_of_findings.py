"""`pcf status` tells findings on the data apart from clauses of rules."""

from __future__ import annotations

import pytest

from pcf.i18n import label, phrase


@pytest.mark.parametrize(
    ("lang", "title", "counts"),
    [
        ("en", "data and calculation", "0 errors, 3 warnings (clauses of rules: below)"),
        ("zh", "数据与计算", "0个错误，3个警告（规则条款见下）"),
    ],
)
def test_the_line_says_what_it_counts(lang: str, title: str, counts: str) -> None:
    assert label("open_findings", lang) == title
    assert phrase("open_are", lang, errors=0, warnings=3, judgements=0) == counts


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "clauses to judge: 26"), ("zh", "须判断的条款26条")]
)
def test_answers_that_are_missing_are_called_clauses(lang: str, word: str) -> None:
    told = phrase("status_missing_are", lang, required=1, evidence="5 %", open=26)
    assert word in told
    assert word in phrase("status_missing_unknown", lang, open=26)
