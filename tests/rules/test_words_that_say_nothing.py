"""A bare 'n/a', a dash, 'none' or 'pending' is not a statement, in whatever form it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, bare, case, clause, evaluated, write

from pcf.errors import PcfError
from pcf.model import StudyValue
from pcf.project.collect import Collector
from pcf.project.raw_toml import read_toml
from pcf.project.study import read_study
from pcf.rules.evaluate import Evaluator, Verdict
from pcf.rules.pack import Pack, Snippet
from pcf.rules.packs import Registry, registry
from pcf.rules.subjects import Subjects

BARE = ("n/a", "N/A", "不适用", "n.a.", "NA", "na", "not applicable", "n/a:", "n/a: -", "n/a: TBD",
        "N／A", ["n/a"], ["n/a", "不适用"])  # fmt: skip
REASONED = {
    "n/a: secret": "secret", "N／A：保密": "保密", "na: x": "x", "n/a - x": "x", "n/a (x)": "x)",
    "不适用于本产品": "于本产品", "not applicable: x": "x",
}  # fmt: skip
SAYS_NOTHING = ("-", "--", "—", "/", "?", "？", "...", "…", "TBD", "tbc", "todo", "待定",
                "待补充", "pending", "unknown", "未知", "不详", "暂无", "xxx", " ", ["-"],
                ["tbd", ""])  # fmt: skip
SAYS_SOMETHING = ("Na-ion", "n.a., no class yet",
                  "不适用于其他规格的模组", "Na", "none", "no", "无", "n/a-free plant",
                  "National Co.", "0.5", "待定厂", ["n/a: x", "steel"])  # fmt: skip


def value(raw: object) -> StudyValue:
    return StudyValue(tuple(raw) if isinstance(raw, list) else raw)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", BARE, ids=str)
def test_a_bare_word_is_not_applicable_without_reason(raw: object) -> None:
    assert (value(raw).not_applicable, value(raw).is_stated) == ("", False)


@pytest.mark.parametrize("raw", REASONED)
def test_a_reason_is_found_in_every_spelling(raw: str) -> None:
    assert (value(raw).not_applicable, value(raw).is_stated) == (REASONED[raw], True)


def test_a_list_of_reasons_is_a_reason() -> None:
    assert value(["n/a: secret"]).not_applicable == "secret"


@pytest.mark.parametrize("raw", SAYS_NOTHING, ids=str)
def test_a_place_holder_states_nothing(raw: object) -> None:
    assert (value(raw).not_applicable, value(raw).is_stated) == (None, False)


@pytest.mark.parametrize("raw", SAYS_SOMETHING, ids=str)
def test_what_is_said_stays_said(raw: object) -> None:
    assert (value(raw).not_applicable, value(raw).is_stated) == (None, True)


@pytest.mark.parametrize(
    ("line", "code", "level"),
    [
        ('x = "n/a"', "RU022", "warning"),
        ('x = ["n/a"]', "RU022", "warning"),
        ('x = "tbd"', "RU055", "warning"),
        ('x = ["-"]', "RU055", "warning"),
        ('x = { zh = "公司", en = "tbd" }', "RU055", "warning"),
    ],
)
def test_the_line_is_told(line: str, code: str, level: str, tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(f"{line}\n", encoding="utf-8")
    collect = Collector()
    read_study(read_toml(tmp_path, "study.toml", collect), collect)
    (found,) = collect.close()
    at = "study.toml:1 [x.en]" if "zh" in line else "study.toml:1 [x]"
    assert (found.code, found.level, str(found.location)) == (code, level, at)


TEXT = HEAD.replace('help = ""', 'help = ""\nkind = "text"')
FILLED = clause(check="fact", params='need = ["study.goal.reason filled"]')


def outcome(root: Path, text: str, stated: object, head: str = HEAD) -> Verdict:
    of = bare(Snippet(sets={"study.goal.reason": stated}))
    return evaluated(write(root, text, head), of).results[0].verdicts[0]


@pytest.mark.parametrize("text", [CLAUSE, FILLED])
@pytest.mark.parametrize("stated", ["n/a", ["n/a"], "tbd", "-"], ids=str)
def test_a_clause_fails_on_words_that_say_nothing(
    text: str, stated: object, tmp_path: Path
) -> None:
    assert outcome(tmp_path, text, stated).outcome == "fail"


@pytest.mark.parametrize(
    "stated", [True, False, 0, 7.5, "no", "none", "无", "是", "0", "false", "n.a., secret"]
)
def test_a_name_is_a_text_that_names(stated: object, tmp_path: Path) -> None:
    """``kind = "text"``: a truth value, a number or a bare no names nobody."""
    found = outcome(tmp_path, CLAUSE, stated, TEXT)
    assert found.outcome == "fail"
    assert "says nothing" in found.failures[0].text("en")
    assert outcome(tmp_path, CLAUSE, stated).outcome == "pass"


def test_an_unknown_kind_of_key_is_refused_with_its_line(tmp_path: Path) -> None:
    head = TEXT.replace('kind = "text"', 'kind = "prose"')
    with pytest.raises(PcfError) as error:
        Registry(write(tmp_path, CLAUSE, head)).pack("tiny")
    (told,) = error.value.findings
    line = head.split('kind = "prose"')[0].count("\n") + 1
    assert (told.code, str(told.location)) == ("RU005", f"tiny/1/pack.toml:{line} [key.kind]")


def test_a_key_without_records_is_not_stated_by_a_refused_word(tmp_path: Path) -> None:
    """``none_needs`` takes a reason, and where the clause leaves no choice it takes none."""
    params = 'of = "exclusions"\nneed = ["reason filled"]\nnone_needs = "goal.reason"'
    text = clause(check="every", params=params)
    strict = text.replace("[clause.with]", "na_allowed = false\n\n[clause.with]", 1)
    empty = Snippet(sets={"study.goal.reason": "n/a: x"}, removes=("exclusions",))
    for name, words, wanted in (("a", text, "na"), ("b", strict, "fail")):
        of = bare(empty)
        (found,) = evaluated(write(tmp_path / name, words), of).results[0].verdicts
        assert found.outcome == wanted


# --- every shipped clause that leaves no choice ---------------------------------------------------


def flagged() -> list[tuple[Pack, str, tuple[str, ...]]]:
    """Clauses with ``na_allowed = false`` of every pack, each in the pack it stands in."""
    made = []
    for id in registry().heads:
        pack = registry().pack(id)
        for item in pack.own_clauses:
            keys = item.params.get("keys") or [c.field for c in item.params.get("need", ())]
            none = item.params.get("none_needs")
            keys = [f"study.{none}"] if none else keys
            named = tuple(dict.fromkeys(k for k in keys if k.startswith("study.")))
            if not item.na_allowed and named:
                made.append((pack, item.code, named))
    return made


_FLAGGED = flagged()


@pytest.mark.parametrize("words", ["n/a: x", {"zh": "公司", "en": "n/a: x"}, "n/a", ["n/a: x"]],
                         ids=str)  # fmt: skip
def test_no_key_of_a_flagged_clause_can_be_talked_away(words: object) -> None:
    """Each key in turn, in every pack; a clause that does not apply to the product stays so."""
    assert len(_FLAGGED) > 25
    for pack, code, keys in _FLAGGED:
        item = pack.clause(code)
        assert item is not None
        assert Evaluator is not None
        for key in keys:
            assert verdict_with(pack, code, {key: words}) in ("fail",), (pack.id, code, key)


def verdict_with(pack: Pack, code: str, sets: dict[str, object]) -> str:
    from dataclasses import replace

    item = pack.clause(code)
    assert item is not None
    edits = Snippet(sets=sets)
    of = Subjects(case(edits))
    asked = replace(item, when=())
    (found,) = Evaluator(of).evaluate(replace(pack, clauses=(asked,)))
    return found.outcome
