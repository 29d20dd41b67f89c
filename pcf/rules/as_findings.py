"""Verdicts as findings, so that one view shows what is wrong with files and with rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pcf.findings import Finding, Findings, Level, finding
from pcf.i18n import LANGUAGES, phrase
from pcf.rules.evaluate import Verdict
from pcf.rules.outcome import Failure
from pcf.rules.pack import Clause, Pack
from pcf.rules.packs import Registry
from pcf.rules.subjects import Subjects
from pcf.suggest import nearest

#: What is observed of a clause that errors keep from being evaluated.
_UNKNOWN = "not evaluated"
_PARTS = ("title", "message", "help")


def to_findings(verdicts: Iterable[Verdict]) -> tuple[Finding, ...]:
    """Give a finding for each failure and each open question; what passes gives none.

    A clause at error level that errors of the project keep from being evaluated gives one too.
    """
    made: list[Finding] = []
    for verdict in verdicts:
        if verdict.outcome == "fail":
            made += [_failed(verdict.clause, failure) for failure in verdict.failures]
        elif verdict.outcome == "judgement":
            made.append(_open(verdict))
        elif verdict.outcome == "not_evaluated" and level_of(verdict.clause) == "error":
            made.append(_unknown(verdict))
    return tuple(made)


def is_not_evaluated(item: Finding) -> bool:
    """Whether the finding says that errors keep a clause from being evaluated."""
    return item.clause is not None and item.observed == _UNKNOWN


def level_of(clause: Clause) -> Level:
    """Level of a failure of a clause: a remembered one never fails, whatever a person answered."""
    level: Level = "error" if clause.severity == "judgement" else clause.severity
    return "warning" if clause.evidence == "recall" and level == "error" else level


def without_repeats(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out findings that several packs make of one clause."""
    kept: dict[tuple[object, ...], Finding] = {}
    for item in findings:
        key = (item.code, item.level, item.location, item.node, item.observed, item.expected)
        kept.setdefault(key, item)
    return tuple(kept.values())


def clause_facts(clause: Clause) -> Mapping[str, str]:
    """Clause of a finding: standard, edition, reference, strength, evidence and our paraphrase."""
    return {
        "standard": clause.standard,
        "edition": clause.edition,
        "ref": clause.ref,
        "strength": clause.strength,
        "evidence": clause.evidence,
        "paraphrase_zh": clause.text_zh,
        "paraphrase_en": clause.text_en,
    }


def _failed(clause: Clause, failure: Failure) -> Finding:
    return Finding(
        code=clause.code,
        level=level_of(clause),
        location=failure.place,
        node=failure.node,
        observed=failure.observed,
        expected=failure.required,
        share_of_total=failure.share,
        unit=failure.unit or None,
        words=_Said(clause, failure),
        clause=clause_facts(clause),
        page=clause.page,
    )


class _Said(Mapping[str, str]):
    """Texts of a failed clause; its sentence is made when it is asked for."""

    def __init__(self, clause: Clause, failure: Failure) -> None:
        self._failure = failure
        self._said = {
            "title_zh": clause.text_zh,
            "title_en": clause.text_en,
            "help_zh": clause.suggest_zh,
            "help_en": clause.suggest_en,
        }

    def __getitem__(self, key: str) -> str:
        if key not in self._said:
            part, _, lang = key.rpartition("_")
            if part != "message" or lang not in LANGUAGES:
                raise KeyError(key)
            self._said[key] = self._failure.text("zh" if lang == "zh" else "en")
        return self._said[key]

    def __iter__(self) -> Iterator[str]:
        return iter((*(f"{part}_{lang}" for part in _PARTS for lang in LANGUAGES),))

    def __len__(self) -> int:
        return len(_PARTS) * len(LANGUAGES)


def _unknown(verdict: Verdict) -> Finding:
    """Tell a clause at error level that is not evaluated: nobody may take it for a pass."""
    clause = verdict.clause
    return Finding(
        code=clause.code,
        level="error",
        observed=_UNKNOWN,
        words={
            "title_zh": clause.text_zh,
            "title_en": clause.text_en,
            "message_zh": verdict.reason_zh,
            "message_en": verdict.reason_en,
            "help_zh": "",
            "help_en": "",
        },
        clause=clause_facts(clause),
        page=clause.page,
    )


def _open(verdict: Verdict) -> Finding:
    clause = verdict.clause
    first = verdict.failures[0] if verdict.failures else None
    asked = {
        lang: first.text(lang) if first else str(clause.params.get(f"question_{lang}", ""))
        for lang in ("zh", "en")
    }
    return Finding(
        code=clause.code,
        level="judgement",
        location=first.place if first else None,
        node=first.node if first else None,
        observed=first.observed if first else None,
        expected=first.required if first else None,
        share_of_total=verdict.share,
        unit=(first.unit or None) if first else None,
        words={
            "title_zh": clause.text_zh,
            "title_en": clause.text_en,
            "message_zh": asked["zh"],
            "message_en": asked["en"],
            "help_zh": clause.suggest_zh or phrase("help_judgement", "zh", code=clause.code),
            "help_en": clause.suggest_en or phrase("help_judgement", "en", code=clause.code),
        },
        clause=clause_facts(clause),
        page=clause.page,
    )


def check_statements(of: Subjects, packs: Iterable[Pack], known: Registry) -> tuple[Finding, ...]:
    """Look at statements and judgements that no pack asked for.

    ``RU020`` a key of ``study.toml`` that no pack declares; ``RU023`` a judgement of a clause that
    no pack holds; ``RU024`` a judgement of a clause that its check decides.
    """
    reading = of.case.reading
    found = Findings()
    keys = known.study_keys()
    for name, value in reading.study.items():
        if name not in keys:
            near = nearest(name, keys)
            found.add(finding("RU020", value.place, observed=name, suggestion=near))
    clauses = {clause.code.upper(): clause for pack in packs for clause in pack.clauses}
    for judgement in reading.judgements:
        clause = clauses.get(judgement.id.upper())
        if clause is not None and "judgement" not in (clause.severity, clause.check):
            found.add(finding("RU024", judgement.place, node=judgement.id, observed=judgement.id))
        elif clause is None and not known.has_code(judgement.id):
            near = nearest(judgement.id, clauses)
            found.add(
                finding("RU023", judgement.place, node=judgement.id, observed=judgement.id,
                        suggestion=near)
            )  # fmt: skip
    return tuple(found)
