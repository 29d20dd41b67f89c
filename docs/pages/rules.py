"""``docs/rules/``: what rule packs can say, and one page for each pack with all its clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pages.text import page, table
from pcf.calc.duties import data_quality_scale
from pcf.i18n import label
from pcf.report.rules_view import check_lines, snippet_lines
from pcf.rules.names import Name, computed_facts, subjects
from pcf.rules.pack import Clause, Pack, Snippet
from pcf.rules.pack_keys import CLAUSE_KEYS, PACK_KEYS, SETTING_KEYS, SNIPPET_KEYS
from pcf.rules.packs import registry
from pcf.rules.vocabulary import CHECKS, Check

INTRO = """# Rule packs

规则包：标准与产品类别规则以数据写成，逐条检查。条款为转述，判定以标准正式文本为准。

A rule pack is data: what a standard or product category rule asks, clause by clause. Clauses are
restated in our own words; the official text of each standard decides. `pcf rules list` names the
packs, `pcf rules suggest` those that fit a product, `pcf check --rules PACK` applies them,
`pcf rules show CODE` shows a clause and `pcf rules test` runs the examples of every clause.

A verdict is *pass*, *fail*, *not applicable* (with the reason) or *needs judgement*: a question
to a person, answered in `review/judgements.csv` with name, date and reason. What the study says
about itself stands in `study.toml`; packs declare the keys. A text that begins with `n/a:` or
`不适用：` and gives a reason counts as stated. A clause whose text was only remembered
(`recall`) may warn or ask; it is never an error."""
FORMAT = """## Files of a pack 规则包的文件

A pack is a folder `product_rules/<standard>/<edition>/`. `pack.toml` holds `schema = 1`, the table
`[pack]`, settings, `[[key]]` (keys of `study.toml`), `[[route]]` (facts `route.ID` from data) and
`[model]` (project on which its examples run); `clauses.toml` holds `[[clause]]`. `required.csv`
lists unit processes and materials (columns id, kind, group, name_zh, name_en, when, any_of, within,
evidence), `plausibility.csv` published ranges (of, unit, low, high, evidence, source, when). An
unknown key, check, parameter, field or fact is refused with file and line.

A pack inherits from its `parent`: settings key by key, clauses by code. A condition may refer to a
setting (`$cut_off.single`, `in $unit.units`); inherited clauses then use the setting of the child.
What a pack changes is listed by `pcf rules show PACK`."""
CONDITIONS = """## Conditions 条件

`FIELD OPERATOR VALUE`: `=`, `!=`, `in [a, b]`, `not in [a, b]`, `>=`, `<=`, `>`, `<`, `~` (contains
the text, or one of `[a, b]`), `!~`, `filled`, `empty`. Case does not matter. An absent value
satisfies only `empty`, `!=`, `not in` and `!~`. In `required.csv`, `&` joins conditions and `|`
separates ways to find an item."""


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
        return page(_head(pack), _facts(pack), _changes(pack), *map(_clause, pack.own_clauses))


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
def pages() -> tuple[IndexPage | PackPage, ...]:
    """Give all pages of rules."""
    return (IndexPage(), *(PackPage(id) for id in registry().heads))


def _packs() -> str:
    rows = [
        [
            f"[{pack.id}]({pack.id}.md)",
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
        ["`[pack]`", ", ".join(f"`{k}`" for k in PACK_KEYS)],
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


def _facts(pack: Pack) -> str:
    rows = [
        ["id", f"`{pack.id}`"],
        ["standard 标准", f"{pack.standard} {pack.edition}"],
        ["status 状态", pack.status],
        ["level 层级", label(f"kind_{pack.level}", "en")],
        ["evidence 依据", label(f"kind_{pack.evidence}", "en")],
        ["parent 上级", f"[{pack.parent}]({pack.parent}.md)" if pack.parent else "-"],
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


def _clause(clause: Clause) -> str:
    words = (clause.strength, clause.evidence)
    kinds = " · ".join(label(f"kind_{word}", "en") for word in words)
    ref = clause.ref or label("rules_unconfirmed", "en")
    facts = f"{clause.standard} · {ref} · {kinds} · severity `{clause.severity}`"
    lines = [
        f"## {clause.code}",
        f"{clause.text_zh}\n\n{clause.text_en}",
        facts,
        f"*{clause.why_zh} {clause.why_en}*",
        _code(check_lines(clause)),
        _example("passes 通过", clause.conforming),
        _example("fails 不通过", clause.failing),
        f"{clause.suggest_zh} {clause.suggest_en}".strip(),
    ]
    return "\n\n".join(line for line in lines if line)


def _example(word: str, snippet: Snippet) -> str:
    lines = snippet_lines(snippet)
    if not lines:
        return f"Example that {word}: the model project as it is."
    return f"Example that {word}:\n\n{_code(lines)}"


def _code(lines: list[str]) -> str:
    return "```text\n" + "\n".join(lines) + "\n```"
