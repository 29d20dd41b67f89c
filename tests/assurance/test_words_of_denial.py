"""A no in whatever words is a no: of a supplier's verification, and of a claimed reduction."""

from __future__ import annotations

from pathlib import Path

import pytest
from compare_kit import compared, write
from test_supplier_requests import GOOD, answer, cell, received, written
from work_kit import make, opened

from pcf.model.denial import denies
from pcf.model.verification import is_unclear, verified
from pcf.rules.conditions import Value
from pcf.rules.subjects import Subjects


def fact(project) -> Value:
    """What the rules see of the footprint of the only supplier."""
    (record,) = Subjects(project.evaluate().case).records("received")
    return record.values["verified"]


@pytest.mark.parametrize(
    "word",
    ["无", "none", "No", "否", "n/a", "不适用", " N/A ", "-", "--", "0", "N", "n.a.", "False"],
)
def test_an_answer_of_no_verification_is_kept_as_none(word, tmp_path):
    project = make(tmp_path / "chair", tmp_path / "tiny")
    form = written(project.request("ACME", ["bom/B-3"]), tmp_path)
    answer(form, **{**GOOD, "verification": word})
    taken = project.take_answer(form.save(tmp_path / "answer.xlsx"))
    assert [f.code for f in taken.findings] == []
    text = (project.folder / "suppliers" / "ACME.toml").read_text("utf-8")
    assert 'verification = "none"\n' in text


NOBODY = (
    "none", "无", "-", "--", "0", "N", "NA", "n.a.", "false", "none yet", "failed", "rejected",
    "self-declared", "self declaration", "尚未核查", "暂无", "未通过核查", "未经第三方核查",
    "不予验证", "n/a: planned for 2027", "no, planned for 2027", "not verified",
    "no third-party verification",
)  # fmt: skip
UNCLEAR = (
    "yes", "是", "ok", "pending", "planned", "TBD", "unknown", "未知", "待核查", "第三方核查",
    "third party", "limited assurance", "有限保证", "third-party verified, limited assurance",
    "第三方核查，有限保证", "ISO 14064-3", "Nordic Verification AS", "No. 17 of the body",
    "XY Verification Co., Limited", "北京核查有限公司", "TÜV, limited assurance, planned for 2027",
    "DNV, reasonable assurance: not yet signed", "某机构，有限保证，待核查",
    "拟由某机构按ISO 14064-3核查",
)  # fmt: skip
VERIFIED = (
    "limited assurance, Body", "Body, limited", "SGS limited assurance",
    "reasonable assurance by DNV", "verified to ISO 14064-3 by SGS, report No. 17",
    "TÜV Rheinland, ISO 14067:2018",
    "Co. Verification Ltd., GB/T 24067-2024 X-Body", "无锡某核查机构，合理保证",
    "由中国质量认证中心按GB/T 24067-2024核查", "某某认证有限公司，有限保证", "product level, DNV",
    "PCF program, TÜV SÜD, ISO 14067",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", None), *((text, False) for text in NOBODY), *((text, None) for text in UNCLEAR),
        *((text, True) for text in VERIFIED),
    ],
)  # fmt: skip
def test_verification_needs_a_body_and_a_level_or_a_standard(text, said):
    assert verified(text) is said
    assert is_unclear(text) is (text in UNCLEAR)


def test_an_unclear_verification_is_told_at_its_cell_and_asked_for_again(tmp_path):
    made = received(tmp_path)
    form = written(made.request("MILL"), tmp_path)
    answer(form, verification="pending", dqr="1 2 3")
    taken = made.take_answer(form.save(tmp_path / "answer.xlsx"))
    (told,) = taken.findings
    assert (told.code, told.level) == ("WP069", "warning")
    assert told.location.column == cell(form, "verification")
    assert told.message("en").startswith("'pending' names no verifier with level of assurance")
    now = opened(made.folder, tmp_path / "tiny")
    (read,) = [f for f in now.findings if f.code == "DQ031"]
    assert (read.node, read.observed) == ("supplier:MILL", "pending")
    assert fact(now) is None
    assert now.request("MILL").items[0].gaps == (("verification", "absent"),)


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
