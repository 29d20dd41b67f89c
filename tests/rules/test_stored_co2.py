"""CO2 that is stored is shown by a row with evidence, never by a word in a name or a statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pcf.location import data_root
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import registry
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench

_BENCH = Bench(data_root("product_rules"))
_STORED = {"study.ccu.captured": "yes", "study.ccu.destination": "geological"}


def _verdicts(project: str, pack: str, edits: Snippet) -> dict[str, Verdict]:
    case = _BENCH.case(ModelChoice(f"example:{project}"), edits)
    return {v.clause.code: v for v in Evaluator(Subjects(case)).evaluate(registry().pack(pack))}


def _to_storage(process: str, amount: float, evidence: str) -> Snippet:
    """A row that sends captured CO2 to a store, with the process and flow that it needs."""
    source = {"origin": "primary", "source": "rule test"}
    row = {"id": "E-store", "process": process, "direction": "waste", "flow": "co2_captured",
           "amount": amount, "unit": "kg", "supplier": "process:co2_store", "evidence": evidence,
           **source}  # fmt: skip
    store = {"id": "co2_store", "name_zh": "CO2运输与封存", "name_en": "CO2 transport and storage",
             "stage": "production", "location": "CN", "product": "co2_captured", "amount": 1,
             "unit": "kg", "source": "rule test"}  # fmt: skip
    power = {"id": "L-store", "process": "co2_store", "kind": "grid", "flow": "electricity",
             "amount": 0.1, "unit": "kWh", "supplier": "bg:elec_grid_cn", **source}  # fmt: skip
    flow = {"id": "co2_captured", "name_zh": "捕集的二氧化碳", "name_en": "captured carbon dioxide",
            "unit": "kg", "source": "rule test"}  # fmt: skip
    file = {"id": "EV-STORE", "file": "README.md", "covers": "rule test"}
    tables: dict[str, Mapping[str, Any]] = {
        "exchanges": row, "processes": store, "electricity": power, "flows": flow, "evidence": file,
    }  # fmt: skip
    return Snippet(adds={name: (added,) for name, added in tables.items()})


@pytest.mark.parametrize(
    ("project", "pack", "process", "emission", "codes"),
    [
        ("hydrogen-gas", "hydrogen", "steam_reforming", "E-steam_reforming-co2_fossil",
         ("HYD030", "HYD031")),
        ("hydrogen-coal", "hydrogen", "gasification_shift_psa",
         "E-gasification_shift_psa-co2_fossil", ("HYD032", "HYD033")),
        ("ammonia", "ammonia", "gasification", "E-gasification-co2_fossil-process",
         ("AMM030", "AMM031")),
        ("methanol", "methanol", "gasification", "E-gasification-co2_fossil-process",
         ("MET030", "MET031")),
    ],
)  # fmt: skip
def test_the_word_storage_in_a_name_leaves_the_floor_on(
    project: str, pack: str, process: str, emission: str, codes: tuple[str, ...]
) -> None:
    named = Snippet({f"processes.{process}.name_zh": "气化、重整(含CO2封存，CCS)",
                     f"exchanges.{emission}.amount": 0})  # fmt: skip
    found = _verdicts(project, pack, named)
    assert {found[code].outcome for code in codes} == {"fail"}


@pytest.mark.parametrize(
    ("project", "pack", "row", "amount", "code"),
    [
        ("fertiliser-urea", "fertiliser", "E-ammonia_synthesis-co2_fossil", 0, "FER039"),
        ("steel-bf-bof", "steel", "E-blast_furnace-co2_fossil-reductant", 593, "STL037"),
    ],
)
def test_a_stated_destination_leaves_the_floor_on(
    project: str, pack: str, row: str, amount: float, code: str
) -> None:
    edits = Snippet({**_STORED, f"exchanges.{row}.amount": amount})
    found = _verdicts(project, pack, edits)
    assert found[code].outcome == "fail"
    assert found["GBT126"].outcome == "fail"


def test_stored_co2_counts_in_the_floor_where_a_row_with_evidence_shows_it() -> None:
    """8 kg of the 8.6 kg of CO2 of the reformer go to a store: 0.6 + upstream + 8 >= 5.46."""
    emission = {"exchanges.E-steam_reforming-co2_fossil.amount": 0.6}
    shown = _to_storage("steam_reforming", 8.0, "EV-STORE")
    edits = Snippet({**_STORED, **emission}, adds=shown.adds)
    found = _verdicts("hydrogen-gas", "hydrogen", edits)
    assert found["HYD030"].outcome == "pass"
    assert found["GBT126"].outcome == "pass"


@pytest.mark.parametrize(
    ("statements", "evidence"),
    [
        (_STORED, ""),
        ({"study.ccu.captured": "yes", "study.ccu.destination": "product"}, "EV-STORE"),
        ({"study.ccu.captured": "no", "study.ccu.destination": "geological"}, "EV-STORE"),
    ],
)
def test_stored_co2_without_evidence_or_statement_does_not_count(
    statements: dict[str, object], evidence: str
) -> None:
    emission = {"exchanges.E-steam_reforming-co2_fossil.amount": 0.6}
    shown = _to_storage("steam_reforming", 8.0, evidence)
    edits = Snippet({**statements, **emission}, adds=shown.adds)
    assert _verdicts("hydrogen-gas", "hydrogen", edits)["HYD030"].outcome == "fail"


def test_a_store_that_is_stated_in_both_languages_counts() -> None:
    stated = {
        "study.ccu.captured": "是 / yes, all of it",
        "study.ccu.destination": "地质封存 / geological",
        "exchanges.E-steam_reforming-co2_fossil.amount": 0.6,
    }
    shown = _to_storage("steam_reforming", 8.0, "EV-STORE")
    found = _verdicts("hydrogen-gas", "hydrogen", Snippet(stated, adds=shown.adds))
    assert (found["HYD030"].outcome, found["GBT126"].outcome) == ("pass", "pass")


def test_carbon_of_the_steel_works_that_is_stored_is_carbon_that_is_accounted_for() -> None:
    """The carbon of 593 kg of CO2 is too little for the coke; 700 kg more in a store is enough."""
    shown = _to_storage("blast_furnace", 700.0, "EV-STORE")
    row = {"exchanges.E-blast_furnace-co2_fossil-reductant.amount": 593}
    edits = Snippet({**_STORED, **row}, adds=shown.adds)
    assert _verdicts("steel-bf-bof", "steel", edits)["STL037"].outcome == "pass"
