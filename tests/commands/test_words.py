"""Every word that a screen shows exists in both languages."""

import ast
import tomllib
from pathlib import Path

import pytest

import pcf as package
from pcf.i18n import finding_catalogue, label_catalogue

PACKAGE = Path(package.__file__).parent
SOURCES = sorted([*PACKAGE.glob("commands/*.py"), *PACKAGE.glob("report/*.py")])
LABELS = label_catalogue()
CALLS = {"label": 0, "phrase": 0, "working": 0, "message_page": 0}


def used_keys():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS and node.args:
                for key in ast.walk(node.args[0]):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield source.name, key.value
            for keyword in node.keywords:
                if keyword.arg in ("help", "rich_help_panel") and isinstance(
                    keyword.value, ast.Constant
                ):
                    yield source.name, keyword.value.value


def test_every_key_in_code_is_a_label():
    prefixes = (
        "count_",
        "cause_",
        "tree_",
        "unit_",
        "kind_",
        "opt_",
        "example_",
        "exit_",
        "fact_",
        "decided_by_",
        "setting_",
        "group_",
        "schema_",
        "verify_pack_",
        "held_",
        "level_",
        "answer_",
        "request_short_",
        "sample_",
        "about_",
        "verdict_",
        "verify_",
        "verify_brought_",
        "verify_by_",
        "verify_signature_",
        "verify_state_",
        "verify_state_signature_",
        "tracking_",
        "weak_",
    )
    parts = ("_one",)
    missing = {
        (source, key)
        for source, key in used_keys()
        if key not in LABELS and key not in (*prefixes, *parts, "help", "")
    }
    assert missing == set()


def test_every_label_has_both_languages_and_the_same_places():
    import string

    for key, words in LABELS.items():
        assert set(words) == {"zh", "en"}, key
        places = [
            sorted({name for _, name, _, _ in string.Formatter().parse(words[lang]) if name})
            for lang in ("zh", "en")
        ]
        assert places[0] == places[1], key


def test_labels_can_be_shown_by_a_chinese_console():
    for key, words in LABELS.items():
        for text in words.values():
            text.encode("gbk")
            assert "\t" not in text, key


def test_every_verb_has_purpose_examples_and_exit_codes():
    verbs = [key.removeprefix("example_") for key in LABELS if key.startswith("example_")]
    for verb in verbs:
        assert f"help_{verb}" in LABELS
        assert f"exit_{verb}" in LABELS
        assert len(LABELS[f"example_{verb}"]["en"].strip().split("\n")) == 2


def test_every_finding_code_of_the_command_line_is_in_the_catalogue():
    import re

    for source in SOURCES:
        for code in re.findall(r'"(US\d{3})"', source.read_text(encoding="utf-8")):
            assert code in finding_catalogue()


@pytest.mark.parametrize("folder", ["labels", "findings"])
def test_no_word_and_no_code_stands_in_two_files(folder):
    """The file that is read later would win, silently."""
    places = {}
    for path in sorted((PACKAGE / "i18n" / folder).glob("*.toml")):
        for key in tomllib.loads(path.read_text(encoding="utf-8")):
            places.setdefault(key, []).append(path.name)
    assert {key: names for key, names in places.items() if len(names) > 1} == {}
