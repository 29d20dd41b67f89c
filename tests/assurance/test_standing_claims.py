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
    return {item.code: item for item in found if item.code in ("CP020", "CP024", "CP025", "CP026")}


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


def test_a_change_note_that_speaks_of_less_is_asked_about(
    project: Path, sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words of a note alone refuse nothing: they are told where the study is checked and sealed."""
    folder = by_other_factors(declared(project, sealed))
    notes = folder / "changes.toml"
    notes.write_text(NOTE.format(what="footprint 12 % lower"), encoding="utf-8")
    found = told(folder)
    assert set(found) == {"CP026"}
    asked = found["CP026"]
    assert (asked.level, asked.node, str(asked.location)) == (
        "warning", "changes.2.0", "changes.toml:1 [change]",
    )  # fmt: skip
    assert asked.message("en") == (
        "change note 2.0 seems to say that the footprint became smaller; it is not comparable "
        "with first.pcfz: gwp_set: AR6 -> AR5"
    )
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is not None
    assert asked in made.findings
    main(["check", "-C", str(folder), "--lang", "en"])
    assert "warning[CP026]" in capsys.readouterr().out
    notes.write_text(NOTE.format(what="aluminium of another mill"), encoding="utf-8")
    assert told(folder) == {}


def amount_changed(folder: Path) -> Path:
    table = folder / "model" / "bom.csv"
    text = table.read_text(encoding="utf-8")
    assert ",0.85,," in text
    table.write_text(text.replace(",0.85,,", ",0.86,,"), encoding="utf-8")
    return folder


def sealed_again(folder: Path, name: str) -> Path:
    made = pcf.Project.load(folder).seal(reports=())
    return made.write(folder / "declarations" / name)


def test_two_earlier_bundles_and_none_named_judge_both(project: Path, sealed: Path) -> None:
    """Where `pcf seal` puts a bundle by itself, there are soon two of them."""
    folder = declared(project, sealed)
    sealed_again(amount_changed(folder), "second.pcfz")
    by_other_factors(claiming(folder, 'claim = "yes"'))
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is None
    assert [item.code for item in made.findings] == ["SE050", "CP020", "CP020"]
    named = [item.message("en").partition(")")[0] for item in made.findings[1:]]
    assert named == [f"the study (base / {name}.pcfz" for name in ("first", "second")]
    older = NOTE.format(what="new label").replace("2026-11-21", "2026-01-01")
    newer = NOTE.format(what="new mill").replace("first", "second").replace("2.0", "3.0")
    (folder / "changes.toml").write_text(f"{newer}\n{older}", encoding="utf-8")
    (only,) = (f for f in pcf.Project.load(folder).history().findings if f.code == "CP020")
    assert "second.pcfz" in only.message("zh")


def test_a_damaged_bundle_does_not_silence_the_other(project: Path, sealed: Path) -> None:
    folder = by_other_factors(claiming(declared(project, sealed), 'claim = "yes"'))
    (folder / "declarations" / "early.pcfz").write_bytes(b"half")
    assert set(told(folder)) == {"CP020", "CP025"}


def test_what_nobody_can_judge_is_told_when_sealing(project: Path, sealed: Path) -> None:
    folder = claiming(project, 'claim = "yes"')
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is not None
    assert "CP024" in {item.code for item in made.findings}
    (declared(folder, sealed) / "declarations" / "first.pcfz").write_bytes(b"half")
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is not None
    codes = {item.code for item in made.findings}
    assert "CP025" in codes
    assert "CP024" not in codes


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [('who = "Li Wei"\n', "", "CP030"), ("why =", 'by = "me"\nwhy =', "IO016")],
)
def test_a_faulty_note_is_not_sealed(
    project: Path, old: str, new: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = NOTE.format(what="carbon footprint 14 % lower").replace('after = "first.pcfz"\n', "")
    (project / "changes.toml").write_text(text.replace(old, new), encoding="utf-8")
    made = pcf.Project.load(project).seal(reports=())
    assert made.content is None
    assert [item.code for item in made.findings] == ["SE050", code]
    assert main(["check", "-C", str(project), "--lang", "en"]) == 1
    assert f"error[{code}]" in capsys.readouterr().out


def test_every_note_since_the_bundle_is_read(project: Path, sealed: Path) -> None:
    """A claim does not hide behind a newer note; what was sealed with the bundle is history."""
    folder = by_other_factors(declared(project, sealed))
    claim = NOTE.format(what="footprint 12 % lower")
    later = NOTE.format(what="new label").replace("2.0", "2.1").replace('after = "first.pcfz"', "")
    (folder / "changes.toml").write_text(f"{claim}\n{later}", encoding="utf-8")
    assert told(folder)["CP026"].node == "changes.2.0"
    sealed_again(folder, "second.pcfz")
    newest = later.replace("2.1", "3.0") + 'after = "second.pcfz"\n'
    (folder / "changes.toml").write_text(f"{claim}\n{later}\n{newest}", encoding="utf-8")
    settings = folder / "pcf.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('gwp_set = "AR5"', 'gwp_set = "AR6"'), encoding="utf-8")
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
        ("AR6 is asked for; data gaps were reduced and the carbon footprint made again", False),
        ("footprint totals are 2 % lower by method only", False), ("碳足迹未降低", False),
        ("footprint rises; less rounding", False), ("new mill. Emissions cut", True),
        ("carbon footprint not lower", False), ("stainless steel, footprint the same", False),
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
