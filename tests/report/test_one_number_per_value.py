"""An exact value has one printed number in all tables and figures of a document."""

from __future__ import annotations

from decimal import Decimal

import pytest
from study_kit import EXAMPLES, example, study

from pcf.documents.document import Number, Paragraph, Table
from pcf.documents.living.explorer import explorer_of
from pcf.documents.portfolio.members import portfolio_of
from pcf.documents.portfolio.run import Cases, gather
from pcf.documents.rounding import RoundedPart, RoundedResult, rounded_result

_NAMES = sorted(path.name for path in EXAMPLES.iterdir() if (path / "pcf.toml").is_file())


def wholes(table: RoundedResult):
    return (table.stages, table.ledger, table.gases, table.components, table.flows)


def parts(table: RoundedResult) -> list[RoundedPart]:
    found = [part for whole in (*wholes(table), table.processes) for part in whole.parts]
    return [*found, *table.crossed.values(), *(row.part for row in table.rows)]


def contradictions(told: list[tuple[float, str]]) -> list[tuple[float, set[str]]]:
    """Values with several texts; ``<0.1`` contradicts no number that is below it."""
    texts: dict[str, set[str]] = {}
    for exact, text in told:
        if text[0] in "<>":
            assert abs(exact) < float(text.lstrip("<>-")), (exact, text)
        else:
            texts.setdefault(f"{exact:.8e}", set()).add(text)
    return [(float(exact), found) for exact, found in texts.items() if len(found) > 1]


@pytest.mark.parametrize("name", _NAMES)
def test_equal_values_are_printed_equal_and_near_and_add_up(name) -> None:
    footprint = example(name).calculate()
    table = rounded_result(footprint, footprint.stages, None)
    assert contradictions([(p.exact, p.text) for p in parts(table)]) == []
    for whole in wholes(table):
        if whole.parts:
            assert whole.total.text == table.stages.total.text
            shown = [Decimal(0) if p.text[0] in "<>" else Decimal(p.text) for p in whole.parts]
            assert sum(shown) == Decimal(whole.total.text)
    for part in parts(table):
        if abs(part.exact) >= abs(table.total.exact) / 1000:
            assert float(part.text) == pytest.approx(part.exact, rel=0.05), part


def test_lime_by_its_figures() -> None:
    # not split at source: 1.6175 of 1146.18 kg CO2e/t, in three tables; it was 2, 1 and 1
    table = study("lime").values.rounded
    held = [{part.id: part.text for part in whole.parts} for whole in wholes(table)]
    _, ledger, gases, _, flows = held
    assert {ledger["unsplit"], gases["unsplit"], flows["co2e_aggregated/unsplit"]} == {"1.6"}


@pytest.mark.parametrize("name", ["lime", "lfp-pack"])
def test_a_document_and_its_living_page_print_the_numbers_of_the_table(name) -> None:
    report = study(name)
    table = report.values.rounded
    due = {part.address: part for part in parts(table)}
    told = []
    for block in report.document.blocks:
        cells = [block.content] if isinstance(block, Paragraph) else []
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
        numbers = [n for cell in cells for n in cell if isinstance(n, Number)]
        told += [(due[n.address].exact, n.text) for n in numbers
                 if n.address in due and not n.source and not n.text.endswith("%")]  # fmt: skip
    explorer = explorer_of(table)
    held = (*explorer.processes, *explorer.rows, *explorer.suppliers, *explorer.sankey.nodes)
    entries = [*explorer.stages, *explorer.ledger, *explorer.gases, *(one.entry for one in held),
               *(tile.entry for tile in explorer.tiles)]  # fmt: skip
    told += [(due[e.address].exact, e.text) for e in entries if e.address in due]
    assert len(told) > 60
    assert contradictions([*told, *((p.exact, p.text) for p in parts(table))]) == []


def test_results_side_by_side_end_at_one_place() -> None:
    cases = Cases(scenarios=("all",))
    found = portfolio_of(gather([("", example("appliance"))], cases).members)
    assert any(len(group.members) > 1 for group in found.groups)
    for group in found.groups:
        tables = [found.members[at].rounded for at in group.members]
        places = {whole.total.value.as_tuple().exponent for t in tables for whole in wholes(t)}
        assert len(places) == 1
