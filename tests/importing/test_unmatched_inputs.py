"""Flows that nothing supplies are listed with the nearest datasets; a reviewed file links them."""

from __future__ import annotations

import csv

import pytest
from ilcd_kit import FlowData, Proc, Row, chain, project, uuid, write_zip
from test_import_verbs import answer, call

from pcf.background import open_background
from pcf.importing.choices import read_links
from pcf.importing.database import import_database
from pcf.importing.unmatched import HEADER

PEROXIDE, ODD, OTHER = uuid(106), uuid(107), uuid(108)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Steel that takes 1 kg of peroxide, 2 kg of another steel and 3 kg of an odd thing per kg."""
    monkeypatch.setenv("PCF_LANG", "en")
    files = chain()
    files.flows += [
        FlowData(PEROXIDE, "Hydrogen peroxide", zh="过氧化氢"),
        FlowData(ODD, "qzx zyx"),
        FlowData(OTHER, "steel"),
    ]
    rows = [Row(OTHER, "Output", "1"), Row(PEROXIDE, "Input", "1"), Row(ODD, "Input", "3")]
    files.processes[3].rows += [Row(PEROXIDE, "Input", "10"), Row(ODD, "Input", "30")]
    files.processes.append(Proc(uuid(6), "more", [Row(uuid(109), "Output", "1"), *rows[1:]]))
    files.processes[-1].rows.append(Row(uuid(110), "Input", "2"))
    files.flows += [FlowData(uuid(109), "more"), FlowData(uuid(110), "Steel ")]
    home = project(tmp_path / "p", [("E-1", 2.0, "kg", f"bg:{uuid(4)}")])
    import_database(write_zip(tmp_path / "a.zip", files.texts()), home, id="db")
    return home


def table(capsys, home, path):
    call(capsys, "data", "providers", "--unmatched", "-o", path, "-C", home)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def give_back(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        made = csv.DictWriter(stream, HEADER)
        made.writeheader()
        made.writerows(rows)
    return path


def test_flows_are_listed_with_what_comes_nearest(home, capsys):
    code, body = answer(capsys, "data", "providers", "--unmatched", "-C", home)
    assert code == 1
    by = {row["flow"]: row for row in body["data"]["unmatched"]}
    assert [row["inputs"] for row in body["data"]["unmatched"]] == [2, 2, 1]
    assert by[PEROXIDE]["nearest"][0]["to"] == "bg:hydrogen_peroxide_cn"
    assert by[PEROXIDE]["nearest"][0]["same"] is True
    assert by[ODD]["nearest"] == []
    # the product of the same name that the database makes stands under another identifier
    assert by[uuid(110)]["nearest"][0]["to"] == f"flow:{uuid(102)}"


def test_the_screen_says_that_they_are_proposals(home, capsys):
    code, out, _ = call(capsys, "data", "providers", "--unmatched", "-C", home)
    assert code == 1
    assert "3 flows of 5 inputs" in out
    assert "(proposals only)" in out
    assert "pcf-open:hydrogen_peroxide_cn (0.9" in out


def test_nothing_is_taken_without_a_yes(home, capsys, tmp_path):
    path = tmp_path / "review.csv"
    rows = table(capsys, home, path)
    assert {row["accept"] for row in rows} == {""}
    call(capsys, "data", "providers", "--take", path, "-C", home)
    assert len([k for k in read_links(home, "db") if not k.providers]) == 5


def test_a_reviewed_table_links(home, capsys, tmp_path):
    path = tmp_path / "review.csv"
    rows = table(capsys, home, path)
    taken = [
        row | {"accept": "yes", "source": "reviewed by A", "note": "same grade"}
        for row in rows
        if row["to"] in ("bg:hydrogen_peroxide_cn", f"flow:{uuid(102)}")
    ]
    seen = {row["from"]: row for row in reversed(taken)}
    code, _, _ = call(
        capsys, "data", "providers", "--take", give_back(path, seen.values()), "-C", home
    )
    assert code == 1  # the odd thing stays open
    links = {link.row: link for link in read_links(home, "db")}
    peroxide = links[f"{uuid(4)}.5"]
    assert peroxide.providers == ("pcf-open_hydrogen_peroxide_cn",)
    # the reason names the row of the mapping list, not "stated"
    assert peroxide.reason == "mapped"
    assert peroxide.place in ("mappings/db-reviewed.csv:2", "mappings/db-reviewed.csv:3")
    assert links[f"{uuid(6)}.3"].providers == (uuid(4),)
    assert open_background("db", home=home).index("pcf-open_hydrogen_peroxide_cn") >= 0


def test_a_second_review_keeps_the_first(home, capsys, tmp_path):
    path = tmp_path / "review.csv"
    rows = table(capsys, home, path)
    for target in ("bg:hydrogen_peroxide_cn", f"flow:{uuid(102)}"):
        chosen = next(row for row in rows if row["to"] == target)
        give_back(path, [chosen | {"accept": "是", "source": "s"}])
        call(capsys, "data", "providers", "--take", path, "-C", home)
    open_rows = [k.flow for k in read_links(home, "db") if not k.providers]
    assert open_rows == [ODD, ODD]


@pytest.mark.parametrize(
    ("change", "column"),
    [({"accept": "perhaps"}, "accept"), ({"accept": "yes"}, "source"),
     ({"accept": "yes", "to": "", "source": "s"}, "to")],
)  # fmt: skip
def test_lines_that_cannot_be_taken_change_nothing(home, capsys, tmp_path, change, column):
    path = tmp_path / "review.csv"
    first = next(row for row in table(capsys, home, path) if row["to"])
    give_back(path, [first | change])
    code, body = answer(capsys, "data", "providers", "--take", path, "-C", home)
    assert code == 2
    (one,) = body["findings"]
    assert (one["code"], one["location"]["line"]) == ("IM055", 2)
    assert one["location"]["column"] == column
    assert not (home / "mappings").exists()


def test_a_target_that_does_not_exist_leaves_the_mapping_lists_as_they_were(home, capsys, tmp_path):
    path = tmp_path / "review.csv"
    first = next(row for row in table(capsys, home, path) if row["to"])
    give_back(path, [first | {"accept": "yes", "source": "s", "to": "bg:nonsense"}])
    code, body = answer(capsys, "data", "providers", "--take", path, "-C", home)
    assert code != 0
    assert [f["code"] for f in body["findings"]] == ["IM036"]
    assert not (home / "mappings").exists()


def test_decisions_for_single_inputs_come_from_a_file_too(home, capsys, tmp_path):
    path = tmp_path / "choices.csv"
    path.write_text(f"row,process\n{uuid(4)}.1,bg:{uuid(1)}\n", encoding="utf-8")
    call(capsys, "data", "providers", "--take", path, "-C", home)
    links = {link.row: link for link in read_links(home, "db")}
    assert links[f"{uuid(4)}.1"].reason == "decided"
