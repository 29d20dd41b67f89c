"""Packs inherit settings and clauses; what a child changes is visible."""

from __future__ import annotations

from pathlib import Path

from tiny import CLAUSE, HEAD, bare, clause, evaluated, write

from pcf.rules.pack import Snippet
from pcf.rules.packs import Registry

CHILD = HEAD.replace('id = "tiny"', 'id = "child"').replace('parent = ""', 'parent = "tiny"')
LIMIT = clause(
    "TIN002",
    check="every",
    params='of = "exclusions"\nneed = ["share_stated <= $cut_off.single"]',
)


def family(root: Path, child: str, head: str = CHILD) -> Registry:
    write(root, f"{CLAUSE}\n{LIMIT}")
    return Registry(write(root, child, head, "child"))


def test_clauses_and_keys_come_from_the_parent(tmp_path: Path) -> None:
    pack = family(tmp_path, clause("CHI001")).pack("child")
    assert [c.code for c in pack.clauses] == ["TIN001", "TIN002", "CHI001"]
    assert [c.code for c in pack.own_clauses] == ["CHI001"]
    assert pack.overrides == ()


def test_a_clause_of_the_same_code_replaces_the_parents(tmp_path: Path) -> None:
    pack = family(tmp_path, clause("TIN001", severity='"warning"')).pack("child")
    assert [(c.code, c.severity) for c in pack.clauses] == [
        ("TIN001", "warning"),
        ("TIN002", "error"),
    ]
    assert pack.overrides == (("clause TIN001 severity", "tiny", "error", "warning"),)


def test_a_setting_of_the_child_moves_the_inherited_clause(tmp_path: Path) -> None:
    """An exclusion of 2 % breaks the parent's 1 % and not the child's 5 %."""
    known = family(tmp_path, clause("CHI001"), CHILD.replace("single = 0.01", "single = 0.05"))
    assert known.pack("child").overrides == (("cut_off.single", "tiny", "0.01", "0.05"),)
    of = bare(Snippet(sets={"exclusions.X-CAPITAL.share": 0.02}))
    result = evaluated(tmp_path, of, "tiny", "child")
    outcomes = [{v.clause.code: v.outcome for v in r.verdicts}["TIN002"] for r in result.results]
    assert outcomes == ["fail", "pass"]


def test_a_setting_that_is_not_stated_leaves_the_clause_out(tmp_path: Path) -> None:
    write(tmp_path, LIMIT.replace("$cut_off.single", "$cut_off.total"))
    (verdict,) = evaluated(tmp_path, bare()).results[0].verdicts
    assert (verdict.outcome, verdict.reason_en) == ("na", "the pack states no cut_off.total")


def test_shared_clauses_are_one_object_and_make_one_finding(tmp_path: Path) -> None:
    known = family(tmp_path, clause("CHI001"))
    assert known.pack("child").clauses[0] is known.pack("tiny").clauses[0]
    result = evaluated(tmp_path, bare(), "tiny", "child")
    codes = [f.code for f in result.findings if f.code == "TIN001"]
    assert codes == ["TIN001"]
