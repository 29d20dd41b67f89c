"""Figures that only say what they come from: each column against its field of the result."""

from __future__ import annotations

import re
from dataclasses import replace
from math import fsum
from xml.etree import ElementTree

import pytest
from study_kit import cells, example, study

from pcf.calc.duties import row_rating
from pcf.calc.gas_inventory import gas_inventory
from pcf.documents.digits import amount_text, number_text, share_text
from pcf.documents.document import Table, plain_text
from pcf.documents.living.explorer import explorer_of
from pcf.documents.study.addresses import explain_study
from pcf.documents.study.buyer import buyer_summary
from pcf.documents.study.gather import gather
from pcf.documents.study.writer import Writer
from pcf.i18n import label

EXAMPLES = ("lfp-pack", "fertiliser-urea", "vehicle-bev", "jrc-nmc111")
SVG = "{http://www.w3.org/2000/svg}"


def tables(name: str, key: str, kind: str = "study") -> list[Table]:
    """Tables whose caption is a label; their numbers are left out."""
    word = label(key, "en")
    return [
        block
        for block in study(name, kind=kind).document.blocks
        if isinstance(block, Table) and re.sub(r"^Table \d+  ", "", block.caption) == word
    ]


def result(name: str):
    return example(name).calculate()


def inventory(name: str):
    """Rows of Annex A beside those of the result."""
    rows = {row.address: row for row in result(name).rows}
    for found in tables(name, "study_inventory"):
        for line in found.rows:
            yield line.cells, rows[line.cells[11][0].address]


def near(shown: float, value: float, digits: int) -> bool:
    """Whether a value is as a figure of so many digits says."""
    return shown == pytest.approx(value, rel=0.5 * 10.0 ** (1 - digits), abs=1e-300)


@pytest.mark.parametrize("name", EXAMPLES)
def test_activity_amount_and_factor_are_those_of_the_row(name) -> None:
    digits = study(name).values.rounded.policy.digits
    count = 0
    for line, row in inventory(name):
        [activity], [amount], [factor] = line[3], line[4], line[6]
        assert (activity.text, activity.unit) == (amount_text(row.activity), row.activity_unit)
        assert (amount.text, amount.unit) == (amount_text(row.amount), row.unit)
        assert factor.text == number_text(row.intensity, digits), row.address
        assert factor.unit == f"kg CO2e/{row.unit}"
        assert plain_text(line[0]) == row.process
        assert {n.source for n in (activity, amount, factor)} == {row.address}
        count += 1
    assert count == len(result(name).rows)


@pytest.mark.parametrize("name", EXAMPLES)
def test_amount_times_factor_is_the_contribution(name) -> None:
    """Of rows that no unit process feeds; each factor has half a digit of its own."""
    digits = study(name).values.rounded.policy.digits
    half = 0.5 * 10.0 ** (1 - digits)
    different = 0
    for line, row in inventory(name):
        amount, factor, value = (float(line[at][0].text) for at in (4, 6, 11))
        if row.supplier.startswith("process:"):
            assert value == 0.0
            continue
        # a contribution that stands in a table of parts ends at its place, not at digits of its own
        last = 10.0 ** -len(line[11][0].text.partition(".")[2])
        assert amount * factor == pytest.approx(value, rel=2.1 * half, abs=last), row.address
        different += line[3][0].text != line[4][0].text
    assert different > 5  # a table with the activity in place of the amount would not pass


