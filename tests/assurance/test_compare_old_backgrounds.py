"""An earlier state is computed with the datasets of its time, wherever they are still to be had."""

from __future__ import annotations

import shutil
from math import fsum
from pathlib import Path

import pytest
from compare_kit import git, parts
from kit import background, project

from pcf.api import Project
from pcf.errors import PcfError

STEEL = {"steel": {"product": "steel", "unit": "kg", "emissions": {"co2_fossil": 1.5}}}


def imported(folder: Path, steel: float) -> None:
    """Put a background into a project: steel with so many kg CO2 per kg."""
    tables = folder / "backgrounds" / "tiny"
    shutil.rmtree(tables, ignore_errors=True)
    background(tables, {"steel": {**STEEL["steel"], "emissions": {"co2_fossil": steel}}})
    with (tables / "manifest.toml").open("a") as stream:
        stream.write('imported = true\nredistributable = "no"\n')


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2 kg steel at 1.5 kg CO2, locked, sealed and committed without its database; now 1.2 kg."""
    folder = tmp_path_factory.mktemp("old") / "part"
    rows = [{"id": "E-1", "process": "make", "flow": "steel", "amount": 2, "unit": "kg",
             "supplier": "bg:steel", "source": "-"}]  # fmt: skip
    project(
        folder,
        [{"id": "make", "product": "part", "amount": 1, "unit": "kg"}],
        demand={"make": (1, "kg")},
        tables={"exchanges": rows},
        files={".gitignore": "backgrounds/\n"},
    )
    settings = folder / "pcf.toml"
    settings.write_text(settings.read_text().replace('id = "pcf-open"', 'id = "tiny"'))
    imported(folder, 1.5)
    Project.load(folder).lock()
    Project.load(folder).seal().write(folder.parent / "old.pcfz")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "old")
    imported(folder, 1.2)
    (folder / "pcf.lock").unlink()
    Project.load(folder).lock()
    return folder


def old(here: Path, word: str) -> str:
    return str(here.parent / "old.pcfz") if word == "bundle" else word


@pytest.mark.parametrize("word", ["git:HEAD", "bundle"])
def test_the_content_compiled_here_before(here: Path, word: str) -> None:
    # 2 kg x (1.2 - 1.5) = -0.6
    found = Project.compare_words(old(here, word), str(here), here)
    assert parts(found) == {"background": pytest.approx(-0.6)}
    [dataset] = found.datasets
    assert (dataset.before, dataset.after) == (pytest.approx(1.5), pytest.approx(1.2))
    assert [b.id for b in found.backgrounds] == ["tiny"]


def test_a_bundle_brings_its_scores_along(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path))
    found = Project.compare_words(old(here, "bundle"), str(here), here, recalculate=True)
    assert parts(found) == {"background": pytest.approx(-0.6)}
    assert found.tracking is not None
    assert (found.tracking.declared, found.tracking.recalculated) == (
        pytest.approx(3.0), pytest.approx(2.4),
    )  # fmt: skip
    assert found.tracking.change == 0.0
    every = [part for step in found.steps for part in (step.delta, step.rest)]
    assert fsum(every) == found.delta


def test_a_revision_whose_datasets_are_gone_is_refused(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PCF_CACHE_DIR", str(tmp_path))
    with pytest.raises(PcfError) as error:
        Project.compare_words("git:HEAD", str(here), here)
    [item] = error.value.findings
    assert item.code == "CP008"
    assert "of the background is not on this machine" in item.message("en")
