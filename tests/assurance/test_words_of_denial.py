"""A no in whatever words is a no: of a supplier's verification, and of a claimed reduction."""

from __future__ import annotations

from pathlib import Path

import pytest
from compare_kit import compared, write
from test_supplier_requests import GOOD, answer, received, written
from work_kit import make, opened

from pcf.model.denial import denies, verified
from pcf.rules.conditions import Value
from pcf.rules.subjects import Subjects


def fact(project) -> Value:
    """What the rules see of the footprint of the only supplier."""
    (record,) = Subjects(project.evaluate().case).records("received")
    return record.values["verified"]


@pytest.mark.parametrize("word", ["无", "none", "No", "否", "n/a", "不适用", " N/A ", "-"])
def test_an_answer_of_no_verification_is_kept_as_none(word, tmp_path):
    project = make(tmp_path / "chair", tmp_path / "tiny")
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    answer(form, **{**GOOD, "verification": word})
    taken = project.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == []
    text = (project.folder / "suppliers" / "ACME.toml").read_text("utf-8")
    assert 'verification = "none"\n' in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", None), ("none", False), ("无", False), ("n/a: planned for 2027", False),
        ("no, planned for 2027", False), ("not verified", False), ("未经第三方核查", False),
        ("no third-party verification", False), ("limited assurance, Body", True),
        ("Nordic Verification AS", True), ("No. 17 of the body", True), ("无锡某核查机构", True),
        ("第三方核查", True),
    ],
)  # fmt: skip
def test_verification_is_yes_no_or_absent(text, said):
    assert verified(text) is said


@pytest.mark.parametrize(("text", "said"), [("", None), ("无", "no"), ("Body, limited", "yes")])
def test_rules_see_three_states_of_verification(text, said, tmp_path):
    made = received(tmp_path)
    path = made.folder / "suppliers" / "MILL.toml"
    line = f'verification = "{text}"\n\n[ledger]'
    path.write_text(path.read_text("utf-8").replace("[ledger]", line), "utf-8")
    assert fact(opened(made.folder, tmp_path / "tiny")) == said


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("now 14 % lower", True), ("Nordic plant: 14 % lower", True), ("notably less", True),
        ("no less than 14 % lower", True), ("无锡工厂降低14%", True), ("n/a", False),
        ("no", False), ("None", False), ("无", False), ("否", False), ("不适用：首年", False),
        ("n/a first year", False), ("no: first year", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_whole_no_is_no_claim(text: str, claimed: bool, tmp_path: Path) -> None:
    files = {"study.toml": f'[label]\nreduction = "{text}"\n'}
    found = compared(write(tmp_path / "a"), write(tmp_path / "b", gwp_set="AR5", files=files))
    assert [f.code for f in found.findings] == (["CP020"] if claimed else [])


def test_a_reason_belongs_to_a_no() -> None:
    assert denies("n/a: first year")
    assert not denies("no change of method, 14 % lower")
