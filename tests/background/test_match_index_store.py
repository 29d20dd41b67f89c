"""The index is built once, found by content, rebuilt when damaged, and never believed half."""

import numpy as np
import pytest

from pcf.background import match_index, open_background
from pcf.background.match_index import build_index, open_index
from pcf.background.search import search


@pytest.fixture
def own(tmp_path, monkeypatch, mini):
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "cache"))
    open_index.cache_clear()
    return mini


def stored(tmp_path):
    return sorted((tmp_path / "cache" / "backgrounds").glob("*.search.npz"))


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("features", "starts", "rows", "weights", "product", "field", "total", "names")
    )


def test_the_second_opening_reads_what_the_first_has_built(own, tmp_path, monkeypatch):
    first = open_index(open_background(folder=own.folder))
    assert len(stored(tmp_path)) == 1
    monkeypatch.setattr(match_index, "build_index", lambda _: pytest.fail("built again"))
    assert same(open_index(open_background(folder=own.folder)), first)


@pytest.mark.parametrize("harm", ["empty", "cut", "text", "gone"])
def test_a_damaged_index_is_built_again(own, tmp_path, harm):
    background = open_background(folder=own.folder)
    whole = open_index(background)
    [path] = stored(tmp_path)
    content = path.read_bytes()
    harmed = {"empty": b"", "cut": content[:-200], "text": b"x" * 99}
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(harmed[harm])
    open_index.cache_clear()
    assert same(open_index(background), whole)
    assert path.read_bytes() != harmed.get(harm)


def test_a_flipped_bit_anywhere_changes_no_answer(own, tmp_path):
    background = open_background(folder=own.folder)
    whole = open_index(background)
    [path] = stored(tmp_path)
    content = path.read_bytes()
    for place in range(0, len(content), len(content) // 60):
        flipped = bytearray(content)
        flipped[place] ^= 0x10
        path.write_bytes(bytes(flipped))
        open_index.cache_clear()
        assert same(open_index(background), whole), place


def test_other_content_has_another_index(own, tmp_path):
    open_index(open_background(folder=own.folder))
    own.change("flows.csv", "power,电力,electricity", "power,市电,electricity")
    open_index(open_background(folder=own.folder))
    assert len(stored(tmp_path)) == 2


def test_without_a_place_to_write_everything_is_made_in_memory(own, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path / "file"))
    background = open_background(folder=own.folder)
    assert search(background, "煤")[0].process == "coal_mine"


def test_building_twice_gives_the_same(own):
    background = open_background(folder=own.folder)
    assert same(build_index(background), build_index(background))


def test_score_by_hand(own):
    """Two products, N = 2. Query "coal electricity" against the name "coal" of flow coal.

    Both words stand in names of one product each... rarity ln(1 + 2/1) = ln 3 for either, so with
    "=electricity" of weight 1.6: m = r, q = 1.6 r, n = 0: s = 1 / (1 + 0.5 * 1.6) = 0.5556.
    """
    from pcf.background.match_query import Reading
    from pcf.background.match_score import row_scores

    index = open_index(open_background(folder=own.folder))
    rarity = {f: float(index.rarity[k]) for f, k in index.position.items()}
    row = next(
        r
        for r, name in enumerate(index.row_names)
        if name == "coal" and match_index.FIELDS[index.field[r]] == "flow"
    )
    reading = Reading("surface", {"coal": 1.0, "=electricity": 1.6})
    shared = rarity["coal"]
    alone = 1.6 * rarity["=electricity"]
    expected = shared / (shared + 0.5 * alone)
    assert row_scores(reading, index)[row] == pytest.approx(expected, rel=1e-5)
