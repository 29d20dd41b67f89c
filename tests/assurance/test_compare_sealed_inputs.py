"""Whatever a bundle holds of a project, `pcf compare` sees a change of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from compare_kit import compared, copied, write

from pcf.assurance.comparing.change import InputChange
from pcf.assurance.comparing.inputs import differences
from pcf.assurance.grounds import input_members
from pcf.project.collect import Collector
from pcf.project.input_files import BESIDES, INPUTS
from pcf.project.raw import read_raw

#: A file for each pattern of what is sealed; a pattern without one fails below.
FILES = {
    "study.toml": '[goal]\nreason = "{0}"\n',
    "changes.toml": "# {0}\n",
    "performance_classes.toml": "# {0}\n",
    "pcf.lock": "# {0}\n",
    "model/plan.txt": "{0}\n",
    "suppliers/notes.txt": "{0}\n",
    "evidence/evidence.csv": "id,file,page,sha256,covers\nE-1,evidence/a.pdf,{0},,steel\n",
    "review/judgements.csv": "id,answer,reason,name,date\nGBT001,yes,{0},A,2026-01-01\n",
    "review/workpaper.csv": "id,verdict,name,date,remark\nrow:bom/B-1,ok,A,2026-01-01,{0}\n",
    "report/goal.md": "{0}\n",
    "report/eu/goal.md": "{0}\n",
    "product_rules/own/1/pack.toml": "# {0}\n",
    "product_rules/own/1/required.csv": "# {0}\n",
    "scenarios/other.toml": "# {0}\n",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sealed") / "a")


def put(folder: Path, name: str, word: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FILES[name].format(word), encoding="utf-8")
    return folder


def touched(changes: Iterable[InputChange]) -> set[str]:
    return {place.file for c in changes for place in (c.place_b or c.place_a,) if place}


@pytest.mark.parametrize("pattern", sorted((*INPUTS, *BESIDES)))
def test_every_pattern_of_a_bundle_is_tried(pattern: str) -> None:
    tried = (*FILES, "pcf.toml")
    assert any(PurePosixPath(name).match(pattern) for name in tried)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("earlier", ["other", "absent"])
def test_another_file_is_a_difference(base: Path, tmp_path: Path, name: str, earlier: str) -> None:
    a, b = copied(base, tmp_path / "a"), put(copied(base, tmp_path / "b"), name, "new")
    if earlier == "other":
        put(a, name, "old")
    else:
        (a / name).unlink(missing_ok=True)
    assert f"inputs/{name}" in input_members(b)
    raws = [read_raw(folder, Collector()) for folder in (a, b)]
    assert touched(differences(*raws)) == {name}


def test_a_new_change_note_makes_two_states_differ(base: Path, tmp_path: Path) -> None:
    found = compared(base, put(copied(base, tmp_path / "b"), "changes.toml", "new"))
    assert touched(found.inputs) == {"changes.toml"}
    assert found.differs(0)
    assert found.delta == 0


def test_same_files_with_other_line_ends_are_no_difference(base: Path, tmp_path: Path) -> None:
    a, b = (put(copied(base, tmp_path / side), "review/workpaper.csv", "x") for side in "ab")
    path = b / "review" / "workpaper.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert compared(a, b).is_empty
