"""Search finds a dataset by what people type: either script, synonyms, formulas, slips."""

import pytest

from pcf.background.search import search


def first(background, query):
    hit = search(background, query, limit=1)[0]
    return hit.flow, hit.reason


@pytest.mark.parametrize(
    ("query", "flow"),
    [
        ("六氟磷酸鋰", "lipf6"),
        ("氫氧化鈉", "sodium_hydroxide"),
        ("矽鋼", "steel_electrical"),
        ("烧碱", "sodium_hydroxide"),
        ("caustic soda", "sodium_hydroxide"),
        ("聚偏二氟乙烯", "pvdf"),
        ("PVDF", "pvdf"),
        ("NMP溶剂", "nmp"),
        ("nylon 66", "pa66"),
        ("PA 66", "pa66"),
        ("aluminum oxide", "alumina"),
        ("sulphuric acid", "sulfuric_acid"),
        ("LiPF₆", "lipf6"),
        ("H2SO4", "sulfuric_acid"),
        ("LiOH·H2O 电池级 25kg袋", "lioh_h2o"),
        ("NCM811前驱体 D50-10um", "pcam_nmc811"),
        ("鈷酸鋰電池 NCM811 前驅體", "pcam_nmc811"),
        ("LFP 正极材料", "lfp_cam"),
        ("polyvinylidenefluoride", "pvdf"),
        ("litium carbonat", "lithium_carbonate"),
        ("六氟磷酸理", "lipf6"),
        ("碳酸锂 554-13-2", "lithium_carbonate"),
        ("554–13–2", "lithium_carbonate"),
    ],
)
def test_other_words(pcf_open, query, flow):
    found = first(pcf_open, query)[0]
    cas = pcf_open.flow(flow).cas
    assert found == flow or (cas and pcf_open.flow(found).cas == cas)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("烧碱", "synonym"),
        ("氢氧化钠", "flow"),
        ("NaOH", "formula"),
        ("1310-73-2", "cas"),
        ("1310-73-3", "like 1310-73-2"),  # the check digit of 1310-73 is 2
        ("elec_grid_cn", "id"),
        ("sodum hydroxyde", "like sodium hydroxide"),
    ],
)
def test_the_reason_says_where_the_query_was_met(pcf_open, query, reason):
    assert first(pcf_open, query)[1] == reason


def test_a_valid_cas_number_of_another_substance_finds_nothing(pcf_open):
    assert search(pcf_open, "50-78-2") == []  # acetylsalicylic acid


def test_a_good_that_only_the_list_of_terms_knows_is_no_good_of_the_background(pcf_open):
    top = search(pcf_open, "氟代碳酸乙烯酯", limit=1)[0]  # FEC; ethylene carbonate is another thing
    assert top.score < 0.6


def test_a_name_in_full_beats_parts_of_it(pcf_open):
    hits = search(pcf_open, "碳酸锂")
    assert hits[0].score > 0.95
    scores = {hit.flow: hit.score for hit in hits}
    assert scores.get("lithium_fluoride", 0) < hits[0].score - 0.2


@pytest.mark.parametrize(
    "query", ["(", "【】", "=", "\x00", "a" * 5000, "锂" * 3000, "-" * 50, "%_"]
)
def test_odd_queries_do_no_harm(pcf_open, query):
    assert len(search(pcf_open, query, limit=3)) <= 3


def test_same_query_same_answer(pcf_open):
    assert search(pcf_open, "石墨") == search(pcf_open, "石墨")
