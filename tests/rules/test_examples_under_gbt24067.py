"""The example projects under GB/T 24067: what they fail is what is really weak about them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

import pcf
from pcf.project.collect import Collector
from pcf.project.raw import read_raw
from pcf.project.reader import type_project
from pcf.rules.as_findings import check_statements
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.packs import Registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import case_of

ROOT = Path(pcf.__file__).parents[1]
EXAMPLES = ROOT / "datasets" / "examples"

#: Clauses that each example fails. Nearly all are weaknesses of published figures standing in for
#: the records of a plant:
#: gaps of the inventory without an estimate, or of gases that are never left out (GBT028, GBT036,
#: GBT038; for fertiliser-urea GBT038 names gases of the use stage, beyond its gate);
#: emissions and inputs that are not measured (GBT039, GBT040, PCF003), unscored rows (GBT043);
#: mass that does not close (GBT034, GBT063), a process without rows of its own (GBT061);
#: datasets of another place or year (GBT047, GBT052, GBT091, GBT094), unsplit gases (GBT078);
#: indicative prices, no means (GBT071); power whose attributes or line nobody states (GBT086,
#: GBT087); an assumed use profile or service life (GBT055, GBT056); land-use change of wood, paper
#: or rubber not assessed (GBT095); no mass of one product for goods sold in bulk (PCF004).
KNOWN = {
    "aluminium-electrolytic": "PCF003 PCF004 GBT028 GBT039 GBT040 GBT043 GBT063 GBT094",
    "ammonia": "PCF004 GBT028 GBT039 GBT040",
    "appliance": (
        "PCF003 GBT028 GBT034 GBT036 GBT040 GBT043 GBT047 GBT055 GBT056 GBT063 GBT078 GBT086"
    ),
    "calcium-carbide": "PCF004 GBT028 GBT039 GBT040 GBT043",
    "cement": "PCF004 GBT028 GBT039 GBT040 GBT061",
    "ethylene": "PCF004 GBT028 GBT036 GBT040 GBT043",
    "fertiliser-dap": "PCF003 PCF004 GBT028 GBT036 GBT039 GBT040 GBT043 GBT063 GBT071",
    "fertiliser-urea": "PCF004 GBT028 GBT036 GBT038 GBT039 GBT040 GBT063",
    "glass-container": "PCF003 PCF004 GBT028 GBT039 GBT040 GBT043 GBT047 GBT091",
    "glass-flat": "PCF003 PCF004 GBT028 GBT039 GBT040 GBT043",
    "hydrogen-byproduct": "PCF004 GBT028 GBT036 GBT039 GBT043",
    "hydrogen-coal": "PCF004 GBT028 GBT036 GBT038 GBT043",
    "hydrogen-electrolysis": "PCF004 GBT028 GBT036 GBT043 GBT063 GBT087",
    "hydrogen-gas": "PCF004 GBT028 GBT036 GBT040 GBT043",
    "lfp-pack": "GBT028 GBT036 GBT038 GBT040 GBT043 GBT052 GBT063 GBT095",
    "lime": "PCF004 GBT028 GBT039 GBT040",
    "methanol": "PCF004 GBT028 GBT039 GBT040",
    "nmc811-pack": "GBT028 GBT036 GBT038 GBT040 GBT043 GBT052 GBT055 GBT056 GBT063 GBT095",
    "paper-case": "PCF003 GBT028 GBT039 GBT040 GBT043 GBT052",
    "pv-module": "PCF003 PCF004 GBT028 GBT036 GBT038 GBT039 GBT040 GBT043 GBT063 GBT095",
    "steel-bf-bof": "PCF004 GBT028 GBT039 GBT040 GBT043 GBT063 GBT071",
    "steel-eaf": "PCF004 GBT028 GBT039 GBT040 GBT043 GBT063",
    "vehicle-bev": "GBT028 GBT034 GBT036 GBT040 GBT043 GBT055 GBT056 GBT063 GBT095",
}

#: The only statements that are missing, because nothing true can be stated.
UNSTATED = {"PCF004", "GBT056"}

#: Judgements wait for a person; no example answers them.
OPEN = {"GBT009", "GBT010", "GBT011", "GBT032"}


@lru_cache
def _registry() -> Registry:
    return Registry(ROOT / "product_rules")


@lru_cache
def _subjects(example: str) -> Subjects:
    folder = EXAMPLES / example
    return Subjects(case_of(folder, type_project(read_raw(folder, Collector()), Collector())))


@lru_cache
def _verdicts(example: str) -> tuple[Verdict, ...]:
    return Evaluator(_subjects(example)).evaluate(_registry().pack("gbt24067"))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path))


def test_every_example_is_listed() -> None:
    assert sorted(KNOWN) == sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


@pytest.mark.parametrize("example", KNOWN)
def test_an_example_fails_what_is_known_and_nothing_else(example: str) -> None:
    failed = {v.clause.code for v in _verdicts(example) if v.outcome == "fail"}
    assert failed == set(KNOWN[example].split())


@pytest.mark.parametrize("example", KNOWN)
def test_what_can_be_stated_is_stated(example: str) -> None:
    missing = {
        v.clause.code
        for v in _verdicts(example)
        if v.outcome == "fail" and v.clause.check == "stated"
    }
    assert missing <= UNSTATED


@pytest.mark.parametrize("example", KNOWN)
def test_every_key_of_an_example_is_declared_by_a_pack(example: str) -> None:
    packs = [_registry().pack("gbt24067")]
    assert list(check_statements(_subjects(example), packs, _registry())) == []


@pytest.mark.parametrize("example", KNOWN)
def test_an_example_leaves_judgements_to_a_person(example: str) -> None:
    waiting = {v.clause.code for v in _verdicts(example) if v.outcome == "judgement"}
    assert waiting >= OPEN
    assert _subjects(example).case.reading.judgements == ()


@pytest.mark.parametrize("example", KNOWN)
def test_an_example_claims_no_review_and_no_comparison(example: str) -> None:
    facts = _subjects(example).facts
    assert facts["study.review.claimed"] == "no"
    assert facts["study.review.verified"] == "no"
    assert facts["study.goal.comparative_claim"] == "no"
    assert facts["study.goal.communication"] == "internal"
