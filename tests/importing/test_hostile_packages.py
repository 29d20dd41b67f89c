"""Hostile and broken packages are refused or held back, within bounds."""

from __future__ import annotations

import contextlib
import stat
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ilcd_kit import chain, uuid, write_zip

from pcf.errors import PcfError, UsageError
from pcf.importing.archive import Limits, open_archive
from pcf.importing.conservation import Collect
from pcf.importing.database import import_database
from pcf.importing.ilcd.walk import NAMESPACES, NUMBERED
from pcf.importing.json_tree import parse_json
from pcf.importing.xml_tree import TreeError, parse_xml

BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><processDataSet>&b;</processDataSet>"""
OUTSIDE = """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><flowDataSet>&x;</flowDataSet>"""


def parse(text):
    data = text if isinstance(text, bytes) else text.encode()
    return parse_xml(data, NAMESPACES, NUMBERED)


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, BOMB.encode("utf-16")])
def test_document_types_are_refused_before_anything_expands(text):
    with pytest.raises(TreeError) as caught:
        parse(text)
    assert caught.value.reason == "DOCTYPE"


def test_deep_nesting_is_refused():
    with pytest.raises(TreeError) as caught:
        parse("<a>" * 200 + "</a>" * 200)
    assert caught.value.reason == "too deep or too many"
    with pytest.raises(TreeError):
        parse_json(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}")
    with pytest.raises(TreeError):
        parse_json(b'{"a":' + b"[" * 100_000)


def test_a_truncated_document_names_its_line():
    with pytest.raises(TreeError) as caught:
        parse("<a>\n<b>\n</b")
    assert caught.value.line == 3


def test_a_chinese_encoding_is_understood():
    text = '<?xml version="1.0" encoding="GB18030"?><a>电力</a>'
    assert parse(text.encode("gb18030")) == {"a": "电力"}
    with pytest.raises(TreeError):
        parse(b'<?xml version="1.0" encoding="no-such"?><a/>')


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_or_a_reason(data):
    for read in (parse, parse_json):
        with contextlib.suppress(TreeError):
            assert isinstance(read(data), dict)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, 1500), put=st.binary(max_size=4))
def test_a_damaged_process_never_stops_the_others(tmp_path_factory, cut, put):
    folder = tmp_path_factory.mktemp("p")
    texts = {name: text.encode() for name, text in chain().texts().items()}
    name = f"ILCD/processes/{uuid(4)}.xml"
    texts[name] = texts[name][:cut] + put + texts[name][cut + len(put) :]
    done = import_database(write_zip(folder / "a.zip", texts), folder, id="db")
    assert {uuid(1), uuid(2), uuid(3)} <= {p.id for p in done.background.processes()}


def test_a_truncated_file_is_held_back_with_its_line(tmp_path):
    texts = chain().texts()
    name = f"ILCD/processes/{uuid(4)}.xml"
    texts[name] = texts[name][:-40]
    done = import_database(write_zip(tmp_path / "a.zip", texts), tmp_path, id="db")
    (told,) = [f for f in done.findings if f.code == "IM006"]
    assert (told.location.file, told.location.line) == (name, 7)
    assert done.conservation.reasons() == {("file", "unreadable"): 1}


def opened(path, **limits):
    collect = Collect()
    with open_archive(path, collect, Limits(**limits)) as archive:
        return [m.name for m in archive.members], collect.ledger


def code_of(path, **limits):
    with pytest.raises(PcfError) as caught:
        opened(path, **limits)
    (told,) = caught.value.findings
    return told.code, told.params["kind"]


@pytest.mark.parametrize("name", ["../out.xml", "/out.xml", "a/../../out.xml", "C:/out.xml",
                                  "..\\out.xml"])  # fmt: skip
def test_paths_that_lead_out_refuse_the_archive(tmp_path, name):
    assert code_of(write_zip(tmp_path / "a.zip", {name: "x"})) == ("IM005", "path")


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.xml": b"\0" * 6_000_000})
    assert code_of(path) == ("IM005", "ratio")


def test_too_many_and_too_much_are_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", {f"{n}.xml": "xxxx" for n in range(5)})
    assert code_of(path, members=4) == ("IM005", "members")
    assert code_of(path, total_bytes=19) == ("IM005", "size")


def test_a_member_beyond_its_bound_is_held_back(tmp_path):
    from pcf.importing import archive

    path = write_zip(tmp_path / "a.zip", {"a.xml": "x" * 100})
    with (
        open_archive(path, Collect(), Limits(member_bytes=10)) as one,
        pytest.raises(archive.MemberError),
    ):
        one.read(one.members[0])


def test_names_that_come_twice_and_links_are_held_back(tmp_path):
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.xml", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("a.xml", "two")
        packed.writestr(link, "/etc/passwd")
    names, ledger = opened(path)
    assert names == ["a.xml"]
    assert ledger.close().reasons() == {("file", "duplicate-member"): 1, ("file", "symlink"): 1}


def test_links_in_a_folder_are_held_back(tmp_path):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "a.xml").write_text("<a/>")
    (folder / "b.xml").symlink_to("/etc/passwd")
    names, ledger = opened(folder)
    assert names == ["a.xml"]
    assert ledger.close().reasons() == {("file", "symlink"): 1}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"hello"])
def test_what_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        import_database(path, tmp_path)
    assert caught.value.findings[0].code == "IM002"
    assert not (tmp_path / "backgrounds").exists()


def test_a_package_without_processes_is_refused(tmp_path):
    texts = {n: t for n, t in chain().texts().items() if "processes" not in n}
    with pytest.raises(PcfError) as caught:
        import_database(write_zip(tmp_path / "a.zip", texts), tmp_path)
    assert caught.value.findings[-1].code == "IM003"


@pytest.mark.parametrize("id", ["pcf-open", "../x", "A", ""])
def test_ids_that_cannot_be_used_are_refused(tmp_path, id):
    path = write_zip(tmp_path / "PCF-open.zip", chain().texts())
    with pytest.raises(UsageError) as caught:
        import_database(path, tmp_path, id=id)
    assert caught.value.findings[0].code == "IM004"


def test_a_format_that_is_not_known_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", chain().texts())
    with pytest.raises(UsageError) as caught:
        import_database(path, tmp_path, format="ilcdd")
    assert caught.value.findings[0].suggestion == "ilcd"
