"""What came in is taken or held back with a reason; nothing is lost on the way."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ilcd_kit import CO2, POWER, Files, Row, chain, uuid, write_zip

from pcf.errors import PcfError
from pcf.importing.conservation import REASONS, Held, Ledger
from pcf.importing.database import import_database
from pcf.importing.package import Place
from pcf.importing.settings import ImportSettings

FLOWS = (POWER, CO2, uuid(102), uuid(104), uuid(999), "")
AMOUNTS = ("1", "-2", "0", "1e3", "NaN", "many", "", None)


@st.composite
def packages(draw):
    """Packages of processes with any references, directions, amounts and flows."""
    files = chain()
    for number, process in enumerate(files.processes):
        rows = draw(
            st.lists(
                st.builds(
                    Row,
                    st.sampled_from(FLOWS),
                    st.sampled_from(("Input", "Output", "", "sideways")),
                    st.sampled_from(AMOUNTS),
                ),
                max_size=5,
            )
        )
        files.processes[number].rows = rows
        process.references = tuple(draw(st.lists(st.sampled_from("0127"), max_size=2)))
    return files


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=packages(), policy=st.sampled_from(("refuse", "same-country-then-average")))
def test_every_package_adds_up(tmp_path_factory, files: Files, policy):
    folder = tmp_path_factory.mktemp("p")
    path = write_zip(folder / "a.zip", files.texts())
    done = import_database(path, folder, ImportSettings(policy=policy), id="db")
    ledger = done.conservation
    for count in ledger.counts:
        assert count.came_in == count.taken + count.held
    assert ledger.count("process").came_in == 4
    assert ledger.count("exchange").came_in == sum(len(p.rows) for p in files.processes)
    taken = ledger.count("process").taken
    assert taken == len(done.background.processes())


def test_a_ledger_that_does_not_add_up_is_a_fault_of_pcf():
    ledger = Ledger()
    ledger.enter("exchange", 3)
    ledger.take("exchange", "input")
    ledger.hold(Held("exchange", "amount-missing", Place("a.xml"), "x"))
    with pytest.raises(PcfError) as caught:
        ledger.close()
    assert [f.code for f in caught.value.findings] == ["IM001"]
    assert caught.value.findings[0].message("en") == (
        "exchange: 3 came in, 1 + 1 were taken and held back; this is a fault of pcf"
    )


def test_a_reason_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="because"):
        Ledger().hold(Held("exchange", "because", Place("a.xml")))


def test_every_reason_has_its_words():
    from pcf.i18n import label_catalogue

    words = label_catalogue()
    assert [r for r in REASONS if f"held_{r}" not in words] == []


#: Row put at the place of the power input of steel, and the reason for which it is held back.
ROWS = {
    "amount-missing": Row(POWER, "Input", None),
    "amount-unreadable": Row(POWER, "Input", "NaN"),
    "direction-missing": Row(POWER, "", "3"),
    "flow-missing": Row(uuid(999), "Output", "3"),
    "formula-fault": Row(POWER, "Input", None, "<referenceToVariable>q</referenceToVariable>"),
}


@pytest.mark.parametrize("reason", ROWS)
def test_a_row_is_held_back_with_its_place(tmp_path, reason):
    files = chain()
    files.processes[3].rows[1] = ROWS[reason]
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    (held,) = [item for item in done.conservation.held if item.what == "exchange"]
    assert (held.reason, held.node) == (reason, f"{uuid(4)}/1")
    assert held.place.file == f"ILCD/processes/{uuid(4)}.xml"
    assert (held.place.pointer, held.place.line) == ("exchanges/exchange[2]", 4)
    (told,) = [f for f in done.findings if f.code == "IM007"]
    assert (told.location.file, told.location.line) == (held.place.file, 4)
    assert done.is_partial


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"references": ()}, "no-reference-flow"),
        ({"references": ("9",)}, "no-reference-flow"),
        ({"references": ("0", "1")}, "several-reference-flows"),
        ({"rows": [Row(POWER, "Output", "0")]}, "reference-zero"),
        ({"rows": [Row(POWER, "Output", None)]}, "reference-held"),
        ({"rows": [Row(POWER, "", "1")]}, "reference-held"),
        ({"rows": [Row(uuid(999), "Output", "1")]}, "reference-unit-unknown"),
    ],
)
def test_a_process_is_held_back_with_its_reason(tmp_path, change, reason):
    files = chain()
    for key, value in change.items():
        setattr(files.processes[3], key, value)
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    held = [item for item in done.conservation.held if item.what == "process"]
    assert [(item.reason, item.node) for item in held] == [(reason, uuid(4))]
    rows = [item for item in done.conservation.held if item.what == "exchange"]
    assert len(rows) == len(files.processes[3].rows)


def test_the_report_stands_beside_the_tables(tmp_path):
    files = chain()
    files.processes[3].rows[1] = ROWS["amount-missing"]
    done = import_database(write_zip(tmp_path / "a.zip", files.texts()), tmp_path, id="db")
    told = json.loads((done.folder / "conservation.json").read_text(encoding="utf-8"))
    assert {"what": "exchange", "in": 11, "taken": 10, "held": 1} in told["counts"]
    with (done.folder / "held-back.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["reason"], row["node"], row["line"]) for row in rows] == [
        ("amount-missing", f"{uuid(4)}/1", "4")
    ]


def test_an_import_that_fails_leaves_no_folder(tmp_path, monkeypatch):
    from pcf.importing import database

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(database, "save_package", broken)
    with pytest.raises(RuntimeError):
        import_database(write_zip(tmp_path / "a.zip", chain().texts()), tmp_path, id="db")
    assert list((tmp_path / "backgrounds").iterdir()) == []
