"""Read one clause of ``clauses.toml``; every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from pcf.findings import Level
from pcf.rules.entry import PackEntry
from pcf.rules.names import subjects
from pcf.rules.pack import Clause, Evidence, Strength
from pcf.rules.pack_keys import (
    CLAUSE_KEYS,
    EVIDENCE,
    SEVERITIES,
    STRENGTHS,
)
from pcf.rules.read_conditions import Terms, check_field
from pcf.rules.read_snippet import read_example, read_model
from pcf.rules.read_terms import read_factors, read_terms
from pcf.rules.vocabulary import CHECKS, Check, Param
from pcf.suggest import nearest

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}").fullmatch
_YEAR = re.compile(r"[-:\u2014〔]((?:19|20)[0-9]{2})(?![0-9])").search
#: Names of what no standard asks for.
OWN_STANDARDS = ("pcf", "stoichiometry")


def read_clause(
    entry: PackEntry, terms: Terms, of: tuple[str, str] = ("", ""), pages: str = ""
) -> Clause | None:
    """Read a clause; None when its code or check cannot be read.

    Parameters
    ----------
    of
        Standard and edition of its pack.
    pages
        Folder of the documentation with a page for each clause; empty for none.
    """
    entry.only(*CLAUSE_KEYS)
    code = _code(entry)
    check = _check(entry)
    if code is None or check is None:
        return None
    own = replace(terms, unset="", referred=False)
    when = own.conditions(entry, "when")
    params = _params(entry, check, own)
    severity = entry.choice("severity", SEVERITIES)
    evidence = entry.choice("evidence", EVIDENCE)
    if evidence == "recall" and severity == "error":
        entry.tell("RU012", "severity")
    standard = entry.text("standard", filled=True)
    return Clause(
        code=code,
        standard=standard,
        ref=entry.text("ref"),
        strength=cast(Strength, entry.choice("strength", STRENGTHS)),
        severity=cast(Level, severity),
        evidence=cast(Evidence, evidence),
        text_zh=entry.text("text_zh", filled=True),
        text_en=entry.text("text_en", filled=True),
        why_zh=entry.text("why_zh", filled=True),
        why_en=entry.text("why_en", filled=True),
        check=check.name,
        params=params,
        when=when,
        suggest_zh=entry.text("suggest_zh"),
        suggest_en=entry.text("suggest_en"),
        conforming=read_example(entry, "conforming"),
        failing=read_example(entry, "failing"),
        place=entry.at(),
        unset=own.unset,
        model=read_model(entry) if entry.has("model") else None,
        edition=_edition(standard, of),
        page=f"{pages}/{code}.md" if pages else "",
        na_allowed=entry.flag("na_allowed", default=True),
    )


def _edition(standard: str, of: tuple[str, str]) -> str:
    """Edition of the standard of a clause: the year that it names, or that of the pack's own.

    A rule of pcf, and one that follows from stoichiometry, has none.
    """
    if standard in OWN_STANDARDS:
        return ""
    year = _YEAR(standard)
    return year[1] if year else (of[1] if standard == of[0] else "")


def _code(entry: PackEntry) -> str | None:
    code = entry.text("code")
    if not code:
        return None
    if _CODE(code) is None:
        entry.tell("RU018", "code", observed=code, expected="GBT001")
        return None
    return code


def _check(entry: PackEntry) -> Check | None:
    name = entry.text("check")
    if not name:
        return None
    check = CHECKS.get(name)
    if check is None:
        near = nearest(name, CHECKS)
        entry.tell("RU006", "check", observed=name, expected=", ".join(CHECKS), suggestion=near)
    return check


def _params(entry: PackEntry, check: Check, terms: Terms) -> Mapping[str, Any]:
    known = [param.name for param in check.params]
    table = entry.table("with")
    if table is None:
        table = PackEntry(entry.raw, (*entry.path, "with"), {}, entry.collect, entry.node)
    for name in table.source:
        if name not in known:
            near = nearest(name, known)
            table.tell(
                "RU007", name, observed=name, check=check.name,
                expected=", ".join(known) or "-", suggestion=near,
            )  # fmt: skip
    is_subject = any(p.name == "of" and p.kind == "subject" for p in check.params)
    subject = _subject(table) if is_subject else None
    made: dict[str, Any] = {}
    for param in check.params:
        if not table.has(param.name):
            if param.required:
                table.tell("RU033", param.name, check=check.name, observed=param.name,
                           expected=param.en)  # fmt: skip
            continue
        if param.kind in ("conditions", "field") and subject is None:
            continue  # the fault of the subject has been told
        made[param.name] = _param(table, param, subject, terms)
    return {name: value for name, value in made.items() if value is not None}


def _subject(table: PackEntry) -> str | None:
    name = table.source.get("of")
    if not isinstance(name, str):
        return None
    if name not in subjects():
        return None
    return name


def _param(table: PackEntry, param: Param, subject: str | None, terms: Terms) -> Any:
    if param.kind == "keys":
        keys = table.texts(param.name)
        for key in keys:
            terms.fact(table, param.name, key)
        return _filled_list(table, param, keys)
    if param.kind in ("fact_conditions", "conditions"):
        given = table.texts(param.name)
        about = subject if param.kind == "conditions" else None
        made = terms.conditions(table, param.name, about)
        _filled_list(table, param, given)
        return made
    if param.kind == "subject":
        return table.choice(param.name, tuple(subjects()))
    if param.kind == "field" and subject is not None:
        field = table.text(param.name, filled=True)
        check_field(table, param.name, subject, field)
        return field
    if param.kind == "study_key":
        name = table.text(param.name, filled=True)
        terms.fact(table, param.name, f"study.{name}")
        return name
    if param.kind == "study_keys":
        names = table.texts(param.name)
        for name in names:
            terms.fact(table, param.name, f"study.{name}")
        return _filled_list(table, param, names)
    if param.kind == "terms":
        return read_terms(table, param.name, terms)
    if param.kind == "pack_choice":
        return table.choice(param.name, tuple(sorted(terms.choices)))
    if param.kind == "factors":
        return read_factors(table, param.name, subject, terms)
    if param.kind == "number":
        return _number(table, param, terms)
    if param.kind == "choice":
        return table.choice(param.name, param.choices)
    return table.text(param.name, filled=True)


def _filled_list(table: PackEntry, param: Param, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse an empty list where the check would then say nothing."""
    if not given and param.required and isinstance(table.source.get(param.name), list):
        table.tell("RU003", param.name, observed=param.name, expected='["..."]')
    return given


def _number(table: PackEntry, param: Param, terms: Terms) -> float | None:
    value = table.source.get(param.name)
    if isinstance(value, str) and value.startswith("$"):
        filled = terms.filled(table, param.name, value)
        if filled is None:
            return None
        try:
            return float(filled)
        except ValueError:
            table.form(param.name, "1.5")
            return None
    return table.number(param.name)
