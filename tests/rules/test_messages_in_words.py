"""Messages of rules are sentences: names and units in both languages, no raw names or operators."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tiny import bare

from pcf.location import data_root
from pcf.rules.as_findings import to_findings
from pcf.rules.conditions import Condition, parse_condition
from pcf.rules.names import computed_facts, setting_names, subjects, table_words
from pcf.rules.outcome import where_words
from pcf.rules.pack import Clause, Pack
from pcf.rules.packs import registry
from pcf.rules.record_names import RecordNames
from pcf.rules.subjects import Subjects
from pcf.rules.testing import Bench
from pcf.rules.wording import (
    Spoken,
    described,
    fact_name,
    fault,
    field_name,
    is_chinese,
    named_group,
    number,
    standard_name,
    told_value,
)

PACKS = tuple(registry().editions)
RAW = {*computed_facts(), *setting_names()} | {
    field for subject in subjects().values() for field in subject.fields if "_" in field
}
_OPERATORS = re.compile(r">=|<=|!=|!~| = | ~ |study\.|pcf\.")
_QUOTED = re.compile(r"'[^']*'|“[^”]*”")
_BRACKETS = re.compile(r"\([^()]*\)")


def raw_words(text: str) -> list[str]:
    """Raw names and operators in a message, outside what is quoted from the user or the rule."""
    free = _QUOTED.sub("", text)
    names = [name for name in RAW if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", free)]
    return names + _OPERATORS.findall(free)


def chinese_words(text: str) -> bool:
    """Whether English text holds Chinese outside quotations and brackets."""
    return is_chinese(_BRACKETS.sub("", _QUOTED.sub("", text)))


def conditions(clause: Clause) -> Iterator[tuple[Condition, str]]:
    """Conditions of a clause with their subject; empty for facts."""
    of = clause.params.get("of")
    subject = of if isinstance(of, str) else ""
    yield from ((condition, "") for condition in clause.when)
    for key in ("where", "need"):
        yield from ((c, subject) for c in clause.params.get(key, ()))
    for term in (*clause.params.get("sum", ()), *clause.params.get("per", ())):
        yield from ((c, term.of) for c in term.where)


def called(condition: Condition, subject: str, pack: Pack) -> Spoken:
    if subject:
        return field_name(subject, condition.field)
    return fact_name(condition.field, pack)


@pytest.mark.parametrize("id", PACKS)
def test_every_condition_of_a_pack_is_a_sentence(id: str) -> None:
    pack = registry().pack(id)
    for clause in pack.clauses:
        for condition, subject in conditions(clause):
            name = called(condition, subject, pack)
            assert name.zh, condition.text
            assert name.en, condition.text
            assert not is_chinese(name.en), condition.text
            assert len(name.en) <= 80, name.en
            unit = "kg" if name.unit in ("own", "result") else name.unit
            told = [described(condition, name, unit=unit)]
            told += [fault(condition, name, value, unit) for value in (None, 0.123, "other")]
            for zh, en in told:
                assert not raw_words(zh), zh
                assert not raw_words(en), en
                assert not chinese_words(en), en


@pytest.mark.parametrize("id", PACKS)
def test_every_name_of_a_pack_is_there_in_both_languages(id: str) -> None:
    pack = registry().pack(id)
    for clause in pack.clauses:
        stated = [*clause.params.get("keys", ())]
        study = [*clause.params.get("of", ())] if clause.check == "product" else []
        study += [str(clause.params[k]) for k in ("equals", "none_needs", "waived_by")
                  if k in clause.params]  # fmt: skip
        for name in [*stated, *(f"study.{key}" for key in study)]:
            spoken = fact_name(name, pack)
            assert is_chinese(spoken.zh), name
            assert not is_chinese(spoken.en), name
            assert name.rpartition(".")[2] not in (spoken.zh, spoken.en) or "_" not in name, name
        assert not chinese_words(standard_name(clause.standard)[1]), clause.standard
    for item in pack.required:
        assert not chinese_words(item.name_en), item.id
        if item.group:
            zh, en = named_group(item.group)
            assert is_chinese(zh), item.group
            assert "_" not in en, item.group
            assert "'" not in en, item.group


@pytest.mark.parametrize("id", ["gbt24067", "lithium-battery", "steel"])
def test_messages_of_failing_examples(id: str) -> None:
    bench, pack, told = Bench(data_root("product_rules")), registry().pack(id), 0
    own = [c for c in pack.clauses if c.place.file == f"{pack.path}/clauses.toml"]
    for clause in own:
        verdicts = bench.verdicts(pack, clause.model or pack.model, clause.failing)
        for item in to_findings([verdicts[clause.code]]):
            told += 1
            assert not raw_words(item.message("zh")), item.message("zh")
            assert not raw_words(item.message("en")), item.message("en")
            assert not chinese_words(item.message("en")), item.message("en")
    assert told >= len(own)


SHARE = Spoken("占比", "share", "share")
NAME = Spoken("名称", "name", "text")
ASKED = Spoken("已评价", "assessed")


@pytest.mark.parametrize(
    ("text", "name", "value", "zh", "en"),
    [
        ("x <= 0.05", SHARE, 0.788916, "占比为78.89 %，应不大于5 %",
         "share is 78.89 %; it must not exceed 5 %"),
        ("x >= 0.01", SHARE, 0.00999, "占比为0.999 %，应不小于1 %",
         "share is 0.999 %; it has to be at least 1 %"),
        ("x <= 0.05", SHARE, 0.0500001, "占比为5.00001 %，应不大于5 %",
         "share is 5.00001 %; it must not exceed 5 %"),
        ("x in [a, b, c]", ASKED, "d", "已评价为“d”，应为“a”、“b”或“c”",
         "assessed is 'd'; it has to be 'a', 'b' or 'c'"),
        ("x = primary", ASKED, "estimate", "已评价为估计值，应为初级数据",
         "assessed is an estimate; it has to be primary data"),
        ("x = yes", ASKED, "no", "已评价：否，应为是", "assessed: no; it has to be yes"),
        ("x filled", ASKED, None, "未给出已评价", "assessed is not stated"),
        ("x = yes", ASKED, None, "未给出已评价，应为是",
         "assessed is not stated; it has to be yes"),
        ("x != open-loop", ASKED, "open-loop", "已评价为开环（open-loop），不得为开环（open-loop）",
         "assessed is open loop (open-loop); it must not be open loop (open-loop)"),
        ("x ~ [高炉, blast furnace]", NAME, "mill | 磨机", "名称不含“高炉”",
         "name does not contain 'blast furnace'"),
        ("x !~ [包装, packaging]", NAME, "packaging | film", "名称含“packaging”",
         "name contains 'packaging'"),
    ],
)  # fmt: skip
def test_faults_by_hand(text: str, name: Spoken, value: str | float, zh: str, en: str) -> None:
    assert fault(parse_condition(text), name, value, name.unit) == (zh, en)


def test_a_computed_value_that_is_not_there() -> None:
    spoken = Spoken("合计", "sum", "share", computed=True)
    assert fault(parse_condition("x <= 0.05"), spoken, None, "share") == (
        "合计没有值，应不大于5 %", "sum has no value; it must not exceed 5 %",
    )  # fmt: skip


def test_numbers_keep_their_units() -> None:
    assert number(19.0, "years") == ("19年", "19 years")
    assert number(1.0, "months") == ("1个月", "1 month")
    assert number(0.5, "kg CO2e/kWh") == ("0.5 kg CO2e/kWh", "0.5 kg CO2e/kWh")
    assert number(150000.0, "km") == ("150000 km", "150000 km")
    assert told_value("raw_material, use") == ("原材料获取、使用", "raw material acquisition, use")


def test_records_are_called_by_their_names() -> None:
    of = Subjects(bare())
    names = RecordNames(of)
    rows = {record.node: record for record in of.records("rows")}
    assert names.of(rows["bom/B-CAM"]) == (
        "电芯材料配套的磷酸铁锂正极材料",
        "lithium iron phosphate cathode active material for Materials of the cells",
    )
    process = next(r for r in of.records("processes") if r.node == "cell_making")
    assert names.of(process) == ("电芯制造", "Cell making")
    stage = next(r for r in of.records("stages") if r.node == "end_of_life")
    assert names.of(stage) == ("生命末期", "end of life")


def test_which_records_are_meant() -> None:
    where = (parse_condition("stage = distribution"), parse_condition("mode ~ [sea, 海]"))
    assert where_words("transport", where) == (
        "运输各行（生命周期阶段为分销且运输方式含“海”）",
        "transport legs (stage of the process is distribution and mode of transport contains 'sea')",  # noqa: E501
    )


def test_an_open_name_is_quoted_and_not_shown_bare() -> None:
    assert fact_name("route.unheard_of").en == "process route 'unheard_of'"
    assert fact_name("parameters.cycles").zh == "参数“cycles”"
    assert fact_name("finding.MB002").en == "number of findings MB002 (exclusion without estimate)"


def test_settings_of_pcf_have_names() -> None:
    assert set(table_words("settings")) == set(setting_names())