@pytest.mark.parametrize("name", EXAMPLES)
def test_mass_times_factor_is_what_a_gas_carries(name) -> None:
    digits = study(name).values.rounded.policy.digits
    known = {f"flow:{g.flow}/{g.ledger}": g for g in gas_inventory(result(name))}
    [found] = tables(name, "study_gas_flows")
    for row in found.rows[:-1]:
        [kg], factor = row.cells[2], row.cells[3]
        gas = known.pop(row.cells[4][0].address)
        assert near(float(kg.text), gas.kg, digits)
        assert gas.factor is None or float(factor[0].text) == pytest.approx(gas.factor)
        assert gas.value == pytest.approx(gas.kg * (gas.factor or 0.0), abs=1e-15)
    assert known == {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_shares_of_contributors_are_those_of_absolute_contributions(name) -> None:
    footprint = result(name)
    sizes = {row.address: abs(row.value) for row in footprint.rows}
    parts = {f"process:{part.id}": abs(part.value) for part in footprint.processes}
    for key, values in (("study_top_rows", sizes), ("study_top_processes", parts)):
        [found] = tables(name, key)
        whole, reached = fsum(values.values()), 0.0
        for row in found.rows:
            address, last = row.cells[1][0].address, row.total
            own = 1.0 - reached if last else values[address] / whole
            reached = reached + own
            assert plain_text(row.cells[2]) == share_text(own), address
            assert plain_text(row.cells[3]) == share_text(min(reached, 1.0)), address


@pytest.mark.parametrize("name", EXAMPLES)
def test_inputs_with_a_spread_have_their_value_and_bounds(name) -> None:
    found = {item.address: item for item in result(name).uncertainty().inputs}
    compared = 0
    for table in tables(name, "study_inputs"):
        for row in table.rows:
            item = found[row.cells[1][0].source]
            told = [cell[0] for cell in row.cells[1:4]]
            assert [n.text for n in told] == [
                amount_text(v) for v in (item.value, item.low, item.high)
            ]
            assert {n.unit for n in told} == {item.unit}
            compared += 1
    assert compared == len(found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_electricity_has_the_amount_and_factor_of_its_row(name) -> None:
    digits = study(name).values.rounded.policy.digits
    rows = {row.address: row for row in result(name).rows}
    [found] = tables(name, "study_electricity")
    for line in found.rows:
        [kwh], [factor] = line.cells[8], line.cells[9]
        row = rows[kwh.source]
        if row.unit == "kWh":
            assert kwh.text == amount_text(row.amount)
            assert factor.text == number_text(row.intensity, digits)


@pytest.mark.parametrize("name", EXAMPLES)
def test_ratings_are_those_of_the_rows(name) -> None:
    rows = {row.address: row for row in result(name).rows}
    for table in tables(name, "study_quality_top"):
        for line in table.rows:
            row, [rating] = rows[line.cells[1][0].address], line.cells[4]
            shown = "-" if rating == "-" else rating.text
            assert shown == (number_text(row_rating(row.dq), 2) if row.dq else "-")


def drawn(name: str, id: str) -> ElementTree.Element:
    [found] = [p for p in study(name).document.pictures if p.id == id]
    return ElementTree.fromstring(found.svg)


@pytest.mark.parametrize("name", ["lfp-pack", "vehicle-bev", "fertiliser-urea"])
def test_the_map_shows_the_shares_of_the_result(name) -> None:
    """A box its own share, and the strip of a stage what the boxes of that stage leave."""
    footprint = result(name)
    values = {f"process:{part.id}": part.value for part in footprint.processes}
    stage_of = {f"process:{p.id}": p.stage for p in example(name).model.processes}
    rest = {part.id: part.value for part in footprint.stages}
    root = drawn(name, "process-map")
    strips, boxes = [], 0
    for text in root.iter(f"{SVG}text"):
        address, words = text.get("data-address", ""), text.text or ""
        if address.startswith("process:"):
            value = values.get(address, 0.0)
            assert words == share_text(footprint.share(value)), address
            rest[stage_of.get(address, "end_of_life")] -= value
            boxes += 1
        elif address.startswith("stage:"):
            [part] = [p for p in study(name).values.rounded.stages.parts if p.address == address]
            assert words.endswith(part.share)
        elif "further unit process" in words:
            strips.append(" ".join(words.split()[-2:]))
    assert boxes > 3
    left = [share_text(footprint.share(v)) for v in rest.values() if abs(v) > 1e-12]
    assert sorted(strips) == sorted(left)
    assert name != "lfp-pack" or len(strips) > 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pareto_figure_says_what_the_table_beside_it_says(name) -> None:
    [found] = tables(name, "study_top_rows")
    table = [(row[1], row[3]) for row in cells(found) if row[0]][: len(found.rows) - 1]
    [figure] = [p for p in study(name).document.pictures if p.id == "pareto"]
    told = re.findall(r": (\S+)  \(Σ ([^)]+)\)", figure.description)
    assert len(told) == min(12, len(table)) > 1
    assert told == table[: len(told)]


def test_the_summary_of_a_buyer_says_what_the_result_says() -> None:
    """The shares of the examples are equal to each other, so they are made different first."""
    made = gather(example("lfp-pack"))
    shares = {"primary_share": 0.11, "evidence_share": 0.22, "estimate_share": 0.33}
    footprint = replace(made.footprint, coverage=replace(made.footprint.coverage, **shares))
    writer = Writer(replace(made, result=replace(made.result, footprint=footprint)), "en")
    document = buyer_summary(writer)
    told = {
        plain_text(row.cells[0]): row.cells[1]
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
    }
    spread = footprint.uncertainty()
    for key, value in shares.items():
        [number] = told[label(key, "en")]
        assert (number.text, number.address) == (share_text(value), f"coverage.{key}")
    [number] = told[label("study_spread_share", "en")]
    assert number.text == share_text(spread.stated_share)
    assert number.address == "uncertainty.stated_share"
    low, _, high, unit = told[label("study_b_spread", "en")]
    assert (low.text, low.address) == (number_text(spread.low95, 3), "uncertainty.low95")
    assert (high.text, high.address) == (number_text(spread.high95, 3), "uncertainty.high95")
    assert spread.low95 < footprint.total < spread.high95
    assert unit.strip() == footprint.unit
    for item in footprint.alternatives:
        [number] = told[item.name_en]
        assert (number.text, number.unit) == (number_text(item.value, 3), item.unit)


@pytest.mark.parametrize("name", ["lfp-pack", "jrc-nmc111"])
def test_sources_behind_a_name_mapping_stand_on_the_living_page(name) -> None:
    """A mapping cites nothing of its own: what it passes on does."""
    footprint = result(name)
    background = footprint.solved.linked.background
    explorer = explorer_of(study(name).values.rounded)
    ordered = {row.entry.address: row for row in explorer.rows}
    seen = 0
    for row in footprint.rows:
        if not row.supplier.startswith("bg:map_"):
            continue
        mapping = row.supplier.removeprefix("bg:").partition("/")[0]
        [passed] = [e for e in background.exchanges(mapping) if e.direction == "input"]
        behind = background.process(passed.provider)
        wanted = {background.source(key).citation for key in behind.sources}
        supplier = explorer.suppliers[ordered[row.address].supplier]
        assert wanted <= {explorer.sources[at][1] for at in supplier.sources}
        assert supplier.technology == behind.technology
        seen += 1
    assert seen


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_a_file_states_is_printed_as_it_stands(name) -> None:
    """Numbers that name a file and a key: reference flows, distances, mass of the product."""
    made, compared = gather(example(name)), set()
    for number in study(name).document.numbers():
        file = number.source.partition(": ")[0]
        if number.address or not file.endswith((".toml", ".csv")):
            continue
        told = explain_study(made, number.source)
        if told is not None and told.value is not None:
            assert number.text == amount_text(told.value), number
            assert number.unit in (told.unit, "")
            compared.add(file)
    assert {"pcf.toml", "model/processes.csv"} <= compared
