"""A process in the region EU on datasets of Europe (RER) is not on data of another country."""

from __future__ import annotations

import pytest

from pcf.rules.context import same_country
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("EU", "RER", "yes"),
        ("RER", "EU", "yes"),
        ("CN-FJ", "CN-SD", "yes"),
        ("EU", "CN", "no"),
        ("DE", "RER", "no"),  # a country is not the mean of its region
        ("EU", "GLO", "no"),
        ("EU", "", None),
    ],
)
def test_whether_two_places_lie_in_one_country(one: str, other: str, word: str | None) -> None:
    assert same_country(one, other) == word


def test_a_european_works_keeps_what_is_truly_elsewhere() -> None:
    """Sand, limestone and sorting of cullet are Chinese proxies; soda ash, gas, power European."""
    model = ModelChoice("example:glass-container")
    seen = Subjects(Bench(registry().root).case(model, Snippet()))
    rows = [row for row in seen.records("rows") if row.values["same_country"] == "no"]
    assert {row.values["dataset"] for row in rows} == {
        "silica_sand_cn", "limestone_cn", "cullet_sorting_cn",
    }  # fmt: skip
    assert seen.facts["share.other_country"] == pytest.approx(
        sum(row.values["share"] for row in rows)
    )
