"""The cache makes things faster and never different: damaged, absent or read-only, the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pcf.cache import Memo, keep, kept_file, read_kept

ROOT = Path(__file__).parent.parent


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_kept_comes_back(cache):
    path = kept_file("kind", b"one", b"two")
    assert read_kept(path) is None
    assert keep(path, {"a": [1.5, None, "中"]})
    assert read_kept(path) == {"a": [1.5, None, "中"]}
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_other_contents_are_another_file(cache):
    names = {kept_file("kind", *c) for c in ((b"a", b"b"), (b"ab",), (b"a", b"c"), (b"b", b"a"))}
    assert len(names) == 4


def test_a_damaged_file_is_not_believed(cache):
    path = kept_file("kind", b"one")
    keep(path, {"a": 1})
    path.write_bytes(path.read_bytes().replace(b'"a": 1', b'"a": 2'))
    assert read_kept(path) is None
    path.write_bytes(b"\xff\xfe")
    assert read_kept(path) is None


def test_without_a_place_nothing_is_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "file"))
    assert not keep(kept_file("kind", b"one"), {"a": 1})
    assert Memo("kind", lambda: b"").answer(("q",), lambda: 3) == 3


def test_an_answer_is_worked_out_once_and_kept(cache):
    asked: list[int] = []

    def make() -> float:
        asked.append(1)
        return 0.1

    first = Memo("kind", lambda: b"basis")
    assert [first.answer(("q", 1), make), first.answer(("q", 1), make)] == [0.1, 0.1]
    first.write()
    assert Memo("kind", lambda: b"basis").answer(("q", 1), make) == 0.1
    assert len(asked) == 1
    assert Memo("kind", lambda: b"other").answer(("q", 1), make) == 0.1
    assert len(asked) == 2


def test_a_fault_is_not_kept(cache):
    memo = Memo("kind", lambda: b"basis")
    with pytest.raises(ZeroDivisionError):
        memo.answer(("q",), lambda: 1 / 0)
    assert memo.answer(("q",), lambda: 7) == 7


_ASK = """
import sys
from pcf.units import conversion_factor, is_known, UnitError
print(repr(conversion_factor("t", "kg")), repr(conversion_factor("kWh", "MJ")),
      repr(conversion_factor("kg/kWh", "g/MJ")), is_known("kWs"), is_known("kWh"))
try:
    conversion_factor("kg", "MJ")
except UnitError as error:
    print(error)
print("pint" in sys.modules)
"""


def test_units_of_a_second_process_are_the_same_without_pint(cache):
    def ask() -> list[str]:
        call = [sys.executable, "-c", _ASK]
        done = subprocess.run(call, capture_output=True, check=True, cwd=ROOT)
        return done.stdout.decode().splitlines()

    first, second = ask(), ask()
    assert first[0].startswith("1000.0 3.6 ")
    assert first[0].endswith("False True")
    assert first[1] == "kg -> MJ"
    assert first[:2] == second[:2]
    assert (first[2], second[2]) == ("True", "False")
    for kept in (cache / "units").iterdir():
        kept.write_text("damaged")
    assert ask() == first
