"""One clause of a rule pack on the screen and as data: what it asks, how it is tested, examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label
from pcf.report.findings_view import findings_page
from pcf.report.page import Column, Page
from pcf.report.words import pick

if TYPE_CHECKING:
    from pcf.findings import Finding
    from pcf.rules.pack import Clause, Pack, Snippet


def clause_page(
    clause: Clause, packs: Sequence[Pack], lang: Language, findings: Sequence[Finding] | None = None
) -> Page:
    """Lay out one clause: paraphrase, reference, why, check, examples, what to do.

    Parameters
    ----------
    packs
        Every pack that holds it, the oldest first.
    findings
        What its failing example leads to; None leaves that part out.
    """
    page = Page()
    page.line(f"{clause.code}  {pick(clause.text_zh, clause.text_en, lang)}", "bold")
    page.table((Column(), Column()), _facts(clause, packs, lang))
    changes = changes_of(clause, packs)
    if changes:
        page.heading(label("clause_changed", lang))
        page.table((Column(),) * 5, changes, indent=2)
    page.heading(label("rules_check", lang))
    page.line(f"{clause.check}: {check_meaning(clause, lang)}", indent=2)
    page.table((Column(), Column(), Column()), param_rows(clause, lang), indent=4)
    page.heading(label("clause_applies", lang))
    for sentence, line in zip(when_sentences(clause, packs, lang), when_lines(clause), strict=True):
        page.line(sentence, indent=2)
        page.line(line, "dim", indent=4, solid=True)
    if not clause.when:
        page.line(label("clause_always", lang), indent=2)
    for key, snippet in (
        ("rules_conforming", clause.conforming),
        ("rules_failing", clause.failing),
    ):
        page.heading(label(key, lang))
        for line in snippet_lines(snippet) or [label("rules_no_edit", lang)]:
            page.line(line, indent=2, solid=True)
    if findings is not None:
        page.heading(label("clause_says", lang))
        page.extend(findings_page(findings, lang, counts=not findings))
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def _facts(clause: Clause, packs: Sequence[Pack], lang: Language) -> list[tuple[str, str]]:
    evidence = label(f"kind_{clause.evidence}", lang)
    meaning = f"means_{clause.evidence}"
    means = label(f"kind_{meaning}", lang)
    other = pick(clause.text_en, clause.text_zh, lang)
    rows = [
        (label("clause_also_zh_en", lang), other),
        (label("rules_standard", lang), clause.standard),
        (label("rules_ref", lang), clause.ref or label("rules_unconfirmed", lang)),
        (label("rules_strength", lang), label(f"kind_{clause.strength}", lang)),
        (label("rules_severity", lang), label(clause.severity, lang)),
        (label("fact_evidence", lang), evidence),
        (label("clause_means", lang), means),
        (label("clause_edition", lang), packs[0].chain[-1] if packs else ""),
        (label("rules_packs", lang), ", ".join(pack.id for pack in packs)),
        (label("rules_why", lang), pick(clause.why_zh, clause.why_en, lang)),
        (label("help_word", lang), pick(clause.suggest_zh, clause.suggest_en, lang)),
        (label("clause_page_file", lang), page_file(clause, packs[0]) if packs else ""),
    ]
    return [(name, text) for name, text in rows if text]


def changes_of(clause: Clause, packs: Sequence[Pack]) -> list[tuple[str, ...]]:
    """What later packs change of a clause: pack, what, before, after."""
    made = {
        (pack.id, what.removeprefix(f"clause {clause.code} "), before, "->", after)
        for pack in packs
        for what, _, before, after in pack.overrides
        if what.startswith(f"clause {clause.code} ")
    }
    return sorted(made)


def page_file(clause: Clause, pack: Pack) -> str:
    """File of the page of a clause below the root of the project."""
    return f"docs/rules/{pack.id}/{clause.code}.md"


def check_meaning(clause: Clause, lang: Language) -> str:
    """Say what the check of a clause tests, in words."""
    from pcf.rules.vocabulary import CHECKS

    check = CHECKS[clause.check]
    return pick(check.zh, check.en, lang)


def param_rows(clause: Clause, lang: Language) -> list[tuple[str, str, str]]:
    """Parameters of a check: name, meaning, value; one line for each part of a list."""
    from pcf.rules.vocabulary import CHECKS

    rows = []
    for name, value in clause.params.items():
        param = CHECKS[clause.check].param(name)
        meaning = pick(param.zh, param.en, lang) if param else ""
        for number, part in enumerate(value if isinstance(value, tuple) else (value,)):
            rows.append(("", "", _shown(part)) if number else (name, meaning, _shown(part)))
    return rows


def when_lines(clause: Clause) -> list[str]:
    """Conditions under which a clause applies; empty for always."""
    return [condition.text for condition in clause.when]


def when_sentences(clause: Clause, packs: Sequence[Pack], lang: Language) -> list[str]:
    """Conditions under which a clause applies, in words; names are those of its first pack."""
    from pcf.rules.wording import described, fact_name

    told = []
    for condition in clause.when:
        name = fact_name(condition.field, packs[0] if packs else None)
        unit = name.unit if name.unit not in ("own", "result") else ""
        told.append(pick(*described(condition, name, unit=unit), lang))
    return told


def check_lines(clause: Clause) -> list[str]:
    """Check of a clause with its conditions, as lines."""
    lines = [f"when  {text}" for text in when_lines(clause)]
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
        times += f"{value.factor_fact} x " if value.factor_fact else ""
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


def clause_json(clause: Clause, packs: Sequence[Pack] = ()) -> dict[str, Any]:
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
        "when": when_lines(clause),
        "lines": check_lines(clause),
        "packs": [pack.chain[-1] for pack in packs],
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
