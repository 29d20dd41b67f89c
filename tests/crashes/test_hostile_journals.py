"""A journal comes with a folder, and a folder from anybody: nothing outside is touched for it."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import dying
import pytest

from pcf.errors import PcfError
from pcf.project.changing import changing
from pcf.project.undo import JOURNAL, SCHEMA, UNDO, unfinished

MINE = b"mine"
DIGEST = sha256(MINE).hexdigest()


def journal(folder: Path, file: str, **more: Any) -> None:
    """Write a journal that wants `file`, whose content is `MINE`, replaced by ``0``."""
    home = folder / UNDO
    home.mkdir(parents=True, exist_ok=True)
    (home / "0").write_bytes(b"theirs")
    entry = {"file": file, "before": sha256(b"theirs").hexdigest(), "kept": "0", "mode": 0o644,
             "after": [DIGEST], **more}  # fmt: skip
    body = {"schema": SCHEMA, "task": "x", "process": 1, "files": [entry], "folders": []}
    (home / JOURNAL).write_text(json.dumps(body))


@pytest.mark.parametrize(
    "name", ["../precious", "/tmp/precious", "a/../../precious", "link/precious", "", ".", "C:x",
             "..\\precious"],
)  # fmt: skip
def test_a_path_out_of_the_project_is_refused(tmp_path, name):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    (tmp_path / "precious").write_bytes(MINE)
    journal(folder, name)
    (told,) = unfinished(folder)
    assert (told.code, told.level) == ("IO054", "error")
    assert (tmp_path / "precious").read_bytes() == MINE
    assert (folder / UNDO / "0").exists()  # nothing is thrown away that a person may need
    with pytest.raises(PcfError) as refused, changing(folder, "check --fix"):
        pass
    assert [item.code for item in refused.value.findings] == ["IO054"]


@pytest.mark.parametrize(
    "more", [{"kept": "../0"}, {"kept": "x"}, {"after": 1}, {"mode": "x"}, {"before": "0" * 64}]
)
def test_an_entry_that_no_change_writes_is_refused(tmp_path, more):
    (tmp_path / "a.csv").write_bytes(MINE)
    journal(tmp_path, "a.csv", **more)
    assert [item.code for item in unfinished(tmp_path)] == ["IO054"]
    assert (tmp_path / "a.csv").read_bytes() == MINE


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_an_original_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(MINE)
    journal(tmp_path, "a.csv")
    secret = tmp_path / "secret"
    secret.write_bytes(b"theirs")
    (tmp_path / UNDO / "0").unlink()
    (tmp_path / UNDO / "0").symlink_to(secret)
    assert [item.code for item in unfinished(tmp_path)] == ["IO054"]
    assert not (tmp_path / "a.csv").is_symlink()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema": "pcf/undo/2"}', "[" * 9999])
def test_a_journal_that_is_none_is_refused(tmp_path, text):
    (tmp_path / UNDO).mkdir()
    (tmp_path / UNDO / JOURNAL).write_text(text)
    assert [item.code for item in unfinished(tmp_path)] == ["IO054"]


def test_a_journal_puts_back_only_what_the_change_wrote(tmp_path):
    (tmp_path / "a.csv").write_bytes(MINE)
    journal(tmp_path, "a.csv", after=[sha256(b"another").hexdigest()])
    assert [item.code for item in unfinished(tmp_path)] == ["IO051", "IO053"]
    assert (tmp_path / "a.csv").read_bytes() == MINE
    assert b"theirs" in dying.seen(tmp_path).values()
