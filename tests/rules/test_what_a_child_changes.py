"""Whatever a pack changes of its parent is shown old -> new; what loosens it has to be named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny import CLAUSE, HEAD, clause, write

from pcf.errors import PcfError
from pcf.rules.conditions import parse_condition
from pcf.rules.packs import Registry
from pcf.rules.param_changes import implies

CHILD = HEAD.replace('id = "tiny"', 'id = "child"').replace('parent = ""', 'parent = "tiny"')
REASON = (
    'relaxes = [{ code = "CODE", reason_zh = "产品规则另有规定", '
    'reason_en = "the product rule says otherwise", ref = "PCR X, 4.2" }]\n'
)
PRODUCT = clause(
    "TIN002", "product", 'of = ["goal.a", "goal.b"]\nequals = "goal.c"\ntolerance = 0.001'
)
EVERY = clause(
    "TIN003", "every",
    'of = "rows"\nwhere = ["origin = primary"]\nneed = ["source filled", "evidence filled"]',
)  # fmt: skip
TOTAL = clause("TIN004", "total", 'of = "exclusions"\nfield = "share_stated"\nat_most = 0.03')
FIXED = CLAUSE.replace("[clause.with]", "na_allowed = false\n\n[clause.with]", 1)
KEYS = "".join(
    f'\n[[key]]\nkey = "goal.{k}"\nzh = "{k}"\nen = "{k}"\nhelp = ""\n' for k in ("a", "b", "c")
)
CHOICE = """
[[choice]]
id = "kind"
zh = "种类"
en = "kind"
key = "goal.a"
code = [ { id = "ONE", words = ["eins"], of = "rows", where = ["flow = a"] }, { id = "TWO" } ]
"""
ROUTE = """
[[route]]
id = "gas"
zh = "气"
en = "gas"
of = "rows"
where = ["flow = natural_gas"]
"""
REQUIRED = "id,kind,group,name_zh,name_en,any_of,when,within,evidence\n"
ITEM = "salt,material,g,盐,salt,flow = salt & table = bom,study.goal.a = x,,own\n"
BANDS = "of,unit,low,high,evidence,source,when\n"
BAND = "footprint,total,1,2,own,own,\n"


def parent(root: Path) -> None:
    write(
        root, "\n".join((FIXED, PRODUCT, EVERY, TOTAL)), HEAD + KEYS + CHOICE + ROUTE,
        required=REQUIRED + ITEM, plausibility=BANDS + BAND,
    )  # fmt: skip


def child(root: Path, text: str = "", more: str = "", relaxes: str = "", **files: str) -> Registry:
    parent(root)
    head = CHILD
    if relaxes:
        head = head.replace("families = []", "families = []\n" + REASON.replace("CODE", relaxes))
    own = text or clause("CHI001")
    return Registry(write(root, own, head + more, "child", **files))


def rows(known: Registry) -> list[tuple[str, str, str]]:
    return [(what, before, after) for what, _, before, after in known.pack("child").overrides]


def refused(known: Registry) -> list[tuple[str, str]]:
    with pytest.raises(PcfError) as caught:
        known.pack("child")
    return [(f.code, f.message("en")) for f in caught.value.findings]


LOOSER = {
    "tolerance": (
        PRODUCT.replace("0.001", "10"), "clause TIN002 tolerance", "0.001", "10",
    ),
    "not applicable": (
        FIXED.replace("na_allowed = false\n", ""), "clause TIN001 na_allowed", "no", "yes",
    ),
    "fewer needs": (
        EVERY.replace(', "evidence filled"', ""), "clause TIN003 need",
        "source filled; evidence filled", "source filled",
    ),
    "further where": (
        EVERY.replace('"origin = primary"', '"origin = primary", "flow = x"'),
        "clause TIN003 where", "origin = primary", "origin = primary; flow = x",
    ),
    "other subject": (
        EVERY.replace('of = "rows"', 'of = "transport"')
        .replace('"origin = primary"', '"dataset filled"')
        .replace('"source filled", "evidence filled"', '"mode filled"'),
        "clause TIN003 of", "rows", "transport",
    ),
    "higher limit": (TOTAL.replace("0.03", "0.3"), "clause TIN004 at_most", "0.03", "0.3"),
    "no limit": (
        TOTAL.replace("at_most = 0.03", "at_least = 0"), "clause TIN004 at_most", "0.03", "-",
    ),
    "another check": (
        clause("TIN004", "fact", 'need = ["study.goal.reason filled"]'),
        "clause TIN004 check", "total", "fact",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOSER)
def test_a_looser_parameter_is_shown_and_has_to_be_named(name: str, tmp_path: Path) -> None:
    text, what, before, after = LOOSER[name]
    found = refused(child(tmp_path / "a", text))
    words = f"pack 'child' relaxes {what} of its parent 'tiny': '{before}' becomes '{after}'"
    assert ("RU040", words) in found
    assert {code for code, _ in found} == {"RU040"}
    code = re.findall(r"TIN\d+", what)[0]
    assert (what, before, after) in rows(child(tmp_path / "b", text, relaxes=code))


TIGHTER = {
    "tolerance": (PRODUCT.replace("0.001", "0.0001"), "clause TIN002 tolerance", "0.001", "0.0001"),
    "further need": (
        EVERY.replace('"evidence filled"', '"evidence filled", "dq filled"'),
        "clause TIN003 need", "source filled; evidence filled",
        "source filled; evidence filled; dq filled",
    ),
    "wider where": (
        EVERY.replace('where = ["origin = primary"]\n', ""), "clause TIN003 where",
        "origin = primary", "-",
    ),
    "lower limit": (TOTAL.replace("0.03", "0.003"), "clause TIN004 at_most", "0.03", "0.003"),
    "second limit": (
        TOTAL.replace("at_most", "at_least = 0\nat_most"), "clause TIN004 at_least", "-", "0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TIGHTER)
def test_a_tighter_parameter_is_shown_and_needs_no_reason(name: str, tmp_path: Path) -> None:
    text, what, before, after = TIGHTER[name]
    assert rows(child(tmp_path, text)) == [(what, before, after)]


@pytest.mark.parametrize(
    ("new", "old", "tighter"),
    [
        ("x < 1", "x <= 1", True), ("x <= 1", "x < 1", False), ("x < 0.5", "x < 1", True),
        ("x > 2", "x >= 1", True), ("x >= 1", "x > 1", False), ("x <= 1", "x >= 1", False),
        ("x = a", "x in [a, b]", True), ("x in [a, c]", "x in [a, b]", False),
        ("x = a", "x filled", True), ("x != a", "x filled", False), ("y < 1", "x < 1", False),
        ("x filled", "x = a", False),
    ],
)  # fmt: skip
def test_a_condition_implies_another(new: str, old: str, tighter: bool) -> None:
    assert implies(parse_condition(new), parse_condition(old)) is tighter


TABLES = {
    "choice": (
        CHOICE.replace('["eins"]', '["uno"]'), "choice kind",
        "ONE (eins: rows where flow = a); TWO", "ONE (uno: rows where flow = a); TWO",
        "choice.kind",
    ),
    "route": (
        ROUTE.replace("natural_gas", "coal"), "route gas", "rows where flow = natural_gas",
        "rows where flow = coal", "route.gas",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_choices_and_routes_are_shown(name: str, tmp_path: Path) -> None:
    more, what, before, after, code = TABLES[name]
    assert refused(child(tmp_path / "a", more=more)) == [
        ("RU040", f"pack 'child' relaxes {what} of its parent 'tiny': '{before}' becomes '{after}'")
    ]
    assert rows(child(tmp_path / "b", more=more, relaxes=code)) == [(what, before, after)]


def test_a_choice_with_more_words_is_shown_and_needs_no_reason(tmp_path: Path) -> None:
    known = child(tmp_path, more=CHOICE.replace('["eins"]', '["eins", "uno"]'))
    assert [what for what, _, _ in rows(known)] == ["choice kind"]


ITEMS = {
    "when": ("study.goal.a = x", "study.goal.a = x & study.goal.b = y", "when",
             "study.goal.a = x", "study.goal.a = x & study.goal.b = y"),
    "any_of": ("flow = salt & table = bom", "flow = salt", "any_of", "flow = salt & table = bom",
               "flow = salt"),
    "kind": (",material,", ",process,", "kind", "material", "process"),
}  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
def test_a_required_item_that_is_asked_for_less_is_shown(name: str, tmp_path: Path) -> None:
    old, new, field, before, after = ITEMS[name]
    table = REQUIRED + ITEM.replace(old, new).replace("table = bom", "table = bom")
    if name == "kind":
        table = table.replace("flow = salt & table = bom", "id = salt")
    found = refused(child(tmp_path / "a", required=table))
    words = f"pack 'child' relaxes required salt {field} of its parent 'tiny': '{before}' becomes "
    assert (("RU040", f"{words}'{after}'")) in found
    known = child(tmp_path / "b", required=table, relaxes="required.salt")
    assert (f"required salt {field}", before, after) in rows(known)


def test_a_required_item_that_is_always_asked_for_needs_no_reason(tmp_path: Path) -> None:
    table = REQUIRED + ITEM.replace("study.goal.a = x", "")
    assert rows(child(tmp_path, required=table)) == [
        ("required salt when", "study.goal.a = x", "always")
    ]


def test_a_wider_band_is_shown_and_has_to_be_named(tmp_path: Path) -> None:
    wide = BANDS + BAND.replace(",1,2,", ",0,9,")
    assert refused(child(tmp_path / "a", plausibility=wide)) == [
        (
            "RU040",
            "pack 'child' relaxes plausibility total of its parent 'tiny': '1 to 2 (own)' becomes "
            "'0 to 9 (own)'",
        )
    ]
    known = child(tmp_path / "b", plausibility=wide, relaxes="plausibility.total")
    assert rows(known) == [("plausibility total", "1 to 2 (own)", "0 to 9 (own)")]


def test_a_narrower_band_needs_no_reason(tmp_path: Path) -> None:
    known = child(tmp_path, plausibility=BANDS + BAND.replace(",1,2,", ",1.2,1.8,"))
    assert rows(known) == [("plausibility total", "1 to 2 (own)", "1.2 to 1.8 (own)")]
