"""The lithium pack with every field of its sheets filled, and no rule that says anything."""

from __future__ import annotations

import shutil
from pathlib import Path

from pcf.api import Project
from pcf.findings import Findings
from pcf.location import data_root
from pcf.rules.evaluation import Evaluation
from pcf.targets.reconcile import Reconciliation
from pcf.targets.result import TargetResult

PACK = data_root("datasets") / "examples" / "lfp-pack"
#: Names with everything that could break a page.
NASTY = '<script>alert(1)</script> & "x" $a_1$ | *b*'
_NA = '{ zh = "不适用：教学示例，没有真实企业", en = "n/a: teaching example, no real company" }'
_FILLED = {
    f"manufacturer_address = {_NA}": f"manufacturer_address = {NASTY!r}",
    f"plant_address = {_NA}": 'plant_address = "Road 1, Ningde"',
    f"doc_id = {_NA}": 'doc_id = "DOC-1"',
    f"public_study = {_NA}": 'public_study = "https://example.org/study.pdf?a=1&b=2"',
}
_MIIT = """
[declaration]
declarant = "Example Battery Co."
sold_in = "CN"
capacity_kwh = 100
model = "LFP-100"
verifier = "Example Verification Ltd."
verification_report = "VR-1"
"""
_BATTERY = 'cycle_life_test = "GB/T 31484-2015"\ncycle_life_evidence = "report T-1"\n'


class Clean:
    """A project against which no rule says anything: results are computed once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.folder = project.folder
        self.targets = project.targets
        self.rule_packs = project.rule_packs
        self._results: dict[str, TargetResult] = {}

    def calculate_target(self, id: str) -> TargetResult:
        if id not in self._results:
            self._results[id] = self._project.calculate_target(id)
        return self._results[id]

    def evaluate_target(self, id: str) -> Evaluation:
        return Evaluation(self._project._target_base().case, (), Findings())

    def reconcile(self, a: str, b: str) -> Reconciliation:
        return self._project.reconcile(a, b)


def filled(folder: Path, name: str = "LFP pack") -> Path:
    """Copy the pack and fill the fields of its sheets; `name` is that of the product."""
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns("build"))
    study = folder / "study.toml"
    text = study.read_text(encoding="utf-8")
    for before, after in _FILLED.items():
        assert before in text
        text = text.replace(before, after)
    head, mark, tail = text.partition("[battery]\n")
    study.write_text(f"{head}{_MIIT}\n{mark}{_BATTERY}{tail}", encoding="utf-8")
    settings = folder / "pcf.toml"
    lines = settings.read_text(encoding="utf-8").split("\n")
    named = [
        f"name_en = {name!r}" if line.startswith('name_en = "LFP tr') else line for line in lines
    ]
    settings.write_text("\n".join(named), encoding="utf-8")
    return folder
