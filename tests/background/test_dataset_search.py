"""Search finds a dataset by what people type."""

import pytest

from pcf.background.search import search


@pytest.mark.parametrize(
    "query",
    [
        "氢氧化钠",
        "NaOH",
        "naoh",
        "1310-73-2",
        "sodium hydroxid",
        "Hydroxide SODIUM",
        "sodum hydroxyde",
    ],
)
def test_caustic_soda(pcf_open, query):
    hit = search(pcf_open, query)[0]
    assert (hit.process, hit.flow, hit.unit) == ("chlor_alkali_cn", "sodium_hydroxide", "kg")
    assert hit.name_zh
    assert hit.location == "CN"


def test_what_was_read_instead_is_said(pcf_open):
    assert search(pcf_open, "sodum hydroxyde")[0].reason == "like sodium hydroxide"
    assert search(pcf_open, "1310-73-2")[0].reason == "cas"


def test_an_id_is_found_first(pcf_open):
    assert search(pcf_open, "elec_grid_cn")[0].process == "elec_grid_cn"
    assert search(pcf_open, "lfp_solid_state")[0].score > 0.9


@pytest.mark.parametrize("query", ["福建", "grid fujian", "FUJIAN grid", "CN-FJ"])
def test_place(pcf_open, query):
    assert search(pcf_open, query)[0].process == "elec_grid_cn_fj"


def test_coproducts_come_after_reference_products(pcf_open):
    hits = search(pcf_open, "sulfuric acid")
    own = [hit.flow for hit in hits if hit.reason != "coproduct"]
    assert hits[0].process == "sulfuric_acid_s_cn"
    assert "sulfuric_acid" in own
    by_process = {hit.process: hit for hit in hits if hit.flow == "sulfuric_acid"}
    assert by_process["copper_cathode_cn"].reason == "coproduct"
    assert ("sulfuric_acid_s_cn", "steam") not in {(hit.process, hit.flow) for hit in hits}


def test_nothing_fits(pcf_open):
    assert search(pcf_open, "xyzzy") == []
    assert search(pcf_open, "") == []
    assert search(pcf_open, " - ") == []


def test_limit_and_order(pcf_open):
    hits = search(pcf_open, "electricity", limit=7)
    assert len(hits) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_full_width_letters(pcf_open):
    assert search(pcf_open, "ＮａＯＨ")[0].process == "chlor_alkali_cn"
