"""Sealing: what goes in, what is refused, and that the same inputs give the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tampering import members_of

import pcf
from pcf.assurance.archive import read_members
from pcf.assurance.bundle import Bundle
from pcf.commands import main
from pcf.errors import PcfError
from pcf.location import data_root

ROOT = Path(pcf.__file__).parent.parent


def test_a_bundle_holds_everything_that_a_second_person_needs(sealed: Path) -> None:
    names = set(members_of(sealed))
    for wanted in (
        "manifest.json", "signature.json", "environment.json", "findings.json", "judgements.csv",
        "inputs/pcf.toml", "inputs/model/bom.csv", "inputs/evidence/evidence.csv",
        "inputs/review/judgements.csv", "inputs/scenarios/closed-loop.toml",
        "rules/gbt24067/2024/clauses.toml", "rules/base/1/pack.toml", "factors/climate/gwp.csv",
        "factors/electricity/views.csv", "factors/transport/modes.csv",
        "factors/endoflife/cff-defaults.csv", "background/identity.json", "background/scores.csv",
        "results/base.json", "results/scenario-closed-loop.json", "results/target-gbt24067.json",
        "reports/gbt24067-gbt24067.zh.md", "reports/gbt24067-gbt24067.en.md",
    ):  # fmt: skip
        assert wanted in names
    assert not any(name.startswith("inputs/evidence/fictitious") for name in names)


def test_the_manifest_says_what_the_bundle_speaks_for(sealed: Path) -> None:
    manifest = Bundle.open(sealed).manifest
    assert manifest.project == "paper-case"
    assert manifest.computed == (
        "base", "scenario:closed-loop", "scenario:hydro-power", "scenario:open-loop",
        "target:gbt24067",
    )  # fmt: skip
    assert manifest.evidence == "hashes"
    assert (manifest.tolerance, manifest.digits) == (1e-9, 12)
    assert manifest.version == pcf.__version__


def test_answered_judgements_are_in_the_bundle(sealed: Path) -> None:
    lines = members_of(sealed)["judgements.csv"].decode().splitlines()
    assert lines[0] == "case,pack,id,answer,name,date,reason"
    assert "target:gbt24067,gbt24067@2024,GBT009,yes,rule test,2026-01-01,test" in lines


def test_the_sealed_total_is_that_of_the_project(sealed: Path, bottle_project: Path) -> None:
    total = Bundle.open(sealed).results["base"]["data"]["total"]["value"]
    assert total == pytest.approx(pcf.Project.load(bottle_project).calculate().total, rel=1e-9)


def test_twice_in_one_process_gives_the_same_bytes(bottle_project: Path) -> None:
    first, second = (pcf.Project.load(bottle_project).seal().content for _ in range(2))
    assert first is not None
    assert first == second


def test_another_machine_gives_the_same_bytes(
    sealed: Path, bottle_project: Path, key: Path, tmp_path: Path
) -> None:
    """Other hash seed, place, locale, time zone, cache, and other kernels of linear algebra."""
    copied = shutil.copytree(bottle_project, tmp_path / "elsewhere" / "another name")
    other = tmp_path / "other.pcfz"
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "4711", "TZ": "Pacific/Apia",
        "LC_ALL": "C", "OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1",
        "PCF_CACHE_DIR": str(tmp_path / "cache"), "PCF_LANG": "zh",
    }  # fmt: skip
    words = ["seal", "-C", str(copied), "--sign", str(key), "-o", str(other), "-q"]
    done = subprocess.run(
        [sys.executable, "-m", "pcf", *words], cwd=tmp_path, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    assert other.read_bytes() == sealed.read_bytes()


def test_no_time_and_no_machine_is_in_the_bundle(bottle_project: Path, tmp_path: Path) -> None:
    made = pcf.Project.load(bottle_project).seal()
    place = made.write(tmp_path / "a.pcfz")
    log = json.loads((tmp_path / "a.pcfz.log.json").read_text())
    assert log["sha256"] == made.sha256
    assert log["sealed_at"].endswith("+00:00")
    assert b"sealed_at" not in place.read_bytes()


def test_errors_of_the_calculation_stop_the_seal(bottle_project: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(bottle_project, tmp_path / "broken")
    file = broken / "model" / "bom.csv"
    file.write_text(file.read_text().replace("bg:", "bg:no_", 1))
    made = pcf.Project.load(broken).seal()
    assert made.content is None
    assert made.findings[0].code == "SE050"
    assert any(item.code.startswith(("DS", "GR")) for item in made.findings)


def test_clauses_at_error_level_of_a_declared_rule_stop_the_seal(tmp_path: Path) -> None:
    """The shipped example lacks what a plant would state; under GB/T 24067 it may not be sealed."""
    example = data_root("datasets") / "examples" / "paper-case"
    folder = shutil.copytree(example, tmp_path / "p")
    with (folder / "pcf.toml").open("a") as stream:
        stream.write('\n[target.g]\nrules = "gbt24067"\n')
    out = tmp_path / "p.pcfz"
    assert main(["seal", "-C", str(folder), "-o", str(out), "-q"]) == 1
    assert not out.exists()
    made = pcf.Project.load(folder).seal()
    assert {item.code for item in made.findings if item.code.startswith("GBT")}


def test_a_document_asked_for_and_withheld_stops_the_seal(bottle_project: Path) -> None:
    made = pcf.Project.load(bottle_project).seal(reports=(), exports=("pact",))
    assert made.content is None
    assert "EX004" in {item.code for item in made.findings}


def test_a_project_without_rules_is_sealed_and_told_so(tmp_path: Path) -> None:
    example = data_root("datasets") / "examples" / "paper-case"
    made = pcf.Project.load(example).seal(reports=())
    assert made.content is not None
    assert "SE063" in {item.code for item in made.findings}


def test_evidence_goes_in_when_asked(bottle_project: Path, tmp_path: Path) -> None:
    made = pcf.Project.load(bottle_project).seal(evidence=True)
    bundle = Bundle.open(made.write(tmp_path / "e.pcfz"))
    assert bundle.manifest.evidence == "files"
    name = "inputs/evidence/fictitious-record.csv"
    assert bundle.read(name) == (bottle_project / name.removeprefix("inputs/")).read_bytes()
    seen = pcf.Project.verify(tmp_path / "e.pcfz")
    assert seen.is_sound
    assert seen.check("evidence").count == 1


def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    bottle_project: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "linked")
    secret = tmp_path / "secret.md"
    secret.write_text("not yours")
    (folder / "report").mkdir()
    (folder / "report" / "goal.en.md").symlink_to(secret)
    with pytest.raises(PcfError) as caught:
        pcf.Project.load(folder).seal(reports=())
    assert [item.code for item in caught.value.findings] == ["SE056"]


def test_a_bundle_is_never_overwritten_by_another(
    bottle_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "b.pcfz"
    out.write_bytes(b"something else")
    words = ["seal", "-C", str(bottle_project), "-o", str(out), "--lang", "en"]
    assert main(words) == 2
    assert "SE061" in capsys.readouterr().err
    assert out.read_bytes() == b"something else"


def test_without_o_the_bundle_goes_to_declarations(bottle_project: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "p")
    assert main(["seal", "-C", str(folder), "-q", "--report", "none"]) == 0
    (made,) = (folder / "declarations").glob("*.pcfz")
    digest = Bundle.open(made).manifest.digest.removeprefix("sha256:")
    assert made.name == f"paper-case-{digest[:12]}.pcfz"
    assert main(["seal", "-C", str(folder), "-q", "--report", "none"]) == 0  # the same bytes


def test_the_archive_is_sorted_stored_and_without_times(sealed: Path) -> None:
    import zipfile

    with zipfile.ZipFile(sealed) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    assert names == sorted(names)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}
    assert read_members(sealed)[1] == ()


def _valid(schema: str, body: object) -> bool:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    folder = Path(pcf.__file__).parent / "schemas"
    known = [json.loads((folder / f"{name}.json").read_text()) for name in (schema, "envelope")]
    registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in known)
    return not list(Draft202012Validator(known[0], registry=registry).iter_errors(body))


def test_the_json_of_every_verb_keeps_to_its_schema(
    bottle_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, out = tmp_path / "k", tmp_path / "b.pcfz"
    calls = {
        "keys-new": ["keys", "new", str(key)],
        "seal": ["seal", "-C", str(bottle_project), "--sign", str(key), "-o", str(out)],
        "verify": ["verify", str(out)],
    }
    for schema, words in calls.items():
        assert main([*words, "--format", "json"]) == 0
        body = json.loads(capsys.readouterr().out)
        assert body["schema"] == f"pcf/{schema}/1"
        assert body["data"] is not None
        assert _valid(schema, body)
    refused = ["seal", "-C", str(bottle_project), "--export", "pact", "--format", "json"]
    assert main(refused) == 1
    body = json.loads(capsys.readouterr().out)
    assert (body["status"], body["data"]["sealed"]) == ("findings", False)
    assert _valid("seal", body)


def test_inputs_that_change_under_way_are_not_sealed(
    bottle_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves a table while the results are computed: they would not fit it."""
    from pcf.assurance.contents import Maker

    folder = shutil.copytree(bottle_project, tmp_path / "p")
    make = Maker.make

    def slow(self: Maker, *words: object) -> object:
        made = make(self, *words)  # type: ignore[arg-type]
        with (folder / "model" / "exclusions.csv").open("a") as stream:
            stream.write("\n")
        return made

    monkeypatch.setattr(Maker, "make", slow)
    with pytest.raises(PcfError) as caught:
        pcf.Project.load(folder).seal(reports=())
    assert [item.code for item in caught.value.findings] == ["SE065"]


def test_files_that_are_no_input_stay_at_home(bottle_project: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "p")
    for name in (
        "passwords.toml",
        "notes.md",
        ".env",
        "build/result.json",
        "model/.~lock.bom.csv#",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("secret = 'hunter2'")
    made = pcf.Project.load(folder).seal(reports=())
    assert made.content is not None
    assert b"hunter2" not in made.content
