"""Every number of a study report has an address that ``pcf explain`` takes, and it agrees."""

from __future__ import annotations

import json
import re
from math import fsum

import pytest
from study_kit import agrees, example, study

from pcf.commands import main
from pcf.documents.digits import share_text
from pcf.documents.study.addresses import explain_study, is_of_study
from pcf.documents.study.gather import gather
from pcf.errors import UsageError

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


@pytest.fixture(scope="module")
def explained():
    """Explanations of every address and source that the report of the pack prints."""
    numbers = list(study("lfp-pack").document.numbers())
    footprint, made = example("lfp-pack").calculate(), gather(example("lfp-pack"))
    found = {}
    for words in dict.fromkeys(n.address or n.source for n in numbers):
        of_study = is_of_study(words)
        found[words] = explain_study(made, words) if of_study else footprint.explain(words)
    return numbers, found


def test_explain_takes_what_every_number_carries(explained) -> None:
    numbers, found = explained
    assert len(numbers) > 1500
    assert [n for n in numbers if not (n.address or n.source)] == []
    assert sorted(words for words, told in found.items() if told is None) == []


def test_what_is_explained_is_what_is_printed(explained) -> None:
    numbers, found = explained
    compared = 0
    for number in numbers:
        told = found[number.address] if number.address else None
        if told is None:
            continue
        if _NUMBER.match(number.text):
            assert agrees(number.text, told.value), number
            compared += 1
        elif number.text.endswith("%") and told.unit == "" and number.text[0] not in "<>":
            assert number.text == share_text(told.value), number
            compared += 1
        elif number.text == "n/a" and told.unit == "":
            assert told.value is None, number
    assert compared > 700


def test_what_is_listed_adds_up_and_every_part_can_be_explained_in_turn(explained) -> None:
    _, found = explained
    footprint = example("lfp-pack").calculate()
    kinds = {re.split(r"[.:/]", words)[0] for words in found}
    assert {"coverage", "duty", "cut_off", "parameters", "exclusions", "flow", "sensitivity",
            "uncertainty", "balance", "count", "share", "cumulative", "rest"} <= kinds  # fmt: skip
    for words, told in found.items():
        if told.terms:
            whole = fsum(t.value for t in told.terms) + told.rest_value
            assert whole == pytest.approx(told.value, rel=1e-9, abs=1e-15), words
            for term in told.terms:
                if term.share is not None:
                    assert term.share == pytest.approx(term.value / told.value), words
    for words in ("coverage.primary_share", "rest:rows", "flow:co2_fossil/fossil"):
        for term in found[words].terms[:2]:
            assert footprint.explain(term.address).address == term.address


def test_how_a_figure_is_computed_is_told_in_both_languages(explained) -> None:
    from pcf.i18n import LANGUAGES, label

    _, found = explained
    told = {f.value for e in found.values() for f in e.facts if f.key == "how"}
    assert len(told) > 20
    for lang in LANGUAGES:
        assert [how for how in told if label(how, lang) == how] == []


@pytest.mark.parametrize(
    "address", ["coverage.primary_share", "cut_off.single", "count:rows/origin=primary",
                "pcf.toml: product.mass", "parameters.pack_mass"],
)  # fmt: skip
def test_the_prompt_takes_them(address: str, capsys) -> None:
    folder = str(example("lfp-pack").folder)
    assert main(["explain", address, "-C", folder, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"]["address"] == address
    for lang in ("zh", "en"):
        assert main(["explain", address, "-C", folder, "--lang", lang]) == 0
        assert "how_" not in capsys.readouterr().out


def test_only_near_addresses_are_suggested() -> None:
    footprint = example("lfp-pack").calculate()
    for written, code, near in (
        ("coverage.primry_share", "GR050", "coverage.primary_share"),
        ("stage:prodution", "GR050", "stage:production"),
        ("xyzzy", "GR052", None),
        ("sensitivity:nothing/at-all", "GR052", None),
    ):
        with pytest.raises(UsageError) as caught:
            footprint.explain(written)
        [found] = caught.value.findings
        assert (found.code, found.suggestion) == (code, near)
