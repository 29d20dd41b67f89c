"""Files as spreadsheets write them: byte-order mark, GB18030, line ends; UTF-16 is refused."""

from __future__ import annotations

import pytest
from small_project import FILES, make_project

from pcf.project import read_project

BOM_TEXT = FILES["model/bom.csv"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_with_and_without_mark(tmp_path, encoding):
    reading = read_project(make_project(tmp_path, bom=BOM_TEXT.encode(encoding)))
    assert list(reading.findings) == []
    assert reading.model.exchanges[2].part == "腿"


def test_gb18030_is_read_and_said(tmp_path):
    reading = read_project(make_project(tmp_path, bom=BOM_TEXT.encode("gb18030")))
    assert reading.model.exchanges[2].part == "腿"
    (item,) = reading.findings
    assert (item.code, item.level, str(item.location)) == ("IO007", "info", "model/bom.csv")
    assert item.message("en") == "the file is not UTF-8; it was read as GB18030"
    assert item.message("zh") == "文件不是UTF-8，按GB18030读取"


def test_settings_in_gb18030(tmp_path):
    reading = read_project(make_project(tmp_path, pcf=FILES["pcf.toml"].encode("gb18030")))
    assert reading.model.product.name_zh == "椅子"
    assert [(f.code, f.location.file) for f in reading.findings] == [("IO007", "pcf.toml")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused(tmp_path, encoding):
    reading = read_project(
        make_project(tmp_path, exclusions=FILES["model/exclusions.csv"].encode(encoding))
    )
    assert reading.model is None
    (item,) = reading.findings
    assert item.code == ("IO046" if encoding == "utf-16" else "IO005")


def test_neither_utf8_nor_gb18030(tmp_path):
    data = BOM_TEXT.encode("gb18030").replace("腿".encode("gb18030"), b"\xff\xff")
    reading = read_project(make_project(tmp_path, bom=data))
    (item,) = [f for f in reading.findings if f.location.file == "model/bom.csv"]
    assert (item.code, item.message("en")) == ("IO006", "the file is neither UTF-8 nor GB18030")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("name", ["bom", "exchanges", "processes"])
def test_line_ends(tmp_path, end, name):
    text = FILES[f"model/{name}.csv"].replace("\n", end)
    reading = read_project(make_project(tmp_path, **{name: text}))
    assert list(reading.findings) == []
    assert reading.model.exchanges[2].place.line == 2


def test_toml_with_crlf(tmp_path):
    assert (
        read_project(make_project(tmp_path, pcf=FILES["pcf.toml"].replace("\n", "\r\n"))).model
        is not None
    )


def test_split_character_at_the_edge_of_a_piece(tmp_path):
    # files are looked at in pieces of 1 MiB: a character of three bytes lies across the edge
    head = "id,process,direction,flow,amount,unit,origin,note\n"
    row = "E-{},assembly,emission,co2,1,kg,primary,{}\n"
    text = head + "".join(row.format(n, "质" * 400) for n in range(900))
    assert len(text.encode()) > 2**20
    assert read_project(make_project(tmp_path, exchanges=text)).model is not None


def test_file_beyond_the_limit(tmp_path, monkeypatch):
    make_project(tmp_path)
    monkeypatch.setattr("pcf.project.raw_toml.MAX_TOML_BYTES", 16)
    found = [f for f in read_project(tmp_path).findings if f.location.file == "pcf.toml"]
    assert [f.code for f in found] == ["IO004"]
