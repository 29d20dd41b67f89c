"""A claim of reduction is judged when a study is sealed and when its status is asked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import pcf
from pcf.assurance.comparing.notes import Note
from pcf.assurance.comparing.standing_claims import claims_a_reduction
from pcf.commands import main
from pcf.findings import Finding, Location

NOTE = """[[change]]
version = "2.0"
date = "2026-11-21"
who = "Li Wei"
what = "{what}"
why = "new contract"
after = "first.pcfz"
"""


@pytest.fixture
def project(bottle_project: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bottle_project, tmp_path / "bottle")


def declared(folder: Path, sealed: Path) -> Path:
    (folder / "declarations").mkdir()
    shutil.copy(sealed, folder / "declarations" / "first.pcfz")
    return folder


def claiming(folder: Path, statement: str) -> Path:
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    changed, count = re.subn(r"\[tracking\]\n[^\[]*", f"[tracking]\n{statement}\n\n", text)
    assert count == 1
    study.write_text(changed, encoding="utf-8")
    return folder


def by_other_factors(folder: Path) -> Path:
    settings = folder / "pcf.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r'gwp_set = "AR6"', 'gwp_set = "AR5"', text), encoding="utf-8")
    return folder


def told(folder: Path) -> dict[str, Finding]:
    found = pcf.Project.load(folder).history().findings
    return {item.code: item for item in found if item.code in ("CP020", "CP024", "CP025")}


def test_a_claim_across_factor_sets_is_not_sealed(
    project: Path, sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = by_other_factors(claiming(declared(project, sealed), 'claim = "yes"'))
    made = pcf.Project.load(folder).seal()
    assert made.content is None
    assert [item.code for item in made.findings] == ["SE050", "CP020"]
    refused = made.findings[1]
    assert (refused.node, refused.expected) == ("study.tracking.claim", "gwp_set: AR6 -> AR5")
    assert refused.location is not None
    assert refused.location.file == "study.toml"
    main(["status", "-C", str(folder), "--lang", "en"])
    assert "CP020" in capsys.readouterr().out


def test_a_claim_by_the_same_method_stands(project: Path, sealed: Path) -> None:
    assert told(claiming(declared(project, sealed), 'claim = "yes"')) == {}


def test_a_base_that_was_calculated_again_bears_a_claim(project: Path, sealed: Path) -> None:
    statement = 'claim = "yes"\nbase_recalculated = "first.pcfz under AR5"'
    assert told(by_other_factors(claiming(declared(project, sealed), statement))) == {}
    denied = statement.replace("first.pcfz under AR5", "no")
    study = project / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace(statement, denied), "utf-8")
    assert set(told(project)) == {"CP020"}


def test_a_claim_without_an_earlier_declaration_is_told(project: Path) -> None:
    found = told(claiming(project, 'claim = "yes"'))
    assert found["CP024"].level == "warning"
    assert str(found["CP024"].location).startswith("study.toml:")


def test_a_change_note_that_claims_a_reduction_is_judged(project: Path, sealed: Path) -> None:
    folder = by_other_factors(declared(project, sealed))
    notes = folder / "changes.toml"
    notes.write_text(NOTE.format(what="footprint 12 % lower"), encoding="utf-8")
    found = told(folder)["CP020"]
    assert (found.node, str(found.location)) == ("changes.2.0", "changes.toml:1 [change]")
    notes.write_text(NOTE.format(what="aluminium of another mill"), encoding="utf-8")
    assert told(folder) == {}


def test_a_bundle_that_cannot_be_opened_judges_nothing(project: Path, sealed: Path) -> None:
    folder = claiming(declared(project, sealed), 'claim = "yes"')
    (folder / "declarations" / "first.pcfz").write_bytes(b"half")
    assert told(folder)["CP025"].expected == "SE001"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("footprint reduced by a tenth", True), ("碳足迹降低12%", True), ("PCF −12 %", True),
        ("emissions cut", True), ("less steel", False), ("降低重量", False), ("new mill", False),
        ("footprint of the new plant", False),
    ],
)  # fmt: skip
def test_words_that_claim_a_reduction(words: str, expected: bool) -> None:
    note = Note("2", "2026-01-01", "Li", words, "-", "", Location("changes.toml", 1))
    assert claims_a_reduction(note) is expected


def test_a_refused_claim_holds_back_the_report_too(project: Path, sealed: Path) -> None:
    folder = claiming(declared(project, sealed), 'claim = "yes, 14 % lower"')
    assert "CP020" not in {f.code for f in pcf.Project.load(folder).report("gbt24067").findings}
    made = pcf.Project.load(by_other_factors(folder)).report("gbt24067")
    assert made.document is None
    assert "CP020" in {item.code for item in made.blocking}
    draft = pcf.Project.load(folder).report("gbt24067", draft=True)
    assert draft.document is not None
    assert "CP020" in {item.code for item in draft.findings}
