"""Clause checklist with verdicts, and the statement on critical review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pcf.documents.answers import says_yes
from pcf.documents.document import Block, Content, Heading, content
from pcf.documents.names import own_words
from pcf.documents.study.writer import Cell, Writer

if TYPE_CHECKING:
    from pcf.rules.evaluate import Decision, Verdict
    from pcf.rules.pack import Clause

#: Failures of a clause that are told one by one.
_MOST = 3
_OUTCOMES: tuple[Decision, ...] = ("pass", "fail", "judgement", "na", "not_evaluated")


def checklist(w: Writer) -> list[Block]:
    """Every clause of the packs, by the standard that it comes from."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in w.study.verdicts.values():
        groups.setdefault(verdict.clause.standard, []).append(verdict)
    made: list[Block] = [w.say("study_checklist_text"), *_tallies(w)]
    columns = ("study_clause", "study_ref", "study_asks", "study_verdict", "sheet_reason")
    for standard, verdicts in groups.items():
        made.append(Heading(3, w.standard(standard)))
        made += w.table("study_clauses", columns, [_row(w, v) for v in verdicts], wide=True)
    return [*made, w.note("study_paraphrase")]


def _tallies(w: Writer) -> list[Block]:
    """Verdicts by the pack in which the clause stands; each clause once, as in the summary."""
    owners = w.study.owners
    counts = Counter((owners[v.clause.code], v.outcome) for v in w.study.verdicts.values())
    shown = [head for head in w.study.heads if any(counts[head.id, o] for o in _OUTCOMES)]
    rows: list[tuple[Cell, ...]] = [
        (f"{w.pick(head.name_zh, head.name_en)} ({head.name})",
         *_counted(w, [counts[head.id, o] for o in _OUTCOMES], pack=head.id))
        for head in shown
    ]  # fmt: skip
    outcomes = Counter(v.outcome for v in w.study.verdicts.values())
    closing = (w.word("total"), *_counted(w, [outcomes[o] for o in _OUTCOMES]))
    columns = ("study_pack", *(f"#study_{outcome}" for outcome in _OUTCOMES), "#total")
    return w.table("study_tally", columns, rows, closing=closing)


def _counted(w: Writer, counts: Sequence[int], **of: str) -> Iterator[Cell]:
    """Numbers of clauses by outcome, and of all of them."""
    for outcome, count in zip(_OUTCOMES, counts, strict=True):
        yield w.count(count, "clauses", **of, outcome=outcome)
    yield w.count(sum(counts), "clauses", **of)


def _row(w: Writer, verdict: Verdict) -> tuple[Cell, ...]:
    clause = verdict.clause
    return (
        clause.code, w.coded("ref ", clause.ref or _without_ref(clause)),
        f"{w.pick(clause.text_zh, clause.text_en)} [{w.word(f'kind_{clause.strength}')}]",
        w.word(f"study_{verdict.outcome}"), _reason(w, verdict),
    )  # fmt: skip


def _without_ref(clause: Clause) -> str:
    """Label of a clause without a number: a rule of pcf has none, others are not confirmed."""
    own = clause.standard == "pcf" or clause.evidence == "own"
    return "study_own_rule" if own else "study_no_ref"


def _reason(w: Writer, verdict: Verdict) -> Content:
    between = "；" if w.lang == "zh" else "; "
    told = [own_words(failure.text(w.lang), w.lang) for failure in verdict.failures[:_MOST]]
    if len(verdict.failures) > _MOST:
        told.append(w.text("study_more", count=len(verdict.failures) - _MOST))
    reason = own_words(w.pick(verdict.reason_zh, verdict.reason_en), w.lang)
    if reason:
        told.insert(0, reason)
    if verdict.outcome == "judgement" and not told:
        told.append(_question(w, verdict))
    answer = verdict.answer
    if answer is not None:
        said = w.text("study_answer", answer=w.word(answer.answer), name=answer.name,
                      date=answer.date)  # fmt: skip
        told += [said, answer.reason]
    return content(between.join(dict.fromkeys(told)) or "-")


def review(w: Writer) -> list[Block]:
    """Whether and by whom the study was reviewed, and what a person still has to judge."""
    keys = ("review.claimed", "review.verified")
    more = ("review.kind", "review.reviewers", "review.independence", "review.findings",
            "review.verification_standard")  # fmt: skip
    yes = says_yes(w.study.model.study.get("review.claimed"))
    made: list[Block] = [
        w.say("study_reviewed" if yes else "study_not_reviewed"),
        *w.facts("", [*w.keys(*keys), *w.stated(*more)]),
        *_written(w),
    ]
    questions = [
        (v.clause.code, _question(w, v))
        for v in w.study.verdicts.values()
        if v.outcome == "judgement"
    ]
    answers = [
        (v.clause.code, w.word(v.answer.answer), v.answer.name, v.answer.date, v.answer.reason)
        for v in w.study.verdicts.values()
        if v.answer is not None
    ]
    columns = ("study_clause", "study_said", "name", "sheet_date", "sheet_reason")
    made += w.table("study_answers", columns, answers)
    return [*made, *w.table("study_open_questions", ("study_clause", "study_asks"), questions)]


def _written(w: Writer) -> list[Block]:
    """Prose on the review; what ``study.toml`` says stands in the table already."""
    made = w.piece("review")
    written = any(w.study.texts.of("review", lang) for lang in ("zh", "en"))
    missing = any(f.code == "RP030" and f.node == "report.review" for f in w.findings)
    return made if written or missing else []


def _question(w: Writer, verdict: Verdict) -> str:
    params = verdict.clause.params
    asked = w.pick(str(params.get("question_zh", "")), str(params.get("question_en", "")))
    return asked or w.pick(verdict.clause.text_zh, verdict.clause.text_en)
