"""A word that is broader than the model, or other than it, does not shorten the list."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pcf.background import open_background
from pcf.calc.calculate import link_model
from pcf.graph.completeness import completeness_findings
from pcf.location import data_root
from pcf.model import StudyValue
from pcf.project.reader import Reading, read_project
from pcf.rules.as_findings import to_findings
from pcf.rules.case import Case
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Pack
from pcf.rules.pack_facts import PackFacts
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects


@cache
def _reading(name: str) -> Reading:
    return read_project(data_root("datasets") / "examples" / name)


@cache
def _pack() -> Pack:
    whole = registry().pack("lithium-battery")
    asked = [
        c for c in whole.clauses
        if c.check in ("required", "choice") or c.code in ("LIB003", "LIB042", "LIB043", "LIB045")
    ]  # fmt: skip
    return replace(whole, clauses=tuple(asked))


def _case(name: str, stated: dict[str, str | None], *gone: str) -> Case:
    """An example with other words in [battery], and without some rows; nothing is solved."""
    read = _reading(name)
    assert read.model is not None
    kept = tuple(e for e in read.model.exchanges if e.id not in gone)
    assert len(kept) == len(read.model.exchanges) - len(gone)
    study = dict(read.study)
    for key, word in stated.items():
        place = study[f"battery.{key}"].place if f"battery.{key}" in study else None
        study.pop(f"battery.{key}", None)
        if word is not None:
            study[f"battery.{key}"] = StudyValue(word, place)
    model = replace(read.model, exchanges=kept, study=study)
    background = open_background(model.background.id, model.background.allocation)
    linked = link_model(model, background, {})
    return Case(data_root("datasets"), replace(read, model=model, study=study), linked, None)


def _errors(name: str, stated: dict[str, str | None], *gone: str) -> set[tuple[str, str]]:
    """Code and words of every error."""
    case = _case(name, stated, *gone)
    assert case.linked is not None
    linked = case.linked
    found = [*linked.findings, *completeness_findings(linked.model, linked.rows, linked.links)]
    found += to_findings(Evaluator(Subjects(case)).evaluate(_pack()))
    return {(f.code, f.message("en")) for f in found if f.level == "error"}


def _verdict(name: str, code: str, stated: dict[str, str | None]) -> Verdict:
    found = Evaluator(Subjects(_case(name, stated))).evaluate(_pack())
    return next(v for v in found if v.clause.code == code)


@pytest.mark.parametrize("word", ["三元", "NMC", "NCM811", None])
@pytest.mark.parametrize("row", ["E-cam_nmc811_calcination-oxygen"])
def test_the_model_refines_a_broader_chemistry(word: str | None, row: str) -> None:
    assert _errors("nmc811-pack", {"chemistry": word}) == set()
    assert any("oxygen" in text for _, text in _errors("nmc811-pack", {"chemistry": word}, row))


@pytest.mark.parametrize("word", ["NMC622", "LCO", "LTO", "Na-ion", "钴酸锂", "NCA", "LFP"])
def test_a_chemistry_that_the_model_excludes_is_an_error_with_both_places(word: str) -> None:
    verdict = _verdict("nmc811-pack", "LIB050", {"chemistry": word})
    assert verdict.outcome == "fail"
    told, place = verdict.failures[0].text("en"), verdict.failures[0].place
    assert "study.toml:" in told
    assert "NMC811" in told
    assert place is not None
    assert place.file.startswith("model/")
    assert place.line


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        ("electrolyte", "solid", "LIB055"),
        ("electrolyte", "固态", "LIB055"),
        ("electrolyte", "固态电解质", "LIB055"),
        ("separator", "dry", "LIB056"),
        ("anode", "hard-carbon", "LIB051"),
        ("anode", "synthetic", "LIB051"),
        ("anode", "graphite of some kind", "LIB051"),
        ("anode_collector", "aluminium", "LIB052"),
        ("cell_format", "prismatic", "LIB053"),
        ("cooling", "air", "LIB054"),
        ("cooling", "风冷", "LIB054"),
        ("design", "cell-to-pack", "LIB057"),
        ("recycling", "pyrometallurgy", "LIB058"),
    ],
)
@pytest.mark.parametrize("name", ["lfp-pack", "nmc811-pack"])
def test_a_word_other_than_the_model_is_an_error(name: str, key: str, word: str, code: str) -> None:
    assert _verdict(name, code, {key: word}).outcome == "fail"


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [
        ("chemistry", ("磷酸铁锂", "LFP"), "LFP"),
        ("chemistry", ("自研体系", "LFP"), "LFP"),
        ("chemistry", ("磷酸铁锂 (LFP)",), "LFP"),
        ("chemistry", ("LFP（磷酸铁锂）",), "LFP"),
        ("chemistry", ("三元 (NCM811)",), "NMC811"),
        ("chemistry", ("LFP (NMC811)",), ""),
        ("chemistry", ("磷酸铁锂", "NMC811"), ""),
        ("chemistry", ("LFP/NMC811",), ""),
        ("cooling", ("液冷", "liquid cooling"), "liquid"),
        ("cooling", ("液冷 / liquid",), "liquid"),
        ("cooling", ("液冷 (冷却板在电芯底部)",), "liquid"),
        ("cooling", ("液冷", "air cooling"), ""),
    ],
)
def test_a_statement_in_both_languages_is_one_word(
    key: str, word: tuple[str, ...], code: str
) -> None:
    choice = next(c for c in _pack().choices if c.id == key)
    assert choice.code(str(StudyValue(word[0], None, "".join(word[1:])).both)) == code


def test_statements_in_both_languages_agree_with_the_model() -> None:
    stated = {"chemistry": ("磷酸铁锂", "LFP"), "cooling": ("液冷", "liquid cooling")}
    case = _case("lfp-pack", {key: zh for key, (zh, _) in stated.items()})
    study = dict(case.reading.study)
    for key, (zh, en) in stated.items():
        study[f"battery.{key}"] = StudyValue(zh, None, en)
    both = replace(case, reading=replace(case.reading, study=study))
    told = {v.clause.code: v.outcome for v in Evaluator(Subjects(both)).evaluate(_pack())}
    assert [told[code] for code in ("LIB003", "LIB050", "LIB054")] == ["pass"] * 3


@pytest.mark.parametrize(
    ("flow", "outcome"),
    [
        (("own_fluid", "切削冷却液", "cutting coolant"), "pass"),
        (("own_fluid", "化成柜冷却液", "coolant of the formation racks"), "pass"),
        (("own_fluid", "乙二醇冷却液", "glycol coolant"), "fail"),
    ],
)
def test_coolant_of_a_machine_is_no_liquid_cooling(
    flow: tuple[str, str, str], outcome: str
) -> None:
    """The last one fills the pack; the others are used up where parts and cells are made."""
    read = _reading("lfp-pack")
    assert read.model is not None
    row = next(e for e in read.model.exchanges if e.id == "B-pack_assembly-coolant")
    own = next(f for f in read.model.flows if f.id == "coolant")
    at = "pack_assembly" if outcome == "fail" else "make_jacket_al"
    cooled = {"make_coolant", "make_cooling_panel"}
    model = replace(
        read.model,
        flows=(*read.model.flows, replace(own, id=flow[0], name_zh=flow[1], name_en=flow[2])),
        exchanges=(replace(row, id="B-fluid", process=at, flow=flow[0], part="", supplier=None),),
        electricity=tuple(u for u in read.model.electricity if u.exchange.process not in cooled),
        processes=tuple(p for p in read.model.processes if p.id not in cooled),
        study={**read.study, "battery.cooling": StudyValue("air")},
    )
    linked = link_model(
        model, open_background(model.background.id, model.background.allocation), {}
    )
    case = Case(data_root("datasets"), replace(read, model=model, study=model.study), linked, None)
    told = {v.clause.code: v.outcome for v in Evaluator(Subjects(case)).evaluate(_pack())}
    assert told["LIB054"] == outcome


#: The rows that alone show a code, with the word that would silence them.
_SOLE = [
    ("anode_collector", "aluminium", "B-anode_coating_drying-cu_foil"),
    ("separator", "dry", "E-separator_film_production-dichloromethane"),
    ("separator", "dry", "E-separator_film_production-paraffin_oil"),
    ("cell_format", "prismatic", "B-cell_assembly-pouch_film"),
    ("cooling", "none", "B-pack_assembly-coolant"),
    ("cooling", "none", "B-pack_assembly-cooling_panel"),
    ("electrolyte", "solid", "B-electrolyte_blending-lipf6"),
    ("electrolyte", "solid", "B-cell_filling-electrolyte"),
    ("recycling", "pyrometallurgy", "E-eol_hydromet-soda_ash"),
    ("recycling", "湿法", "E-eol_hydromet-soda_ash"),
    ("recycling", None, "E-eol_hydromet-soda_ash"),
    ("design", "cell-to-pack", "B-pack_assembly-module"),
]


@pytest.mark.parametrize(("key", "word", "row"), _SOLE)
def test_a_deleted_row_and_a_word_that_excuses_it_are_an_error(
    key: str, word: str | None, row: str
) -> None:
    assert _errors("nmc811-pack", {key: word}, row)


@pytest.mark.parametrize("name", ["lfp-pack", "nmc811-pack", "jrc-nmc111"])
def test_the_examples_contradict_themselves_nowhere(name: str) -> None:
    found = Evaluator(Subjects(_case(name, {}))).evaluate(_pack())
    told = {v.clause.code: v.outcome for v in found if v.clause.check == "choice"}
    assert len(told) == 9
    assert set(told.values()) <= {"pass", "na"}


@pytest.mark.parametrize(
    ("key", "word", "code"),
    [("recycling", "湿法", "hydrometallurgy"), ("cooling", "液冷", "liquid"),
     ("electrolyte", "电解液", "liquid"), ("recycling", None, "hydrometallurgy"),
     ("anode", None, "blend"), ("anode", "silicon", "blend"), ("cell_format", "软包", "pouch")],
)  # fmt: skip
def test_words_and_models_give_the_code_of_each_choice(
    key: str, word: str | None, code: str
) -> None:
    pack = _pack()
    facts = PackFacts(Subjects(_case("lfp-pack", {key: word})), pack.routes, pack.choices)
    assert facts[f"choice.{key}"] == code


def test_a_cathode_of_nickel_is_no_cathode_of_another_chemistry() -> None:
    """LCO is stated and the cathode of NMC811 is there: the list misses one of LCO."""
    found = Evaluator(Subjects(_case("nmc811-pack", {"chemistry": "LCO"}))).evaluate(_pack())
    cathode = next(v for v in found if v.clause.code == "LIB009")
    assert any("cathode active material" in f.text("en") for f in cathode.failures)
