"""A bundle is computed with its own rule packs and factors, and says whose they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tampering import codes, edited, members_of, remade, write

import pcf
from pcf.assurance.brought import brought, laid
from pcf.assurance.verification import Verification
from pcf.climate import load_factor_set
from pcf.commands import main
from pcf.location import data_file, data_root, laid_over

CLAUSES, HEAD, FACTORS = (
    "rules/gbt24067/2024/clauses.toml", "rules/gbt24067/2024/pack.toml", "factors/climate/gwp.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data of another pcf: GBT001 is a warning, GBT002 says more, methane counts 27.0."""
    folder = tmp_path_factory.mktemp("elsewhere")
    packs = shutil.copytree(data_root("product_rules"), folder / "packs")
    clauses = packs / "gbt24067" / "2024" / "clauses.toml"
    text = clauses.read_text(encoding="utf-8").replace('= "error"', '= "warning"', 1)
    before, mark, after = text.partition('code = "GBT002"')
    clauses.write_text(before + mark + after.replace('text_en = "', 'text_en = "indeed ', 1))
    gases = folder / "gwp.csv"
    table = data_file("climate/gwp.csv").read_text(encoding="utf-8-sig")
    gases.write_text(table.replace("25,28,34,29.8,", "25,28,34,27.0,", 1), encoding="utf-8")
    return {"product_rules": packs, "datasets/climate/gwp.csv": gases}


