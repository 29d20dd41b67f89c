"""A faulty pack is refused, with the file and line of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny import CLAUSE, HEAD, clause, write

from pcf.errors import PcfError, UsageError
from pcf.rules.packs import Registry


def faults(root: Path, name: str = "tiny") -> list[tuple[str, str, str]]:
    """Code, place and English message of every fault."""
    with pytest.raises(PcfError) as caught:
        Registry(root).pack(name)
    return [(f.code, str(f.location), f.message("en")) for f in caught.value.findings]


def test_a_good_pack_is_read(tmp_path: Path) -> None:
    pack = Registry(write(tmp_path)).pack("tiny")
    assert [c.code for c in pack.clauses] == ["TIN001"]
    assert pack.settings["cut_off"]["single"] == 0.01
    assert str(pack.clauses[0].place) == "tiny/1/clauses.toml:1 [clause]"


CASES = {
    "unknown key": (
        clause(colour='"red"'),
        ("RU002", "tiny/1/clauses.toml:2 [clause.colour]"),
        "key 'colour' of a rule pack is not known",
    ),
    "unknown check": (
        clause(check="statet"),
        ("RU006", "tiny/1/clauses.toml:12 [clause.check]"),
        "the vocabulary has no check 'statet'; known: stated, fact, every",
    ),
    "unknown parameter": (
        CLAUSE.replace("keys = [", "key = ["),
        ("RU007", "tiny/1/clauses.toml:17 [clause.with.key]"),
        "check 'stated' has no parameter 'key'; known: keys",
    ),
    "missing parameter": (
        CLAUSE.replace("keys = [", "key = ["),
        ("RU033", "tiny/1/clauses.toml:16 [clause.with.keys]"),
        "check 'stated' lacks the parameter 'keys'",
    ),
    "bad condition": (
        clause(check="fact", params='need = ["result.total > much"]'),
        ("RU008", "tiny/1/clauses.toml:17 [clause.with.need]"),
        "'result.total > much' is no condition",
    ),
    "unknown fact": (
        clause(check="fact", params='need = ["result.totl > 0"]'),
        ("RU009", "tiny/1/clauses.toml:17 [clause.with.need]"),
        "facts has no 'result.totl'",
    ),
    "undeclared study key": (
        clause(params='keys = ["study.goal.resaon"]'),
        ("RU009", "tiny/1/clauses.toml:17 [clause.with.keys]"),
        "facts has no 'study.goal.resaon'",
    ),
    "unknown field": (
        clause(check="every", params='of = "rows"\nneed = ["orign = primary"]'),
        ("RU009", "tiny/1/clauses.toml:18 [clause.with.need]"),
        "rows has no 'orign'",
    ),
    "unknown subject": (
        clause(check="none", params='of = "row"\nwhere = ["origin = primary"]'),
        ("RU005", "tiny/1/clauses.toml:17 [clause.with.of]"),
        "'of' cannot be 'row'; it is one of rows, processes",
    ),
    "unknown setting": (
        clause(check="fact", params='need = ["duty.cutoff_total <= $cutoff.total"]'),
        ("RU016", "tiny/1/clauses.toml:17 [clause.with.need]"),
        "the condition refers to an unknown setting '$cutoff.total' of the pack",
    ),
    "duplicate code": (
        CLAUSE + "\n" + CLAUSE,
        ("RU010", "tiny/1/clauses.toml:26 [clause.code]"),
        "code 'TIN001' is used already at tiny/1/clauses.toml:1 [clause]",
    ),
    "malformed code": (
        clause("TINY1"),
        ("RU018", "tiny/1/clauses.toml:2 [clause.code]"),
        "'TINY1' is no clause code",
    ),
    "no failing example": (
        CLAUSE.split("[clause.failing]")[0],
        ("RU011", "tiny/1/clauses.toml:1 [clause.failing]"),
        "clause 'TIN001' has no [clause.failing]",
    ),
    "no conforming example": (
        CLAUSE.replace("[clause.conforming]", "[clause.conform]"),
        ("RU011", "tiny/1/clauses.toml:1 [clause.conforming]"),
        "clause 'TIN001' has no [clause.conforming]",
    ),
    "failing example without edit": (
        CLAUSE.split("[clause.failing]")[0] + "[clause.failing]\n",
        ("RU011", "tiny/1/clauses.toml:22 [clause.failing]"),
        "clause 'TIN001' has no [clause.failing]",
    ),
    "remembered error": (
        clause(evidence='"recall"'),
        ("RU012", "tiny/1/clauses.toml:6 [clause.severity]"),
        "clause 'TIN001' rests on recall and yet has severity error",
    ),
    "unknown strength": (
        clause(strength='"must"'),
        ("RU005", "tiny/1/clauses.toml:5 [clause.strength]"),
        "'strength' cannot be 'must'; it is one of shall, should, may",
    ),
    "missing text": (
        CLAUSE.replace('text_zh = "说明理由"\n', ""),
        ("RU003", "tiny/1/clauses.toml:1 [clause.text_zh]"),
        "the rule pack lacks the key 'text_zh'",
    ),
    "number for text": (
        clause(ref="4.1"),
        ("RU004", "tiny/1/clauses.toml:4 [clause.ref]"),
        "'ref' cannot be '4.1'",
    ),
    "unknown answer": (
        CLAUSE + "answers = { TIN001 = \"perhaps\" }\n",
        ("RU005", "tiny/1/clauses.toml:24 [clause.failing.answers.TIN001]"),
        "'TIN001' cannot be 'perhaps'; it is one of yes, no, na",
    ),
    "broken file": (
        CLAUSE + "oops\n",
        ("IO015", "tiny/1/clauses.toml:24"),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_faults_of_clauses(name: str, tmp_path: Path) -> None:
    text, (code, place), message = CASES[name]
    found = [f for f in faults(write(tmp_path, text)) if f[0] == code]
    assert [f[1] for f in found] == [place]
    assert found[0][2].startswith(message)


HEADS = {
    "unknown key": (HEAD + "colour = 1\n", "RU002", "tiny/1/pack.toml:23 [key.colour]"),
    "unknown table": (HEAD + "[units]\n", "RU002", "tiny/1/pack.toml:23 [units]"),
    "unknown setting": (
        HEAD.replace("single =", "singel ="), "RU002", "tiny/1/pack.toml:16 [cut_off.singel]",
    ),
    "no number": (
        HEAD.replace("0.01", '"1 %"'), "RU004", "tiny/1/pack.toml:16 [cut_off.single]",
    ),
    "other schema": (HEAD.replace("schema = 1", "schema = 2"), "RU005",
                     "tiny/1/pack.toml:1 [schema]"),
    "unknown level": (HEAD.replace('"base"', '"world"'), "RU005",
                      "tiny/1/pack.toml:10 [pack.level]"),
    "unknown parent": (HEAD.replace('parent = ""', 'parent = "tyny"'), "RU013",
                       "tiny/1/pack.toml:12 [pack.parent]"),
    "own parent": (HEAD.replace('parent = ""', 'parent = "tiny"'), "RU014",
                   "tiny/1/pack.toml:12 [pack.parent]"),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_faults_of_heads(name: str, tmp_path: Path) -> None:
    head, code, place = HEADS[name]
    assert (code, place) in [f[:2] for f in faults(write(tmp_path, head=head))]


def test_parents_in_a_circle(tmp_path: Path) -> None:
    for name, parent in (("tiny", "other"), ("other", "tiny")):
        head = HEAD.replace('id = "tiny"', f'id = "{name}"').replace(
            'parent = ""', f'parent = "{parent}"'
        )
        write(tmp_path, head=head, name=name)
    found = faults(tmp_path)
    assert ("RU014", "tiny/1/pack.toml:12 [pack.parent]",
            "the parents of a pack go in a circle: tiny -> other -> tiny") in found  # fmt: skip


def test_two_packs_of_one_id(tmp_path: Path) -> None:
    write(write(tmp_path), name="zwin")
    known = Registry(tmp_path)
    assert [(f.code, str(f.location)) for f in known.faults] == [
        ("RU015", "zwin/1/pack.toml:4 [pack.id]")
    ]


def test_an_unknown_pack_has_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Registry(write(tmp_path)).pack("tinny")
    (fault,) = caught.value.findings
    assert (fault.code, fault.suggestion) == ("RU001", "tiny")
    assert fault.message("en") == "there is no rule pack 'tinny'; known: tiny"


REQUIRED = "id,kind,group,name_zh,name_en,when,any_of,within,evidence\n"


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("a,part,,名,name,,flow = x,,own", "RU005", "[kind]"),
        ("a,material,,名,name,,flo = x,,own", "RU009", "[any_of]"),
        ("a,material,,名,name,,flow x,,own", "RU008", "[any_of]"),
        ("a,material,,名,name,study.x = y,flow = x,,own", "RU009", "[when]"),
        ("a,material,,名,name,,flow = x,b,own", "RU009", "[within]"),
        ("a,material,,名,name,,,,own", "DS009", "[any_of]"),
        ("a,material,,名,name,,flow = x,,sure", "RU005", "[evidence]"),
    ],
)
def test_faults_of_required_items(line: str, code: str, place: str, tmp_path: Path) -> None:
    found = faults(write(tmp_path, required=f"{REQUIRED}{line}\n"))
    assert (code, f"tiny/1/required.csv:2 {place}") in [f[:2] for f in found]


@pytest.mark.parametrize(
    ("least", "code", "place"),
    [("0.1,", "RU003", "[least_source]"), ("much,S", "DS006", "[least]")],
)
def test_a_least_amount_is_a_number_with_a_source(
    least: str, code: str, place: str, tmp_path: Path
) -> None:
    head = REQUIRED.replace("evidence", "evidence,least,least_source")
    line = f"a,material,,名,name,,flow = x,,own,{least}\n"
    found = faults(write(tmp_path, required=f"{head}{line}"))
    assert (code, f"tiny/1/required.csv:2 {place}") in [f[:2] for f in found]


@pytest.mark.parametrize(
    ("words", "where", "code"),
    [
        ('metals = ["iron"]', "name_en ~ $words.metal", "RU016"),
        ("metals = []", "name_en ~ iron", "RU003"),
        ('metals = "iron"', "name_en ~ iron", "RU004"),
    ],
)
def test_faults_of_lists_of_words(words: str, where: str, code: str, tmp_path: Path) -> None:
    text = clause(
        check="every", params=f'of = "processes"\nwhere = ["{where}"]\nneed = ["unit filled"]'
    )
    found = faults(write(tmp_path, text, f"{HEAD}\n[words]\n{words}\n"))
    assert code in [f[0] for f in found]


def test_a_list_of_words_stands_for_its_words(tmp_path: Path) -> None:
    where = "name_en ~ [tin, $words.metals, $words.more]"
    alone = "name_zh !~ $words.metals"
    params = f'of = "processes"\nwhere = ["{where}", "{alone}"]\nneed = ["unit filled"]'
    words = '[words]\nmetals = ["iron", "铁"]\nmore = ["zinc"]\n'
    write(tmp_path, clause(check="every", params=params), f"{HEAD}\n{words}")
    (found,) = [c for c in Registry(tmp_path).pack("tiny").clauses if c.check == "every"]
    assert [c.text for c in found.params["where"]] == [
        "name_en ~ [tin, iron, 铁, zinc]", "name_zh !~ [iron, 铁]"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("total,kg,2,1,own,S", "RU019", "[low]"),
        ("total,kg,x,1,own,S", "DS006", "[low]"),
        ("total,kg,1,2,own,", "DS009", "[source]"),
    ],
)
def test_faults_of_bands(line: str, code: str, place: str, tmp_path: Path) -> None:
    text = f"of,unit,low,high,evidence,source\n{line}\n"
    found = faults(write(tmp_path, plausibility=text))
    assert (code, f"tiny/1/plausibility.csv:2 {place}") in [f[:2] for f in found]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_the_reader_survives_any_text(tmp_path: Path, data: st.DataObject) -> None:
    """Cut, doubled or overwritten text gives a pack or findings, never another exception."""
    texts = {"head": HEAD, "clauses": CLAUSE}
    which = data.draw(st.sampled_from(sorted(texts)))
    text = texts[which]
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    put = data.draw(st.one_of(st.just(""), st.text(max_size=12), st.just(text[begin:end] * 2)))
    texts[which] = (text[:begin] + put + text[end:]).replace("\0", "").replace("\ud800", "")
    try:
        root = write(tmp_path, texts["clauses"], texts["head"])
    except UnicodeEncodeError:
        return
    try:
        known = Registry(root)
        for name in known.heads:
            known.pack(name)
    except PcfError as error:
        told = error.findings
    else:
        return
    assert told
    assert all(f.message("en") and f.message("zh") for f in told)


def test_a_fault_is_told_by_every_pack_that_inherits_it(tmp_path: Path) -> None:
    write(tmp_path, clause(check="statet"))
    child = HEAD.replace('id = "tiny"', 'id = "child"').replace('parent = ""', 'parent = "tiny"')
    write(tmp_path, clause("CHI001"), child, "child")
    known = Registry(tmp_path)
    for name in ("tiny", "child"):
        with pytest.raises(PcfError) as caught:
            known.pack(name)
        assert "RU006" in [f.code for f in caught.value.findings]
