"""``docs/rules/``: what rule packs can say, one page for each pack and one for each clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pages.rule_clause import ClausePage
from pages.text import page, table
from pcf.calc.duties import data_quality_scale
from pcf.i18n import label
from pcf.rules.names import Name, computed_facts, subjects
from pcf.rules.pack import Clause, Pack
from pcf.rules.pack_keys import (
    CHANGE_KEYS,
    CLAUSE_KEYS,
    PACK_KEYS,
    RELAX_KEYS,
    SETTING_KEYS,
    SNIPPET_KEYS,
)
from pcf.rules.packs import registry
from pcf.rules.vocabulary import CHECKS, Check

INTRO = """# Rule packs

规则包：标准与产品类别规则以数据写成，逐条检查。条款为转述，判定以标准正式文本为准。

A rule pack is data: what a standard or product category rule asks, clause by clause. Clauses are
restated in our own words; the official text of each standard decides. `pcf rules list` names the
packs, `pcf rules suggest` those that fit a product, `pcf check --rules PACK` applies them,
`pcf rules show CODE` shows a clause and `pcf rules test` runs the examples of every clause. Each
clause has a page of its own below the page of its pack.

A verdict is *pass*, *fail*, *not applicable* (with the reason) or *needs judgement*: a question
to a person, answered in `review/judgements.csv` with name, date and reason. What the study says
about itself stands in `study.toml`; packs declare the keys. A text that begins with `n/a:` or
`不适用：` and gives a reason counts as stated. A clause whose text was only remembered
(`recall`) may warn or ask; it is never an error."""
FORMAT = """## Files of a pack 规则包的文件

A pack is a folder `product_rules/<standard>/<edition>/`. `pack.toml` holds `schema = 1`, the table
`[pack]`, settings, `[[key]]` (keys of `study.toml`), `[[route]]` (facts `route.ID` from data),
`[[choice]]` (codes of a key, other words for them, what shows them in a model: `choice.ID`) and
`[model]` (project on which its examples run); `clauses.toml` holds `[[clause]]`. `required.csv`
lists unit processes and materials (columns id, kind, group, name_zh, name_en, when, any_of, within,
evidence), `plausibility.csv` published ranges (of, unit, low, high, evidence, source, when). An
unknown key, check, parameter, field or fact is refused with file and line.

For targets (`[target.*]` of a project) `pack.toml` may hold `[service]` (unit, formula, inputs and
their units, `[service.lookup.NAME]` with values by class: the service life of the functional unit;
without formula the project states one with its source), `[[stage_preset]]` with
`[[stage_preset.rule]]` (conditions on processes and the stage that they belong to; the first rule
that fits counts) and `[[leave_out]]` (rows or processes that the rule itself leaves out, and why).
A child replaces keys of `[service]` and presets of the same id; every replacement is listed.

A pack inherits from its `parent`: settings key by key, clauses by code. A condition may refer to a
setting (`$cut_off.single`, `in $unit.units`); inherited clauses then use the setting of the child.
What a pack changes is listed by `pcf rules show PACK`.

A child only tightens. A replacement with a lower severity, a weaker strength, a question in place
of a check or a further condition is refused with file and line, and so are a looser threshold of
`[cut_off]` or `[data]`, a shorter `cut_off.never`, and a clause that `removes` names; unless
`relaxes` of `[pack]` gives the code (or the setting, `cut_off.single`), a reason in both languages
and a reference. What is relaxed is shown with the pack.
下级规则包只能收紧；放宽须在`relaxes`中写明编号、理由和依据，并随规则包显示。

Several editions of a standard keep one id, in folders side by side. `--rules gbt24067` takes the
newest edition in force (`validity` in `[pack]`: `in force`, the default, `draft` or `withdrawn`),
`--rules gbt24067@2024` a fixed one; a `parent` may name a fixed edition as well. JSON names the
edition of a pack and of all its parents (`chain`).
同一标准的多个版本共用一个编号，@后写版本则固定。"""
CONDITIONS = """## Conditions 条件

