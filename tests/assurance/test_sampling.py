"""Samples: by influence and weakness, without replacement, the same for everybody."""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter

import pytest
from work_kit import make

from pcf.assurance.sample import draw, uniform, weigh
from pcf.assurance.weakness import PARTS
from pcf.errors import UsageError


@pytest.fixture(scope="module")
def footprint(tmp_path_factory):
    place = tmp_path_factory.mktemp("sample")
    return make(place / "chair", place / "tiny").calculate()


def test_influence_is_what_the_amount_moves(footprint):
    # total 3.58 = 2 + 1.5 + 0.08; the filler row carries nothing itself and moves 0.08
    influence = {item.row.address: item.influence for item in weigh(footprint, "1")}
    assert influence["row:bom/B-1"] == pytest.approx(2 / 3.58, rel=1e-11)
    assert influence["row:bom/B-2"] == pytest.approx(0.08 / 3.58, rel=1e-11)
    assert influence["row:electricity/L-1"] == pytest.approx(1.5 / 3.58, rel=1e-11)


def test_weakness_adds_up_part_by_part(footprint):
    parts = {item.row.address: item.weakness for item in weigh(footprint, "1")}
    # measured, scores 1, evidence with page and hash, dataset of 2023: nothing to doubt
    assert parts["row:bom/B-1"].total == 0.0
    # estimate 1, no scores 1, no evidence 1, dataset published and 2 years old
    assert parts["row:bom/B-3"].named == (("origin", 1.0), ("quality", 1.0), ("evidence", 1.0))
    # secondary 0.5, no scores 1, no evidence 1; another process supplies it: no dataset
    assert parts["row:bom/B-2"].total == 2.5
    assert PARTS == ("origin", "quality", "evidence", "dataset", "age")


def test_anybody_can_draw_it_again_from_the_description(footprint):
    """Written from the description alone, without the functions of pcf."""
    keys = {}
    for item in weigh(footprint, "audit 7"):
        text = f"pcf-sample/1\naudit 7\n{item.row.address}".encode()
        bits = int(hashlib.sha256(text).hexdigest()[:13], 16)
        weight = float(f"{item.influence * (1 + item.weakness.total):.12g}")
        assert weight == item.weight
        keys[item.row.address] = -math.log((2 * bits + 1) / 2**53) / weight
    expected = sorted(keys, key=keys.__getitem__)[:2]
    assert [d.item.row.address for d in draw(footprint, 2, "audit 7").items] == expected


def test_seed_decides_and_nothing_else(footprint):
    def addresses(seed):
        return [drawn.item.row.address for drawn in draw(footprint, 2, seed).items]

    assert addresses("1") == addresses("1")
    assert len({tuple(addresses(str(seed))) for seed in range(20)}) > 1


def test_a_larger_sample_holds_the_smaller_one(footprint):
    three = [d.item.row.address for d in draw(footprint, 3, "x").items]
    assert [d.item.row.address for d in draw(footprint, 2, "x").items] == three[:2]
    assert len(set(three)) == 3


def test_first_rows_come_in_proportion_to_their_weights(footprint):
    weights = {item.row.address: item.weight for item in weigh(footprint, "0")}
    rounds = 3000
    first = Counter()
    for seed in range(rounds):
        key = {a: -math.log(uniform(str(seed), a)) / w for a, w in weights.items()}
        first[min(key, key=key.__getitem__)] += 1
    for address, weight in weights.items():
        expected = weight / sum(weights.values())
        spread = 4 * math.sqrt(expected * (1 - expected) / rounds)
        assert first[address] / rounds == pytest.approx(expected, abs=spread)


def test_rows_above_the_threshold_are_always_there_and_do_not_count(footprint):
    for seed in ("1", "2", "3"):
        drawn = draw(footprint, 1, seed, above=0.4)
        told = [(d.item.row.address, d.why) for d in drawn.items]
        assert told[:2] == [("row:bom/B-1", "above"), ("row:electricity/L-1", "above")]
        assert [why for _, why in told[2:]] == ["drawn"]


def test_sample_larger_than_the_project_takes_all_and_says_so(footprint):
    drawn = draw(footprint, 99, "1")
    assert len(drawn.items) == drawn.population == 4
    assert drawn.covered == 1.0
    assert [f.code for f in drawn.findings] == ["WP004"]


@pytest.mark.parametrize(
    ("wanted", "seed", "above", "code"),
    [(-1, "1", None, "WP001"), (1, " ", None, "WP002"), (1, "a\nb", None, "WP002"),
     (1, "x" * 201, None, "WP002"), (1, "1", 1.0, "WP003")],
)  # fmt: skip
def test_senseless_orders_are_refused(footprint, wanted, seed, above, code):
    with pytest.raises(UsageError) as caught:
        draw(footprint, wanted, seed, above)
    assert [f.code for f in caught.value.findings] == [code]


def test_json_gives_what_is_needed_to_check_the_draw(footprint):
    data = json.loads(draw(footprint, 1, "7").to_json("zh"))
    row = data["rows"][0]
    assert (data["seed"], data["algorithm"]) == ("7", "pcf-sample/1")
    assert row["weight"] == pytest.approx(row["influence"] * (1 + row["weakness"]), rel=1e-11)
    assert row["key"] == -math.log(uniform("7", row["address"])) / row["weight"]
