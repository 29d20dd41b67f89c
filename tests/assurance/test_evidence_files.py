"""Evidence: moved and changed files are found by their hash; the ledger counts by contribution."""

from __future__ import annotations

import json

import pytest
from work_kit import make, opened

import pcf
from pcf.errors import PcfError


@pytest.fixture
def project(tmp_path):
    return make(tmp_path / "chair", tmp_path / "tiny")


def told(project, tmp_path):
    now = opened(project.folder, tmp_path / "tiny")
    return [(f.code, f.suggestion) for f in now.findings if f.code.startswith("DQ")]


def test_file_in_its_place_is_not_told(project, tmp_path):
    assert told(project, tmp_path) == []


def test_moved_file_is_found_by_its_hash(project, tmp_path):
    home = project.folder / "evidence"
    (home / "2025").mkdir()
    (home / "scale.csv").rename(home / "2025" / "renamed.csv")
    assert told(project, tmp_path) == [("DQ009", "evidence/2025/renamed.csv")]
    found = opened(project.folder, tmp_path / "tiny").findings
    item = next(f for f in found if f.code == "DQ009")
    assert item.message("en") == (
        "the file recorded as 'evidence/scale.csv' now stands at 'evidence/2025/renamed.csv'"
    )
    assert item.message("zh") == (
        "记录为“evidence/scale.csv”的文件现在在“evidence/2025/renamed.csv”"
    )


def test_file_that_is_nowhere_is_missing(project, tmp_path):
    (project.folder / "evidence" / "scale.csv").unlink()
    assert told(project, tmp_path) == [("DQ002", None)]


def test_replaced_file_is_an_error_and_the_recorded_one_is_named(project, tmp_path):
    home = project.folder / "evidence"
    (home / "old.csv").write_bytes((home / "scale.csv").read_bytes())
    (home / "scale.csv").write_bytes(b"steel 1 kg\n")
    assert sorted(told(project, tmp_path)) == [("DQ003", None), ("DQ009", "evidence/old.csv")]


def test_link_that_leads_out_is_not_followed(project, tmp_path):
    home = project.folder / "evidence"
    outside = tmp_path / "outside.csv"
    (home / "scale.csv").rename(outside)
    (home / "link.csv").symlink_to(outside)
    assert told(project, tmp_path) == [("DQ002", None)]


def test_share_with_evidence_counts_by_contribution_in_every_view(project):
    from pcf.report.footprint_view import footprint_page

    footprint = project.calculate()
    assert footprint.coverage.evidence_share == pytest.approx(2 / 3.58)  # steel alone
    data = json.loads(footprint.to_json())
    assert data["coverage"]["evidence_share"] == pytest.approx(2 / 3.58)
    assert "55.9 %" in footprint_page(footprint, "en").render(100)
    status = project.status()
    assert status.evidence_share == pytest.approx(2 / 3.58)
    assert [a for a, _ in status.rows_without_evidence] == ["row:electricity/L-1", "row:bom/B-3"]
    assert status.rows_without_evidence[0][1] == pytest.approx(1.5 / 3.58)


def test_project_inside_a_bundle_gives_the_same_sample(sealed, bottle_project):
    own = pcf.Project.load(bottle_project).sample(5, "7", 0.2)
    with pcf.Project.of_bundle(sealed) as inside:
        theirs = inside.sample(5, "7", 0.2)
        paper = inside.workpaper(theirs)
    assert [d.item.row.address for d in theirs.items] == [d.item.row.address for d in own.items]
    assert paper.startswith(b"PK")


def test_paper_of_a_bundle_reads_back_in_the_project(sealed, bottle_project, tmp_path):
    import shutil

    from work_kit import Form

    path = tmp_path / "paper.xlsx"
    with pcf.Project.of_bundle(sealed) as inside:
        path.write_bytes(inside.workpaper(inside.sample(3, "7")))
    form = Form(path)
    form.put("抽样行 rows", 2, verdict="ok", name="Li", date="2026-03-31")
    own = tmp_path / "bottle"
    shutil.copytree(bottle_project, own)
    reading, kept = pcf.Project.load(own).take_workpaper(form.save(tmp_path / "filled.xlsx"))
    assert (reading.findings, kept) == ((), 1)
    again = pcf.Project.load(own).seal(reports=())
    assert again.content is not None
    assert b"inputs/review/workpaper.csv" in again.content


def test_work_on_a_changed_bundle_is_refused(sealed, tmp_path):
    content = bytearray(sealed.read_bytes())
    place = content.index(b"[product]")
    content[place + 1] ^= 1
    path = tmp_path / "changed.pcfz"
    path.write_bytes(bytes(content))
    with pytest.raises(PcfError) as caught, pcf.Project.of_bundle(path):
        pass
    assert "SE010" in [f.code for f in caught.value.findings]
