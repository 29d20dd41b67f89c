"""Findings in the forms of other programs: SARIF, GitHub annotations, JUnit, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcf.findings import Finding, Fix, Level
from pcf.i18n import Language
from pcf.report.envelope import tool_version

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from pcf.rules.evaluate import Verdict
    from pcf.rules.evaluation import PackResult

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVEL: Mapping[Level, str] = {
    "error": "error",
    "warning": "warning",
    "judgement": "note",
    "info": "note",
}
_GITHUB_LEVEL: Mapping[Level, str] = {
    "error": "error",
    "warning": "warning",
    "judgement": "notice",
    "info": "notice",
}
_COLUMNS = (
    "level", "code", "file", "line", "column", "node", "message", "observed", "expected",
    "share_of_total", "standard", "ref", "help", "evidence", "fix", "title", "clause",
)  # fmt: skip
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Form:
    """How a call wants its findings.

    strict
        Warnings and open questions stand against the project, too.
    folder
        Path of the project from the current directory; empty = they are the same.
    """

    strict: bool = False
    folder: str = ""

    def file(self, name: str) -> str:
        """Path of a file of the project from the current directory."""
        return f"{self.folder}/{name}" if self.folder else name

    def objects(self, level: str) -> bool:
        """Whether a finding of that level stands against the project, as in the exit code."""
        return level in (("error", "warning", "judgement") if self.strict else ("error",))


_PLAIN = Form()
Writer = Callable[[Sequence[Finding], Sequence["PackResult"], Language, Form], str]


def sarif(
    findings: Sequence[Finding],
    rules: Sequence[PackResult],
    lang: Language,
    form: Form = _PLAIN,
) -> str:
    """Give findings as a SARIF 2.1.0 log, one result each."""
    described = {item.code: item for item in findings}
    run = {
        "tool": {
            "driver": {
                "name": "pcf",
                "version": tool_version(),
                "rules": [_sarif_rule(item, lang) for _, item in sorted(described.items())],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(item, lang, form) for item in findings],
    }
    body = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(body, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _sarif_rule(item: Finding, lang: Language) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": item.code, "shortDescription": {"text": item.title(lang)}}
    if item.clause is not None:
        rule["properties"] = dict(item.clause)
    return rule


def _sarif_result(item: Finding, lang: Language, form: Form) -> dict[str, Any]:
    help_ = item.help(lang)
    result: dict[str, Any] = {
        "ruleId": item.code,
        "level": _SARIF_LEVEL[item.level],
        "kind": "review" if item.level == "judgement" else "fail",
        "message": {"text": item.message(lang) + (f" ({help_})" if help_ else "")},
        "properties": {
            "node": item.node,
            "observed": item.observed,
            "expected": item.expected,
            "share_of_total": item.share_of_total,
        },
    }
    if result["kind"] == "review":
        result["level"] = "none"  # SARIF 3.27.10: only failures have a level
    where = item.location
    if where is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": form.file(where.file)}}
        if where.line is not None:
            place["region"] = {"startLine": where.line}
        result["locations"] = [{"physicalLocation": place}]
    if item.fix is not None:
        result["fixes"] = [_sarif_fix(item.fix, form)]
    return result


def _sarif_fix(fix: Fix, form: Form) -> dict[str, Any]:
    """Give the edits of a fix file by file; regions count from 1 and end after the last one."""
    files: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        region = {"startLine": edit.line, "startColumn": edit.begin + 1, "endColumn": edit.end + 1}
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.after}}
        files.setdefault(edit.file, []).append(replacement)
    return {
        "description": {"text": "; ".join(str(edit) for edit in fix.edits)},
        "artifactChanges": [
            {"artifactLocation": {"uri": form.file(file)}, "replacements": replacements}
            for file, replacements in files.items()
        ],
    }


def github(
    findings: Sequence[Finding],
    rules: Sequence[PackResult],
    lang: Language,
    form: Form = _PLAIN,
) -> str:
    """Give findings as workflow commands, which GitHub shows beside the lines of a file."""
    return "".join(_github_line(item, lang, form) for item in findings)


def _github_line(item: Finding, lang: Language, form: Form) -> str:
    where = item.location
    properties = {"title": f"{item.code} {item.title(lang)}"}
    if where is not None:
        properties = {"file": form.file(where.file), **properties}
        if where.line is not None:
            properties["line"] = str(where.line)
    text = ",".join(f"{key}={_escaped(value, True)}" for key, value in properties.items())
    message = " ".join(part for part in (item.message(lang), item.help(lang)) if part)
    return f"::{_GITHUB_LEVEL[item.level]} {text}::{_escaped(message, False)}\n"


def _escaped(text: str, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def junit(
    findings: Sequence[Finding],
    rules: Sequence[PackResult],
    lang: Language,
    form: Form = _PLAIN,
) -> str:
    """Give a JUnit report: one suite for files and calculation, one for each rule pack."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    root = Element("testsuites", name="pcf")
    clauses = {v.clause.code for result in rules for v in result.verdicts}
    own = [item for item in findings if item.code not in clauses]
    suite = SubElement(root, "testsuite", name="pcf", tests=str(max(len(own), 1)))
    failed = sum(1 for item in own if form.objects(item.level))
    suite.set("failures", str(failed))
    for item in own:
        _junit_finding(suite, item, lang, form)
    if not own:
        SubElement(suite, "testcase", classname="pcf", name="project")
    for result in rules:
        _junit_pack(root, result, lang, form)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _junit_finding(suite: Element, item: Finding, lang: Language, form: Form) -> None:
    from xml.etree.ElementTree import SubElement

    place = str(item.location or "")
    name = _xml(f"{item.code} {place}".strip())
    case = SubElement(suite, "testcase", classname="pcf", name=name)
    if form.objects(item.level):
        failure = SubElement(case, "failure", message=_xml(item.message(lang)), type=item.level)
        failure.text = _xml(item.help(lang))
    else:
        SubElement(case, "system-out").text = _xml(f"{item.level}: {item.message(lang)}")


