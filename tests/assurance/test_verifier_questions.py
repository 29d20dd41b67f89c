"""Questions of a verifier: with numbers, ranked by what hangs on them, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from work_kit import make

from pcf.assurance.verifier_questions import KINDS, Question, questions
from pcf.i18n import label_catalogue


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    place = tmp_path_factory.mktemp("questions")
    return questions(make(place / "chair", place / "tiny").calculate())


def test_largest_stake_is_asked_first(asked):
    # 1.5 / 3.58 power without evidence; mass balance of assembly (2.2 kg in, 1 kg out) on
    # 3.5 / 3.58; the exclusion is unknown and stands where 5 % would; resin 0.08 / 3.58
    assert [(q.kind, q.address) for q in asked] == [
        ("balance", "process:assembly"),
        ("evidence", "row:electricity/L-1"),
        ("exclusion", "exclusions/X-1"),
        ("evidence", "row:bom/B-3"),
        ("balance", "process:filling"),
    ]
    assert asked[1].stake == pytest.approx(1.5 / 3.58)
    assert asked[2].stake is None


def test_a_row_is_asked_about_once_with_all_its_weak_points(asked):
    resin = asked[3]
    assert resin.also == ("estimate", "foreign")
    assert resin.text("en") == "What proves 0.1 kg of resin, which carries 2.23 % of the footprint?"
    assert resin.why("en") == (
        "The row has no evidence. Besides: marked as estimate or recall; "
        "dataset of another country."
    )
    assert resin.where("en") == "model/bom.csv:4 · pcf explain row:bom/B-3"


def test_unknown_stake_is_said_and_never_a_number(asked):
    assert asked[2].to_dict("en")["stake"] is None
    assert "not estimated" in asked[2].text("en")
    assert "未估计" in asked[2].text("zh")


def test_row_with_evidence_is_not_asked_for_it(asked):
    assert not any(q.address == "row:bom/B-1" for q in asked)


def test_every_kind_has_its_sentences_in_both_languages():
    words = label_catalogue()
    for kind in KINDS:
        for key in (f"question_{kind}", f"question_why_{kind}"):
            entry = words[key]
            named = {lang: set(re.findall(r"{(\w+)}", entry[lang])) for lang in ("zh", "en")}
            assert named["zh"] == named["en"], key


def test_one_kind_does_not_crowd_out_the_others(monkeypatch):
    """Twelve rows without evidence and one small exclusion: the exclusion is among the ten."""
    many = [Question("evidence", f"row:bom/B-{n:02d}", 0.5 - n / 100, {}) for n in range(12)]
    one = Question("exclusion", "exclusions/X", 0.001, {})
    monkeypatch.setattr("pcf.assurance.question_kinds.asked", lambda _: [*many, one])
    chosen = questions(SimpleNamespace(rows=()), 10)
    assert len(chosen) == 10
    assert one in chosen
    assert chosen[0] == many[0]
    assert list(chosen) == sorted(chosen, key=lambda q: q.order)


def test_order_of_equal_stakes_does_not_depend_on_noise():
    a = Question("old", "row:bom/A", 0.1, {})
    b = replace(a, address="row:bom/B", stake=0.1 + 1e-16)
    assert sorted([b, a], key=lambda q: q.order) == [a, b]
