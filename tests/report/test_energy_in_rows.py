"""Flows without a heating value are rows of a table, each with its mass, and no list in a cell."""

from __future__ import annotations

import re
from math import fsum

import pytest
from study_kit import agrees, example, study

from pcf.documents.document import Number, Table, plain_text
from pcf.i18n import label


def tables(name: str, lang: str, key: str) -> list[Table]:
    word = label(key, lang)
    blocks = study(name, lang).document.blocks
    return [b for b in blocks if isinstance(b, Table) and b.caption.endswith(word)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["lfp-pack", "steel-bf-bof"])
def test_every_flow_without_a_heating_value_is_a_row(name, lang) -> None:
    footprint = example(name).calculate()
    [balances] = tables(name, lang, "study_energy")
    [flows] = tables(name, lang, "study_energy_uncovered")
    for found in (balances, flows):
        longest = max(len(plain_text(cell)) for row in found.rows for cell in row.cells)
        assert longest < 120, found.caption
    shown = {row.cells[1][0].address.partition("/energy")[0] for row in balances.rows}
    known = {f"balance:{b.process}": b for b in footprint.energy_balances()}
    wanted = {
        (address, flow.flow)
        for address in shown
        for flow in known[address].uncovered
        if flow.enters
    }
    listed = set()
    for row in flows.rows:
        [mass] = row.cells[2]
        if not isinstance(mass, Number):
            assert mass == "-"
            continue
        told = footprint.explain(mass.address)
        assert told.unit == "kg"
        assert agrees(mass.text, told.value), mass
        head, _, flow = mass.address.partition("/energy.mass.")
        masses = [u.mass_kg for u in known[head].uncovered if u.flow == flow and u.enters]
        assert told.value == pytest.approx(fsum(masses))
        listed.add((head, flow))
    assert len(wanted) > 3
    told = {plain_text(row.cells[1]) for row in flows.rows}
    assert [text for text in told if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", text)] == []  # no ids
    assert {pair for pair in wanted if mass_known(known, pair)} == listed
    assert len(flows.rows) == len(wanted)


def mass_known(known, pair) -> bool:
    found = [u.mass_kg for u in known[pair[0]].uncovered if u.flow == pair[1] and u.enters]
    return None not in found


def test_the_number_of_such_flows_is_explained_by_their_names() -> None:
    footprint = example("steel-bf-bof").calculate()
    told = footprint.explain("balance:bof_steelmaking/energy.uncovered_in")
    assert told.value == 3
    facts = {fact.key: fact.value for fact in told.facts}
    assert "dolomite" in facts["energy_uncovered_in"]


def test_a_flow_whose_mass_nobody_knows_has_a_dash(tmp_path) -> None:
    # power of 1 kWh takes 2 m2 of film, of which no mass is known, and 3 kg of ore
    from kit import project

    from pcf.api import Project

    processes = [{"id": id, "product": flow, "amount": 1, "unit": unit}
                 for id, flow, unit in (("P", "power", "kWh"), ("Q", "film", "m2"),
                                        ("R", "ore", "kg"))]  # fmt: skip
    taken = [
        {"process": "P", "part": flow, "flow": flow, "amount": amount, "unit": unit,
         "supplier": f"process:{id}"}
        for id, flow, amount, unit in (("Q", "film", 2, "m2"), ("R", "ore", 3, "kg"))
    ]  # fmt: skip
    emitted = [{"process": id, "flow": "co2_fossil", "direction": "emission", "amount": 1,
                "unit": "kg", "id": f"E{id}", "source": "meter"} for id in "PQR"]  # fmt: skip
    flows = [{"id": "power", "unit": "kWh", "energy_mj": 3.6},
             {"id": "film", "unit": "m2", "name_en": "film"},
             {"id": "ore", "unit": "kg", "name_en": "ore"}]  # fmt: skip
    folder = project(tmp_path / "p", processes, demand={"P": (1, "kWh")},
                     tables={"flows": flows, "bom": taken, "exchanges": emitted})  # fmt: skip
    document = Project.load(folder).report("study", lang="en", draft=True).document
    word = label("study_energy_uncovered", "en")
    tables = [b for b in document.blocks if isinstance(b, Table)]
    [found] = [table for table in tables if table.caption.endswith(word)]
    rows = [[plain_text(cell) for cell in row.cells] for row in found.rows]
    assert [row[1:] for row in rows if row[0].endswith("(P)")] == [["ore", "3.00"], ["film", "-"]]
