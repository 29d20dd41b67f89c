"""git revisions: read as they were, without running anything, and confined to the project."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from compare_kit import compared, git, parts, repository, rewrite

from pcf.assurance.comparing.revision import extract
from pcf.errors import PcfError


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A project in a folder of a repository, changed since it was committed."""
    folder = repository(tmp_path / "repository")
    rewrite(folder / "model" / "exchanges.csv", lambda rows: [_more(row) for row in rows])
    return folder


def _more(row: list[str]) -> list[str]:
    return ["4" if cell == "3" else cell for cell in row]


def codes(error: pytest.ExceptionInfo[PcfError]) -> list[str]:
    return [item.code for item in error.value.findings]


def test_a_revision_against_the_working_folder(here: Path) -> None:
    # 3 kg steel x 2 kg CO2 became 4 kg: +2
    found = compared("git:HEAD", str(here), here)
    assert parts(found) == {"activity": pytest.approx(2.0)}
    assert (found.kind_a, found.kind_b) == ("revision", "project")
    assert [c.address for c in found.inputs] == ["exchanges.steel.amount"]


def test_two_revisions_and_the_same_one(here: Path) -> None:
    git(here, "commit", "-qam", "two")
    found = compared("git:HEAD~1", "git:HEAD", here)
    assert parts(found) == {"activity": pytest.approx(2.0)}
    assert compared("git:HEAD", "git:HEAD", here).is_empty
    assert compared("git:HEAD", str(here), here).is_empty


def test_nothing_of_the_working_folder_is_touched(here: Path) -> None:
    before = {p: p.read_bytes() for p in sorted(here.parents[1].rglob("*")) if p.is_file()}
    compared("git:HEAD", str(here), here)
    after = {p: p.read_bytes() for p in sorted(here.parents[1].rglob("*")) if p.is_file()}
    assert after == before


@pytest.mark.parametrize("revision", ["nope", "", "--help", "-h", "HEAD:packs", "HEAD;touch x"])
def test_an_unknown_revision_is_refused(here: Path, tmp_path: Path, revision: str) -> None:
    with pytest.raises(PcfError) as error:
        extract(here, revision, tmp_path)
    assert codes(error) == ["CP003"]
    assert error.value.findings[0].message("en") == (f"the repository has no revision '{revision}'")


def test_without_git(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PcfError) as error:
        extract(here, "HEAD", tmp_path)
    assert codes(error) == ["CP001"]


def test_a_program_inside_the_project_is_never_taken_for_git(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = here / "git"
    trap.write_text('#!/bin/sh\ntouch "$0.ran"\n')
    trap.chmod(0o755)
    monkeypatch.setenv("PATH", str(here))
    with pytest.raises(PcfError) as error:
        extract(here, "HEAD", tmp_path)
    assert codes(error) == ["CP001"]
    assert not (here / "git.ran").exists()


def test_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alone").mkdir()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")  # of the surroundings: not passed on
    with pytest.raises(PcfError) as error:
        extract(tmp_path / "alone", "HEAD", tmp_path)
    assert codes(error) == ["CP002"]


def test_a_revision_before_the_project_was_there(here: Path, tmp_path: Path) -> None:
    top = here.parents[1]
    git(top, "checkout", "-q", "--orphan", "empty")
    git(top, "rm", "-rqf", "--cached", ".")
    (top / "readme").write_text("x")
    git(top, "add", "readme")
    git(top, "commit", "-qm", "empty")
    with pytest.raises(PcfError) as error:
        extract(here, "HEAD", tmp_path)
    assert codes(error) == ["CP004"]


def test_a_link_in_a_revision_is_refused(here: Path, tmp_path: Path) -> None:
    (here / "suppliers").mkdir()
    (here / "suppliers" / "mill.toml").symlink_to("/etc/passwd")
    git(here, "add", "-A")
    git(here, "commit", "-qm", "link")
    with pytest.raises(PcfError) as error:
        extract(here, "HEAD", tmp_path / "x")
    assert codes(error) == ["CP005"]
    assert error.value.findings[0].observed == "suppliers/mill.toml"


def test_a_tree_that_leads_out_is_refused(here: Path, tmp_path: Path) -> None:
    """git never makes such a tree by itself; ``hash-object`` writes what it is told."""

    def write(kind: str, content: bytes) -> str:
        made = subprocess.run(
            ["git", "hash-object", "-t", kind, "-w", "--stdin", "--literally"],
            cwd=here, input=content, capture_output=True, check=True,
        )  # fmt: skip
        return made.stdout.decode().strip()

    blob = write("blob", b"x")

    def tree(*entries: bytes) -> str:
        return write("tree", b"".join(entries))

    raw = bytes.fromhex
    inner = tree(b"100644 pcf.toml\0" + raw(blob), b"100644 x\\..\\y\0" + raw(blob))
    packs = tree(b"40000 part\0" + raw(inner))
    top = tree(b"40000 packs\0" + raw(packs))
    commit = git(here, "commit-tree", "-m", "evil", top)
    with pytest.raises(PcfError) as error:
        extract(here, commit, tmp_path / "x")
    assert codes(error) == ["CP005"]


def test_filters_of_the_repository_do_not_run(here: Path, tmp_path: Path) -> None:
    """A smudge filter runs on checkout and archive; reading objects runs none."""
    (here / ".gitattributes").write_text("*.csv filter=evil\n")
    git(here, "add", "-A")
    git(here, "commit", "-qm", "attributes")
    mark = tmp_path / "ran"
    git(here, "config", "filter.evil.smudge", f"touch {mark}; cat")
    git(here, "config", "filter.evil.required", "true")
    git(here, "config", "core.fsmonitor", f"touch {mark}")
    extract(here, "HEAD", tmp_path / "x")
    assert (tmp_path / "x" / "model" / "exchanges.csv").is_file()
    assert not mark.exists()


def test_variables_of_the_surroundings_do_not_lead_elsewhere(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert len(extract(here, "HEAD", tmp_path / "x")) == 40


@pytest.mark.parametrize(("kept", "revision"), [("blob:none", "HEAD~1"), ("tree:0", "HEAD~1")])
def test_what_a_partial_clone_left_behind_is_told_and_not_fetched(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str, revision: str
) -> None:
    """git would fetch the missing objects of the first revision from its server, silently."""
    git(here, "commit", "-qam", "two")
    top = here.parents[1]
    git(top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", f"--filter={kept}", top.as_uri(), "clone")
    clone = tmp_path / "clone" / "packs" / "part"
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file")
    with pytest.raises(PcfError) as error:
        extract(clone, revision, tmp_path / "x")
    assert codes(error) == ["CP007"]
    assert not (tmp_path / "x").exists()


def test_a_partial_clone_gives_what_it_has(here: Path, tmp_path: Path) -> None:
    top = here.parents[1]
    git(top, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", top.as_uri(), "clone")
    extract(tmp_path / "clone" / "packs" / "part", "HEAD", tmp_path / "x")
    assert (tmp_path / "x" / "model" / "exchanges.csv").is_file()
