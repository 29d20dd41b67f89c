"""Generated pages say what code and data say now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import make
import pytest
from pages import PAGES

DOCS = Path(make.__file__).parent


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.NAME)
def test_page_is_current(page) -> None:
    path = DOCS / page.NAME
    written = path.read_text(encoding="utf-8") if path.is_file() else ""
    made = page.build()
    pairs = enumerate(zip(written.splitlines(), made.splitlines(), strict=False), 1)
    first = next((f"line {n}: {a!r} should be {b!r}" for n, (a, b) in pairs if a != b), "length")
    assert written == made, f"docs/{page.NAME} is not current; run: python docs/make.py ({first})"


def test_pages_are_the_same_twice() -> None:
    assert [page.build() for page in PAGES] == [page.build() for page in PAGES]


def test_check_names_a_stale_page_and_writes_nothing(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setattr(make, "DOCS", tmp_path)
    monkeypatch.setattr(make, "PAGES", PAGES[2:3])
    assert make.main(["--check"]) == 1
    assert capsys.readouterr().out == "docs/findings.md is not current; run: python docs/make.py\n"
    assert list(tmp_path.iterdir()) == []
    assert make.main([]) == 0
    assert make.main(["--check"]) == 0


def test_unknown_words_are_refused(capsys) -> None:
    assert make.main(["--force"]) == 2
    assert capsys.readouterr().err == "usage: python docs/make.py [--check]\n"


def test_generator_runs_as_a_script() -> None:
    script = [sys.executable, str(DOCS / "make.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False, cwd=DOCS.parent)
    assert done.returncode in (0, 1), done.stderr
    assert done.stderr == ""
