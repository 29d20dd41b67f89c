"""``pcf report`` in every format: chosen by option or name of the file, the same numbers in all."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from filled_pack import PACK
from paper import in_order, texts

from pcf.commands import main
from pcf.documents.fonts import one_line, shown
from pcf.documents.markdown import escaped
from pcf.documents.written import FORMATS, format_of, write_all


@pytest.fixture
def pcf(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        code = main([str(word) for word in (*words, "-C", PACK)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory) -> Path:
    """The one-page declaration in all formats and both languages."""
    made = tmp_path_factory.mktemp("all")
    write_all(report("gbt24067", "zh"), made)
    return made


def test_all_writes_every_format_in_both_languages_with_figures(folder) -> None:
    assert sorted(p.name for p in folder.iterdir()) == [
        "figures",
        *(f"gbt24067.{lang}.{f}" for lang in ("en", "zh")
          for f in ("docx", "html", "md", "pdf", "xlsx")),
    ]  # fmt: skip
    assert sorted(p.name for p in (folder / "figures").iterdir()) == [
        f"gbt24067-stages.{lang}.{kind}" for lang in ("en", "zh") for kind in ("png", "svg")
    ]
    assert "(figures/gbt24067-stages.en.svg)" in (folder / "gbt24067.en.md").read_text("utf-8")


def test_every_format_of_both_languages_prints_the_same_numbers(folder, report) -> None:
    numbers = [n.text for n in report("gbt24067", "zh").document.numbers()]
    assert numbers == [n.text for n in report("gbt24067", "en").document.numbers()]
    assert len(numbers) > 20
    for lang in ("zh", "en"):
        name = f"gbt24067.{lang}"
        pdf = "".join(texts((folder / f"{name}.pdf").read_bytes()))
        assert in_order(pdf, [shown(text) for text in numbers]) == ""
        archive = zipfile.ZipFile(folder / f"{name}.docx")
        word = archive.read("word/document.xml").decode()
        assert in_order(word, [f">{escape(one_line(t))}" for t in numbers]) == ""
        text = (folder / f"{name}.md").read_text("utf-8")
        assert in_order(text, [escaped(number) for number in numbers]) == ""
        html = (folder / f"{name}.html").read_text("utf-8")
        assert in_order(html, [escape(number) for number in numbers]) == ""
        book = openpyxl.load_workbook(folder / f"{name}.xlsx")
        values = {c.value for sheet in book for row in sheet for c in row if c.data_type == "n"}
        held = {float(n) for n in numbers if n.replace(".", "").lstrip("-").isdigit()}
        # the total stands alone in the first sentence, with three digits
        assert held - {float(report("gbt24067", lang).values.rounded.total.text)} <= values


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_the_name_of_the_file_chooses_the_format(pcf, tmp_path) -> None:
    for name, start in (("a.PDF", b"%PDF"), ("b.docx", b"PK"), ("c.xlsx", b"PK")):
        code, out, err = pcf("report", "--as", "gbt24067", "--draft", "--lang", "en", "-o", name)
        assert (code, out) == (0, "")
        assert f"wrote {name}" in err
        assert (tmp_path / name).read_bytes().startswith(start)
    assert [format_of(Path(n)) for n in ("x.htm", "x.md", "x.markdown", "x.txt", "x")] == [
        "html", "md", "md", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx"])
def test_a_format_that_is_no_text_is_not_put_on_the_screen(pcf, format, tmp_path) -> None:
    code, out, err = pcf("report", "--as", "eu-battery", "--format", format, "--lang", "en")
    assert (code, out) == (2, "")
    assert f"error[US049] format '{format}' cannot be shown on the screen" in err
    assert f"-o eu-battery.{format}" in err
    assert list(tmp_path.iterdir()) == []


def test_all_and_one_file_exclude_each_other(pcf, tmp_path) -> None:
    code, _, err = pcf("report", "--as", "miit", "--all", "d", "-o", "x.pdf", "--lang", "en")
    assert code == 2
    assert "error[US050] '-o' cannot stand beside '--all'" in err
    assert list(tmp_path.iterdir()) == []


def test_a_withheld_report_writes_nothing_in_any_format(pcf, tmp_path) -> None:
    for words in (("-o", "x.pdf"), ("--all", "d"), ("--format", "docx", "-o", "y.docx")):
        code, out, _ = pcf("report", "--as", "eu-battery", "--lang", "en", *words)
        assert code == 1
        assert out.startswith("eu-battery eu: withheld")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("format", "module", "package"),
    [("pdf", "typst", "typst"), ("pdf", "pylopdf_fonts_zh_cn", "pylopdf-fonts-zh-cn"),
     ("docx", "docx", "python-docx")],
)  # fmt: skip
def test_a_missing_library_is_named_with_the_command_that_installs_it(
    pcf, monkeypatch, tmp_path, format, module, package
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    for words in (("-o", f"x.{format}"), ("--all", "d")):
        code, _, err = pcf("report", "--as", "gbt24067", "--draft", "--lang", "en", *words)
        assert code == 2
        assert f"error[IM043] {format} needs the library {package}" in err
        assert "pip install 'pcf[report]'" in err
    assert list(tmp_path.iterdir()) == []


def test_figures_without_the_library_are_svg_and_png_is_told_to_be_missing(
    pcf, monkeypatch, tmp_path
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _, err = pcf("report", "--as", "gbt24067", "--draft", "--lang", "en",
                       "--figures", "f", "--format", "md")  # fmt: skip
    assert code == 0
    assert [p.suffix for p in (tmp_path / "f").iterdir()] == [".svg"]
    assert "png needs the library typst: pip install 'pcf[report]'" in err


def test_json_of_all_formats_is_one_answer(pcf, tmp_path) -> None:
    code, out, err = pcf("report", "--as", "gbt24067", "--draft", "--all", "d", "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["data"]["as"] == "gbt24067"
    assert len(list((tmp_path / "d").iterdir())) == 11


def test_formats_of_the_program_are_those_of_the_verb() -> None:
    from pcf.commands.report import report

    assert report.formats == ("text", "json", *FORMATS)


def test_a_report_gives_its_formats_to_python(report) -> None:
    made = report("gbt24067", "zh")
    assert made.to_pdf().startswith(b"%PDF")
    assert zipfile.is_zipfile(io.BytesIO(made.to_docx()))
    assert openpyxl.load_workbook(io.BytesIO(made.to_xlsx())).sheetnames[0] == "目录"
