"""Verdicts: every clause of a pack passes, fails, does not apply or asks a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from pcf.findings import Location
from pcf.model import Judgement
from pcf.rules.conditions import Condition
from pcf.rules.names import Needs, fact_needs, most_needed, subjects, table_words
from pcf.rules.outcome import Ask, Failure, Outcome, unit_of
from pcf.rules.pack import Clause, Pack
from pcf.rules.pack_facts import PackFacts
from pcf.rules.subjects import Subjects
from pcf.rules.vocabulary import CHECKS
from pcf.rules.wording import Words, described, fact_name, quoted, state_of, words_of

Decision = Literal["pass", "fail", "na", "judgement", "not_evaluated"]
#: Checks that look at the tables of the pack and not only at their parameters.
_OF_PACK = ("required", "plausible", "choice")
_NEEDS: Mapping[str, Needs] = {
    "required": "links", "plausible": "result", "product": "model", "equal": "model",
    "choice": "links",
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clause gives for a project.

    outcome
        ``judgement``: a person has to answer and has not; ``not_evaluated``: errors keep the
        project from going far enough, so nobody knows, which is no pass.
    reason_zh, reason_en
        Why the clause does not apply, or on what a pass rests.
    failures
        What it misses, one by one.
    answer
        The person's answer, when there is one that counts.
    share
        Part of the footprint that hangs on the failures (0..1), when known.
    """

    clause: Clause
    outcome: Decision
    reason_zh: str = ""
    reason_en: str = ""
    failures: tuple[Failure, ...] = ()
    answer: Judgement | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of verdicts.

    passed, failed, na
        Clauses by outcome; an answered judgement is counted by its answer.
    judgements, open
        Clauses that a person decides, and those of them without an answer.
    not_evaluated
        Clauses that errors of the project keep from being evaluated.
    """

    passed: int
    failed: int
    na: int
    judgements: int
    open: int
    not_evaluated: int = 0


class Evaluator:
    """Evaluates packs for one project; a clause that packs share is evaluated once."""

    def __init__(self, of: Subjects) -> None:
        self.subjects = of
        review = of.case.reading.review
        self._answers = {j.id.upper(): j for j in review.judgements}
        self._unusable = review.unusable
        self._known: dict[tuple[int, str], Verdict] = {}
        self._facts: dict[str, PackFacts] = {}
        self._reasons: dict[tuple[str, str], Words] = {}

    def evaluate(self, pack: Pack) -> tuple[Verdict, ...]:
        """Give the verdict of every clause of a pack, in the order of the pack."""
        made = []
        for clause in pack.clauses:
            key = (id(clause), pack.id if clause.check in _OF_PACK else "")
            if key not in self._known:
                self._known[key] = self._verdict(clause, pack)
            made.append(self._known[key])
        return tuple(made)

    def _verdict(self, clause: Clause, pack: Pack) -> Verdict:
        if pack.id not in self._facts:
            self._facts[pack.id] = PackFacts(self.subjects, pack.routes, pack.choices)
        facts = self._facts[pack.id]
        if self._stops_short(clause, pack, facts):
            return Verdict(clause, "not_evaluated", *words_of("na_not_evaluated"))
        reason = self._does_not_apply(clause, pack, facts)
        if reason is not None:
            return Verdict(clause, "na", *reason)
        outcome = CHECKS[clause.check].run(Ask(clause, pack, self.subjects, facts))
        if outcome.na is not None:
            return Verdict(clause, "na", *outcome.na)
        if outcome.asks or (outcome.failures and clause.severity == "judgement"):
            return self._judged(clause, outcome)
        share = _share(outcome.failures)
        if outcome.failures:
            return Verdict(clause, "fail", failures=outcome.failures, share=share)
        return Verdict(clause, "pass", *(outcome.note or ("", "")))

    def _does_not_apply(self, clause: Clause, pack: Pack, facts: PackFacts) -> Words | None:
        if clause.unset:
            known = table_words("pack_settings").get(clause.unset)
            name = (known["zh"], known["en"]) if known else quoted(clause.unset)
            return words_of("na_unset", setting=name)
        for condition in clause.when:
            if not condition.holds(facts):
                key = (condition.text, pack.id)
                if key not in self._reasons:
                    self._reasons[key] = _outside(condition, pack, facts)
                return self._reasons[key]
        return None

    def _stops_short(self, clause: Clause, pack: Pack, facts: PackFacts) -> bool:
        """Whether the project does not go far enough to know if and how the clause applies."""
        if clause.unset:
            return False
        for condition in clause.when:
            if not self.subjects.has(_fact_needs(condition.field, pack)):
                return True
            if not condition.holds(facts):
                return False
        return not self.subjects.has(needs_of(clause, pack))

    def _judged(self, clause: Clause, outcome: Outcome) -> Verdict:
        """Take the person's answer; without one the clause stays open."""
        share = _share(outcome.failures)
        answer = self._answers.get(clause.code.upper())
        if answer is None:
            told = (*self._unusable_answer(clause), *outcome.failures)
            return Verdict(clause, "judgement", failures=told, share=share)
        year = _year_of(clause)
        if answer.date[:4] < year:
            early = words_of("answer_before_text", date=(answer.date,) * 2, year=(year,) * 2)
            told = (_unusable(clause, answer.date, answer.place, early), *outcome.failures)
            return Verdict(clause, "judgement", failures=told, share=share)
        if answer.answer == "na":
            return Verdict(clause, "na", answer.reason, answer.reason, answer=answer)
        if answer.answer == "yes":
            return Verdict(clause, "pass", answer=answer, share=share)
        refusal = Failure(
            "fail_answered",
            "no",
            "yes",
            answer.place,
            clause.code,
            share,
            {"name": answer.name, "date": answer.date, "reason": answer.reason},
        )
        return Verdict(clause, "fail", failures=(refusal,), answer=answer, share=share)

    def _unusable_answer(self, clause: Clause) -> tuple[Failure, ...]:
        """Name the fault of an answer that does not count."""
        fault = self._unusable.get(clause.code.upper())
        if fault is None:
            return ()
        said = (fault.message("zh"), fault.message("en"))
        return (_unusable(clause, fault.observed or "", fault.location, said),)


