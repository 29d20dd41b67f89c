"""Shares that differ from exchange to exchange: every product gets a column of its own."""

from __future__ import annotations

import pytest
from ilcd_kit import STEEL, FlowData, Row, chain, uuid
from linked_kit import imported, intensity

from pcf.importing.database import relink

GAS = uuid(105)
#: Shares of steel; the rest falls to the gas. Rows: power, transport, slag, CO2.
SHARES = (0.4, 1.0, 0.5, 0.2)


def shared(steel, gas=None, product="5"):
    gas = 1 - steel if gas is None else gas
    return (
        f'<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="'
        f'{steel * 100:g}"/><allocation internalReferenceToCoProduct="{product}" '
        f'allocatedFraction="{gas * 100:g}"/></allocations>'
    )


def files(shares=SHARES, **more):
    made = chain()
    rows = made.processes[3].rows
    for row, share in zip(rows[1:], shares, strict=False):
        row.extra = shared(share, **more)
    rows.append(Row(GAS, "Output", "30"))
    made.flows.append(FlowData(GAS, "top gas", zh="煤气"))
    return made


def gas_of(done):
    return f"{uuid(4)}--2"


def test_every_product_has_its_own_share_of_every_exchange(tmp_path):
    """Power 9, transport 0.5, slag 1.5, own CO2 9 kg: 20 kg in all.

    steel, 10 kg: 0.4 * 9 + 1 * 0.5 + 0.5 * 1.5 + 0.2 * 9 = 6.65; gas, 30 kg: 13.35.
    """
    done = imported(tmp_path, files().texts())
    assert intensity(done, uuid(4)) == pytest.approx(6.65 / 10, rel=1e-12)
    assert intensity(done, gas_of(done)) == pytest.approx(13.35 / 30, rel=1e-12)
    gas = done.background.process(gas_of(done))
    assert (gas.product, gas.name_en, gas.name_zh) == (GAS, "steel; top gas", "钢；煤气")
    assert done.background.process(uuid(4)).product == STEEL


def test_the_ledger_counts_each_exchange_once(tmp_path):
    done = imported(tmp_path, files().texts())
    counts = done.conservation.count("exchange")
    assert (counts.came_in, counts.taken, counts.held) == (12, 12, 0)
    assert done.conservation.count("process").taken == 4
    # power, slag: two columns each; transport: steel alone
    assert sum(done.links.values()) == 1 + 2 + 1 + 2


def test_an_exchange_of_which_nothing_falls_to_a_product_is_no_row_of_it(tmp_path):
    done = imported(tmp_path, files().texts())
    rows = {row.id for row in done.background.exchanges(gas_of(done))}
    assert rows == {f"{uuid(4)}.{n}" for n in ("5",)} | {f"{uuid(4)}.{n}--2" for n in (1, 3, 4)}


@pytest.mark.parametrize(
    "broken",
    [
        files(SHARES[:3]),  # an exchange without shares
        files(SHARES, gas=0.9),  # 1.3, 1.9, 1.4 and 1.1 in all
        files(SHARES, product="77"),  # for something that is no output
    ],
    ids=["left out", "more than one", "no output"],
)
def test_shares_that_do_not_divide_everything_hold_the_process_back(tmp_path, broken):
    done = imported(tmp_path, broken.texts())
    assert done.conservation.reasons()["process", "causal-allocation"] == 1
    assert done.conservation.count("exchange").held == 6


def test_columns_are_linked_apart_and_can_be_decided(tmp_path):
    made = files()
    twin = uuid(6)
    made.processes.append(
        type(made.processes[0])(twin, "other power", [Row(made.processes[0].rows[0].flow, "Output"),
                                Row(made.processes[0].rows[1].flow, "Output", "1")])
    )  # fmt: skip
    done = imported(tmp_path, made.texts())
    assert done.links["open-ambiguous"] == 3
    row = f"{uuid(4)}.1--2"
    decided = relink(tmp_path, "db", {row: twin, f"{uuid(4)}.1": uuid(1), f"{uuid(3)}.1": uuid(1)})
    # gas: 0.6 * 36 MJ at 1 kg, 0.5 * 1.5, 0.8 * 9
    assert intensity(decided, gas_of(decided)) == pytest.approx((21.6 + 0.75 + 7.2) / 30, rel=1e-12)
    assert intensity(decided, uuid(4)) == pytest.approx(0.665, rel=1e-12)


def test_a_column_can_supply(tmp_path):
    made = files()
    made.processes[1].rows.append(Row(GAS, "Input", "0.1"))  # the truck burns gas
    done = imported(tmp_path, made.texts())
    # truck 0.1 + 0.1 * gas; the gas takes no transport
    assert intensity(done, uuid(2)) == pytest.approx(0.1 + 0.1 * 13.35 / 30, rel=1e-12)


def test_a_loop_around_a_column_takes_the_whole_process_out(tmp_path):
    made = files()
    made.processes[0].rows.append(Row(GAS, "Input", "100"))  # 3.6 MJ of power from 100 kg of gas
    done = imported(tmp_path, made.texts())
    assert done.conservation.reasons()["process", "loop-not-productive"] == 2
    held = {h.node for h in done.conservation.held if h.what == "process"}
    assert held == {uuid(1), uuid(4)}
    assert done.links["open-supplier-held"] == 1


def test_a_second_row_of_one_product_is_more_of_it(tmp_path):
    """As above, with 10 kg more of the steel: 6.65 kg CO2 over 20 kg."""
    made = files()
    made.processes[3].rows.append(Row(STEEL, "Output", "10"))
    assert intensity(imported(tmp_path, made.texts()), uuid(4)) == pytest.approx(6.65 / 20)