`FIELD OPERATOR VALUE`: `=`, `!=`, `in [a, b]`, `not in [a, b]`, `>=`, `<=`, `>`, `<`, `~` (contains
the text, or one of `[a, b]`), `!~`, `names` (the name is one of that thing: 电芯托盘 holds 电芯 and
names none), `lists` (the word is one of an enumeration), `filled`, `empty`. Case does not
matter. An absent value satisfies only `empty`, `!=`, `not in` and `!~`. In `required.csv`,
`&` joins conditions and `|` separates ways to find an item, or what may stand
`instead` of one that is waived."""


@dataclass(frozen=True, slots=True)
class PackPage:
    """The page of one pack."""

    id: str

    @property
    def NAME(self) -> str:  # noqa: N802  # pages are modules or objects with a NAME
        """File of the page."""
        return f"rules/{self.id}.md"

    def build(self) -> str:
        """Write the page."""
        pack = registry().pack(self.id)
        return page(
            _head(pack), _facts(pack), _changes(pack), _relaxed(pack), _clauses(pack, self.id)
        )


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The page about all packs, the vocabulary and the names that conditions may use."""

    NAME: str = "rules/README.md"

    def build(self) -> str:
        """Write the page."""
        return page(
            INTRO,
            _packs(),
            FORMAT,
            _keys(),
            CONDITIONS,
            "## Checks 检查",
            *map(_check, CHECKS.values()),
            "## Subjects and their fields 对象与字段",
            *(_fields(s.name, f"{s.en}. {s.zh}", s.fields) for s in subjects().values()),
            "## Facts 事实",
            "`pcf.SECTION.KEY` and `study.KEY` are the stated values, `finding.CODE` the number of "
            "findings of a code, `parameters.NAME` the value of a parameter, `result.per.ID` the "
            "result per an alternative unit, `route.ID` a route of the pack.",
            _names(computed_facts()),
            _scale(),
        )


@lru_cache(maxsize=1)
def pages() -> tuple[IndexPage | PackPage | ClausePage, ...]:
    """Give all pages of rules: the index, the packs, the clauses that each pack states itself."""
    names = tuple(registry().editions)
    clauses = (
        ClausePage(name, clause.code)
        for name in names
        for clause in registry().pack(name).own_clauses
    )
    return (IndexPage(), *map(PackPage, names), *clauses)


def _packs() -> str:
    rows = [
        [
            f"[{_name(pack)}]({_name(pack)}.md)",
            f"{pack.name_zh} · {pack.name_en}",
            f"{pack.standard} {pack.edition}",
            label(f"kind_{pack.level}", "en"),
            label(f"kind_{pack.evidence}", "en"),
            str(len(pack.own_clauses)),
            str(len(pack.clauses)),
        ]
        for pack in registry().packs()
    ]
    head = ["pack", "name", "standard", "level", "evidence", "own clauses", "all clauses"]
    return table(head, rows, right=(5, 6))


def _keys() -> str:
    settings = [[f"`{t}`", ", ".join(f"`{k}`" for k in keys)] for t, keys in SETTING_KEYS.items()]
    rows = [
        ["`[pack]`", ", ".join(f"`{k}`" for k in (*PACK_KEYS, *CHANGE_KEYS))],
        ["`relaxes` of `[pack]`", ", ".join(f"`{k}`" for k in RELAX_KEYS)],
        *settings,
        ["`[[clause]]`", ", ".join(f"`{k}`" for k in CLAUSE_KEYS)],
        ["examples", ", ".join(f"`{k}`" for k in SNIPPET_KEYS)],
    ]
    return table(["table", "keys"], rows)


def _check(check: Check) -> str:
    rows = [
        [f"`{p.name}`", "" if p.required else "optional", f"{p.en} · {p.zh}"] for p in check.params
    ]
    parts = [f"### `{check.name}`", f"{check.en}. {check.zh}。"]
    return "\n\n".join(parts + ([table(["parameter", "", ""], rows)] if rows else []))


def _fields(name: str, about: str, fields: Mapping[str, Name]) -> str:
    return f"### `{name}`\n\n{about}\n\n{_names(fields)}"