def _junit_pack(root: Element, result: PackResult, lang: Language, form: Form) -> None:
    from xml.etree.ElementTree import SubElement

    marks = [_mark(verdict, form) for verdict in result.verdicts]
    suite = SubElement(
        root,
        "testsuite",
        name=result.pack.id,
        tests=str(len(result.verdicts)),
        failures=str(marks.count("failure")),
        errors=str(marks.count("error")),
        skipped=str(marks.count("skipped")),
    )
    for verdict, mark in zip(result.verdicts, marks, strict=True):
        name = _xml(f"{verdict.clause.code} {_text(verdict, lang)}")
        case = SubElement(suite, "testcase", classname=result.pack.id, name=name)
        reason = verdict.reason_zh if lang == "zh" else verdict.reason_en
        lines = "\n".join(failure.text(lang) for failure in verdict.failures) or reason
        if mark in ("failure", "error"):
            made = SubElement(case, mark, message=_xml(lines.split("\n")[0]))
            made.set("type", verdict.clause.severity)
            made.text = _xml(lines)
        elif mark == "skipped":
            SubElement(case, mark, message=_xml(reason or verdict.outcome))
        elif verdict.outcome == "fail":
            SubElement(case, "system-out").text = _xml(f"{verdict.clause.severity}: {lines}")


def _mark(verdict: Verdict, form: Form) -> str:
    """Word of JUnit for a verdict; it fails where the exit code of the call says so."""
    from pcf.rules.as_findings import to_findings

    stands = any(form.objects(item.level) for item in to_findings((verdict,)))
    if verdict.outcome == "not_evaluated":
        return "error" if stands else "skipped"
    if verdict.outcome == "fail":
        return "failure" if stands else ""
    if verdict.outcome == "judgement":
        return "failure" if stands else "skipped"
    return "skipped" if verdict.outcome == "na" else ""


def _text(verdict: Verdict, lang: Language) -> str:
    return verdict.clause.text_zh if lang == "zh" else verdict.clause.text_en


def _xml(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def csv_table(
    findings: Sequence[Finding],
    rules: Sequence[PackResult],
    lang: Language,
    form: Form = _PLAIN,
) -> str:
    """Give findings as a table; a cell that a spreadsheet would compute begins with a quote."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for item in findings:
        where, clause = item.location, item.clause or {}
        writer.writerow(
            [
                _cell(value)
                for value in (
                    item.level,
                    item.code,
                    where.file if where else "",
                    where.line if where else None,
                    where.column if where else "",
                    item.node,
                    item.message(lang),
                    item.observed,
                    item.expected,
                    item.share_of_total,
                    clause.get("standard", ""),
                    clause.get("ref", ""),
                    item.help(lang),
                    " ".join(item.evidence),
                    "; ".join(str(edit) for edit in item.fix.edits) if item.fix else "",
                    item.title(lang),
                    clause.get(f"paraphrase_{lang}", ""),
                )
            ]
        )
    return stream.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA_SIGNS) else text


WRITERS: Mapping[str, Writer] = {
    "sarif": sarif,
    "github": github,
    "junit": junit,
    "csv": csv_table,
}