@pytest.fixture(scope="module")
def foreign(
    elsewhere: dict[str, Path], bottle_project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An honest bundle of a pcf whose rules and factors are others."""
    folder = shutil.copytree(bottle_project, tmp_path_factory.mktemp("foreign") / "bottle")
    (folder / "pcf.lock").unlink(missing_ok=True)
    with laid_over(elsewhere):
        made = pcf.Project.load(folder).seal()
    return made.write(tmp_path_factory.mktemp("out") / "foreign.pcfz")


@pytest.fixture(scope="module")
def seen(foreign: Path) -> Verification:
    return pcf.Project.verify(foreign)


def test_other_data_are_used_inside_the_block_only(elsewhere: dict[str, Path]) -> None:
    with laid_over(elsewhere):
        assert load_factor_set("AR6").factor("ch4_fossil") == 27.0
    assert load_factor_set("AR6").factor("ch4_fossil") == 29.8


def test_its_own_rules_and_factors_give_its_own_results(seen: Verification) -> None:
    """Every number, verdict and report is made again; only whose the data are is at issue."""
    errors = [item for item in seen.findings if item.level == "error"]
    assert {item.code for item in errors} == {"SE033", "SE034"}
    sealed, again, _ = seen.total
    assert sealed == again
    assert {c.name for c in seen.checks if c.state == "mismatch"} == {"rules", "factors"}
    assert dict(seen.packs) == {"gbt24067@2024": "other"}


def test_what_differs_from_the_data_here_is_named(seen: Verification) -> None:
    states = {item.name: (item.state, item.differs) for item in seen.brought}
    assert states["gbt24067@2024"] == ("differs", ("GBT001", "GBT002"))
    assert states["AR6"] == ("differs", ("ch4_fossil 27 / 29.8",))
    assert states["base@1"] == states["AR5"] == states["transport/modes.csv"] == ("known", ())
    told = next(item for item in seen.findings if item.code == "SE033")
    assert told.message("en") == (
        "rule pack 'gbt24067@2024' is not the one of this pcf with that name; "
        "2 clauses or files differ: GBT001, GBT002"
    )


def test_the_verifier_may_accept_what_differs(
    foreign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["verify", str(foreign), "--accept", "gbt24067@2024", "--lang", "en"]
    assert main([*words, "--format", "json"]) == 1
    capsys.readouterr()
    assert main([*words, "--accept", "AR6"]) == 0
    shown = capsys.readouterr().out
    assert "rule pack gbt24067@2024: as the bundle has it, not that of this pcf" in shown
    assert "gbt24067@2024: differs from the one of that name in this pcf" in shown
    assert "SE075" in shown


def test_an_edition_that_is_unknown_here_is_no_edition_until_accepted(
    sealed: Path, tmp_path: Path
) -> None:
    """Somebody invents an edition in which a clause asks for less."""
    made = edited(members_of(sealed), HEAD, 'edition = "2024"', 'edition = "2031"')
    path = write(tmp_path / "n.pcfz", remade(edited(made, CLAUSES, '= "error"', '= "info"')))
    found = codes(path)
    assert "SE073" in found
    state = next(i for i in brought(members_of(path)) if i.name == "gbt24067@2031").state
    assert state == "unknown"


def test_a_clause_made_weaker_is_named(sealed: Path, tmp_path: Path) -> None:
    made = remade(edited(members_of(sealed), CLAUSES, '= "error"', '= "warning"'))
    seen = pcf.Project.verify(write(tmp_path / "w.pcfz", made))
    errors = [item for item in seen.findings if item.level == "error"]
    assert [(item.code, item.node, item.observed) for item in errors] == [
        ("SE033", "gbt24067@2024", "GBT001")
    ]


def test_an_id_without_edition_means_what_it_meant_when_it_was_sealed(
    sealed: Path, bottle_project: Path, tmp_path: Path
) -> None:
    """This pcf has a newer edition in which nothing passes; the bundle was sealed by the older."""
    packs = Path(shutil.copytree(data_root("product_rules"), tmp_path / "packs"))
    newer = Path(shutil.copytree(packs / "gbt24067" / "2024", packs / "gbt24067" / "2031"))
    for file, old, new in (
        ("pack.toml", 'edition = "2024"', 'edition = "2031"'),
        ("clauses.toml", '"study.scope.offsets = none"', '"study.scope.offsets = some"'),
    ):
        text = (newer / file).read_text(encoding="utf-8")
        assert old in text
        (newer / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with laid_over({"product_rules": packs}):
        results = pcf.Project.load(bottle_project).evaluate_target("gbt24067").results
        assert "gbt24067@2031" in {name for r in results for name in r.pack.chain}
        held = brought(members_of(sealed))
        assert {item.state for item in held} == {"known"}
        paths = laid(members_of(sealed), held, tmp_path / "data")
    assert set(paths) == {"product_rules"}
    with laid_over(paths):
        results = pcf.Project.load(bottle_project).evaluate_target("gbt24067").results
    assert "gbt24067@2024" in {name for r in results for name in r.pack.chain}


def test_a_bundle_that_the_rules_would_not_let_be_sealed_says_so(
    sealed: Path, tmp_path: Path
) -> None:
    """Somebody changes an input so that a clause fails: the rules, run again, stand against it."""
    changed = edited(members_of(sealed), "inputs/study.toml", 'offsets = "none"', 'offsets = "1"')
    seen = pcf.Project.verify(write(tmp_path / "o.pcfz", remade(changed)))
    errors = [item for item in seen.findings if item.level == "error"]
    (told,) = [item for item in errors if item.code == "SE059"]
    assert told.message("en") == "the rules, run again, give 1 blocking findings"
    assert "GBT002" in {item.code for item in errors}
    assert seen.check("verdicts").state == "mismatch"


HOSTILE = {
    "pack that is no TOML": (HEAD, b"[[["),
    "pack without name": (HEAD, b"schema = 1\n[pack]\nid = 5\nedition = '1'\n"),
    "pack with a name that hides": (HEAD, b'[pack]\nid = "a\\u202e"\nedition = "1"\n'),
    "clauses nested without end": (CLAUSES, b"a = " + b"[" * 20_000),
    "factors that are none": (FACTORS, b"flow,SAR\nco2_fossil,nan\n"),
    "factors that leave the folder": (
        "factors/climate/sets.toml",
        b"[[set]]\nid='A'\nname_zh=''\nname_en=''\nsource=''\nfile='../gwp.csv'\nheadline=true\n",
    ),
    "default that is no number": (
        "factors/endoflife/cff-defaults.csv",
        b"set,parameter,class,substance,targets,value,evidence,source,note\nA,B,,,,x,,,\n",
    ),
    "table of another form": ("factors/electricity/views.csv", b"a,b\n1,2\n"),
    "table with an open quote": ("factors/transport/modes.csv", b'id\n"x'),
    "table that is no text": ("factors/electricity/official_factors.csv", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_data_that_the_readers_refuse_are_named_and_not_used(
    sealed: Path, tmp_path: Path, case: str
) -> None:
    member, content = HOSTILE[case]
    path = write(tmp_path / "h.pcfz", remade({**members_of(sealed), member: content}))
    seen = pcf.Project.verify(path)
    told = [item for item in seen.findings if item.level == "error"]
    assert [item.code for item in told] == ["LC005" if "none" in case else "SE014"]
    assert seen.check("results").state == "not-checked"


def test_a_table_that_is_not_there_is_named(sealed: Path, tmp_path: Path) -> None:
    left = {k: v for k, v in members_of(sealed).items() if k != "factors/transport/modes.csv"}
    assert codes(write(tmp_path / "l.pcfz", remade(left))) == {"SE014"}


def test_two_packs_of_one_name_are_refused(sealed: Path, tmp_path: Path) -> None:
    members = members_of(sealed)
    path = write(tmp_path / "2.pcfz", remade({**members, "rules/a/1/pack.toml": members[HEAD]}))
    assert codes(path) == {"SE077"}


def test_data_larger_than_any_are_not_read(sealed: Path, tmp_path: Path) -> None:
    large = b"id\n" + b"x\n" * (5 << 20)
    path = write(tmp_path / "g.pcfz", remade({**members_of(sealed), CLAUSES: large}))
    assert codes(path) == {"SE002"}


REPORT = "reports/gbt24067-gbt24067.en.md"


def _of_another_version(members: dict[str, bytes]) -> dict[str, bytes]:
    data = json.loads(members["manifest.json"])
    data["version"] = "0.0.9"
    changed = {**members, "manifest.json": json.dumps(data, ensure_ascii=False).encode()}
    environment = members["environment.json"].replace(pcf.__version__.encode(), b"0.0.9")
    return {**changed, "environment.json": environment}


def test_another_version_may_choose_other_words_and_no_other_number(
    sealed: Path, tmp_path: Path
) -> None:
    members = _of_another_version(members_of(sealed))
    worded = edited(members, REPORT, "footprint", "foot print")
    seen = pcf.Project.verify(write(tmp_path / "w.pcfz", remade(worded)))
    assert seen.is_sound, [item.message("en") for item in seen.findings if item.level == "error"]
    assert {"SE041", "SE078"} <= {item.code for item in seen.findings}
    assert seen.check("documents").state == "warning"
    numbers = edited(worded, REPORT, "3.9", "2.9")
    assert codes(write(tmp_path / "n.pcfz", remade(numbers))) == {"SE038"}
    verdict = edited(members, "findings.json", '"GBT009": "pass"', '"GBT009": "na"')
    assert codes(write(tmp_path / "v.pcfz", remade(verdict))) == {"SE032"}


def test_a_pack_of_the_sealer_is_named_as_his_own(bottle_project: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    (folder / "pcf.lock").unlink(missing_ok=True)
    own = folder / "product_rules" / "house" / "1"
    own.mkdir(parents=True)
    text = (data_root("product_rules") / "gbt24067" / "2024" / "pack.toml").read_text("utf-8")
    head = [line for line in text.partition("[pack]")[2].split("\n\n")[0].split("\n")
            if line.partition(" ")[0] not in ("id", "edition", "parent")]  # fmt: skip
    named = 'schema = 1\n[pack]\nid = "house"\nedition = "1"\nparent = "gbt24067"\n'
    (own / "pack.toml").write_text(named + "\n".join(head) + "\n", encoding="utf-8")
    (own / "clauses.toml").write_text("", encoding="utf-8")
    settings = folder / "pcf.toml"
    stated = settings.read_text(encoding="utf-8")
    settings.write_text(f'{stated}\n[target.house]\nrules = "house"\n', encoding="utf-8")
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is not None, [item.message("en") for item in made.findings]
    path = made.write(tmp_path / "own.pcfz")
    seen = pcf.Project.verify(path)
    assert seen.is_sound
    assert dict(seen.packs)["house@1"] == "own"
    assert "SE071" in {item.code for item in seen.findings}
    copy = "rules/product_rules/house/1/pack.toml"
    changed = edited(members_of(path), copy, 'parent = "gbt24067"', 'parent = ""')
    assert codes(write(tmp_path / "c.pcfz", remade(changed))) == {"SE079"}
