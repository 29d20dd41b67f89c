"""However the chemistry is spelled, or left out, a deleted material of the cathode is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_deleted_rows_of_batteries import reading, without
from tiny import case

from pcf.background import open_background
from pcf.calc.calculate import link_model
from pcf.location import data_root
from pcf.model import StudyValue
from pcf.rules.case import Case
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Snippet
from pcf.rules.pack_facts import PackFacts
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects

KEY = "battery.chemistry"
#: Rows of the cathode that are deleted one by one, and what the list calls them.
ROWS = {
    "lfp-pack": {
        "B-cathode_slurry_mixing-lfp_cam": "lfp_cam", "B-lfp_solid_state-fepo4": "fepo4",
        "E-lfp_solid_state-glucose": "glucose", "B-cathode_slurry_mixing-pvdf": "pvdf",
    },
    "nmc811-pack": {
        "B-cathode_slurry_mixing-cam": "nmc_cam", "B-cam_nmc811_calcination-pcam": "nmc_pcam",
        "B-pcam_nmc811_coprecipitation-coso4_7h2o": "coso4",
        "B-cam_nmc811_calcination-lioh_h2o": "lioh",
        "E-cam_nmc811_calcination-oxygen": "oxygen",
    },
}  # fmt: skip
WORDS = {
    "lfp-pack": (
        "磷酸铁锂",
        "LiFePO4",
        "lfp 电池",
        "n/a: secret",
        "不适用：保密",
        "unheard-of",
        None,
    ),
    "nmc811-pack": ("NCM-811", "三元811", "高镍三元", "n/a: secret", "unheard-of", None),
}


def seen(name: str, word: str | None, row: str = "") -> Subjects:
    read = reading(name)
    assert read.model is not None
    study = {k: v for k, v in read.study.items() if k != KEY}
    if word is not None:
        study[KEY] = StudyValue(word)
    model = replace(read.model, exchanges=without(name, row))
    linked = link_model(
        model, open_background(model.background.id, model.background.allocation), {}
    )
    return Subjects(
        Case(data_root("datasets"), replace(read, model=model, study=study), linked, None)
    )


def verdicts(of: Subjects, *codes: str) -> dict[str, Verdict]:
    whole = registry().pack("lithium-battery")
    asked = [c for c in whole.clauses if c.check == "required" or c.code in codes]
    found = Evaluator(of).evaluate(replace(whole, clauses=tuple(asked)))
    return {v.clause.code: v for v in found}


@pytest.mark.parametrize(
    ("name", "word", "row"),
    [(name, word, row) for name in ROWS for word in WORDS[name] for row in ROWS[name]],
)
def test_a_deleted_material_fails_and_is_named(name: str, word: str | None, row: str) -> None:
    found = verdicts(seen(name, word, row))
    nodes = {
        (f.node or "").partition("@")[0]
        for v in found.values() if v.clause.severity == "error" for f in v.failures
    }  # fmt: skip
    assert ROWS[name][row] in nodes


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("word", ["n/a: secret", None])
def test_without_a_word_the_model_decides_and_the_whole_pack_meets_its_list(
    name: str, word: str | None
) -> None:
    found = verdicts(seen(name, word))
    assert [
        f.node for v in found.values() if v.clause.check == "required" for f in v.failures
    ] == []


@pytest.mark.parametrize(
    ("word", "code"),
    [("磷酸铁锂", "LFP"), ("LiFePO4", "LFP"), ("Lithium iron phosphate", "LFP"), ("三元", "NMC"),
     ("镍钴锰酸锂", "NMC"), ("ncm 622", "NMC622"), ("NCM523", "NMC532"), ("锰酸锂", "LMO"),
     ("钴酸锂", "LCO"), ("钛酸锂", "LTO"), ("钠离子电池", "Na-ion"), ("LFPP", "LFPP")],
)  # fmt: skip
def test_words_for_one_chemistry(word: str, code: str) -> None:
    pack = registry().pack("lithium-battery")
    facts = PackFacts(seen("lfp-pack", word), pack.routes, pack.choices)
    assert facts[f"study.{KEY}"] == code


def test_an_unknown_chemistry_is_an_error_that_names_the_known_ones() -> None:
    verdict = verdicts(seen("lfp-pack", "LFPP"), "LIB003")["LIB003"]
    assert (verdict.outcome, verdict.clause.severity) == ("fail", "error")
    told = verdict.failures[0].text("en")
    assert all(code in told for code in ("LFPP", "LFP", "NMC811", "NCA", "LCO", "Na-ion"))


@pytest.mark.parametrize(
    ("key", "word", "code", "node"),
    [
        (KEY, "NMC811", "LIB044", "bom/B-cathode_slurry_mixing-lfp_cam"),
        ("battery.level", "cell", "LIB045", "bom/B-pack_assembly-coolant"),
        ("battery.cooling", "air", "LIB046", "bom/B-pack_assembly-coolant"),
    ],
)
def test_a_statement_that_the_model_contradicts(key: str, word: str, code: str, node: str) -> None:
    edited = case(Snippet(sets={f"study.{key}": word}), "example:lfp-pack")
    pack = registry().pack("lithium-battery")
    (verdict,) = Evaluator(Subjects(edited)).evaluate(
        replace(pack, clauses=tuple(c for c in pack.clauses if c.code == code))
    )
    assert (verdict.outcome, verdict.clause.severity) == ("fail", "error")
    assert node in {f.node for f in verdict.failures}
    assert key in verdict.clause.text_en
