"""Each side of a comparison rests on its own rule packs and tables, and what differs is told."""

from __future__ import annotations

import json
import shutil
from math import fsum
from pathlib import Path

import pytest
from tampering import edited, members_of, remade, write

import pcf
from pcf.assurance.comparing.comparison import Comparison
from pcf.commands import main
from pcf.location import data_file, laid_over

MODES, CLAUSES = "transport/modes.csv", "rules/gbt24067/2024/clauses.toml"


@pytest.fixture(scope="module")
def folder(bottle_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bottle, delivered by road over the default distance."""
    made = Path(shutil.copytree(bottle_project, tmp_path_factory.mktemp("rests") / "bottle"))
    (made / "pcf.lock").unlink(missing_ok=True)
    table = made / "model" / "transport.csv"
    text = table.read_text(encoding="utf-8")
    assert ",kg,500,,km," in text
    text = text.replace(",kg,500,,km,", ",kg,,,,").replace("estimate,,,", 'estimate,"3,3,3,3,3",,')
    table.write_text(text, encoding="utf-8")
    return made


def modes(folder: Path, old: str, new: str) -> dict[str, Path]:
    text = data_file(MODES).read_text(encoding="utf-8-sig")
    assert old in text
    path = folder / "modes.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return {f"datasets/{MODES}": path}


@pytest.fixture(scope="module")
def bundles(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Sealed by this pcf, and by one whose lorries drive 1500 km unless somebody knows better."""
    home = tmp_path_factory.mktemp("out")
    here = pcf.Project.load(folder).seal(reports=()).write(home / "here.pcfz")
    old, new = "truck_heavy_diesel_cn,500,", "truck_heavy_diesel_cn,1500,"
    with laid_over(modes(home, old, new)):
        made = pcf.Project.load(folder).seal(reports=())
    return here, made.write(home / "far.pcfz")


def compared(a: Path, b: Path, folder: Path, **more: bool) -> Comparison:
    return pcf.Project.compare_words(str(a), str(b), folder, **more)


def adds_up(found: Comparison) -> bool:
    return fsum(part for step in found.steps for part in (step.delta, step.rest)) == found.delta


@pytest.mark.parametrize("other", ["bundle", "project"])
def test_another_table_is_a_change_of_method(
    bundles: tuple[Path, Path], folder: Path, other: str
) -> None:
    far = bundles[1]
    here = bundles[0] if other == "bundle" else folder
    found = compared(here, far, folder)
    assert {step.causes for step in found.steps if step.delta} == {("method",)}
    assert found.delta > 0
    assert adds_up(found)
    (table,) = found.tables
    assert (table.name, table.rows, table.moves) == (MODES, ("road",), True)
    assert ("tables", f"{MODES}: road", f"{MODES}: road") in found.obstacles
    assert "CP011" not in {item.code for item in found.findings}
    back = compared(far, here, folder)
    assert back.delta == -found.delta
    assert adds_up(back)


def test_a_recalculated_base_shares_the_tables(bundles: tuple[Path, Path], folder: Path) -> None:
    """All of the difference is that of the default distance: the plant has changed nothing."""
    found = compared(*bundles, folder, recalculate=True)
    assert found.tracking is not None
    assert found.tracking.change == 0
    assert found.tracking.change_of_method == found.delta


def test_a_table_that_moves_nothing_is_told_and_forbids_no_claim(
    folder: Path, bundles: tuple[Path, Path], tmp_path: Path
) -> None:
    with laid_over(modes(tmp_path, "truck_average_rer,", "truck_average_rer,7")):
        made = pcf.Project.load(folder).seal(reports=())
    found = compared(bundles[0], made.write(tmp_path / "other.pcfz"), folder)
    assert [(t.name, t.rows, t.moves) for t in found.tables] == [(MODES, ("road_europe",), False)]
    assert (found.delta, found.obstacles, found.is_empty) == (0, (), False)


def clauses_changed(bundle: Path, target: Path, old: str, new: str) -> Path:
    """The bundle of a pcf in which one clause is another one."""
    members = members_of(bundle)
    head, mark, rest = members[CLAUSES].decode().partition('code = "GBT043"')
    assert old in rest
    changed = {**members, CLAUSES: (head + mark + rest.replace(old, new, 1)).encode()}
    return write(target, remade(changed))


def test_another_clause_under_the_same_name_is_named(
    bundles: tuple[Path, Path], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    milder = clauses_changed(bundles[0], tmp_path / "m.pcfz", '"error"', '"warning"')
    found = compared(milder, bundles[0], folder)
    (rule,) = [rule for rule in found.rules if rule.clauses]
    assert (rule.id, rule.clauses, rule.asked) == ("gbt24067", ("GBT043",), ("GBT043",))
    assert ("clauses", "gbt24067: GBT043", "gbt24067: GBT043") in found.obstacles
    again = compared(milder, bundles[0], folder, recalculate=True)
    assert again.tracking is not None  # a base calculated again is judged by the same clauses
    assert found.differs(0.5)
    words = ["compare", str(milder), str(bundles[0]), "-C", str(folder)]
    assert main([*words, "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "gbt24067: packs of one name, other clauses or files: GBT043" in shown
    assert "no difference" not in shown
    assert main([*words, "--lang", "zh"]) == 1
    assert "gbt24067：同名规则包，条款或文件不同：GBT043" in capsys.readouterr().out
    main([*words, "--format", "json"])
    body = json.loads(capsys.readouterr().out)
    assert body["data"]["rules"][0]["clauses"] == ["GBT043"]


def test_other_words_of_a_clause_are_told_and_forbid_no_claim(
    bundles: tuple[Path, Path], folder: Path, tmp_path: Path
) -> None:
    worded = clauses_changed(bundles[0], tmp_path / "w.pcfz", 'text_en = "', 'text_en = "indeed ')
    found = compared(worded, bundles[0], folder)
    assert [rule.clauses for rule in found.rules] == [("GBT043",)]
    assert (found.obstacles, found.is_empty) == ((), False)


def test_a_factor_set_that_is_unknown_here_is_compared(
    bundles: tuple[Path, Path], folder: Path, tmp_path: Path
) -> None:
    members = members_of(bundles[0])
    for path, old, new in (
        ("inputs/pcf.toml", 'gwp_set = "AR6"', 'gwp_set = "AR7"'),
        ("factors/climate/sets.toml", 'id = "AR5-CCF"', 'id = "AR7"'),
        ("factors/climate/gwp.csv", ",AR5-CCF,", ",AR7,"),
    ):
        members = edited(members, path, old, new)
    found = compared(write(tmp_path / "7.pcfz", remade(members)), folder, folder)
    assert ("gwp_set", "AR7", "AR6") in found.obstacles
    assert adds_up(found)


def test_a_claim_is_held_against_the_tables_too(
    bundles: tuple[Path, Path], folder: Path, tmp_path: Path
) -> None:
    """What an honest plant cannot claim: its lorries are those of the defaults, and they changed"""
    home = Path(shutil.copytree(folder, tmp_path / "bottle"))
    study = home / "study.toml"
    text = study.read_text(encoding="utf-8")
    assert '\nclaim = "no"\n' in text
    study.write_text(text.replace('\nclaim = "no"\n', '\nclaim = "14 % lower"\n'), "utf-8")
    (home / "declarations").mkdir()
    shutil.copy(bundles[1], home / "declarations" / "far.pcfz")
    (refused,) = [f for f in pcf.Project.load(home).claim_findings() if f.level == "error"]
    assert (refused.code, refused.expected) == ("CP020", f"tables: {MODES}: road")
    shutil.copy(bundles[0], home / "declarations" / "far.pcfz")
    assert pcf.Project.load(home).claim_findings() == ()
