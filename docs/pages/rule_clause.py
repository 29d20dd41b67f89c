"""``docs/rules/PACK/CODE.md``: one page for each clause, both languages, with its examples run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pages.text import page, table
from pcf.i18n import label
from pcf.report.clause_view import check_meaning, param_rows, snippet_lines, when_lines
from pcf.report.findings_view import findings_page
from pcf.rules.pack import Clause, ModelChoice, Pack, Snippet
from pcf.rules.packs import registry
from pcf.rules.testing import Bench, failing_findings


@dataclass(frozen=True, slots=True)
class ClausePage:
    """The page of one clause, in the folder of the pack that states it."""

    pack: str
    code: str

    @property
    def NAME(self) -> str:  # noqa: N802  # pages are modules or objects with a NAME
        """File of the page."""
        return f"rules/{self.pack}/{self.code}.md"

    def build(self) -> str:
        """Write the page."""
        return _text(self.pack, self.code)


@cache
def _bench() -> Bench:
    return Bench(registry().root)


@cache
def _text(name: str, code: str) -> str:
    pack = registry().pack(name)
    clause = pack.clause(code)
    if clause is None:
        raise ValueError(f"{name}: {code}")
    return page(
        f"# {code}",
        f"{clause.text_zh}\n\n{clause.text_en}",
        f"{label('rules_text_decides', 'zh')} {label('rules_text_decides', 'en')}",
        _facts(clause, pack, name),
        f"## Why 理由\n\n{clause.why_zh}\n\n{clause.why_en}",
        _check(clause),
        _applies(clause),
        _model(clause.model or pack.model),
        _example("## Example that passes 通过的例子", clause.conforming),
        _example("## Example that fails 不通过的例子", clause.failing),
        _findings(clause, pack),
        _advice(clause),
    )


def _facts(clause: Clause, pack: Pack, name: str) -> str:
    unconfirmed = f"{label('rules_unconfirmed', 'en')} {label('rules_unconfirmed', 'zh')}"
    kind, means = f"kind_{clause.evidence}", f"kind_means_{clause.evidence}"
    rows = [
        ["standard 标准", clause.standard],
        ["clause 条款号", clause.ref or unconfirmed],
        ["pack 规则包", f"[{pack.id}](../{name}.md), edition {pack.edition}"],
        ["strength 效力", f"{clause.strength} {label(f'kind_{clause.strength}', 'zh')}"],
        ["severity 级别", f"`{clause.severity}` {label(clause.severity, 'zh')}"],
        ["evidence 依据", f"{label(kind, 'en')}: {label(means, 'en')}"],
        ["", f"{label(kind, 'zh')}：{label(means, 'zh')}"],
    ]
    return table(["", ""], rows)


def _check(clause: Clause) -> str:
    anchor = f"[`{clause.check}`](../README.md#{clause.check})"
    words = f"{anchor}: {check_meaning(clause, 'en')}. {check_meaning(clause, 'zh')}。"
    rows = [
        [f"`{name}`" if name else "", f"{en} {zh}".strip(), f"`{value}`"]
        for (name, en, value), (_, zh, _) in zip(
            param_rows(clause, "en"), param_rows(clause, "zh"), strict=True
        )
    ]
    parts = ["## Check 检查", words]
    return "\n\n".join(parts + ([table(["parameter 参数", "", ""], rows)] if rows else []))


def _applies(clause: Clause) -> str:
    lines = "\n".join(f"- `{text}`" for text in when_lines(clause))
    always = f"{label('clause_always', 'en')} {label('clause_always', 'zh')}"
    return f"## Applies when 适用条件\n\n{lines or always}"


def _model(model: ModelChoice) -> str:
    """Name the project on which the examples run, with what the pack changes of it first."""
    name = model.project.removeprefix("example:")
    if name == model.project:
        return "Examples are edits of the model project. 例子是对样板项目的改动。"
    text = f"Examples are edits of the example project `{name}`. 例子是对示例项目的改动。"
    lines = snippet_lines(model.edits)
    before = "\n\nFirst, for every example of the pack 每个例子先作:\n\n" + _code(lines)
    return text + (before if lines else "")


def _example(title: str, snippet: Snippet) -> str:
    lines = snippet_lines(snippet)
    return f"{title}\n\n{_code(lines) if lines else 'No edit. 无改动。'}"


def _findings(clause: Clause, pack: Pack) -> str:
    """Say what pcf prints for the failing example, as it prints it."""
    found = failing_findings(clause, pack, _bench())
    parts = [
        _code(findings_page(found, lang, counts=not found).render(100).rstrip().splitlines())
        for lang in ("en", "zh")
    ]
    return "\n\n".join(["pcf then says pcf的结果:", *parts])


def _advice(clause: Clause) -> str:
    if not clause.suggest_en:
        return ""
    return f"## What to do 怎么办\n\n{clause.suggest_zh}\n\n{clause.suggest_en}"


def _code(lines: list[str]) -> str:
    return "```text\n" + "\n".join(line.rstrip() for line in lines) + "\n```"
