"""Prose of people in a study report: where it stands, what is missing, what is refused."""

from __future__ import annotations

import pytest
from study_kit import copied, headings, small, words

from pcf.api import Project
from pcf.documents.document import Heading, Items, Link, Paragraph, Table, plain_text
from pcf.documents.study.prose import prose
from pcf.project.digest import stamp
from pcf.project.report_texts import PIECES, ReportText, read_report_texts


@pytest.fixture(scope="module")
def cement(tmp_path_factory):
    """A copy of the cement example to which files are added."""
    return copied("cement", tmp_path_factory.mktemp("texts") / "cement")


@pytest.fixture
def write(cement):
    """Write files of the report for one test."""
    made = []

    def put(**files: str | bytes):
        for name, text in files.items():
            path = cement / "report" / f"{name.replace('__', '.').replace('_', '-')}.md"
            made.append((path, path.read_bytes() if path.exists() else None))
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return cement

    yield put
    for path, before in made:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


def made_of(folder, lang="en"):
    return Project.load(folder).report("study", lang=lang, draft=True)


def found(report, code):
    return [f for f in report.findings if f.code == code]


def test_prose_stands_under_its_heading_in_each_language(write):
    folder = write(goal__zh="目的甲。", goal__en="Purpose A.")
    for lang, text, other in (("zh", "目的甲。", "Purpose A."), ("en", "Purpose A.", "目的甲。")):
        blocks = made_of(folder, lang).document.blocks
        at = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text[:3] == "1.1")
        assert plain_text(blocks[at + 1].content) == text
        assert other not in words(made_of(folder, lang).document)


def test_a_missing_part_is_named_in_both_languages_and_blocks(tmp_path):
    folder = small(tmp_path, [{"flow": "co2_fossil", "amount": 1}])
    report = Project.load(folder).report("study")
    assert report.document is None
    missing = found(report, "RP030")
    needed = {f"report.{p.id}" for p in PIECES if p.required in ("always", "use")}
    assert {f.node for f in missing} == needed
    goal = next(f for f in missing if f.node == "report.goal")
    assert goal.level == "error"
    assert str(goal.location) == "report/goal.zh.md"
    assert goal.message("en") == (
        "'预期用途、理由与受众 / Intended application, reasons and audience' has no text: "
        "there is no report/goal.zh.md / report/goal.en.md, and study.toml lacks "
        "goal.application, goal.reason, goal.audience"
    )
    assert "预期用途、理由与受众 / Intended" in goal.message("zh")


def test_a_part_written_in_the_other_language_only_is_shown_with_a_warning(write):
    folder = write(use__en="", consistency__zh="只有中文。")
    told = found(made_of(folder, "en"), "RP032")
    assert [(f.node, f.level) for f in told] == [("report.consistency", "warning")]
    assert told[0].message("en").endswith("is written as report/consistency.zh.md only; "
                                          "the report shows it as it is")  # fmt: skip
    text = words(made_of(folder, "en").document)
    assert "available in the other language only" in text
    assert "只有中文。" in text
    assert found(made_of(folder, "zh"), "RP032") == []


def test_comments_alone_are_nothing_written(write):
    folder = write(goal__zh="<!-- 目的\n\n写在这里 -->\n", goal__en="<!-- open")
    texts = read_report_texts(folder)
    assert texts.of("goal", "zh") is None
    assert texts.of("goal", "en") is None
    assert "演示如何录入" in words(made_of(folder, "zh").document)  # study.toml stands in


def test_a_file_that_is_no_part_is_named_with_the_nearest(write):
    told = read_report_texts(write(gaol__en="x", goal__fr="y")).findings
    assert [(f.code, f.observed, f.suggestion) for f in told] == [
        ("RP031", "gaol.en.md", "goal.en.md"),
        ("RP031", "goal.fr.md", "goal.zh.md"),
    ]


def test_a_file_that_is_too_large_or_no_text_is_refused(write):
    big = read_report_texts(write(goal__en="x" * (256 * 2**10 + 1))).findings
    assert [(f.code, str(f.location)) for f in big] == [("IO004", "report/goal.en.md")]
    broken = read_report_texts(write(goal__en=b"a\x00b")).findings
    assert [(f.code, f.level) for f in broken] == [("IO005", "error")]


def test_prose_is_part_of_the_project_digest(write, cement):
    before = stamp(cement, "cement").digest
    after = stamp(write(goal__en="Another purpose."), "cement").digest
    assert after != before


def test_prose_does_not_change_the_result(write, cement):
    total = Project.load(cement).calculate().total
    assert Project.load(write(goal__en="# 9999\n\n| a |\n|---|\n| 1 |")).calculate().total == total


def read(text):
    return prose(ReportText("goal", "en", text, "report/goal.en.md"))


def test_markdown_becomes_neutral_blocks():
    text = (
        "# Head *one*\n\nA **bold** `word` and [a page](https://example.org/a?b=1).\nNext line\n\n"
        "- one\n- two\n  - deep\n\n1. first\n2. second\n\n> quoted\n\n"
        "| a | b |\n|---|---|\n| 1 | x *y* |\n\n    code\n"
    )
    blocks, findings = read(text)
    assert findings == []
    assert blocks == [
        Heading(4, "Head one"),
        Paragraph(("A bold word and ", Link("https://example.org/a?b=1"), " a page. Next line")),
        Items((("one",), ("two",), ("– ", "deep"))),
        Items((("first",), ("second",)), ordered=True),
        Paragraph(("quoted",), "note"),
        blocks[5],
        Paragraph(("code",)),
    ]
    assert isinstance(blocks[5], Table)
    assert [c.title for c in blocks[5].columns] == ["a", "b"]
    assert [[plain_text(c) for c in r.cells] for r in blocks[5].rows] == [["1", "x y"]]


def test_raw_html_is_text_and_script_links_are_none():
    blocks, _ = read("<b>x</b> & <script>alert(1)</script>\n\n[go](javascript:alert(1))")
    assert plain_text(blocks[0].content) == "<b>x</b> & <script>alert(1)</script>"
    assert not [p for b in blocks for p in b.content if isinstance(p, Link)]


def test_a_picture_is_left_out_and_named_with_its_line():
    blocks, findings = read("one\n\ntwo ![alt](secret.png) three")
    assert plain_text(blocks[1].content) == "two  three"
    assert [(f.code, str(f.location), f.observed) for f in findings] == [
        ("RP033", "report/goal.en.md:3", "secret.png")
    ]


def test_markup_of_prose_is_escaped_in_the_page(write):
    html = made_of(write(goal__en="<img src=x onerror=alert(1)> ok")).to_html()
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; ok" in html


def test_the_examples_have_every_text_in_both_languages():
    for name in ("lfp-pack", "cement"):
        from study_kit import EXAMPLES

        texts = read_report_texts(EXAMPLES / name)
        assert not texts.findings
        pieces = {piece for piece, _ in texts.texts}
        assert len(pieces) >= 10
        assert len(texts.texts) == 2 * len(pieces)


def test_a_new_project_has_places_for_prose_and_they_count_as_empty(tmp_path):
    from pcf.documents.study.hints import hint_files

    for file, text in hint_files().items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    texts = read_report_texts(tmp_path)
    assert len(hint_files()) == 16
    assert (dict(texts.texts), list(texts.findings)) == ({}, [])


def test_headings_of_prose_do_not_disturb_the_numbers(write):
    folder = write(goal__en="# Why\n\ntext\n\n## More\n\ntext")
    told = headings(made_of(folder).document)
    assert told[told.index("Why") - 1].startswith("1.1")
    assert "1.2  Communication and comparison" in told
