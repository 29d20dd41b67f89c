"""The list of terms is data with a source, and reads names the way a chemist would."""

import csv
import tomllib

import pytest

from pcf.background.match_terms import KIND_WEIGHT, load_terms, plain
from pcf.background.match_text import (
    cas_is_valid,
    cas_numbers,
    dry,
    forms,
    formulas,
)
from pcf.location import data_root

FOLDER = data_root("datasets") / "materials"


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", ["terms", "characters"])
def test_each_table_says_where_it_is_from(name):
    told = tomllib.loads((FOLDER / f"{name}.provenance.toml").read_text(encoding="utf-8"))
    assert told["file"] == f"{name}.csv"
    assert told["rows"] == len(rows(f"{name}.csv"))
    assert told["what"]
    assert told["derived"]
    assert told["licence"]


def test_each_term_has_a_kind_a_source_and_right_cas_numbers():
    found = rows("terms.csv")
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert row["kind"] in KIND_WEIGHT
        assert row["source"]
        assert row["zh"] or row["en"]
        for cas in filter(None, map(str.strip, row["cas"].split(";"))):
            assert cas_is_valid(cas), (row["id"], cas)


def test_cas_numbers_of_terms_agree_with_the_background(pcf_open):
    """A term that is the whole name of a flow has its CAS number, if both have one."""
    terms = load_terms()
    by_term = {}
    for cas, ids in terms.by_cas.items():
        for name in ids:
            by_term.setdefault(name, set()).add(cas)
    for flow in pcf_open.flows():
        strong = [f[1:] for f, w in forms(flow.name_en)[0].items() if f[0] == "=" and w > 1.0]
        if flow.cas and len(forms(flow.name_en)[0]) == 1 and len(strong) == 1:
            known = by_term.get(strong[0], set())
            assert not known or set(flow.cas.split()) & known, (flow.id, strong)


def test_traditional_characters_become_one_simplified_character():
    for row in rows("characters.csv"):
        assert len(row["traditional"]) == len(row["simplified"]) == 1
        assert row["traditional"] != row["simplified"]
        row["simplified"].encode("gb2312")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("聚偏氟乙烯", "PVDF"),
        ("polyvinylidene fluoride", "聚偏二氟乙烯"),
        ("鋁箔", "aluminum foil"),
        ("NCM811 前驅體", "NMC811 precursor"),
        ("PA 66", "Nylon 6.6"),
        ("N-Methyl-2-Pyrrolidone", "NMP"),
        ("硫酸鎳", "nickel sulphate"),
    ],
)
def test_names_of_one_thing_have_one_meaning(one, other):
    assert forms(one)[0] == forms(other)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("聚丙烯酸", "聚丙烯"),  # the acid is not the polyolefin
        ("氢氧化铝", "氧化铝"),
        ("碳酸氢钠", "碳酸钠"),
        ("NMC811", "NMC622"),
        ("PA6", "PA66"),
        ("合金", "金"),  # an alloy is not gold
        ("镍生铁", "生铁"),
    ],
)
def test_names_of_two_things_have_two_meanings(one, other):
    assert forms(one)[0] != forms(other)[0]


def test_a_weak_character_inside_a_word_is_part_of_the_word():
    assert forms("25kg袋")[0]["=weak_pack"] == KIND_WEIGHT["weak"]
    assert "=weak_pack" not in forms("手袋料")[0]


def test_plain_form():
    assert plain(" ＰＶＤＦ　粘結劑–Ａ ") == "pvdf 粘结剂-a"


def test_formulas_of_a_text():
    assert list(formulas("LiOH·H₂O 电池级 25kg袋 Ni(OH)2, CoSO4.7H2O")) == [
        "LiOH.H2O",
        "Ni(OH)2",
        "CoSO4.7H2O",
    ]
    assert dry("CoSO4.7H2O") == "CoSO4"


def test_cas_numbers_of_a_text():
    assert cas_numbers("LiOH (1310–66–3), 99 % 2024-01-15") == ("1310-66-3",)
    assert cas_numbers("order 12-1310-66-3") == ()