def _unusable(clause: Clause, observed: str, place: Location | None, fault: Words) -> Failure:
    """Make the failure of an answer that does not count, with the question."""
    question = tuple(str(clause.params.get(f"question_{lang}", "")) for lang in ("zh", "en"))
    words = {
        "fault": fault,
        "question": (question[0] or clause.text_zh, question[1] or clause.text_en),
    }
    return Failure("fail_unusable", observed, "", place, clause.code, None, words)


def _year_of(clause: Clause) -> str:
    """Year of the text of a clause; empty where its edition names none."""
    found = _YEAR.search(clause.edition)
    return found[0] if found else ""


def evaluate(pack: Pack, of: Subjects) -> tuple[Verdict, ...]:
    """Evaluate one pack; several packs share work through one `Evaluator`."""
    return Evaluator(of).evaluate(pack)


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Count verdicts."""
    found = tuple(verdicts)
    by = Counter(v.outcome for v in found)
    asked = [v for v in found if v.answer is not None or v.outcome == "judgement"]
    return Tally(by["pass"], by["fail"], by["na"], len(asked), by["judgement"], by["not_evaluated"])


def needs_of(clause: Clause, pack: Pack) -> Needs:
    """How far a project must go for the check of a clause: read, linked or computed.

    A clause on ``study.toml`` needs nothing, one on contributions needs the result.
    """
    needs: list[Needs] = [_NEEDS.get(clause.check, "")]
    params = clause.params
    if CHECKS[clause.check].param("of") and isinstance(params.get("of"), str):
        fields = [c.field for c in _conditions(clause, ("where", "need"))]
        fields += [str(params["field"])] if "field" in params else []
        needs.append(_record_needs(params["of"], fields))
    else:
        needs += [_fact_needs(c.field, pack) for c in _conditions(clause, ("need",))]
    for factor in (*params.get("left", ()), *params.get("right", ())):
        held = factor.is_field and isinstance(params.get("of"), str)
        needs.append(
            _record_needs(params["of"], [factor.name]) if held else _fact_needs(factor.name, pack)
        )
    for term in (*params.get("sum", ()), *params.get("per", ())):
        needs += [_fact_needs(name, pack) for name in (term.fact, term.factor_fact) if name]
        if term.of:
            needs.append(_record_needs(term.of, [term.field, *(c.field for c in term.where)]))
    return most_needed(needs)


def _outside(condition: Condition, pack: Pack, facts: PackFacts) -> Words:
    """Why a clause does not apply: what it asks for, and what is so here."""
    called = fact_name(condition.field, pack)
    value, unit = facts.get(condition.field), unit_of(called, facts)
    return words_of(
        "na_when",
        condition=described(condition, called, unit=unit),
        observed=state_of(condition, called, value, unit),
    )


def _record_needs(subject: str, fields: Iterable[str]) -> Needs:
    about = subjects()[subject]
    return most_needed([about.needs, *(about.fields[name].needs for name in fields)])


def _fact_needs(name: str, pack: Pack) -> Needs:
    if name.startswith("route."):
        routes = {route.id: route for route in pack.routes}
        route = routes[name.removeprefix("route.")]
        return _record_needs(route.of, [c.field for c in route.where])
    if name.startswith("kept."):
        return "result"
    if name.startswith("choice."):
        codes = next(c.codes for c in pack.choices if f"choice.{c.id}" == name)
        shown = [_record_needs(c.of, [w.field for w in c.where]) for c in codes if c.of]
        return most_needed(shown)
    return fact_needs(name)


def _conditions(clause: Clause, keys: tuple[str, ...]) -> list[Condition]:
    return [condition for key in keys for condition in clause.params.get(key, ())]


def _share(failures: Iterable[Failure]) -> float | None:
    shares = [failure.share for failure in failures if failure.share is not None]
    return min(fsum(shares), 1.0) if shares else None
