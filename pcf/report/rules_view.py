"""Rule packs on the screen: counts of verdicts, lists, one clause, one pack, tests, suggestions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from pcf.i18n import Language, label, phrase
from pcf.report.clause_view import clause_json
from pcf.report.page import Column, Page
from pcf.report.words import name_of, pick

if TYPE_CHECKING:
    from pcf.rules.evaluation import PackResult
    from pcf.rules.pack import Pack
    from pcf.rules.suggest import Suggestion
    from pcf.rules.testing import PackTest


#: Codes that a line names.
_CODES = 12


#: Screens below this width get the counts as words beside the pack, so that none is cut off.
_TABLE_WIDTH = 80


def counts_page(results: Sequence[PackResult], lang: Language, width: int = 100) -> Page:
    """Lay out how many clauses of each pack pass, fail, do not apply or wait for a person."""
    page = Page()
    page.heading(label("rules_counts", lang))
    if width < _TABLE_WIDTH:
        page.table((Column(), Column()), [(r.pack.id, _counted(r, lang)) for r in results])
        page.line()
        page.line(label("rules_text_decides", lang))
        return page
    columns = (
        Column("id"),
        Column(label("rules_pass", lang), "number"),
        Column(label("rules_fail", lang), "number"),
        Column(label("rules_na", lang), "number"),
        Column(label("rules_judgement", lang), "number"),
        Column(label("rules_open", lang), "number"),
        Column(label("rules_not_evaluated", lang), "number"),
        Column(label("name", lang), least=110),
    )
    rows = []
    for result in results:
        tally = result.tally
        counts = (
            tally.passed, tally.failed, tally.na, tally.judgements, tally.open,
            tally.not_evaluated,
        )  # fmt: skip
        rows.append((result.pack.id, *map(str, counts), name_of(result.pack, lang)))
    page.table(columns, rows)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


def _counted(result: PackResult, lang: Language) -> str:
    """Counts of a pack in words; what is zero is left out, but for passes and failures."""
    tally = result.tally
    told = (
        ("rules_pass", tally.passed, True),
        ("rules_fail", tally.failed, True),
        ("rules_na", tally.na, False),
        ("rules_judgement", tally.judgements, False),
        ("rules_open", tally.open, False),
        ("rules_not_evaluated", tally.not_evaluated, False),
    )
    parts = [f"{label(key, lang)} {count}" for key, count, always in told if count or always]
    return label("list_mark", lang).join(parts)


def stopped_page(results: Sequence[PackResult], unknown: Collection[str], lang: Language) -> Page:
    """Name the clauses at error level that errors keep from being evaluated, pack by pack."""
    page = Page()
    for result in results:
        found = [
            v.clause.code
            for v in result.verdicts
            if v.outcome == "not_evaluated" and v.clause.code in unknown
        ]
        if found:
            codes = ", ".join(found[:_CODES]) + (" …" if len(found) > _CODES else "")
            told = phrase("rules_stopped", lang, pack=result.pack.id, count=len(found), codes=codes)
            page.line(told, "bold red")
    return page


def list_page(packs: Sequence[Pack], lang: Language) -> Page:
    """Lay out all packs."""
    page = Page()
    columns = (
        Column("id"),
        Column(label("rules_clauses", lang), "number"),
        Column(label("rules_level", lang)),
        Column(label("fact_evidence", lang), least=60),
        Column(label("rules_standard", lang), least=80),
        Column(label("name", lang), least=100),
    )
    rows = [
        (
            pack.id,
            str(len(pack.clauses)),
            label(f"level_{pack.level}", lang),
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
            label(f"level_{item.level}", lang),
            phrase(item.reason, lang, needs=", ".join(item.needs)),
            pick(item.status_zh, item.status_en, lang),
            pick(item.name_zh, item.name_en, lang),
        )
        for number, item in enumerate(found, start=1)
    ]
    page.table(columns, rows)
    page.line()
    page.line(label("rules_text_decides", lang))
    return page


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
        (label("rules_status", lang), pack.remarks.get(f"status_{lang}", pack.status)),
        *_own_status(pack, lang),
        (label("rules_level", lang), label(f"level_{pack.level}", lang)),
        (label("fact_evidence", lang), label(f"kind_{pack.evidence}", lang)),
        (label("rules_parent", lang), " -> ".join(reversed(pack.chain[:-1])) or "-"),
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
    if pack.relaxes:
        page.heading(label("clause_relaxed", lang))
        why = [(r.code, f"{pick(r.reason_zh, r.reason_en, lang)} ({r.ref})") for r in pack.relaxes]
        page.table((Column(), Column()), why)
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


def _own_status(pack: Pack, lang: Language) -> list[tuple[str, str]]:
    """Status of the pack itself, beside that of the standard behind it."""
    if f"status_{lang}" not in pack.remarks or pack.evidence == "verified":
        return []
    return [(label("rules_own_status", lang), label("rules_own_draft", lang))]


def pack_json(pack: Pack, *, whole: bool = False) -> dict[str, Any]:
    """Give a pack as plain data, with its clauses when it is wanted whole."""
    made: dict[str, Any] = {
        "id": pack.id,
        "standard": pack.standard,
        "edition": pack.edition,
        "name": {"zh": pack.name_zh, "en": pack.name_en},
        "status": pack.status,
        "standard_status": {
            lang: pack.remarks.get(f"status_{lang}", pack.status) for lang in ("zh", "en")
        },
        "level": pack.level,
        "evidence": pack.evidence,
        "parent": pack.parent,
        "chain": list(pack.chain),
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
        made["relaxes"] = [
            {"code": r.code, "reason": {"zh": r.reason_zh, "en": r.reason_en}, "ref": r.ref}
            for r in pack.relaxes
        ]
        made["clause_table"] = [clause_json(clause) for clause in pack.clauses]
    return made
