"""A Chinese report says values that the model or a rule enumerates in Chinese."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from study_kit import cells, study, table

import pcf.documents
from pcf.background.transport import transport_modes
from pcf.documents.document import Table
from pcf.documents.names import said_word, value_word
from pcf.i18n import label_catalogue
from pcf.model import method, process, product, stages
from pcf.rules.packs import registry

EXAMPLES = ("cement", "pv-module", "steel-bf-bof", "lfp-pack", "fertiliser-dap", "appliance")


def tables(name: str, lang: str = "zh") -> list[Table]:
    return [b for b in study(name, lang).document.blocks if isinstance(b, Table)]


def fact(name: str, title: str, lang: str = "zh") -> str:
    """The one content of a row of the tables of facts."""
    found = (b for b in tables(name, lang) if len(b.columns) == 2)
    [told] = {row[1] for found in found for row in cells(found) if row[0] == title}
    return told


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("cement", "结果交流方式", "内部"),
        ("cement", "结果类型", "部分产品碳足迹"),
        ("lfp-pack", "结果类型", "产品碳足迹"),
        ("cement", "自发电属性", "保留（未出售）"),
        ("lfp-pack", "使用情景来源级别", "有记录的实际使用"),
        ("lfp-pack", "产品类别", "锂离子电池"),
        ("steel-bf-bof", "自发电", "2"),
    ],
)
def test_a_value_is_said_in_chinese(name, title, told):
    assert fact(name, title) == told


def test_english_keeps_its_words():
    assert fact("cement", "communication", "en") == "internal"
    assert fact("cement", "kind of result", "en") == "partial CFP"


def enumerated() -> set[str]:
    """Words of the model, of the modes of transport, of families and of answers of studies."""
    modules = (method, process, product, stages)
    literals = [get_args(item) for module in modules for item in vars(module).values()]
    words = {word for words in literals for word in words if isinstance(word, str)}
    words |= {mode.id for mode in transport_modes()} | {"emission", "pcf"}
    groups = ("family ", "said ", "ref ")
    for key in label_catalogue():
        if key.startswith(groups):
            words.add(key.partition(" ")[2].rpartition(" ")[2] if key[0] == "s" else key[7:])
    return words | {"partial CFP", "documented use", "Annex A"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_cell_is_a_word_of_the_model(name):
    """The first cell of a row may be a name that people gave, and so is that of a scenario."""
    words = enumerated()
    assert {"road", "self", "kept", "internal", "cement", "contract", "mass"} <= words
    found = [
        (block.caption, row[0], cell)
        for block in tables(name)
        for row in cells(block)
        for cell in row[1:]
        if cell in words and re.search("[a-z]", cell) and row[0] != "项目情景"
    ]
    assert found == []


def test_transport_dataset_and_alternatives_are_worded():
    modes = {row[2] for row in cells(table(study("cement", "zh").document, "运输"))}
    assert modes == {"公路(重型货车)"}
    quality = cells(table(study("cement", "zh").document, "各行的数据质量"))
    assert {row[6] for row in quality} == {"排放"}
    cases = [row[:2] for row in cells(table(study("ethylene", "zh").document, "敏感性分析结果"))]
    assert ["分配替代", "steam_cracker: 能量"] in cases
    assert ["项目情景", "energy-allocation"] in cases
    later = [row[:2] for row in cells(table(study("appliance", "zh").document, "敏感性分析结果"))]
    assert ["使用阶段替代", "使用 +10 %"] in later
    assert ["生命末期替代", "闭环"] in later


def test_every_family_of_a_pack_has_a_word():
    families = {family for head in registry().heads.values() for family in head.families}
    assert len(families) > 10
    assert [f for f in families if value_word("family ", f, "zh") == f] == []


def known_answers() -> set[tuple[str, str]]:
    """Key and answer of every condition on what a study says; codes in capitals are no words."""
    found = set()
    for clause in (clause for pack in registry().packs() for clause in pack.clauses):
        params = (c for key in ("need", "where") for c in clause.params.get(key, ()))
        for condition in (*clause.when, *params):
            head, _, key = condition.field.partition(".")
            words = condition.words if head == "study" else ()
            found |= {
                (key, word) for word in words if f" {word}" in condition.text.replace("[", " ")
            }
    return {(key, word) for key, word in found if word not in ("yes", "no", "none")}


def test_every_answer_that_rules_know_by_a_word_has_one_where_it_is_printed():
    root = Path(pcf.documents.__file__).parent
    source = "".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))
    printed = {(key, word) for key, word in known_answers() if f'"{key}"' in source}
    assert ("goal.communication", "label") in printed
    assert {
        pair for pair in printed if re.match("[a-z]", pair[1]) and said_word(*pair, "zh") is None
    } == set()
