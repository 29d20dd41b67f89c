"""`pcf data` sources, check, diff, update and show, as a person calls them."""

import json
import shutil

import pytest

from pcf.location import data_root

SOURCE = data_root("datasets") / "background" / "pcf-open"


@pytest.fixture
def changed(tmp_path):
    """A copy of the embedded background with another emission of coal power."""
    folder = tmp_path / "changed" / "pcf-open"
    shutil.copytree(SOURCE, folder)
    table = folder / "electricity" / "exchanges.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(
        text.replace("emission,co2_fossil,0.848,", "emission,co2_fossil,0.8,"), encoding="utf-8"
    )
    return folder


def data(answer):
    return json.loads(answer.out)["data"]


def test_sources_and_one_of_them(pcf):
    listed = data(pcf("data", "sources", "--format", "json"))["sources"]
    assert len(listed) == 111
    assert "exchanges" not in listed[0]
    one = data(pcf("data", "sources", "MEE2025-47", "--format", "json"))["sources"][0]
    assert len(one["exchanges"]) == one["exchange_count"] > 50
    text = pcf("data", "sources", "MEE2025-47", "--lang", "zh").out
    assert "许可说明" in text
    assert pcf("data", "sources", "MEE2025-74").code == 2


def test_show_prints_how_each_figure_is_known(pcf):
    text = pcf("data", "show", "li2co3_spodumene").out
    for words in (
        "CN (ISO 3166-1)",
        "[KELLY21] published; lognormal pedigree 1,4,3,1,1,1",
        "range 60 .. 150 MJ; 39 % steam, 61 % kiln",
        "over the whole chain, by the weakest row on the way: published",
    ):
        assert words in " ".join(text.split())
    body = data(pcf("data", "show", "elec_grid_cn_fj", "--format", "json"))
    assert sum(body["outputs"][0]["weakest_tag"].values()) == pytest.approx(1.0)
    assert "CN-FJ (ISO 3166-2)" in pcf("data", "show", "elec_grid_cn_fj").out
    assert "region without an ISO code" in pcf("data", "show", "elec_grid_cn_nc").out


def test_check_of_the_embedded_background(pcf):
    answer = pcf("data", "check", "--format", "json")
    assert answer.code == 0
    body = data(answer)
    assert body["counts"]["error"] == 0
    assert [b["kind"] for b in body["balances"]] == ["mass", "carbon", "energy"]
    text = pcf("data", "check", "--lang", "zh").out
    assert "化学计量" in text
    assert "用 -v 全部显示" in text


def test_check_of_a_folder_with_a_fault(pcf, changed):
    table = changed / "minerals" / "exchanges.csv"
    text = table.read_text(encoding="utf-8")
    assert text.count("co2_fossil,0.683,") == 1
    table.write_text(text.replace("co2_fossil,0.683,", "co2_fossil,0.0683,"), encoding="utf-8")
    answer = pcf("data", "check", "--background", changed)
    assert answer.code == 1
    assert "error[DS051] process 'lime_quick_cn' has 0.0683 kg CO2/kg" in answer.out
    assert "pcf-open/minerals/exchanges.csv:" in answer.out
    (changed / "sources.csv").unlink()
    assert pcf("data", "check", "--background", changed).code == 1
    assert pcf("data", "check", "--background", "nowhere").code == 2


def test_diff_says_what_moved_and_why(pcf, changed):
    answer = pcf("data", "diff", "pcf-open", changed, "--gwp-set", "AR6", "--format", "json")
    assert answer.code == 1
    body = data(answer)
    first = body["changed"][0]
    assert first["process"] == "elec_coal_cn"
    assert first["own"] == pytest.approx(-0.048)
    assert first["own"] + first["upstream"] == pytest.approx(first["delta"])
    assert "terms" not in body["changed"][10]
    text = pcf("data", "diff", "pcf-open", changed, "--gwp-set", "AR5").out
    assert "co2_fossil 0.848 -> 0.8: -0.048" in text
    assert pcf("data", "diff", "pcf-open", "pcf-open", "--gwp-set", "AR6").code == 0


def test_diff_needs_a_factor_set_of_the_call_or_of_a_project(pcf, project):
    answer = pcf("data", "diff", "pcf-open", "pcf-open")
    assert answer.code == 2
    assert "error[DS069]" in answer.err
    answer = pcf("data", "diff", "pcf-open", "pcf-open", "-C", project)
    assert answer.code == 0
    assert "factors AR6" in answer.out


def test_update_with_the_same_content(pcf, project):
    before = (project / "pcf.lock").read_bytes()
    answer = pcf("data", "update", "-C", project, "--write")
    assert answer.code == 0
    assert "DS075" in answer.out
    assert (project / "pcf.lock").read_bytes() == before


def test_update_previews_and_moves_the_lock(pcf, project, changed):
    before = (project / "pcf.lock").read_bytes()
    call = ("data", "update", "-C", project, "--background", changed, "--format", "json")
    answer = pcf(*call)
    assert answer.code == 1
    body = data(answer)
    assert body["after"] < body["before"]
    assert sum(row["delta"] for row in body["rows"]) == pytest.approx(body["delta"], rel=1e-9)
    assert sum(root["value"] for root in body["roots"]) == pytest.approx(body["delta"], rel=1e-9)
    assert body["roots"][0]["process"] == "elec_coal_cn"
    assert (project / "pcf.lock").read_bytes() == before
    answer = pcf(*call, "--write")
    assert answer.code == 0
    assert data(answer)["written"]
    assert [f["code"] for f in json.loads(answer.out)["findings"]] == ["DS074"]
    # the installed content is another one now: calc refuses, update leads back
    assert pcf("calc", "-C", project).code == 2
    assert pcf("data", "update", "-C", project, "--write").code == 0
    assert (project / "pcf.lock").read_bytes() == before


def test_update_without_the_old_content_compares_nothing(pcf, project):
    lock = project / "pcf.lock"
    text = lock.read_text(encoding="utf-8")
    hash_ = text.split('sha256 = "')[1][:64]
    lock.write_text(text.replace(hash_, "0" * 64), encoding="utf-8")
    answer = pcf("data", "update", "-C", project, "--format", "json")
    assert answer.code == 1
    body = data(answer)
    assert body["before"] is None
    assert body["delta"] is None
    assert body["rows"] == []
    assert [f["code"] for f in json.loads(answer.out)["findings"]] == ["DS072"]
    answer = pcf("data", "update", "-C", project, "--from", SOURCE)
    assert answer.code == 2
    assert "error[DS073]" in answer.err


def test_update_of_a_project_without_lock(pcf, project):
    (project / "pcf.lock").unlink()
    answer = pcf("data", "update", "-C", project)
    assert answer.code == 2
    assert "error[DS071]" in answer.err
