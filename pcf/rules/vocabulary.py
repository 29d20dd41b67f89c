"""The vocabulary: the few checks that clauses of rule packs can name, each with its parameters.

A check looks at facts or records (`pcf.rules.names` lists them), gives its failures and changes no
number. What none of them can say is ``judgement``, a question to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from pcf.rules.conditions import Condition, all_hold
from pcf.rules.contradiction import choice
from pcf.rules.equal import equal
from pcf.rules.names import subjects
from pcf.rules.outcome import (
    Ask,
    Outcome,
    not_stated,
    unmet_record,
)
from pcf.rules.plausible import plausible
from pcf.rules.product import product
from pcf.rules.ratio import ratio
from pcf.rules.record import Record
from pcf.rules.required import required
from pcf.rules.statements import fact, stated
from pcf.rules.sums import sum_failure
from pcf.rules.wording import Words, described, field_name, words_of

ParamKind = Literal[
    "keys",
    "fact_conditions",
    "subject",
    "conditions",
    "field",
    "number",
    "choice",
    "text",
    "terms",
    "study_key",
    "study_keys",
    "factors",
    "pack_choice",
]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a check.

    kind
        ``keys`` names of stated facts; ``fact_conditions`` conditions on facts; ``subject`` name of
        a subject; ``conditions`` conditions on fields of that subject; ``field`` one of its fields;
        ``number``; ``choice`` one of `choices`; ``text``; ``terms`` terms of a ratio; ``study_key``
        and ``study_keys`` keys of ``study.toml`` without prefix; ``factors`` names of facts or of
        fields of the subject, each with the unit of a bare number behind it; ``pack_choice``
        id of a ``[[choice]]``.
    """

    name: str
    kind: ParamKind
    zh: str
    en: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the vocabulary: its meaning in both languages, its parameters, and what runs."""

    name: str
    zh: str
    en: str
    params: tuple[Param, ...]
    run: Callable[[Ask], Outcome]

    def param(self, name: str) -> Param | None:
        """Parameter by its name."""
        return next((p for p in self.params if p.name == name), None)


def every(ask: Ask) -> Outcome:
    """Every record of a subject that satisfies `where` satisfies `need`.

    Without any record of the subject the key `none_needs` has to be stated, where the clause names
    one: an empty list is not the statement that there is nothing.
    """
    need: tuple[Condition, ...] = ask.params["need"]
    chosen = _chosen(ask)
    key = f"study.{ask.params['none_needs']}" if "none_needs" in ask.params else ""
    if key and not ask.subjects.records(ask.params["of"]) and not ask.stated(key):
        return Outcome((not_stated(key, ask),))
    failures = (unmet_record(r, need, ask) for r in chosen if not all_hold(need, r.values))
    return Outcome(tuple(failures), na=None if chosen else _none_meant(ask))


def none(ask: Ask) -> Outcome:
    """No record of a subject satisfies `where`."""
    where: tuple[Condition, ...] = ask.params.get("where", ())
    return Outcome(tuple(unmet_record(r, where, ask, forbidden=True) for r in _chosen(ask)))


def some(ask: Ask) -> Outcome:
    """At least so many records of a subject satisfy `where`."""
    found, wanted = len(_chosen(ask)), ask.params.get("at_least", 1.0)
    return Outcome() if found >= wanted else Outcome((sum_failure(ask, found, wanted, None),))


def total(ask: Ask) -> Outcome:
    """The sum of a field over the records that satisfy `where` lies in bounds.

    Records without a value count nothing; when none has one, the clause is not applicable.
    """
    field = ask.params["field"]
    values = [r.values.get(field) for r in _chosen(ask)]
    numbers = [value for value in values if isinstance(value, float)]
    if not numbers:
        return Outcome(na=_none_meant(ask))
    found = fsum(numbers)
    low, high = ask.params.get("at_least"), ask.params.get("at_most")
    if (low is None or found >= low) and (high is None or found <= high):
        return Outcome()
    return Outcome((sum_failure(ask, found, low, high),))


def judgement(ask: Ask) -> Outcome:
    """A person answers the question in ``review/judgements.csv``."""
    return Outcome(asks=True)


def _chosen(ask: Ask) -> list[Record]:
    return list(ask.subjects.index(ask.params["of"]).find([ask.params.get("where", ())]))


def _none_meant(ask: Ask) -> Words:
    """Why a clause on records does not apply: there are none, or none that it is about.

    Long lists of words that names are searched for are not told.
    """
    of = ask.params["of"]
    listed = ask.subjects.records(of)
    called = [(c, field_name(of, c.field)) for c in ask.params.get("where", ())]
    told = [
        described(c, name, unit="share" if name.unit == "share" else "")
        for c, name in called
        if name.unit != "text"
    ]
    if not listed or not told:
        return ask.subjects.none_of(of)
    about = subjects()[of]
    conditions = "；".join(zh for zh, _ in told), "; ".join(en for _, en in told)
    return words_of(
        "na_none_meant", count=(str(len(listed)),) * 2, of=(about.zh, about.en),
        conditions=conditions,
    )  # fmt: skip


_OF = Param("of", "subject", "对象", "the subject")
_WHERE = Param("where", "conditions", "所考察的记录", "which records are looked at", False)
CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        Check(
            "stated",
            "study.toml或pcf.toml中每个键都已说明；“不适用：”加理由使本条不适用，条款不允许时视为未说明",
            "every key of study.toml or pcf.toml is given; 'n/a:' with a reason makes the clause "
            "not applicable, or counts as not stated where the clause says na_allowed = false",
            (Param("keys", "keys", "study.键 或 pcf.键", "study.KEY or pcf.KEY"),),
            stated,
        ),
        Check(
            "fact",
            "关于事实的每个条件都成立",
            "every condition on facts holds",
            (Param("need", "fact_conditions", "关于事实的条件", "conditions on facts"),),
            fact,
        ),
        Check(
            "every",
            "满足where的每条记录都满足need",
            "every record that satisfies `where` satisfies `need`",
            (
                _OF,
                _WHERE,
                Param("need", "conditions", "应满足的条件", "what they must satisfy"),
                Param(
                    "none_needs", "study_key", "没有任何记录时须在study.toml中说明的键",
                    "key of study.toml to be stated when there is no record at all", False,
                ),
            ),
            every,
        ),
        Check(
            "none",
            "没有记录满足where",
            "no record satisfies `where`",
            (_OF, Param("where", "conditions", "不允许的记录", "records that must not be")),
            none,
        ),
        Check(
            "some",
            "至少有若干记录满足where",
            "at least so many records satisfy `where`",
            (_OF, _WHERE, Param("at_least", "number", "最少个数，默认1", "least number, 1", False)),
            some,
        ),
        Check(
            "total",
            "满足where的记录的某字段之和在界限内",
            "the sum of a field over the records that satisfy `where` lies in bounds",
            (
                _OF,
                _WHERE,
                Param("field", "field", "字段", "field that is added up"),
                Param("at_least", "number", "下限", "lower bound", False),
                Param("at_most", "number", "上限", "upper bound", False),
            ),
            total,
        ),
        Check(
            "required",
            "required.csv中每一行都有对应记录；缺少、为零、重复或未链接都是不通过",
            "every row of required.csv is met; missing, zero, duplicated or unlinked fails",
            (
                Param(
                    "kind", "choice", "过程或物料", "process or material", True,
                    ("process", "material"),
                ),
                Param("group", "text", "只查该组", "only this group", False),
                Param(
                    "waived_by", "study_key",
                    "study.toml中的列表，每项为“编号: 理由”，所列项目视为说明不用",
                    "list in study.toml of 'ID: reason': items not used", False,
                ),
            ),
            required,
        ),
        Check(
            "ratio",
            "两个和之比在界限内：消耗、得率、化学计量",
            "one sum by another lies in bounds: consumption, yield, stoichiometry",
            (
                Param("sum", "terms", "上方的和", "terms of the upper sum"),
                Param("per", "terms", "下方的和", "terms of the lower sum"),
                Param(
                    "group", "choice",
                    "process按单元过程、connected按相连的过程分别比较；net只计离开相连过程的产出",
                    "process: for each process; connected: for each plant of linked processes; "
                    "net: outputs as far as they leave such a plant", False,
                    ("process", "connected", "net"),
                ),
                Param("at_least", "number", "下限", "lower bound", False),
                Param("at_most", "number", "上限", "upper bound", False),
            ),
            ratio,
        ),
        Check(
            "product",
            "几个量之积等于另一个量，单位随之换算",
            "the product of quantities equals another one, units carried through",
            (
                Param(
                    "of", "study_keys", "study.toml的键，值为数或参数名",
                    "keys of study.toml that hold a number or name a parameter",
                ),
                Param("equals", "study_key", "积应等于的量", "what the product equals"),
                Param("tolerance", "number", "相对容差，默认0.001", "relative; 0.001", False),
            ),
            product,
        ),
        Check(
            "equal",
            "两边的量之积相等，单位随之换算：所说明的与模型所计算的",
            "the products of quantities on two sides are equal, units carried through: what is "
            "stated and what the model computes",
            (
                Param("of", "subject", "逐条比较的记录", "records that are compared", False),
                _WHERE,
                Param(
                    "left", "factors", "一边的事实，或记录的字段，其后为数字的单位",
                    "one side: facts, or fields of the record, with the unit of a bare number",
                ),
                Param("right", "factors", "另一边", "the other side"),
                Param("tolerance", "number", "相对容差，默认0.001", "relative; 0.001", False),
            ),
            equal,
        ),
        Check(
            "choice",
            "所说明的是规则包认识的一种，模型表明的与它不矛盾",
            "what is stated is one of a choice of the pack, and the model shows nothing that "
            "excludes it",
            (Param("choice", "pack_choice", "[[choice]]的编号", "id of a [[choice]]"),),
            choice,
        ),
        Check(
            "plausible",
            "结果在plausibility.csv的范围内",
            "the result lies in the bands of plausibility.csv",
            (),
            plausible,
        ),
        Check(
            "judgement",
            "由人在review/judgements.csv中回答",
            "a person answers in review/judgements.csv",
            (
                Param("question_zh", "text", "中文问题", "the question in Chinese"),
                Param("question_en", "text", "英文问题", "the question in English"),
            ),
            judgement,
        ),
    )
}  # fmt: skip
