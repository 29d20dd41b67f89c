"""Small rule packs written as folders, and the model project to hold them against."""

from __future__ import annotations

from pathlib import Path

from pcf.location import data_root
from pcf.rules.case import Case
from pcf.rules.edits import apply_snippet
from pcf.rules.evaluation import Evaluation, evaluate_packs
from pcf.rules.pack import ModelChoice, Snippet
from pcf.rules.packs import Registry
from pcf.rules.testing import Bench

HEAD = """\
schema = 1

[pack]
id = "tiny"
standard = "Tiny"
edition = "1"
name_zh = "小规则"
name_en = "tiny rules"
status = "in force"
level = "base"
evidence = "own"
parent = ""
families = []

[cut_off]
single = 0.01

[[key]]
key = "goal.reason"
zh = "理由"
en = "reason"
help = ""
"""
CLAUSE = """\
[[clause]]
code = "TIN001"
standard = "Tiny"
ref = "4.1"
strength = "shall"
severity = "error"
evidence = "own"
text_zh = "说明理由"
text_en = "the reason is stated"
why_zh = "没有理由的研究无法评审"
why_en = "a study without reason cannot be reviewed"
check = "stated"
suggest_zh = "写明goal.reason"
suggest_en = "state goal.reason"

[clause.with]
keys = ["study.goal.reason"]

[clause.conforming]
set = { "study.goal.reason" = "x" }

[clause.failing]
set = { "study.goal.reason" = "" }
"""


def clause(code: str = "TIN001", check: str = "stated", params: str = "", **keys: str) -> str:
    """A clause with another check; further keys replace lines by name, as TOML text."""
    text = CLAUSE.replace("TIN001", code).replace('check = "stated"', f'check = "{check}"')
    text = text.replace('keys = ["study.goal.reason"]', params) if check != "stated" else text
    if check == "stated" and params:
        text = text.replace('keys = ["study.goal.reason"]', params)
    for name, value in keys.items():
        lines = [f"{name} = {value}" if line.startswith(f"{name} = ") else line
                 for line in text.split("\n")]  # fmt: skip
        if lines == text.split("\n"):
            lines.insert(1, f"{name} = {value}")
        text = "\n".join(lines)
    return text


def write(
    root: Path, clauses: str = CLAUSE, head: str = HEAD, name: str = "tiny", **files: str
) -> Path:
    """Write a pack `root/name/1`; further files by stem, e.g. ``required="id,..."``."""
    folder = root / name / "1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    (folder / "clauses.toml").write_text(clauses, encoding="utf-8")
    for stem, text in files.items():
        (folder / f"{stem}.csv").write_text(text, encoding="utf-8")
    return root


_BENCH = Bench(data_root("product_rules"))


def case(snippet: Snippet | None = None, project: str = "_model") -> Case:
    """The model project with edits, as far as it can be computed."""
    return _BENCH.case(ModelChoice(project), snippet or Snippet())


def bare(snippet: Snippet | None = None) -> Case:
    """The model project without statements and judgements, so that only a test's own count."""
    raw = apply_snippet(_BENCH.raw("_model"), Snippet(removes=("study", "judgements")))
    from pcf.project.collect import Collector
    from pcf.project.reader import type_project
    from pcf.rules.testing import case_of

    edited = apply_snippet(raw, snippet or Snippet())
    return case_of(raw.folder, type_project(edited, Collector()))


def evaluated(root: Path, of: Case, *names: str) -> Evaluation:
    """Evaluate packs of a folder."""
    return evaluate_packs(of, names or ("tiny",), Registry(root))
