"""What makes a large background fit: rows by columns, known hashes, arrays left on the disk."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcf.background import digests, open_background
from pcf.background.joined import join
from pcf.background.records import ExchangeRecord
from pcf.background.rows import Rows
from pcf.background.tables import digest


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


_WORDS = st.sampled_from(["", "a", "过程", "x;y", "a\nb"])
_NUMBERS = st.none() | st.floats(allow_nan=False)
_ROWS = st.builds(
    ExchangeRecord, id=_WORDS, process=_WORDS, direction=st.just("input"), flow=_WORDS,
    amount=st.floats(allow_nan=False), unit=_WORDS, provider=_WORDS, mass_kg=_NUMBERS,
    low=_NUMBERS, sources=st.tuples(_WORDS) | st.just(()), comment=_WORDS, share=_NUMBERS,
)  # fmt: skip


@given(st.lists(_ROWS, max_size=12))
def test_rows_by_columns_are_the_rows(rows):
    made = Rows.of(rows)
    assert list(made) == rows
    assert made[:] == tuple(rows)
    assert len(made) == len(rows)
    for process in {row.process for row in rows} | {"nobody"}:
        own = [rows[n] for n in made.of_process(process).tolist()]
        assert own == [row for row in rows if row.process == process]
    for name in ("id", "flow", "amount", "mass_kg", "sources", "price"):
        assert list(made.column(name)) == [getattr(row, name) for row in rows]
    twice = len({row.id for row in rows}) < len(rows)
    assert made.has_twins() is twice


def test_an_unreadable_number_is_not_an_absent_one():
    row = ExchangeRecord("a", "p", "input", "f", math.nan, "kg", mass_kg=math.nan)
    (found,) = Rows.of([row])
    assert math.isnan(found.amount)
    assert found.mass_kg is not None
    assert found.price is None


def test_large_tables_are_known_again_until_they_change(mini, monkeypatch):
    monkeypatch.setattr(digests, "LARGE", 0)
    read = []
    monkeypatch.setattr(digests, "digest", lambda folder: read.append(1) or digest(folder))
    path = mini.folder / "energy" / "exchanges.csv"

    def aged():
        for table in mini.folder.rglob("*.*"):
            os.utime(table, (1_600_000_000, 1_600_000_000))

    aged()
    first = digests.known_digest(mini.folder)
    digests.known_digest(mini.folder)
    assert len(read) == 2  # changed a moment ago: its times would not tell another change
    monkeypatch.setattr(digests, "_FRESH", -(10**18))
    assert [digests.known_digest(mini.folder) for _ in range(2)] == [first, first]
    assert len(read) == 3
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("co2_fossil,0.9", "co2_fossil,0.8"), encoding="utf-8")
    aged()  # size and time of the content are the same again
    assert digests.known_digest(mini.folder) == digest(mini.folder) != first


def test_joined_backgrounds_leave_their_arrays_where_they_are(mini, tmp_path):
    for _ in range(2):
        first, other = open_background(), open_background("mini", folder=mini.folder)
    both = join(first, [other])
    assert isinstance(first.intensities, np.memmap)
    assert not isinstance(both.intensities, np.ndarray)
    assert both.intensities.shape == (
        len(first.products) + len(other.products),
        len(set(first.columns) | set(other.columns)),
    )
    place = [both.columns.index(column) for column in other.columns]
    for process, flow in other.products:
        line = both.intensities[both.index(f"{other.id}:{process}")]
        own = other.intensities[other.index(process, flow)]
        if flow == other.process(process).product:
            assert line[place].tobytes() == np.asarray(own).tobytes()
            assert not np.delete(line, place).any()
    factors = np.arange(len(both.columns), dtype=np.float64)
    scores = both.intensities @ factors
    last = len(both.products) - 1
    assert scores[last] == pytest.approx(both.intensities[last] @ factors, rel=1e-12)
    assert both.intensities[-1].tolist() == both.intensities[last].tolist()
    chosen = [last, 0]
    assert both.intensities[chosen].tolist() == [both.intensities[row].tolist() for row in chosen]
    with pytest.raises(ValueError, match="read-only"):
        both.intensities[0][0] = 1.0
    with pytest.raises(IndexError):
        both.intensities[last + 1]


def test_opening_reads_no_records(mini, cache):
    open_background(folder=mini.folder)
    background = open_background(folder=mini.folder)
    (place,) = (cache / "backgrounds").iterdir()
    for name in ("flows", "processes", "products", "sources", "shares"):
        path = place / f"{name}.json"
        path.write_bytes(b"x" * path.stat().st_size)  # nobody has looked yet
    assert background.intensities.shape[0] > 0
    assert background.process("coal_mine").id == "coal_mine"  # made again from the tables


@pytest.mark.parametrize("block", [1, 2, 5])
def test_blocks_of_lines_change_nothing(mini, monkeypatch, block):
    from pcf.background import csvtable
    from pcf.background.compile import compile_folder
    from pcf.errors import PcfError

    whole = compile_folder(mini.folder, "default")
    monkeypatch.setattr(csvtable, "_BLOCK", block)
    parts = compile_folder(mini.folder, "default")
    assert list(parts.details.exchanges) == list(whole.details.exchanges)
    assert parts.intensities.tobytes() == whole.intensities.tobytes()
    mini.change("energy/exchanges.csv", "co2_fossil,0.9", "co2_fossil,much")
    text = (mini.folder / "energy/exchanges.csv").read_text(encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "much" in row)
    with pytest.raises(PcfError) as caught:
        compile_folder(mini.folder, "default")
    assert [(f.code, f.location.line, f.location.column) for f in caught.value.findings] == [
        ("DS006", line, "amount")
    ]
