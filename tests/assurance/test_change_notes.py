"""Change notes of a study: read, shown, and asked for after a seal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from compare_kit import compared, write

import pcf
from pcf.assurance.comparing.notes import read_history
from pcf.commands import main

NOTE = """[[change]]
version = "1.1"
date = "2026-11-21"
who = "Li Wei"
what = "steel from another mill"
why = "contract of 2026"
"""


def test_a_note_is_shown_where_it_is_new(tmp_path: Path) -> None:
    a, b = write(tmp_path / "a"), write(tmp_path / "b", files={"changes.toml": NOTE})
    found = compared(a, b)
    assert [(n.version, n.who) for n in found.notes] == [("1.1", "Li Wei")]
    assert [(c.address, c.cause) for c in found.inputs] == [("changes.toml", "none")]
    assert (found.delta, found.steps[-1].delta) == (0, 0)  # a note is no change of the footprint
    assert compared(b, b).notes == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "message"),
    [
        ('date = "2026-11-21"', 'date = "21.11.2026"', "CP030", "changes.toml:3 [change.date]",
         "'date' of the change note is '21.11.2026'; expected: 2026-03-31"),
        ('who = "Li Wei"\n', "", "CP030", "changes.toml:1 [change.who]",
         "'who' of the change note is '-'; expected: who = \"...\""),
        ('who = "Li Wei"', 'whom = "Li Wei"', "IO016", "changes.toml:4 [change.whom]",
         "there is no key 'whom'; known here: version, date, who, what, why, after"),
        ('why = "contract of 2026"', 'why = "x"\nafter = "pack.pcfz"', "CP032",
         "changes.toml:1 [change]",
         "the change note follows 'pack.pcfz', which is not in declarations"),
    ],
)  # fmt: skip
def test_a_faulty_note(
    tmp_path: Path, old: str, new: str, code: str, place: str, message: str
) -> None:
    (tmp_path / "changes.toml").write_text(NOTE.replace(old, new), encoding="utf-8")
    found = read_history(tmp_path).findings
    [item] = [item for item in found if item.code == code]
    assert (str(item.location), item.message("en")) == (place, message)


def test_a_change_after_the_seal_asks_for_a_note(
    bottle_project: Path,
    sealed: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(shutil.copytree(bottle_project, tmp_path / "bottle"))
    (folder / "declarations").mkdir()
    shutil.copy(sealed, folder / "declarations" / "one.pcfz")
    assert read_history(folder).bundles == ("one.pcfz",)
    assert not read_history(folder).findings
    table = folder / "model" / "bom.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    [asked] = read_history(folder).findings
    monkeypatch.setenv("COLUMNS", "100")
    main(["status", "-C", str(folder), "--lang", "en"])
    told = "warning[CP031] the inputs differ from bundle declarations/one.pcfz, and no change note"
    assert told in capsys.readouterr().out
    assert (asked.code, asked.observed) == ("CP031", "declarations/one.pcfz")
    (folder / "changes.toml").write_text(NOTE + 'after = "one.pcfz"\n', encoding="utf-8")
    assert not read_history(folder).findings
    assert [note.after for note in pcf.Project.load(folder).history().notes] == ["one.pcfz"]
