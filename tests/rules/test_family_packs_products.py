"""Rule packs of batteries, vehicles, modules, electronics and labels: examples and completeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest

from pcf.calc.calculate import link_model
from pcf.location import data_root
from pcf.model import Exchange, Model, StudyValue, Supplier
from pcf.project.collect import Collector
from pcf.project.reader import Reading, type_project
from pcf.rules.case import Case
from pcf.rules.conditions import all_hold
from pcf.rules.edits import apply_snippet
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import ModelChoice, Pack, Snippet
from pcf.rules.pack_facts import PackFacts
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench, PackTest, run_tests

PACKS = (
    "lithium-battery",
    "miit-traction-battery",
    "nev",
    "pv-module",
    "electronics",
    "cn-pcf-label",
    "gba-label",
)
BATTERIES = {"lfp-pack": "LFP", "nmc811-pack": "NMC811"}


@cache
def bench() -> Bench:
    return Bench(data_root("product_rules"))


def pack(id: str) -> Pack:
    return registry(None).pack(id)


@cache
def examples(id: str) -> PackTest:
    return run_tests(pack(id), bench())


# --- every pack by its own examples ---------------------------------------------------------------


@pytest.mark.parametrize("id", PACKS)
def test_every_example_flips_its_clause_and_no_other(id: str) -> None:
    wrong = {c.code: [f.observed for f in c.findings] for c in examples(id).clauses if c.findings}
    assert wrong == {}


@pytest.mark.parametrize("id", PACKS)
def test_example_project_misses_nothing_that_the_pack_asks(id: str) -> None:
    own = {clause.code for clause in pack(id).own_clauses}
    failed = [v.clause.code for v in examples(id).base if v.outcome == "fail"]
    assert [code for code in failed if code in own] == []


@pytest.mark.parametrize("id", PACKS)
def test_memory_never_fails_a_project(id: str) -> None:
    assert [
        c.code for c in pack(id).own_clauses if c.evidence == "recall" and c.severity == "error"
    ] == []
    assert all(c.ref == "" for c in pack(id).own_clauses)  # no clause number was read


@pytest.mark.parametrize("id", PACKS)
def test_no_paraphrase_claims_conformity(id: str) -> None:
    for clause in pack(id).own_clauses:
        assert "conforms to" not in clause.text_en
        assert "符合性" not in clause.text_zh
        words = (clause.why_zh, clause.why_en, clause.suggest_zh, clause.suggest_en)
        assert all(words)


# --- completeness of a battery --------------------------------------------------------------------


@dataclass(frozen=True)
class Battery:
    """A battery project, typed once; `with_rows` drops or changes rows."""

    reading: Reading
    model: Model

    def verdicts(
        self, change: Callable[[Exchange], Exchange | None] | None = None
    ) -> list[Verdict]:
        """Verdicts of the material clauses when every row goes through `change`."""
        rows = self.model.exchanges if change is None else _through(self.model.exchanges, change)
        return self.of(replace(self.model, exchanges=rows))

    def of(self, model: Model, study: Mapping[str, object] | None = None) -> list[Verdict]:
        stated = {**self.reading.study, **_study(study or {})}
        reading = replace(self.reading, model=model, study=stated)
        linked = link_model(model, _background(), {})
        case = Case(data_root("datasets"), reading, linked, None)
        found = Evaluator(Subjects(case)).evaluate(_completeness())
        return [v for v in found if v.clause.params["kind"] == "material"]


def _study(values: Mapping[str, object]) -> dict[str, StudyValue]:
    return {key: StudyValue(value, None) for key, value in values.items()}  # type: ignore[arg-type]


def _through(
    rows: Iterable[Exchange], change: Callable[[Exchange], Exchange | None]
) -> tuple[Exchange, ...]:
    return tuple(made for row in rows if (made := change(row)) is not None)


@cache
def _background():  # type: ignore[no-untyped-def]
    from pcf.background import open_background

    return open_background("pcf-open", "default")


@cache
def _completeness() -> Pack:
    whole = pack("lithium-battery")
    return replace(whole, clauses=tuple(c for c in whole.clauses if c.check == "required"))


@cache
def battery(name: str) -> Battery:
    edits = pack("lithium-battery").model.edits
    sets = {k: v for k, v in edits.sets.items() if k.startswith("study.")}
    sets["study.battery.chemistry"] = BATTERIES[name]
    choice = ModelChoice(f"example:{name}", Snippet())
    raw = apply_snippet(bench().raw(choice.project), Snippet(sets=sets))
    reading = type_project(raw, Collector())
    assert reading.model is not None
    return Battery(reading, reading.model)


def named(verdicts: Iterable[Verdict]) -> list[tuple[str, str]]:
    """Failures as (what is wrong, node): node is the id of the list where a row is missing."""
    return [(f.key, f.node or "") for v in verdicts for f in v.failures]


def without(ids: frozenset[str]) -> Callable[[Exchange], Exchange | None]:
    """Drop the rows of these ids."""
    return lambda row: None if row.id in ids else row


def asked(name: str) -> dict[str, frozenset[str]]:
    """Required materials that rows of a project meet, with the ids of those rows."""
    own = battery(name)
    linked = link_model(own.model, _background(), {})
    subjects = Subjects(Case(data_root("datasets"), own.reading, linked, None))
    rows = [r for r in subjects.records("rows") if r.values["direction"] in ("input", "waste")]
    facts = PackFacts(subjects, _completeness().routes, _completeness().choices)
    made: dict[str, frozenset[str]] = {}
    for item in _completeness().required:
        if item.kind == "material" and all(c.holds(facts) for c in item.when):
            made[item.id] = frozenset(
                str(r.values["id"])
                for r in rows
                if any(all_hold(way, r.values) for way in item.any_of)
            )
    return made


@pytest.mark.parametrize("name", BATTERIES)
def test_list_is_long_and_the_examples_meet_it(name: str) -> None:
    items = asked(name)
    processes = [i for i in _completeness().required if i.kind == "process"]
    assert len(items) >= 100
    assert len(processes) >= 40
    assert [id for id, rows in items.items() if not rows] == []
    assert named(battery(name).verdicts()) == []


@pytest.mark.parametrize("name", BATTERIES)
def test_each_deleted_material_is_named_and_no_other(name: str) -> None:
    """Rows that meet two items, a copper sheet and a conductor, name both when they go."""
    wrong = {}
    items = asked(name)
    for id, rows in items.items():
        found = named(battery(name).verdicts(without(rows)))
        told = {(key, node.partition("@")[0]) for key, node in found}
        same = {("fail_missing", other) for other, its in items.items() if its & rows}
        if ("fail_missing", id) not in told or told - same:
            wrong[id] = found
    assert wrong == {}


@pytest.mark.parametrize("name", BATTERIES)
def test_a_material_of_amount_zero_fails(name: str) -> None:
    def zero(row: Exchange) -> Exchange:
        none = replace(row.amount, value=0.0)
        return replace(row, amount=none) if row.flow == "pvdf" else row

    assert [key for key, _ in named(battery(name).verdicts(zero))] == ["fail_zero"]


def test_a_row_that_stands_twice_fails() -> None:
    own = battery("lfp-pack")
    twice = next(row for row in own.model.exchanges if row.flow == "carbon_black")
    model = replace(own.model, exchanges=(*own.model.exchanges, replace(twice, id="B-again")))
    found = named(own.of(model))
    assert [key for key, _ in found] == ["fail_duplicate"]


def test_what_is_bought_as_a_whole_brings_its_parts_along() -> None:
    """Cathode powder from a dataset: iron phosphate and what follows it are not asked for."""
    parts = {"lfp_solid_state", "fepo4_precipitation", "feso4_purification"}

    def bought(row: Exchange) -> Exchange | None:
        if row.process in parts:
            return None
        if row.flow == "lfp_cam":
            return replace(row, supplier=Supplier("background", "lfp_solid_state", None))
        return row

    own = battery("lfp-pack")
    kept = tuple(p for p in own.model.processes if p.id not in parts)
    rows = _through(own.model.exchanges, bought)
    power = tuple(u for u in own.model.electricity if u.exchange.process not in parts)
    model = replace(own.model, processes=kept, exchanges=rows, electricity=power)
    assert named(own.of(model)) == []


def test_a_material_that_the_study_says_it_does_not_use_is_not_asked_for() -> None:
    own = battery("lfp-pack")
    rows = _through(own.model.exchanges, lambda r: None if r.flow == "pack_heater" else r)
    model = replace(own.model, exchanges=rows)
    assert named(own.of(model)) == [("fail_missing", "pack_heater")]
    stated = {"battery.not_used": ("pack_heater: 热带市场，无加热 / no heater for the tropics",)}
    assert named(own.of(model, stated)) == []
    without_reason = {"battery.not_used": ("pack_heater",)}
    assert named(own.of(model, without_reason)) == [("fail_missing", "pack_heater")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_missing_material_is_named_in_both_languages(lang: str) -> None:
    own = battery("nmc811-pack")
    found = own.verdicts(lambda row: None if row.flow == "coso4_7h2o" else row)
    [failure] = [f for v in found for f in v.failures]
    text = failure.text("zh" if lang == "zh" else "en")
    assert ("硫酸钴" if lang == "zh" else "cobalt sulfate") in text


def test_chemistry_decides_what_is_asked() -> None:
    lfp, nmc = asked("lfp-pack"), asked("nmc811-pack")
    assert {"lfp_cam", "fepo4", "feso4", "glucose"} <= set(lfp) - set(nmc)
    assert {"nmc_cam", "nmc_pcam", "niso4", "coso4", "mnso4", "lioh"} <= set(nmc) - set(lfp)


# --- the declaration of notice 551 ----------------------------------------------------------------


def test_declaration_counts_four_stages_and_drops_use() -> None:
    declared = pack("miit-traction-battery")
    assert declared.settings["boundary"]["stages"] == (
        "raw_material",
        "production",
        "distribution",
        "end_of_life",
    )
    assert declared.settings["stage_map"]["use"] == "excluded"
    assert declared.settings["unit"]["units"] == ("kWh",)


def test_declaration_tightens_three_clauses_of_its_parent_in_sight() -> None:
    changed = {what for what, *_ in pack("miit-traction-battery").overrides}
    assert {f"clause {code} severity" for code in ("LIB005", "LIB008", "LIB041")} <= changed


def test_lifetime_energy_is_the_product_of_four_stated_values() -> None:
    """100 kWh x 390.5 cycles x 1 x 1 = 39 050 kWh; 50 000 kWh is 28 % more."""
    clause = next(c for c in pack("lithium-battery").own_clauses if c.check == "product")
    verdict = bench().verdicts(
        pack("lithium-battery"), pack("lithium-battery").model, clause.failing
    )
    assert verdict[clause.code].outcome == "fail"
    [failure] = verdict[clause.code].failures
    assert "50000" in failure.text("en").replace(" ", "").replace(",", "")
