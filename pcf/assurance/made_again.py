"""A member of a bundle against the same member made again from its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pcf
from pcf.assurance.bundle import Bundle
from pcf.assurance.contents import FINDINGS
from pcf.assurance.differences import (
    Allowed,
    Difference,
    first,
    json_differences,
    line_differences,
    table_differences,
    without,
)
from pcf.assurance.seal import TOLERANCE
from pcf.assurance.strict_json import read_json
from pcf.assurance.verification import Name
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding

#: Findings on files of evidence; without the files they are told as they were sealed.
OF_FILES = ("DQ002", "DQ003", "DQ007", "DQ009")
#: What only the inventories of a database tell; scores alone do not.
_OF_INVENTORIES = ("IM028", "IM029", "IM030", "IM031", "IM032")
_OPEN_ENDS = "data.coverage.open_ends"
#: Part of a result below which a number is noise.
_NOISE = 1e-15
#: What plain data of another shape than expected raise when they are compared.
_NO_DATA = (
    PcfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError,
)  # fmt: skip
#: Check that a member belongs to, and the code of its mismatch, by its folder.
_KINDS: Mapping[str, tuple[Name, str]] = {
    "rules": ("rules", "SE079"),
    "factors": ("factors", "SE079"),
    "results": ("results", "SE030"),
    "reports": ("documents", "SE038"),
    "exports": ("documents", "SE038"),
    "background": ("background", "SE064"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What could not be made again, and where the member is.

    by_scores
        Some background was known by its scores only: its open ends are unknown.
    version
        Version of pcf that sealed, when it is another one: what only says the same in other words
        is a warning then.
    """

    by_scores: bool
    where: Location
    version: str = ""


def _kind(path: str) -> tuple[Name, str]:
    return _KINDS.get(path.partition("/")[0], ("verdicts", "SE032"))


def check_of(path: str) -> Name:
    """Give the check that a member belongs to."""
    return _kind(path)[0]


def member_differences(
    path: str, bundle: Bundle, found: bytes | None, limits: Limits
) -> tuple[Finding, ...]:
    """Compare a member with what was made again, every difference with its place and size.

    Parameters
    ----------
    found
        The member made again; None when the inputs do not give it (``SE048``).
    """
    sealed, where = bundle.members.get(path), limits.where
    if sealed is None or found is None:
        return (finding("SE049" if sealed is None else "SE048", where, observed=path),)
    if limits.version:
        found = found.replace(pcf.__version__.encode(), limits.version.encode())
    if sealed == found:
        return ()
    try:
        listed, more = first(_differences(path, sealed, found, limits))
        listed = tuple(sorted(listed, key=_weight))
    except _NO_DATA:
        return (finding("SE014", where, observed=path),)
    if not listed and not path.endswith(".json"):  # numbers of JSON may differ within tolerance
        listed = (Difference("-", f"{len(sealed)} B", f"{len(found)} B"),)
    told = tuple(_told(_code(path, item, limits), where, item) for item in listed)
    return (*told, finding("SE060", where, observed=more)) if more else told


def _code(path: str, item: Difference, limits: Limits) -> str:
    """Give the code of a difference; ``SE078`` where another version only chose other words.

    These are lines of a report and messages of findings, with the same numbers in them.
    """
    worded = path.startswith("reports/") or item.place.endswith((".message_en", ".message_zh"))
    return "SE078" if limits.version and worded and item.only_words else _kind(path)[1]


def _weight(item: Difference) -> tuple[bool, float]:
    """Order by weight: the total first, then the larger differences; lines keep their order."""
    return item.place != "data.total.value", -abs(item.relative or 0.0)


def _differences(path: str, sealed: bytes, found: bytes, limits: Limits) -> Iterator[Difference]:
    if path.startswith("results/"):
        return _results(_json(sealed), _json(found), limits)
    if path == FINDINGS:
        return _verdicts(_json(sealed), _json(found), limits)
    if path.endswith(".csv") and not path.startswith("background/"):
        return table_differences(sealed, found, Allowed(0.0))
    return line_differences(sealed, found)


def _json(content: bytes) -> Any:
    return read_json(content)


def _results(sealed: Any, again: Any, limits: Limits) -> Iterator[Difference]:
    scale = abs(float(again["data"]["total"]["value"]))
    if limits.by_scores:
        sealed, again = without(sealed, (_OPEN_ENDS,)), without(again, (_OPEN_ENDS,))
    return json_differences(sealed, again, Allowed(TOLERANCE, _NOISE * scale))


def _verdicts(sealed: Any, again: Any, limits: Limits) -> Iterator[Difference]:
    left_out = _OF_INVENTORIES if limits.by_scores else ()
    one, other = _by_code(sealed, left_out), _by_code(again, left_out)
    return json_differences(one, other, Allowed(TOLERANCE))


def _by_code(data: Any, left_out: tuple[str, ...]) -> Any:
    """Give findings by what they are about, so that a new one does not shift all others."""
    cases = {}
    for case, told in data["cases"].items():
        findings: dict[str, list[Any]] = {}
        for item in told["findings"]:
            if item["code"] not in left_out:
                about = f"{item['code']} {item['file']} {item['node']}"
                findings.setdefault(about, []).append(item)
        cases[case] = {**told, "findings": findings}
    return {**data, "cases": cases}


def _told(code: str, where: Location, item: Difference) -> Finding:
    size = "" if item.relative is None else f"{100 * item.relative:+.3g} %"
    if code == "SE030" and item.relative is None:
        code = "SE031"
    return finding(code, where, node=item.place, observed=item.sealed, expected=item.found,
                   size=size)  # fmt: skip
