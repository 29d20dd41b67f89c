"""Data-quality rating of the PEF method and data-needs matrix on a system solved by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pcf.calc.data_needs import contributor, largest, limit_of, proposed_tir
from pcf.calc.duties import row_rating
from pcf.calc.footprint import Footprint
from pcf.model.quality import pef_scores
from pcf.project.cells import CellFault, quality_scores

sys.path.append(str(Path(__file__).parents[1]))
import kit

#: kg CO2 per kg of each product.
DATASETS = {
    "steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 8.0}},
    "glue": {"product": "glue", "unit": "kg", "emissions": {"co2_fossil": 1.0}},
    "scrap_credit": {"product": "iron", "unit": "kg", "emissions": {"co2_fossil": 0.5}},
}


def footprint(folder: Path, rows: list[dict[str, object]], study: str = "") -> Footprint:
    """One plant makes 1 kg of thing of 1 kg of each input: contributions 8, 1 and 0.5."""
    kit.project(
        folder / "p",
        [{"id": "plant", "product": "thing", "amount": 1, "unit": "kg"}],
        demand={"plant": (1, "kg")},
        tables={
            "flows": [{"id": "thing", "name_zh": "物", "name_en": "thing", "unit": "kg"}],
            "exchanges": [
                {"process": "plant", "amount": 1, "unit": "kg", "source": "test", **row}
                for row in rows
            ],
        },
        files={"study.toml": study} if study else None,
    )
    return kit.footprint(folder / "p", kit.background(folder / "bg", DATASETS))


def rows(steel: dict[str, object], **more: dict[str, object]) -> list[dict[str, object]]:
    return [
        {"flow": "steel", "supplier": "bg:steel", **steel},
        {"flow": "glue", "supplier": "bg:glue", **more.get("glue", {})},
        {"flow": "iron", "supplier": "bg:scrap_credit", **more.get("iron", {})},
    ]


def test_scores_are_read_in_any_order_and_written_in_one() -> None:
    assert quality_scores(" p=2, ter=1.5；GeR=1 TiR=3 ") == "TeR=1.5;GeR=1;TiR=3;P=2"
    assert quality_scores("TiR=1;TeR=2;GeR=1") == "TeR=2;GeR=1;TiR=1"
    assert quality_scores("2,1,3,2,4") == "2,1,3,2,4"


@pytest.mark.parametrize("text", ["TeR=1;GeR=1", "TeR=1;TeR=2;GeR=1;TiR=1", "TeR=0;GeR=1;TiR=1",
                                  "TeR=6;GeR=1;TiR=1", "TeR=1;GeR=1;TiR=1;Q=2"])  # fmt: skip
def test_scores_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(CellFault) as caught:
        quality_scores(text)
    assert (caught.value.code, caught.value.expected) == ("DQ005", "TeR=1;GeR=2;TiR=1;P=2")


def test_rating_is_the_mean_of_four_or_three() -> None:
    scores = pef_scores("TeR=1;GeR=2;TiR=3;P=4")
    assert scores is not None
    assert scores.of_four == (1 + 2 + 3 + 4) / 4
    assert scores.of_three == (1 + 2 + 3) / 3
    assert row_rating("TeR=1;GeR=2;TiR=3;P=4") == 2.5
    assert row_rating("TeR=1;GeR=2;TiR=3") == 2.0


def test_the_largest_make_up_eighty_percent() -> None:
    """8 of 9.5 is 84 %, so that one is enough; of three equal ones all are needed."""
    assert largest({"a": 8.0, "b": 1.0, "c": 0.5}) == ("a",)
    assert largest({"a": 1.0, "b": 1.0, "c": 1.0}) == ("a", "b", "c")
    assert largest({}) == ()


def test_study_rating_over_the_most_relevant(tmp_path: Path) -> None:
    """Only steel (8 of 9.5) is most relevant: its rating is that of the study."""
    made = footprint(
        tmp_path,
        rows({"dq": "TeR=2;GeR=1;TiR=2;P=3"}, glue={"dq": "TeR=5;GeR=5;TiR=5;P=5"}),
    )
    needs = made.data_needs()
    assert needs.most_relevant == ("bg:steel",)
    assert needs.rating == pytest.approx((2 + 1 + 2 + 3) / 4, rel=1e-12)
    assert needs.rated_share == pytest.approx(1.0)
    assert made.data_needs(3).rating == pytest.approx((2 + 1 + 2) / 3, rel=1e-12)


def test_what_is_not_rated_is_bounded_not_guessed(tmp_path: Path) -> None:
    """Two rows of steel, 8 x 1 and 8 x 3: a rated quarter at 1, the rest at worst 5."""
    made = footprint(
        tmp_path,
        [
            {"flow": "steel", "supplier": "bg:steel", "dq": "TeR=1;GeR=1;TiR=1;P=1"},
            {"flow": "steel", "supplier": "bg:steel", "amount": 3, "dq": "2,2,2,2,2"},
        ],
    )
    needs = made.data_needs()
    assert needs.rating == 1.0
    assert needs.rated_share == pytest.approx(0.25)
    assert needs.worst == pytest.approx((1 * 8 + 5 * 24) / 32)
    assert [row.verdict for row in needs.rows] == ["met", "not_rated"]


def test_ranking_takes_absolute_values(tmp_path: Path) -> None:
    """A credit of -8 weighs as much as a burden of 8, though the total is 1.5."""
    made = footprint(
        tmp_path,
        [
            *rows({})[1:],
            {"flow": "co2_fossil", "direction": "emission", "amount": 8},
            {"flow": "co2_biogenic_uptake", "direction": "removal", "amount": 8},
        ],
    )
    assert contributor(made.rows[-1]) == "process:plant"
    assert made.data_needs().most_relevant == ("process:plant",)


@pytest.mark.parametrize(
    ("scores", "over"),
    [
        ("TeR=1;GeR=1;TiR=1;P=3", ()),
        ("TeR=1;GeR=1;TiR=1;P=4", ("DQR", "P")),
        ("TeR=2;GeR=1;TiR=1;P=2", ()),
        ("TeR=2;GeR=2;TiR=2;P=1", ("DQR",)),
        ("TeR=3;GeR=1;TiR=1;P=1", ("TeR",)),
    ],
)
def test_limits_of_company_specific_data(
    tmp_path: Path, scores: str, over: tuple[str, ...]
) -> None:
    made = footprint(tmp_path, rows({"dq": scores, "origin": "primary"}))
    row = made.data_needs().rows[0]
    assert (row.kind, row.over) == ("company", over)
    assert row.verdict == ("missed" if over else "met")
    assert row.limit.evidence == "verified"


def test_limits_of_secondary_data_are_remembered(tmp_path: Path) -> None:
    """Most relevant: 3.0, others: 4.0. Steel has 3.25, glue 3.75."""
    made = footprint(
        tmp_path,
        rows({"dq": "TeR=4;GeR=3;TiR=3;P=3"}, glue={"dq": "TeR=4;GeR=4;TiR=4;P=3"}),
    )
    steel, glue, _ = made.data_needs().rows
    assert (steel.most_relevant, steel.over, steel.limit.rating) == (True, ("DQR",), 3.0)
    assert (glue.most_relevant, glue.over, glue.limit.rating) == (False, (), 4.0)
    assert limit_of("secondary", True).evidence == "recall"
    assert limit_of("secondary", False).evidence == "recall"


def test_situation_1_needs_own_data(tmp_path: Path) -> None:
    study = '[data_needs]\nrun = ["plant"]\n'
    made = footprint(tmp_path, rows({"dq": "TeR=1;GeR=1;TiR=1;P=1"}), study)
    steel, glue, _ = made.data_needs().rows
    assert (steel.situation, steel.verdict) == (1, "own_data_needed")
    assert (glue.situation, glue.verdict) == (1, "not_rated")


def test_a_situation_that_is_not_stated_stays_open(tmp_path: Path) -> None:
    assert {r.situation for r in footprint(tmp_path, rows({})).data_needs().rows} == {None}


def test_age_proposes_a_score_and_decides_nothing(tmp_path: Path) -> None:
    """Data of 2023 for a period that ends in 2025: two years past, score 2 proposed."""
    row = footprint(tmp_path, rows({})).data_needs().rows[0]
    assert row.proposed_tir == 2
    assert (row.scores, row.rating, row.verdict) == (None, None, "not_rated")
    assert [proposed_tir(y) for y in (-1.0, 0.0, 2.0, 4.0, 6.0, 7.0, None)] == [
        1, 1, 2, 3, 4, 5, None,
    ]  # fmt: skip


def test_plain_data_says_by_which_criteria(tmp_path: Path) -> None:
    data = footprint(tmp_path, rows({"dq": "TeR=1;GeR=1;TiR=1;P=1"})).data_needs(3).to_dict("en")
    assert data["criteria"] == ["TeR", "GeR", "TiR"]
    assert data["rows"][0]["verdict_name"] == "met"
