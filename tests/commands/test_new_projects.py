"""``pcf init``: examples and the template."""

import json

import pytest


def test_an_example_is_copied_and_locked(pcf, tmp_path):
    answer = pcf("init", "bottle", "--example", "paper-case")
    assert answer.code == 0
    assert (tmp_path / "bottle" / "pcf.lock").is_file()
    assert answer.out.startswith("created bottle (")
    assert answer.out.endswith("next: pcf check -C bottle\n")


def test_nothing_is_written_over(pcf, tmp_path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine", encoding="utf-8")
    for words in (["--example", "paper-case"], []):
        answer = pcf("init", "used", *words)
        assert answer.code == 2
        assert answer.err.startswith("error[US040] folder 'used' is not empty")
    assert [p.name for p in (tmp_path / "used").iterdir()] == ["mine.txt"]
    assert pcf("init", "used/mine.txt").code == 2


def test_an_empty_folder_may_be_used(pcf, tmp_path):
    (tmp_path / "empty").mkdir()
    assert pcf("init", "empty", "--example", "paper-case").code == 0


def test_the_language_asked_for_becomes_that_of_the_project(pcf, tmp_path):
    pcf("init", "a", "--example", "paper-case", "--lang", "zh")
    assert 'lang = "zh"' in (tmp_path / "a" / "pcf.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_has_every_method_key_and_chooses_none(lang, pcf, tmp_path):
    import tomllib

    answer = pcf("init", "new", "--lang", lang)
    assert answer.code == 0
    text = (tmp_path / "new" / "pcf.toml").read_text(encoding="utf-8")
    method = tomllib.loads(text)["method"]
    assert method == dict.fromkeys(
        ("gwp_set", "biogenic", "electricity", "end_of_life", "allocation"), ""
    )
    header = (tmp_path / "new" / "model" / "bom.csv").read_text(encoding="utf-8-sig")
    assert header.startswith("编号," if lang == "zh" else "id,")
    checked = pcf("check", "-C", "new", "--format", "json")
    assert checked.code == 1
    errors = [f for f in json.loads(checked.out)["findings"] if f["level"] == "error"]
    named = {f["location"]["column"] for f in errors if f["location"]["file"] == "pcf.toml"}
    assert named >= {"gwp_set", "biogenic", "electricity", "end_of_life"} or named >= {
        "method.gwp_set",
        "method.biogenic",
        "method.electricity",
        "method.end_of_life",
    }


def test_the_list_names_unit_and_boundary(pcf):
    lines = pcf("init", "--list").out.split("\n")
    assert lines[0].split() == [
        "example",
        "product",
        "product",
        "family",
        "unit",
        "system",
        "boundary",
    ]
    assert any(line.startswith("paper-case") and "1 piece" in line for line in lines)