def _names(named: Mapping[str, Name]) -> str:
    rows = [[f"`{n.name}`", n.needs, n.en, n.zh] for n in named.values()]
    return table(["name", "needs", "", ""], rows)


def _scale() -> str:
    rows = [
        [en, str(score), meaning, zh_meaning]
        for (en, score, meaning), (_, _, zh_meaning) in zip(
            data_quality_scale("en"), data_quality_scale("zh"), strict=True
        )
    ]
    intro = (
        "## Data-quality scores 数据质量评分\n\n"
        "The default scale of the scores in the column `dq`, in this order of aspects. It is a "
        "default of pcf; no standard gives these limits. 该尺度为pcf默认，并非标准规定。"
    )
    return intro + "\n\n" + table(["aspect", "score", "", ""], rows)


def _head(pack: Pack) -> str:
    remarks = "\n\n".join(text for key, text in sorted(pack.remarks.items()) if text)
    title = f"# {pack.name_en} · {pack.name_zh}"
    decides = f"{label('rules_text_decides', 'zh')} {label('rules_text_decides', 'en')}"
    return "\n\n".join(part for part in (title, decides, remarks) if part)


def _standard_status(pack: Pack) -> str:
    """Status of the standard behind a pack in both languages; that of the pack where it is one."""
    told = dict.fromkeys(pack.remarks.get(f"status_{lang}", pack.status) for lang in ("zh", "en"))
    return " / ".join(told)


def _facts(pack: Pack) -> str:
    rows = [
        ["id", f"`{pack.id}`"],
        ["standard 标准", f"{pack.standard} {pack.edition}"],
        ["status 状态", pack.status],
        ["status of the standard 标准的状态", _standard_status(pack)],
        ["level 层级", label(f"kind_{pack.level}", "en")],
        ["evidence 依据", label(f"kind_{pack.evidence}", "en")],
        ["parents 上级", _parents(pack)],
        ["families 产品类别", ", ".join(pack.families) or "-"],
    ]
    for name, values in pack.settings.items():
        rows += [[f"`{name}.{key}`", _value(value)] for key, value in values.items()]
    return table(["", ""], rows)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _changes(pack: Pack) -> str:
    if not pack.overrides:
        return ""
    head = ["changed 改动", "parent 上级", "before", "after"]
    return "## Changes of its parents 对上级的改动\n\n" + table(head, pack.overrides)


def _relaxed(pack: Pack) -> str:
    if not pack.relaxes:
        return ""
    rows = [[item.code, f"{item.reason_zh} {item.reason_en}", item.ref] for item in pack.relaxes]
    title = "## Where it relaxes its parents, and why 放宽上级之处及理由\n\n"
    return title + table(["code 编号", "reason 理由", "reference 依据"], rows)


def _name(pack: Pack) -> str:
    """Name of a pack as one asks for it: its id, with the edition where it is not the one meant."""
    current = registry().heads[pack.id]
    return pack.id if current.edition == pack.edition else f"{pack.id}@{pack.edition}"


def _parents(pack: Pack) -> str:
    heads = registry().chain(f"{pack.id}@{pack.edition}")[:-1]
    names = [_name(registry().pack(head.name)) for head in reversed(heads)]
    return " → ".join(f"[{name}]({name}.md)" for name in names) or "-"


def _clauses(pack: Pack, name: str) -> str:
    """List the clauses: those of the pack itself, then how many it inherits from whom."""
    rows = [
        [
            f"[{clause.code}]({name}/{clause.code}.md)",
            f"{clause.text_zh} {clause.text_en}",
            clause.strength,
            f"`{clause.severity}`",
            _evidence(clause),
        ]
        for clause in pack.own_clauses
    ]
    head = ["code 编号", "clause 条款", "strength 效力", "severity 级别", "evidence 依据"]
    inherited = len(pack.clauses) - len(pack.own_clauses)
    more = f"\n\n{inherited} further clauses are inherited. 另继承{inherited}条。"
    return "## Clauses 条款\n\n" + table(head, rows) + (more if inherited else "")


def _evidence(clause: Clause) -> str:
    return label(f"kind_{clause.evidence}", "en")
