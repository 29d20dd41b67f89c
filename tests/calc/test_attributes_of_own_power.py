"""Own power that counts at its source though something about it is not stated."""

from __future__ import annotations

import pytest
from kit import background, footprint, project

RULES = ("instruments", "grid", "national-average", "residual")
EVIDENCE = [
    {"id": "EV", "file": "evidence/proof.txt", "page": "1",
     "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
]  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    sets = {
        "grid_bg": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.5}},
        "pv_bg": {"product": "electricity", "unit": "kWh", "emissions": {"co2_fossil": 0.05}},
    }
    return background(tmp_path_factory.mktemp("tiny"), sets)


def told(tmp_path, tiny, rule, **cells):
    row = {"id": "L", "process": "p", "kind": "self", "flow": "electricity", "amount": 1,
           "unit": "kWh", "supplier": "bg:pv_bg", "fallback": "bg:grid_bg", **cells}  # fmt: skip
    folder = tmp_path / "p"
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence" / "proof.txt").write_text("test", encoding="utf-8")
    mixes = '[method.national_mix]\nCN = "bg:grid_bg"\n[method.residual_mix]\nCN = "bg:grid_bg"'
    method = mixes if rule in ("national-average", "residual") else ""
    path = project(
        folder,
        [{"id": "p", "product": "widget", "amount": 1, "unit": "kg", "stage": "production"}],
        demand={"p": (1, "kg")},
        tables={"electricity": [row], "evidence": EVIDENCE},
        electricity=rule,
        method=method,
    )
    found = footprint(path, tiny)
    return {f.code: f.level for f in found.findings if f.code.startswith("EL")}


@pytest.mark.parametrize("rule", RULES)
def test_attributes_that_are_not_stated(tmp_path, tiny, rule):
    assert told(tmp_path, tiny, rule, evidence="EV").get("EL039") == "warning"


@pytest.mark.parametrize("rule", RULES)
def test_attributes_that_are_stated(tmp_path, tiny, rule):
    found = told(tmp_path, tiny, rule, evidence="EV", attributes_sold="no")
    assert "EL039" not in found
    assert "EL048" not in found


@pytest.mark.parametrize(("rule", "code"), [("residual", "EL048"), ("national-average", "EL036")])
def test_own_power_without_evidence(tmp_path, tiny, rule, code):
    assert code in told(tmp_path, tiny, rule, attributes_sold="no")
