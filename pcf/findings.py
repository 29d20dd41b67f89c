"""Findings: what is wrong or worth knowing, where, why, and what to do next.

A finding has a code that never changes. Its words live in ``pcf/i18n/findings/*.toml``, one file
per code family, each entry with level, title, message and help in Chinese and English; message
templates take the named parameters of the finding. Code families: ``IO`` files and encoding,
``ID`` identifiers, ``UN`` units, ``NU`` numbers and formulas, ``GR`` links and graph, ``MB`` mass
balance and completeness, ``AL`` allocation and end of life, ``EL`` electricity, ``TR`` transport,
``LC`` impact-factor coverage, ``DQ`` quality and evidence, ``DS`` datasets and lock,
``US`` use of the program, ``IM`` import of databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from pcf.i18n import Language, finding_catalogue

Level = Literal["error", "warning", "info", "judgement"]
Verdict = Literal["fail", "pass", "na", "judgement"]
#: Signs that the anchor of a heading leaves out.
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]").sub
_LEVEL_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "judgement": 2, "info": 3}


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding is: file inside the project, line (1-based, header = 1), column name."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        text = self.file if self.line is None else f"{self.file}:{self.line}"
        return text if self.column is None else f"{text} [{self.column}]"


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement of plain text inside one line of a file of the project.

    begin, end
        First character replaced and the first one kept after it, counted from 0 in the line; the
        text between them is `before`. Quotes and separators of the file are never inside.
    address
        What is changed: ``bom.B-1.unit``, ``pcf.toml:unit.kind``.
    """

    file: str
    line: int
    begin: int
    end: int
    address: str
    before: str
    after: str

    @property
    def place(self) -> str:
        """File and line, ``model/bom.csv:7``."""
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}  {self.address}: {self.before} -> {self.after}"

    def to_dict(self) -> dict[str, Any]:
        """Give the edit as it stands in the JSON envelope; columns count from 1."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.begin + 1,
            "end_column": self.end + 1,
            "address": self.address,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove a finding.

    safe
        Exactly one meaning is possible and no number changes in a way that nobody stated; only
        such a fix is ever written by the program.
    """

    safe: bool
    edits: tuple[Edit, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the fix as it stands in the JSON envelope."""
        return {"safe": self.safe, "edits": [edit.to_dict() for edit in self.edits]}


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about a project, dataset or call. Make it with `finding`.

    words
        Texts used instead of the catalogue (``title_zh``, ``message_en`` ...): clauses of rule
        packs bring their own.
    clause
        The clause behind it: ``standard``, ``edition``, ``ref``, ``strength``, ``evidence``,
        ``paraphrase_zh``, ``paraphrase_en``.
    unit
        Unit of `observed` and `expected`; None where they have none.
    page
        Page of the documentation for what is no entry of the catalogue.
    evidence
        Ids of the evidence of the row it is about, when the project can be computed.
    fix
        Edits that remove it, where there are any.
    """

    code: str
    level: Level
    location: Location | None = None
    node: str | None = None
    observed: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    share_of_total: float | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] | None = None
    clause: Mapping[str, str] | None = None
    evidence: tuple[str, ...] = ()
    fix: Fix | None = None
    unit: str | None = None
    page: str = ""

    @property
    def url(self) -> str | None:
        """Page of the code or clause, as a path from the root of pcf; None where there is none.

        The anchor is that of the heading of the code on the page of findings.
        """
        if self.words is not None:
            return self.page or None
        entry = finding_catalogue()[self.code]
        heading = f"{self.code} {entry['title_en']} · {entry['title_zh']}".lower()
        return f"docs/findings.md#{_NOT_IN_ANCHOR('', heading).replace(' ', '-')}"

    @property
    def verdict(self) -> Verdict:
        """Fail for error and warning, else judgement or pass."""
        if self.level in ("error", "warning"):
            return "fail"
        return "judgement" if self.level == "judgement" else "pass"

    def _text(self, part: str, lang: Language) -> str:
        if self.words is not None:
            return self.words.get(f"{part}_{lang}", "")
        template = str(finding_catalogue()[self.code].get(f"{part}_{lang}", ""))
        if part == "help" and self.suggestion is None and "{suggestion}" in template:
            return ""
        values = {
            "observed": self.observed or "",
            "expected": self.expected or "",
            "suggestion": self.suggestion or "",
            "node": self.node or "",
            **self.params,
        }
        return template.format_map(values)

    def title(self, lang: Language) -> str:
        """Short name of this kind of finding."""
        return self._text("title", lang)

    def message(self, lang: Language) -> str:
        """State the fact in one sentence, with the values met."""
        return self._text("message", lang)

    def help(self, lang: Language) -> str:
        """Say what to do next; empty when there is nothing to do."""
        return self._text("help", lang)

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as it stands in the JSON envelope."""
        where = self.location
        return {
            "code": self.code,
            "level": self.level,
            "verdict": self.verdict,
            "title": {"zh": self.title("zh"), "en": self.title("en")},
            "message": {"zh": self.message("zh"), "en": self.message("en")},
            "help": {"zh": self.help("zh"), "en": self.help("en")},
            "location": None
            if where is None
            else {"file": where.file, "line": where.line, "column": where.column},
            "node": self.node,
            "observed": self.observed,
            "expected": self.expected,
            "unit": self.unit,
            "suggestion": self.suggestion,
            "share_of_total": self.share_of_total,
            "clause": None if self.clause is None else dict(self.clause),
            "evidence": list(self.evidence),
            "fix": None if self.fix is None else self.fix.to_dict(),
            "url": self.url,
        }


def finding(
    code: str,
    at: Location | None = None,
    *,
    node: str | None = None,
    observed: object = None,
    expected: object = None,
    suggestion: str | None = None,
    share_of_total: float | None = None,
    **params: object,
) -> Finding:
    """Make a finding of the catalogue.

    Parameters
    ----------
    code
        Code of the catalogue; its level comes from there.
    at
        File, line and column.
    node
        Id of the row, process or dataset meant.
    observed, expected
        The value met and the value wanted, shown as text.
    suggestion
        One concrete replacement, for instance the nearest known name.
    share_of_total
        Part of the footprint that hangs on it (0..1), when known.
    **params
        Further values named in the message templates.
    """
    return Finding(
        code=code,
        level=cast(Level, finding_catalogue()[code]["level"]),
        location=at,
        node=node,
        observed=None if observed is None else str(observed),
        expected=None if expected is None else str(expected),
        suggestion=suggestion,
        share_of_total=share_of_total,
        params=params,
    )


class Findings:
    """An ordered collection of findings; reading and checking append to one such object."""

    def __init__(self, items: Iterable[Finding] = ()) -> None:
        self._items: list[Finding] = list(items)

    def add(self, item: Finding) -> None:
        """Append one finding."""
        self._items.append(item)

    def extend(self, items: Iterable[Finding]) -> None:
        """Append several findings."""
        self._items.extend(items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop a calculation or declaration."""
        return tuple(f for f in self._items if f.level == "error")

    def ordered(self) -> tuple[Finding, ...]:
        """Order by level, then by share of the total, then by place: the important one first."""

        def key(item: Finding) -> tuple[int, float, str, int, str]:
            where = item.location or Location("")
            share = -(item.share_of_total or 0.0)
            return _LEVEL_ORDER[item.level], share, where.file, where.line or 0, item.code

        return tuple(sorted(self._items, key=key))


def with_share(item: Finding, share: float) -> Finding:
    """Give the same finding with the share of the total that hangs on it."""
    return replace(item, share_of_total=share)


def with_fix(item: Finding, fix: Fix) -> Finding:
    """Give the same finding with edits that remove it."""
    return replace(item, fix=fix)
