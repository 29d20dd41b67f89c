"""``pcf batch`` at the prompt: what is said, which files there are, exit codes."""

from __future__ import annotations

import json
import math

import pytest
from portfolio_kit import lines, portfolio, small, variants

from pcf.commands import main

PRODUCT = '[[product]]\nid = "s"\nproject = "s"\nvariants = "v.csv"\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PCF_LANG", "en")
    small(tmp_path / "s")
    variants(tmp_path / "v.csv", ("parameters.load",), [(f"v{n}", 1 + n) for n in range(30)])
    portfolio(tmp_path, PRODUCT)
    return tmp_path


def call(capsys, *words):
    capsys.readouterr()
    code = main(["batch", *words])
    return code, capsys.readouterr()


def test_it_says_how_results_spread_and_where_they_are(folder, capsys):
    code, said = call(capsys, "p.toml", "-o", "out")
    assert code == 0
    assert "test: 30 results" in said.out
    assert "30 results, 0 of them not computable; 30 were computed together" in said.out
    table = [line.split() for line in said.out.splitlines()]
    assert ["lowest", "3.5", "s", "·", "v0"] in table  # 3 x 1 + 0.5
    assert ["highest", "90.5", "s", "·", "v29"] in table
    assert "written: out/results.csv" in said.out
    code, said = call(capsys, "p.toml", "-o", "out")
    assert "30 results are taken over from an earlier run" in said.out


def test_without_o_the_folder_is_beside_the_portfolio(folder, capsys):
    assert call(capsys, "p.toml")[0] == 0
    assert len(lines(folder / "p-results")) == 30


def test_results_that_fail_are_counted_and_the_exit_code_says_so(folder, capsys):
    rows = [("good", 1), ("minus", -1), ("words", "1,5")]
    variants(folder / "v.csv", ("parameters.load",), rows)
    code, said = call(capsys, "p.toml", "-o", "out", "--format", "json")
    assert code == 1
    body = json.loads(said.out)
    assert body["status"] == "findings"
    assert [item["code"] for item in body["findings"]] == ["BA026"]
    assert body["data"]["codes"] == {"NU002": 1, "NU004": 1}
    assert [line["variant"] for line in body["data"]["failures"]] == ["minus", "words"]
    code, said = call(capsys, "p.toml", "-o", "out", "--lang", "zh")
    assert code == 1
    assert "3个结果中有2个不可计算" in said.out


def test_the_page_is_whole_and_counts_what_it_shows(folder, capsys):
    rows = [(f"v{n}", 1 + n) for n in range(60)] + [("<b>", 1)]
    variants(folder / "v.csv", ("parameters.load",), rows[:-1])
    call(capsys, "p.toml", "-o", "out")
    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert "The first 50 results of 60" in page
    assert "The lowest 10 of 60" in page
    assert "前50个结果，共60个" in page  # the page speaks both languages
    assert "<svg" in page


def test_few_products_as_they_are_get_the_page_that_lays_them_side_by_side(folder, capsys):
    small(folder / "packs" / "a")
    small(folder / "packs" / "b")
    portfolio(folder, '[[products]]\nfolders = "packs/*"\n')
    _, said = call(capsys, "p.toml", "-o", "out")
    assert "written: out/products.html" in said.out
    page = (folder / "out" / "products.html").read_text(encoding="utf-8")
    assert "packs/a" in page


def test_parquet_holds_the_same_bits(folder, capsys):
    pq = pytest.importorskip("pyarrow.parquet", reason="extra pcf[parquet] is not installed")
    assert call(capsys, "p.toml", "-o", "out", "--as", "parquet")[0] == 0
    table = pq.read_table(folder / "out" / "results.parquet").to_pylist()
    for one, other in zip(table, lines(folder / "out"), strict=True):
        assert one["total"] == float(other["total"])
        assert one["number"] == int(other["number"])
        assert one["stage_end_of_life"] is None
        assert math.isclose(one["ledger_fossil"], one["total"])


def test_parquet_without_its_library_says_how_to_install_it(folder, capsys, monkeypatch):
    monkeypatch.setattr("pcf.portfolio.parquet.find_spec", lambda _: None)
    code, said = call(capsys, "p.toml", "-o", "out", "--as", "parquet")
    assert code == 2
    assert "IM043" in said.err
    assert "pip install 'pcf[parquet]'" in said.err
    assert not (folder / "out").exists()


def test_a_cluster_without_its_library_says_how_to_install_it(folder, capsys, monkeypatch):
    monkeypatch.setattr("pcf.portfolio.cluster.find_spec", lambda _: None)
    code, said = call(capsys, "p.toml", "-o", "out", "--cluster", "tcp://127.0.0.1:1")
    assert code == 2
    assert "BA024" in said.err
    assert "pip install 'pcf[cluster]'" in said.err


def test_progress_is_told_in_lines_when_asked_for(folder, capsys, monkeypatch):
    monkeypatch.setenv("PCF_PROGRESS", "lines")
    _, said = call(capsys, "p.toml", "-o", "out")
    assert "computing results" in said.err


def test_a_portfolio_that_is_not_there(folder, capsys):
    code, said = call(capsys, "q.toml")
    assert code == 2
    assert "error[BA001] there is no file 'q.toml'" in said.err


def test_a_file_where_the_folder_should_be(folder, capsys):
    (folder / "out").write_text("x", encoding="utf-8")
    code, said = call(capsys, "p.toml", "-o", "out")
    assert code == 2
    assert "error[BA011]" in said.err
    assert (folder / "out").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "--workers 4 and --cluster exclude each other"),
                        ("zh", "--workers 4与--cluster不能同时使用")],
)  # fmt: skip
def test_workers_of_this_machine_and_a_cluster_exclude_each_other(folder, capsys, lang, words):
    also = ("--workers", "4", "--cluster", "tcp://127.0.0.1:1", "--lang", lang)
    code, said = call(capsys, "p.toml", "-o", "out", *also)
    assert code == 2
    assert "BA028" in said.err
    assert words in said.err.replace("\n", " ")
    assert not (folder / "out").exists()
