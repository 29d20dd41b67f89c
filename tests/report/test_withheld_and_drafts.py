"""A sheet is withheld while findings stand; a draft says so; a missing field is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from filled_pack import PACK, filled

from pcf.api import Project
from pcf.commands import main
from pcf.documents.run import Order, report_project
from pcf.errors import UsageError
from pcf.model import StudyValue


@pytest.fixture
def pcf(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        code = main([str(word) for word in (*words, "-C", PACK)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_withheld_writes_nothing(pcf, tmp_path) -> None:
    out = tmp_path / "sheet.html"
    code, told, _ = pcf("report", "--as", "eu-battery", "--lang", "en", "-o", out,
                        "--figures", tmp_path / "figures")  # fmt: skip
    assert code == 1
    assert list(tmp_path.iterdir()) == []
    assert told.startswith("eu-battery eu: withheld")
    assert "error[RP020]" in told
    assert "error[EUB034]" in told
    assert "'address of the manufacturer" in told or "address of the manufacturer'" in told


def test_a_draft_is_watermarked_and_lists_what_stands_against_it(pcf, tmp_path) -> None:
    for lang, mark in (("en", "DRAFT"), ("zh", "草稿")):
        out = tmp_path / f"{lang}.html"
        code, _, _ = pcf("report", "--as", "eu-battery", "--lang", lang, "--draft", "-o", out)
        assert code == 0
        html = out.read_text(encoding="utf-8")
        assert f'<div class="watermark" aria-hidden="true"><span>{mark}</span>' in html
        for code in ("RP011", "EUB034", "EUB033", "EUB029", "EUB068"):
            assert code in html
        _, text, _ = pcf("report", "--as", "eu-battery", "--lang", lang, "--draft", "--format",
                         "md")  # fmt: skip
        assert text.count(f"**{mark}**") == 2


def test_json_says_withheld(pcf) -> None:
    code, out, err = pcf("report", "--as", "miit", "--format", "json")
    data = json.loads(out)["data"]
    assert (code, err) == (1, "")
    assert data["withheld"]
    assert data["numbers"] == []
    assert data["values"]["total"]["value"] > 0


def test_figures_go_to_files(pcf, tmp_path) -> None:
    code, out, err = pcf("report", "--as", "gbt24067", "--lang", "en", "--draft", "--figures",
                         tmp_path / "svg")  # fmt: skip
    assert code == 0
    assert (tmp_path / "svg" / "gbt24067-stages.en.svg").is_file()
    assert "![Carbon footprint by stage](svg/gbt24067-stages.en.svg)" in out
    assert "wrote " in err


def without(clean, key, value=None):
    """Give the filled project with one statement taken out, or replaced."""

    class Less(type(clean)):
        def __init__(self) -> None:
            self.__dict__.update(clean.__dict__)

        def calculate_target(self, id):
            result = clean.calculate_target(id)
            solved = result.footprint.solved
            study = {k: v for k, v in solved.linked.model.study.items() if k != key}
            if value is not None:
                study[key] = StudyValue(value)
            model = replace(solved.linked.model, study=study)
            context = replace(solved, linked=replace(solved.linked, model=model))
            return replace(result, footprint=replace(result.footprint, context=context))

    return Less()


@pytest.mark.parametrize(
    ("kind", "key", "heading"),
    [
        ("eu-battery", "eu.manufacturer", "制造商 / manufacturer"),
        ("eu-battery", "eu.doc_id",
         "欧盟符合性声明编号 / number of the EU declaration of conformity"),
        ("eu-battery", "eu.public_study",
         "研究报告公开版本的网址 / web link to the public version of the study"),
        ("miit", "battery.cycle_life_test", "循环寿命试验标准 / standard of the cycle-life test"),
        ("miit", "declaration.verifier", "第三方核查机构 / third-party verifier"),
        ("gbt24067", "review.verified", "经核查 / verified"),
        ("gbt24067", "report.date", "日期 / date"),
    ],
)  # fmt: skip
def test_a_missing_field_is_named_with_heading_and_key(clean, kind, key, heading) -> None:
    made = report_project(without(clean, key), Order(kind))
    assert made.document is None
    [found] = made.blocking
    assert (found.code, found.node) == ("RP010", key)
    assert found.message("en") == f"'{heading}' is empty: study.toml has no {key}"
    assert str(found.location) == f"study.toml [{key}]"


def test_not_applicable_is_no_content_of_a_mandatory_field(clean) -> None:
    made = report_project(without(clean, "eu.doc_id", "n/a: none yet"), Order("eu-battery"))
    [found] = made.blocking
    assert found.code == "RP011"


@pytest.mark.parametrize("text", ["study.pdf", "javascript:alert(1)", "https://", "ftp://a/b"])
def test_a_study_link_has_to_be_of_the_web(clean, text) -> None:
    made = report_project(without(clean, "eu.public_study", text), Order("eu-battery", draft=True))
    assert [f.code for f in made.blocking] == ["RP012"]
    assert 'href="javascript' not in made.to_html()


@pytest.mark.parametrize("kind", ["eu-battery", "miit", "gbt24067"])
def test_nothing_stands_against_the_filled_project(report, kind) -> None:
    made = report(kind)
    assert made.blocking == ()
    assert made.document.mark == ""
    assert 'watermark"' not in made.to_html()


@pytest.mark.parametrize("kind", ["eu-battery", "miit", "gbt24067"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sheet_claims_conformity(report, kind, lang) -> None:
    text = report(kind, lang).to_markdown()
    for words in (
        "conforms",
        "complies",
        "compliant",
        "in conformity",
        "符合GB",
        "符合法规",
        "符合本",
    ):
        assert words not in text


def test_the_target_has_to_fit(clean) -> None:
    def refused(*order) -> str:
        with pytest.raises(UsageError) as caught:
            report_project(clean, Order(*order))
        [found] = caught.value.findings
        return found.code

    assert refused("eu-battery", ("gbt24067",)) == "RP003"
    assert refused("eu-battery", ("eu", "miit")) == "RP005"
    assert refused("reconciliation", ("eu",)) == "RP004"
    assert refused("eu-batery") == "US034"
    assert refused("eu-battery", ("nowhere",)) == "TG027"


def test_no_target_or_several(tmp_path) -> None:
    folder = filled(tmp_path / "pack")
    settings = folder / "pcf.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("[target.miit]", '[target.other]\nrules = "gbt24067"\n[target.miit]'),
        encoding="utf-8",
    )
    with pytest.raises(UsageError) as caught:
        Project.load(folder).report("gbt24067")
    assert [f.code for f in caught.value.findings] == ["RP002"]
    settings.write_text(text.partition("[target.gbt24067]")[0], encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Project.load(folder).report("miit")
    assert [f.code for f in caught.value.findings] == ["RP001"]
