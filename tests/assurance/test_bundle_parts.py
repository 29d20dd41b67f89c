"""Parts of a bundle that do not belong to each other, and parts that are not there."""

from __future__ import annotations

import re
import shutil
from inspect import getsource
from pathlib import Path
from types import SimpleNamespace

import pytest
from tampering import changed_json, codes, edited, members_of, opening, remade, write

import pcf
from pcf.assurance.grounds import pack_origins
from pcf.assurance.made_again import OF_FILES
from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.project import read_evidence
from pcf.project.digest import stamp

FILE = "evidence/fictitious-record.csv"


def _first_file(folder: Path) -> Path:
    from pcf.assurance.grounds import evidence_files

    return folder / evidence_files(folder)[0]


@pytest.fixture
def moved(bottle_project: Path, tmp_path: Path) -> Path:
    """A project one of whose evidence files was put elsewhere inside ``evidence/``."""
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    file = _first_file(folder)
    (folder / "evidence" / "elsewhere").mkdir()
    file.rename(folder / "evidence" / "elsewhere" / file.name)
    return folder


def test_every_finding_on_a_file_of_evidence_is_known_to_need_it() -> None:
    told = re.findall(r'tell\("(DQ\d+)"', getsource(read_evidence._check_file))
    assert set(told) == set(OF_FILES)


def test_a_bundle_with_a_moved_file_of_evidence_is_sound(moved: Path, tmp_path: Path) -> None:
    made = pcf.Project.load(moved).seal()
    assert made.content is not None
    assert codes(made.write(tmp_path / "m.pcfz")) == set()


def test_files_of_evidence_that_are_asked_for_must_be_there(moved: Path) -> None:
    with pytest.raises(PcfError) as refused:
        pcf.Project.load(moved).seal(evidence=True)
    assert {item.code for item in refused.value.findings} == {"SE070"}
    assert refused.value.findings[0].location.file == "evidence/evidence.csv"


def test_an_input_that_no_project_has_is_found(sealed: Path, tmp_path: Path) -> None:
    members = remade({**members_of(sealed), "inputs/notes/secret.txt": b"x"})
    assert codes(write(tmp_path / "t.pcfz", members)) == {"SE045"}


def test_a_file_that_is_a_folder_is_refused(sealed: Path, tmp_path: Path) -> None:
    members = remade({**members_of(sealed), "inputs/model/processes.csv/x": b"x"})
    assert opening(write(tmp_path / "t.pcfz", members)) == {"SE003"}
    members = remade({**members_of(sealed), "inputs/MODEL": b"x"})
    assert opening(write(tmp_path / "t.pcfz", members)) == {"SE003"}


def test_notes_on_changes_are_hashed_and_no_part_of_the_digest(
    bottle_project: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    before = stamp(folder, "")
    (folder / "changes.toml").write_text("# none yet\n")
    assert stamp(folder, "") == before
    path = pcf.Project.load(folder).seal().write(tmp_path / "n.pcfz")
    members = edited(members_of(path), "inputs/changes.toml", "none", "some")
    assert codes(write(tmp_path / "t.pcfz", members), recompute=False) == {"SE010"}


@pytest.mark.parametrize("name", ["performance_classes.toml", "classes/mine.toml"])
def test_performance_classes_are_part_of_the_digest(
    bottle_project: Path, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(bottle_project, tmp_path / "bottle")
    if "/" in name:
        with (folder / "pcf.toml").open("a") as stream:
            stream.write(f'\n[performance]\nclasses = "{name}"\n')
    before = stamp(folder, "")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("# A\n")
    assert stamp(folder, "").digest != before.digest


def test_the_rule_packs_of_pcf_are_named_as_such(sealed: Path) -> None:
    seen = pcf.Project.verify(sealed)
    assert seen.packs == (("gbt24067@2024", "shipped"),)
    assert seen.to_dict()["rule_packs"] == [{"id": "gbt24067@2024", "origin": "shipped"}]
    assert "SE071" not in {item.code for item in seen.findings}


def test_a_key_that_others_can_read_is_told(
    bottle_project: Path, key: Path, tmp_path: Path
) -> None:
    other = tmp_path / "plant"
    other.write_bytes(key.read_bytes())
    other.chmod(0o644)
    told = [
        i for i in pcf.Project.load(bottle_project).seal(key=other).findings if i.code == "SE072"
    ]
    assert [item.params["found"] for item in told] == ["0644"]
    other.chmod(0o600)
    made = pcf.Project.load(bottle_project).seal(key=other)
    assert "SE072" not in {item.code for item in made.findings}


def test_a_pack_of_the_sealer_and_what_builds_on_it_are_told() -> None:
    shipped, home = Path("shipped"), Path("project")
    heads = {"a@1": (shipped,), "b@1": (shipped, home), "c@1": (home, shipped)}
    known = SimpleNamespace(
        root=shipped, chain=lambda id: tuple(SimpleNamespace(root=root) for root in heads[id])
    )
    assert pack_origins(known, heads) == (("a@1", "shipped"), ("b@1", "own"), ("c@1", "own"))


@pytest.mark.parametrize("observed", ["verified by an accredited body", FILE])
@pytest.mark.parametrize("code", sorted(OF_FILES))
def test_findings_on_files_say_only_what_somebody_who_had_them_could_find(
    moved: Path, tmp_path: Path, code: str, observed: str
) -> None:
    """Somebody writes words of praise where the name of a file stands, messages all fitting."""
    members = members_of(pcf.Project.load(moved).seal(reports=()).write(tmp_path / "m.pcfz"))
    advice = "" if code == "DQ007" else "limited assurance"  # a hash is recorded: no DQ007

    def praise(data: dict) -> None:
        for case in data["cases"].values():
            one = next(f for f in case["findings"] if f["code"] == "DQ009")
            words = {"observed": observed, "expected": "",
                     "suggestion": advice, "file": "a.csv"}  # fmt: skip
            told = finding(code, Location("evidence/evidence.csv", 2), **words)
            one.update({k: v for k, v in words.items() if k != "file"}, code=code, level=told.level,
                       message_en=told.message("en"), message_zh=told.message("zh"))  # fmt: skip

    path = write(tmp_path / "p.pcfz", remade(changed_json(members, "findings.json", praise)))
    assert "SE032" in codes(path)
