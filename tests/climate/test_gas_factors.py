"""Factor sets: values as published, absent is not zero, side metrics stay apart."""

import math
from dataclasses import dataclass

import numpy as np
import pytest

from pcf.climate import characterize, factor_sets, load_factor_set
from pcf.errors import UsageError


@dataclass(frozen=True)
class Column:
    flow: str


def test_sets_for_a_headline_result():
    assert [part.id for part in factor_sets()] == [
        "SAR", "TAR", "AR4", "AR5", "AR5-CCF", "AR6", "EF3.1",
    ]  # fmt: skip
    for part in factor_sets():
        assert part.name_zh
        assert part.source
        assert len(part.sha256) == 64
        assert part.factor("co2_fossil") == 1
        assert part.factor("co2_to_product") == -1
    assert len({part.sha256 for part in factor_sets()}) == 7


@pytest.mark.parametrize(
    ("name", "flow", "value"),
    [
        ("SAR", "ch4_fossil", 21),
        ("TAR", "ch4_fossil", 23),
        ("AR4", "n2o", 298),
        ("AR5", "ch4_fossil", 28),
        ("AR5", "n2o", 265),
        ("AR5-CCF", "ch4_fossil", 34),
        ("AR6", "ch4_fossil", 29.8),
        ("AR6", "ch4_biogenic", 27.0),
        ("AR6", "n2o", 273),
        ("AR6", "sf6", 25200),
        ("EF3.1", "co2_luc", 1),
        ("EF3.1", "co2_luc_uptake", -1),
        ("EF3.1", "ch4_luc", 29.8),
    ],
)
def test_published_values(name, flow, value):
    assert load_factor_set(name).factor(flow) == value


def test_absent_is_none_and_not_zero():
    assert load_factor_set("SAR").factor("nf3") is None
    assert load_factor_set("AR6").factor("ch4_luc") is None
    assert load_factor_set("EF3.1").factor("so2f2") is None
    assert load_factor_set("AR6").factor("unobtainium") is None
    assert load_factor_set("AR6").factor("co2_biogenic") == 0


@pytest.mark.parametrize(
    ("asked", "near"), [("AR7", "AR6"), ("ar6", "AR6"), ("EF 3.1", "EF3.1"), ("AR5CCF", "AR5-CCF")]
)
def test_unknown_set_suggests_a_near_one(asked, near):
    with pytest.raises(UsageError) as caught:
        load_factor_set(asked)
    (item,) = caught.value.findings
    assert item.code == "LC001"
    assert item.observed == asked
    if asked != "AR7":
        assert item.suggestion == near
    assert item.suggestion in [part.id for part in factor_sets()]


def test_twenty_years_are_no_headline():
    with pytest.raises(UsageError) as caught:
        load_factor_set("GWP20-AR6")
    assert [f.code for f in caught.value.findings] == ["LC002"]
    side = load_factor_set("GWP20-AR6", side_metric=True)
    assert not side.headline
    assert side.factor("ch4_fossil") == 82.5


@pytest.mark.parametrize(("biogenic", "release", "uptake"), [("-1/+1", 1, -1), ("0/0", 0, 0)])
def test_biogenic_carbon(biogenic, release, uptake):
    columns = [Column("co2_fossil"), Column("co2_biogenic"), Column("co2_biogenic_uptake")]
    c, missing = characterize(columns, load_factor_set("AR6"), biogenic)
    assert c.tolist() == [1, release, uptake]
    assert missing == ()


def test_a_gas_without_factor_is_named_once_and_is_nan():
    columns = [Column("nf3"), Column("co2_fossil"), Column("nf3")]
    c, missing = characterize(columns, load_factor_set("SAR"), "0/0")
    assert missing == ("nf3",)
    assert math.isnan(c[0])
    assert math.isnan(c[2])
    assert c[1] == 1
    assert math.isnan(np.ones(3) @ c)


def test_no_columns():
    c, missing = characterize([], load_factor_set("AR6"), "0/0")
    assert c.shape == (0,)
    assert missing == ()


def test_where_ef31_follows_ar6_the_values_agree():
    ar6, ef = load_factor_set("AR6"), load_factor_set("EF3.1")
    both = [flow for flow in ef.flows() if ar6.factor(flow) is not None]
    assert len(both) > 25
    for flow in both:
        assert ef.factor(flow) == ar6.factor(flow)
