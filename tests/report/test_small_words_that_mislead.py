"""Counts of nothing, place holders, raw keys and bases that are not named: said as they are."""

from __future__ import annotations

import pytest
from study_kit import cells, copied, example, study, table, words

from pcf.documents.document import Document, Notice
from pcf.documents.run import Order, _noticed
from pcf.documents.study.addresses import explain_study
from pcf.documents.study.gather import gather
from pcf.findings import finding
from pcf.project.report_texts import read_report_texts


@pytest.mark.parametrize(
    ("lang", "title"),
    [("en", "Draft, not for use"), ("zh", "草稿，不得使用")],
)
def test_a_draft_without_errors_counts_none(lang, title):
    bare = Document(lang, "t", "k", "s", ())
    [notice] = _noticed(bare, (), (), Order("study", lang=lang, draft=True)).blocks
    assert isinstance(notice, Notice)
    assert notice.title == title
    assert "0" not in notice.text
    told = finding("RP044").message(lang)
    assert told == {"en": "draft: no error stands against it", "zh": "草稿：没有未决的错误"}[lang]


def test_a_file_that_only_holds_a_place_is_not_written(tmp_path):
    folder = copied("cement", tmp_path / "cement")
    for name, text in (
        ("use.en", "TODO\n"),
        ("goal.en", "# Goal\n\n- TBD.\n"),
        ("goal.zh", "待补充。\n"),
        ("limits.en", "To do better is planned.\n"),
    ):
        (folder / "report" / f"{name}.md").write_text(text, encoding="utf-8")  # fmt: skip
    texts = read_report_texts(folder)
    assert [texts.of(*key) for key in (("use", "en"), ("goal", "en"), ("goal", "zh"))] == [None] * 3
    assert texts.of("limits", "en") is not None
    assert [(f.code, str(f.location), f.observed) for f in texts.findings] == [
        ("RP045", "report/goal.en.md", "# Goal - TBD."),
        ("RP045", "report/goal.zh.md", "待补充。"),
        ("RP045", "report/use.en.md", "TODO"),
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_target_leaves_out_is_named(lang):
    document = study("lfp-pack", lang, "miit", "miit").document
    caption = {"en": "Rows and processes left out, with what they carried",
               "zh": "未计入的行与过程，及其原有数值"}  # fmt: skip
    found = cells(table(document, caption[lang]))
    model = example("lfp-pack").model
    process = next(p for p in model.processes if p.id == "use_losses")
    name = process.name_zh if lang == "zh" else process.name_en
    assert [row[0] for row in found] == [f"{name} (use_losses)"]


def test_the_basis_of_the_share_not_split_by_gas_is_named():
    text = words(study("appliance").document)
    assert "share not split by gas (of absolute contributions)" in text


@pytest.fixture(scope="module")
def cement():
    return gather(example("cement"))


@pytest.mark.parametrize(
    "address",
    ["count:rows/origin=xyz", "count:rows/stage=xyz", "count:rows/process=xyz",
     "share:rows/evidence=maybe", "count:clauses/pack=gbt24067;outcome=xyz"],
)  # fmt: skip
def test_a_count_of_what_no_item_can_be_is_refused(cement, address):
    assert explain_study(cement, address) is None


def test_a_count_of_what_could_be_and_is_not_is_zero(cement):
    for address in ("count:rows/stage=use", "count:links/kind=received",
                    "count:rows/origin=primary;evidence=yes"):  # fmt: skip
        assert explain_study(cement, address).value >= 0
