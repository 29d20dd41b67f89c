"""Packs inherit settings and clauses; what a child changes is visible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, bare, clause, evaluated, write

from pcf.errors import PcfError
from pcf.report.rules_view import pack_json, pack_page
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
    """A stricter replacement needs no reason and is visible."""
    write(tmp_path, clause("TIN001", severity='"warning"', strength='"should"'))
    pack = Registry(write(tmp_path, clause("TIN001"), CHILD, "child")).pack("child")
    (only,) = pack.clauses
    assert (only.severity, only.strength) == ("error", "shall")
    assert pack.overrides == (
        ("clause TIN001 severity", "tiny", "warning", "error"),
        ("clause TIN001 strength", "tiny", "should", "shall"),
    )
    assert pack.relaxes == ()


def test_a_setting_of_the_child_moves_the_inherited_clause(tmp_path: Path) -> None:
    """An exclusion of 0.5 % keeps the parent's 1 % and breaks the child's 0.1 %."""
    known = family(tmp_path, clause("CHI001"), CHILD.replace("single = 0.01", "single = 0.001"))
    assert known.pack("child").overrides == (("cut_off.single", "tiny", "0.01", "0.001"),)
    of = bare(Snippet(sets={"exclusions.X-CAPITAL.share": 0.005}))
    result = evaluated(tmp_path, of, "tiny", "child")
    outcomes = [{v.clause.code: v.outcome for v in r.verdicts}["TIN002"] for r in result.results]
    assert outcomes == ["pass", "fail"]


def test_a_setting_that_is_not_stated_leaves_the_clause_out(tmp_path: Path) -> None:
    write(tmp_path, LIMIT.replace("$cut_off.single", "$cut_off.total"))
    (verdict,) = evaluated(tmp_path, bare()).results[0].verdicts
    assert verdict.outcome == "na"
    assert verdict.reason_en == "the pack states no limit of all exclusions"


def test_shared_clauses_are_one_object_and_make_one_finding(tmp_path: Path) -> None:
    known = family(tmp_path, clause("CHI001"))
    assert known.pack("child").clauses[0] is known.pack("tiny").clauses[0]
    result = evaluated(tmp_path, bare(), "tiny", "child")
    codes = [f.code for f in result.findings if f.code == "TIN001"]
    assert codes == ["TIN001"]


# --- a child tightens, or gives a reason ----------------------------------------------------------

REASON = (
    'relaxes = [{ code = "CODE", reason_zh = "产品规则另有规定", '
    'reason_en = "the product rule says otherwise", ref = "PCR X, 4.2" }]\n'
)


def refused(known: Registry) -> list[tuple[str, str, str]]:
    with pytest.raises(PcfError) as caught:
        known.pack("child")
    return [(f.code, str(f.location), f.message("en")) for f in caught.value.findings]


WEAKER = {
    "severity": (
        clause("TIN001", severity='"warning"'),
        "clause TIN001 severity of its parent 'tiny': 'error' becomes 'warning'",
    ),
    "strength": (
        clause("TIN001", strength='"should"'),
        "clause TIN001 strength of its parent 'tiny': 'shall' becomes 'should'",
    ),
    "judgement instead of a check": (
        clause("TIN001", "judgement", 'question_zh = "是否？"\nquestion_en = "is it?"'),
        "clause TIN001 check of its parent 'tiny': 'stated' becomes 'judgement'",
    ),
    "a further condition": (
        clause("TIN001", when='["study.goal.reason filled"]'),
        "clause TIN001 when of its parent 'tiny': 'always' becomes 'study.goal.reason filled'",
    ),
}


@pytest.mark.parametrize("name", WEAKER)
def test_a_weaker_clause_is_refused_at_its_line(name: str, tmp_path: Path) -> None:
    text, words = WEAKER[name]
    assert refused(family(tmp_path, text)) == [
        ("RU040", "child/1/clauses.toml:1 [clause]", f"pack 'child' relaxes {words}")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [("single = 0.01", "single = 0.02"), ('never = ["SF6", "NF3"]', 'never = ["SF6"]')],
)
def test_a_looser_threshold_is_refused_at_its_line(before: str, after: str, tmp_path: Path) -> None:
    write(tmp_path, head=HEAD.replace("single = 0.01", before))
    child = CHILD.replace("single = 0.01", after)
    key = after.partition(" ")[0]
    ((code, place, _),) = refused(Registry(write(tmp_path, clause("CHI001"), child, "child")))
    assert (code, place) == ("RU040", f"child/1/pack.toml:16 [cut_off.{key}]")


def test_removing_a_clause_is_refused_without_reason(tmp_path: Path) -> None:
    head = CHILD.replace("families = []", 'families = []\nremoves = ["TIN002"]')
    assert refused(family(tmp_path, clause("CHI001"), head)) == [
        (
            "RU040",
            "child/1/pack.toml:14 [pack.removes]",
            "pack 'child' relaxes clause TIN002 of its parent 'tiny': "
            "'the reason is stated' becomes 'removed'",
        )
    ]


def test_what_is_not_inherited_cannot_be_removed(tmp_path: Path) -> None:
    head = CHILD.replace("families = []", 'families = []\nremoves = ["TIN003"]')
    ((code, place, _),) = refused(family(tmp_path, clause("CHI001"), head))
    assert (code, place) == ("RU043", "child/1/pack.toml:14 [pack.removes]")


def test_a_relaxation_with_reason_and_reference_is_visible(tmp_path: Path) -> None:
    head = CHILD.replace("families = []", "families = []\n" + REASON.replace("CODE", "TIN001"))
    pack = family(tmp_path, clause("TIN001", severity='"warning"'), head).pack("child")
    assert pack.overrides == (("clause TIN001 severity", "tiny", "error", "warning"),)
    (relaxed,) = pack.relaxes
    assert (relaxed.code, relaxed.reason_en, relaxed.ref) == (
        "TIN001", "the product rule says otherwise", "PCR X, 4.2",
    )  # fmt: skip
    shown = pack_page(pack, "en").render(200)
    assert "the product rule says otherwise (PCR X, 4.2)" in shown
    assert pack_json(pack, whole=True)["relaxes"][0]["ref"] == "PCR X, 4.2"


def test_a_removal_with_reason_takes_the_clause_out(tmp_path: Path) -> None:
    lines = 'families = []\nremoves = ["TIN002"]\n' + REASON.replace("CODE", "TIN002")
    pack = family(tmp_path, clause("CHI001"), CHILD.replace("families = []", lines)).pack("child")
    assert [c.code for c in pack.clauses] == ["TIN001", "CHI001"]
    assert pack.overrides == (("clause TIN002", "tiny", "the reason is stated", "removed"),)


@pytest.mark.parametrize("missing", ["reason_zh", "reason_en", "ref"])
def test_a_relaxation_needs_reasons_and_a_reference(missing: str, tmp_path: Path) -> None:
    line = re.sub(rf'{missing} = "[^"]+"', f'{missing} = ""', REASON).replace("CODE", "TIN001")
    head = CHILD.replace("families = []", "families = []\n" + line)
    found = refused(family(tmp_path, clause("TIN001", severity='"warning"'), head))
    assert [(code, place) for code, place, _ in found] == [
        ("RU003", f"child/1/pack.toml:14 [pack.relaxes.{missing}]")
    ]


def test_a_reason_for_what_is_not_relaxed_is_refused(tmp_path: Path) -> None:
    head = CHILD.replace("families = []", "families = []\n" + REASON.replace("CODE", "TIN001"))
    assert refused(family(tmp_path, clause("CHI001"), head)) == [
        (
            "RU041",
            "child/1/pack.toml:14 [pack.relaxes]",
            "relaxes names 'TIN001', which pack 'child' does not relax",
        )
    ]
