"""``pcf check --fix`` at the prompt: shown first, asked for, written, and told in every form."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import pcf as package
from pcf.findings import Location, finding
from pcf.fixing.spelling import meant, one_slip, same_letters, unit_meant
from pcf.location import data_root

SCHEMAS = Path(package.__file__).parent / "schemas"
CELL = "bom.B-al_foil_rolling-aluminium_ingot.unit"


@pytest.fixture
def good(tmp_path):
    folder = tmp_path / "lfp"
    source = data_root("datasets") / "examples" / "lfp-pack"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("build"))
    return folder


@pytest.fixture
def bad(good):
    """The example with a unit and an origin misspelt, and a supplier in other letters."""
    change(good / "model/bom.csv", ",,kg,bg:map_aluminium_ingot,", ",,Kg,bg:Map_aluminium_ingot,")
    change(good / "model/electricity.csv", ",primary,", ",primery,")
    return good


def change(path: Path, old: str, new: str) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def tables(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (folder / "model").iterdir()}


def valid(body) -> bool:
    schemas = [json.loads((SCHEMAS / f"{n}.json").read_text()) for n in ("check", "envelope")]
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas)
    return not list(Draft202012Validator(schemas[0], registry=registry).iter_errors(body))


def test_off_a_terminal_edits_are_only_shown(bad, pcf):
    before = tables(bad)
    answer = pcf("check", "-C", bad, "--fix")
    assert answer.code == 1
    assert "3 edits are safe; nothing is written yet:" in answer.out
    assert f"model/bom.csv:2          {CELL}" in answer.out
    assert "Kg -> kg" in answer.out
    assert "primery -> primary" in answer.out
    assert answer.out.rstrip().endswith("next: pcf check --fix --yes")
    assert tables(bad) == before


def test_yes_writes_and_the_project_is_read_again(bad, pcf, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    answer = pcf("check", "-C", bad, "--fix", "--yes")
    assert answer.code == 0  # the unknown supplier is told beside the unit that stops the model
    assert "3 edits written:" in answer.out
    assert "error[" not in answer.out
    assert "bg:Map_aluminium_ingot -> bg:map_aluminium_ingot" in answer.out
    source = data_root("datasets") / "examples" / "lfp-pack"
    assert tables(bad) == tables(source)
    third = pcf("check", "-C", bad, "--fix", "--yes")
    assert (third.code, "no finding can be corrected safely" in third.out) == (0, True)


def test_select_limits_what_is_written(bad, pcf):
    pcf("check", "-C", bad, "--fix", "--yes", "--select", "NU018")
    assert b"primery" not in tables(bad)["electricity.csv"]
    assert b",Kg," in tables(bad)["bom.csv"]


#: Slips that only linking, calculating or a rule pack can see.
LATER = {
    "LC001": ("pcf.toml", 'gwp_set = "AR6"', 'gwp_set = "ar6"'),
    "DS001": ("pcf.toml", 'id = "pcf-open"', 'id = "PCF-Open"'),
    "TR032": ("model/transport.csv", ",road,", ",roads,"),
    "RU020": ("study.toml", "\nreason = ", "\nreasons = "),
}


@pytest.mark.parametrize("code", LATER)
def test_slips_that_later_steps_see_are_fixed_too(code, good, pcf):
    file, right, wrong = LATER[code]
    change(good / "model/transport.csv", ",km,bg:map_transport_truck,", ",km,,")  # from the mode
    before = (good / file).read_bytes()
    change(good / file, right, wrong)
    found = json.loads(pcf("check", "-C", good, "--rules", "all", "--format", "json").out)
    assert code in [item["code"] for item in found["findings"]]
    words = ("--rules", "all", "--fix", "--yes", "--select", code, "--format", "json")
    answer = json.loads(pcf("check", "-C", good, *words).out)
    assert (answer["data"]["fixes"]["done"], answer["findings"]) == (1, [])
    assert (good / file).read_bytes() == before


@pytest.mark.parametrize("says", [True, False])
def test_at_a_terminal_a_person_is_asked(says, bad, pcf, monkeypatch, capsys):
    asked = []

    def confirm(text: str, err: bool = False) -> bool:
        assert err
        asked.append(text)
        return says

    before = tables(bad)
    monkeypatch.setattr(typer, "confirm", confirm)
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    answer = pcf("check", "-C", bad, "--fix")
    assert asked == ["write these 3 edits?"]
    assert "Kg -> kg" in answer.err
    assert (tables(bad) == before) != says


def test_json_gives_edits_and_is_valid(bad, pcf):
    shown = json.loads(pcf("check", "-C", bad, "--format", "json").out)
    assert valid(shown)
    assert shown["data"]["fixes"] is None
    first = next(item for item in shown["findings"] if item["code"] == "UN001")
    assert first["fix"]["safe"] is True
    (edit,) = first["fix"]["edits"]
    assert (edit["file"], edit["line"], edit["address"]) == ("model/bom.csv", 2, CELL)
    assert (edit["before"], edit["after"]) == ("Kg", "kg")
    line = (bad / "model/bom.csv").read_text("utf-8-sig").split("\n")[1]
    assert line[edit["column"] - 1 : edit["end_column"] - 1] == "Kg"
    written = json.loads(pcf("check", "-C", bad, "--fix", "--yes", "--format", "json").out)
    assert valid(written)
    fixes = written["data"]["fixes"]
    assert (fixes["written"], fixes["done"], fixes["undone"]) == (True, 3, [])


def test_sarif_and_table_carry_the_fix(bad, pcf):
    body = json.loads(pcf("check", "-C", bad, "--format", "sarif").out)
    (result,) = [r for r in body["runs"][0]["results"] if r["ruleId"] == "UN001"]
    ((change_,),) = [fix["artifactChanges"] for fix in result["fixes"]]
    assert change_["artifactLocation"] == {"uri": f"{bad.name}/model/bom.csv"}
    (replacement,) = change_["replacements"]
    region = replacement["deletedRegion"]
    assert region["endColumn"] - region["startColumn"] == len("Kg")
    assert (region["startLine"], replacement["insertedContent"]) == (2, {"text": "kg"})
    rows = list(csv.DictReader(io.StringIO(pcf("check", "-C", bad, "--format", "csv").out)))
    fixes = {row["code"]: row["fix"] for row in rows}
    assert fixes["UN001"] == f"model/bom.csv:2  {CELL}: Kg -> kg"
    others = {c: f for c, f in fixes.items() if c not in ("UN001", "NU018", "GR030")}
    assert not any(others.values())


def test_forms_for_programs_stay_clean_and_the_edits_are_told_beside(bad, pcf):
    before = tables(bad)
    answer = pcf("check", "-C", bad, "--fix", "--format", "sarif")
    assert json.loads(answer.out)["version"] == "2.1.0"
    assert "3 edits are safe; nothing is written yet:" in answer.err
    assert tables(bad) == before


def test_findings_on_rows_carry_share_and_evidence(good):
    from pcf.api import Project
    from pcf.calc.row_shares import with_row_shares

    footprint = Project.load(good).calculate()
    row = max(footprint.rows, key=lambda r: abs(r.value))
    whole = sum(abs(r.value) for r in footprint.rows)
    proved = next(r for r in footprint.rows if r.evidence)
    items = [
        finding("UN030", row.place, node=row.address),
        finding("UN030", Location(proved.place.file, proved.place.line, "unit")),
        finding("UN030", row.place, node=row.address, share_of_total=0.5),
        finding("IO012", Location("model/bom.csv", 1)),
    ]
    first, second, third, last = with_row_shares(items, footprint)
    assert first.share_of_total == pytest.approx(abs(row.value) / whole, rel=1e-12)
    assert second.evidence == (proved.evidence,)
    assert third.share_of_total == 0.5
    assert (last.share_of_total, last.evidence) == (None, ())


def test_spelling_gives_one_meaning_or_none():
    assert one_slip("cathode", "cathods")
    assert one_slip("abc", "abcd")
    assert not one_slip("abc", "abc")
    assert one_slip("abcd", "abdc")  # two neighbours changed place: one slip of the hand
    assert not one_slip("abcd", "dbca")
    assert same_letters("Ａb", ("ab", "cd")) == "ab"
    assert same_letters("AB", ("ab", "Ab")) is None
    assert meant("primery", {"primary": "p", "secondary": "s"}) == "p"
    assert meant("mess", {"mass": "m", "less": "l"}) is None
    assert meant("gri", {"grid": "grid"}) is None


@pytest.mark.parametrize(
    ("word", "like", "unit"),
    [
        ("Kg", None, "kg"), ("KWH", None, "kWh"), ("ｋＷｈ", None, "kWh"), ("TKM", None, "tkm"),
        ("M3", None, "m3"), ("kgs", "kg", "kg"), ("kgs", None, None), ("tonn", "t", "tonne"),
        ("Mg", None, None), ("MG", None, None), ("mj", None, None), ("mwh", "kWh", None),
        ("qg", "kg", None), ("KM", "kg", None), ("kwh", "kg", None), ("xyz", None, None),
    ],
)  # fmt: skip
def test_unit_is_meant_by_its_letters_and_kind(word, like, unit):
    assert unit_meant(word, like) == unit
