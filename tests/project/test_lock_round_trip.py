"""``pcf.lock``: canonical text, the same back, and damage that is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcf.errors import PcfError
from pcf.model import Supplier
from pcf.project import Lock, LockedLink, Pin, lock_text, read_lock, write_lock

HASH = "0123456789abcdef" * 4
LOCK = Lock(
    Pin("pcf-open", HASH, "2026.11"),
    Pin("AR6", HASH),
    {
        "bom/B-2": LockedLink(Supplier("background", "steel", "scrap"), "decided"),
        "bom/B-1": LockedLink(Supplier("process", "turning"), "only-producer"),
    },
)
TEXT = f"""\
schema = 1

[background]
id = "pcf-open"
version = "2026.11"
sha256 = "{HASH}"

[factors]
id = "AR6"
sha256 = "{HASH}"

[[link]]
row = "bom/B-1"
supplier = "process:turning"
reason = "only-producer"

[[link]]
row = "bom/B-2"
supplier = "bg:steel/scrap"
reason = "decided"
"""


def test_canonical_text():
    assert lock_text(LOCK) == TEXT


def test_round_trip(tmp_path):
    path = write_lock(tmp_path, LOCK)
    assert path.read_bytes() == TEXT.encode()
    assert read_lock(tmp_path).lock == LOCK
    assert [p.name for p in tmp_path.iterdir()] == ["pcf.lock"]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/:："), min_size=1).filter(
    lambda text: text.strip() == text and text
)


@given(rows=st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), NAMES, max_size=5))
def test_any_row_and_supplier_come_back(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lock")
    links = {r: LockedLink(Supplier("background", s), "stated") for r, s in rows.items()}
    write_lock(folder, Lock(links=links))
    assert read_lock(folder).lock == Lock(links=links)


def test_no_lock_is_no_fault(tmp_path):
    reading = read_lock(tmp_path)
    assert (reading.lock, list(reading.findings)) == (None, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message"),
    [
        ("schema = 1", "schema = 2", 1, "schema",
         "'2' in pcf.lock is not understood; expected: 1"),
        ("schema = 1\n", "", None, "schema", "'' in pcf.lock is not understood; expected: 1"),
        ('"only-producer"', '"guess"', 15, "link.reason",
         "'guess' in pcf.lock is not understood; expected: stated | only-producer | decided"),
        ('"process:turning"', '"turning"', 14, "link.supplier",
         "'turning' in pcf.lock is not understood; "
         "expected: process:ID, bg:DATASET[/FLOW], supplier:ID"),
        ('"process:turning"', '"x:turning"', 14, "link.supplier",
         "'x:turning' in pcf.lock is not understood; "
         "expected: process:ID, bg:DATASET[/FLOW], supplier:ID"),
        ('"process:turning"', "5", 14, "link.supplier",
         "'5' in pcf.lock is not understood; expected: supplier = \"...\""),
        ('row = "bom/B-2"', 'row = "bom/B-1"', 18, "link.row",
         "'bom/B-1' in pcf.lock is not understood; expected: one entry for each row"),
        ('version = "2026.11"', 'edition = "2026.11"', 5, "background.edition",
         "'edition' in pcf.lock is not understood; expected: id, version, sha256, allocation, "
         "licence, system_model, also"),
        (f'id = "AR6"\nsha256 = "{HASH}"', 'id = "AR6"\nsha256 = "abc"', 10, "factors.sha256",
         "'abc' in pcf.lock is not understood; expected: 64 x 0-9a-f"),
        ("[factors]", "[factor]", 8, "factor",
         "'factor' in pcf.lock is not understood; expected: schema, background, factors, "
         "link, received"),
    ],
)  # fmt: skip
def test_damage_is_told(tmp_path, old, new, line, column, message):
    assert TEXT.count(old) == 1
    (tmp_path / "pcf.lock").write_text(TEXT.replace(old, new), encoding="utf-8")
    reading = read_lock(tmp_path)
    assert reading.lock is None
    (item,) = reading.findings
    assert (item.code, item.location.file, item.location.line, item.location.column) == (
        "IO027", "pcf.lock", line, column,
    )  # fmt: skip
    assert item.message("en") == message


def test_lock_that_is_no_toml(tmp_path):
    (tmp_path / "pcf.lock").write_text("<<<<<<< ours\n", encoding="utf-8")
    reading = read_lock(tmp_path)
    assert reading.lock is None
    assert [(f.code, f.location.line) for f in reading.findings] == [("IO015", 1)]


def test_failed_write_leaves_the_old_lock(tmp_path, monkeypatch):
    write_lock(tmp_path, LOCK)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(PcfError) as caught:
        write_lock(tmp_path, Lock())
    monkeypatch.undo()
    assert caught.value.findings[0].code == "IO003"
    assert [p.name for p in tmp_path.iterdir()] == ["pcf.lock"]
    assert read_lock(tmp_path).lock == LOCK
