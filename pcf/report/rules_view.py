"""Rule packs on the screen: counts of verdicts, lists, one clause, one pack, tests, suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.page import Column, Page
from pcf.report.words import name_of, pick

if TYPE_CHECKING:
    from pcf.rules.evaluation import PackResult
    from pcf.rules.pack import Clause, Pack, Snippet
    from pcf.rules.suggest import Suggestion
    from pcf.rules.testing import PackTest


def counts_page(results: Sequence[PackResult], lang: Language) -> Page:
    """Lay out how many clauses of each pack pass, fail, do not apply or wait for a person."""
    page = Page()
    page.heading(label("rules_counts", lang))
    columns = (
        Column("id"),
        Column(label("rules_pass", lang), "number"),
        Column(label("rules_fail", lang), "number"),
        Column(label("rules_na", lang), "number"),
        Column(label("rules_judgement", lang), "number"),
        Column(label("rules_open", lang), "number"),
        Column(label("name", lang), least=110),
    )
    rows = []
    for result in results:
        tally = result.tally
        counts = (tally.passed, tally.failed, tally.na, tally.judgements, tally.open)
        rows.append((result.pack.id, *map(str, counts), name_of(result.pack, lang)))
    page.table(columns, rows)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def list_page(packs: Sequence[Pack], lang: Language) -> Page:
    """Lay out all packs."""
    page = Page()
    columns = (
        Column("id"),
        Column(label("rules_clauses", lang), "number"),
        Column(label("rules_level", lang)),
        Column(label("fact_evidence", lang)),
        Column(label("rules_standard", lang), least=80),
        Column(label("name", lang), least=100),
    )
    rows = [
        (
            pack.id,
            str(len(pack.clauses)),
            label(f"kind_{pack.level}", lang),
            label(f"kind_{pack.evidence}", lang),
            f"{pack.standard} {pack.edition}".strip(),
            name_of(pack, lang),
        )
        for pack in packs
    ]
    page.table(columns, rows, indent=0)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def suggest_page(found: Sequence[Suggestion], family: str, lang: Language) -> Page:
    """Lay out the packs that fit a product, the first to be applied first."""
    page = Page()
    page.line(phrase("rules_fit", lang, family=family or "-"))
    columns = (
        Column("", "number"),
        Column("id"),
        Column(label("rules_level", lang)),
        Column(label("rules_why", lang)),
        Column(label("rules_status", lang), least=80),
        Column(label("name", lang), least=100),
    )
    rows = [
        (
            str(number),
            item.id,
            label(f"kind_{item.level}", lang),
            label(item.reason, lang),
            item.status,
            pick(item.name_zh, item.name_en, lang),
        )
        for number, item in enumerate(found, start=1)
    ]
    page.table(columns, rows)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def clause_page(clause: Clause, packs: Sequence[Pack], lang: Language) -> Page:
    """Lay out one clause: paraphrase, reference, why, check, good and bad example."""
    page = Page()
    page.line(f"{clause.code}  {pick(clause.text_zh, clause.text_en, lang)}", "bold")
    page.table((Column(), Column()), _clause_facts(clause, packs, lang))
    page.heading(label("rules_check", lang))
    for line in check_lines(clause):
        page.line(line, indent=2, solid=True)
    for key, snippet in (
        ("rules_conforming", clause.conforming),
        ("rules_failing", clause.failing),
    ):
        page.heading(label(key, lang))
        for line in snippet_lines(snippet) or [label("rules_no_edit", lang)]:
            page.line(line, indent=2, solid=True)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def _clause_facts(clause: Clause, packs: Sequence[Pack], lang: Language) -> list[tuple[str, str]]:
    return [
        (label("rules_standard", lang), clause.standard),
        (label("rules_ref", lang), clause.ref or label("rules_unconfirmed", lang)),
        (label("rules_strength", lang), label(f"kind_{clause.strength}", lang)),
        (label("rules_severity", lang), label(clause.severity, lang)),
        (label("fact_evidence", lang), label(f"kind_{clause.evidence}", lang)),
        (label("rules_packs", lang), ", ".join(pack.id for pack in packs)),
        (label("rules_why", lang), pick(clause.why_zh, clause.why_en, lang)),
        (label("help_word", lang), pick(clause.suggest_zh, clause.suggest_en, lang)),
    ]


def check_lines(clause: Clause) -> list[str]:
    """Check of a clause with its conditions, as lines."""
    lines = [f"when  {condition.text}" for condition in clause.when]
    lines.append(clause.check)
    for name, value in clause.params.items():
        for part in value if isinstance(value, tuple) else (value,):
            lines.append(f"  {name}  {_shown(part)}")
    return lines


def _shown(value: Any) -> str:
    text = getattr(value, "text", None)
    if isinstance(text, str):
        return text
    if hasattr(value, "factor_fact"):
        where = ", ".join(c.text for c in value.where)
        head = value.fact or f"{value.of}.{value.field}"
        times = "" if value.factor == 1.0 else f"{value.factor:g} x "
        return f"{times}{head}" + (f" [{where}]" if where else "")
    return f"{value:g}" if isinstance(value, float) else str(value)


def snippet_lines(snippet: Snippet) -> list[str]:
    """Edits of an example, as lines."""
    lines = [f"set     {address} = {value}" for address, value in snippet.sets.items()]
    lines += [f"unset   {address}" for address in snippet.unsets]
    lines += [f"remove  {address}" for address in snippet.removes]
    for name, rows in snippet.adds.items():
        for row in rows:
            cells = ", ".join(f"{key} = {value}" for key, value in row.items())
            lines.append(f"add     {name}: {cells}")
    return lines + [f"answer  {code} = {answer}" for code, answer in snippet.answers.items()]


def pack_page(pack: Pack, lang: Language) -> Page:
    """Lay out one pack: identity, settings, what it changes of its parents, clauses."""
    page = Page()
    page.line(f"{pack.id}  {name_of(pack, lang)}", "bold")
    settings = [
        (f"{table}.{key}", _setting(value))
        for table, values in pack.settings.items()
        for key, value in values.items()
    ]
    facts = [
        (label("rules_standard", lang), f"{pack.standard} {pack.edition}".strip()),
        (label("rules_status", lang), pack.status),
        (label("rules_level", lang), label(f"kind_{pack.level}", lang)),
        (label("fact_evidence", lang), label(f"kind_{pack.evidence}", lang)),
        (label("rules_parent", lang), pack.parent or "-"),
        (label("family", lang), ", ".join(pack.families) or "-"),
    ]
    page.table((Column(), Column()), [*facts, *settings])
    if pack.overrides:
        page.heading(label("rules_overrides", lang))
        page.table(
            (Column(), Column(), Column(), Column()),
            [
                (what, parent, before, f"-> {after}")
                for what, parent, before, after in pack.overrides
            ],
        )
    page.heading(label("rules_clauses", lang))
    columns = (Column(), Column(), Column(least=80), Column())
    rows = [
        (
            clause.code,
            label(clause.severity, lang),
            label(f"kind_{clause.evidence}", lang),
            pick(clause.text_zh, clause.text_en, lang),
        )
        for clause in pack.clauses
    ]
    page.table(columns, rows)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def _setting(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def tests_page(tests: Sequence[PackTest], lang: Language) -> Page:
    """Lay out how many clauses of each pack passed their own examples."""
    page = Page()
    columns = (
        Column("id"),
        Column(label("rules_clauses", lang), "number"),
        Column(label("rules_tests_passed", lang), "number"),
        Column(label("rules_tests_failed", lang), "number"),
    )
    rows = []
    for test in tests:
        passed = sum(1 for clause in test.clauses if clause.passed)
        rows.append(
            (test.pack.id, str(len(test.clauses)), str(passed), str(len(test.clauses) - passed))
        )
    page.table(columns, rows, indent=0)
    return page


def pack_json(pack: Pack, *, whole: bool = False) -> dict[str, Any]:
    """Give a pack as plain data, with its clauses when it is wanted whole."""
    made: dict[str, Any] = {
        "id": pack.id,
        "standard": pack.standard,
        "edition": pack.edition,
        "name": {"zh": pack.name_zh, "en": pack.name_en},
        "status": pack.status,
        "level": pack.level,
        "evidence": pack.evidence,
        "parent": pack.parent,
        "families": list(pack.families),
        "clauses": len(pack.clauses),
        "own_clauses": len(pack.own_clauses),
        "required": len(pack.required),
    }
    if whole:
        made["settings"] = {
            table: {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
            for table, values in pack.settings.items()
        }
        made["overrides"] = [
            dict(zip(("what", "parent", "before", "after"), change, strict=True))
            for change in pack.overrides
        ]
        made["clause_table"] = [clause_json(clause) for clause in pack.clauses]
    return made


def clause_json(clause: Clause) -> dict[str, Any]:
    """Give a clause as plain data."""
    return {
        "code": clause.code,
        "standard": clause.standard,
        "ref": clause.ref,
        "strength": clause.strength,
        "severity": clause.severity,
        "evidence": clause.evidence,
        "text": {"zh": clause.text_zh, "en": clause.text_en},
        "why": {"zh": clause.why_zh, "en": clause.why_en},
        "suggestion": {"zh": clause.suggest_zh, "en": clause.suggest_en},
        "check": clause.check,
        "lines": check_lines(clause),
        "conforming": _edits(clause.conforming),
        "failing": _edits(clause.failing),
        "place": {"file": clause.place.file, "line": clause.place.line, "column": None},
    }


def _edits(snippet: Snippet) -> Mapping[str, Any]:
    return {
        "set": dict(snippet.sets),
        "unset": list(snippet.unsets),
        "remove": list(snippet.removes),
        "add": {name: [dict(row) for row in rows] for name, rows in snippet.adds.items()},
        "answers": dict(snippet.answers),
    }
