"""Records of a background in a bundle: another type, a reference to nothing, a list without end."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tampering import changed_json, codes, members_of, remade, write

import pcf
from pcf.assurance.rounded import json_bytes
from pcf.assurance.strict_json import read_json
from pcf.assurance.verify import VerifyOrder, verify
from pcf.errors import PcfError

IDENTITY, SCORES, FLOWS = (f"background/{n}" for n in ("identity.json", "scores.csv", "flows.csv"))
Change = Callable[[dict[str, Any]], object]
FINDING = {"code": "IM028", "at": None, "node": None, "observed": None, "expected": None,
           "suggestion": None, "params": {}}  # fmt: skip


def found(path: Path) -> set[str]:
    """Codes with the scores of the bundle, the embedded background left aside."""
    try:
        seen = verify(path, pcf.Project._opened_by, VerifyOrder(embedded=False))
    except PcfError as error:
        return {item.code for item in error.findings}
    assert not seen.is_sound
    for item in seen.findings:
        assert item.message("zh") + item.message("en")
    return {item.code for item in seen.findings if item.level == "error"}


IDENTITIES: dict[str, Change] = {
    "name that is no text": lambda one: one.update(name_zh=True),
    "flag that is no flag": lambda one: one.update(imported="no"),
    "list of numbers": lambda one: one.update(attribution=[1, 2]),
    "list without end": lambda one: one.update(conventions=["x"] * 100_000),
    "column twice": lambda one: one["columns"].append(one["columns"][0]),
    "column of two": lambda one: one["columns"].append(["a", "b"]),
    "columns without end": lambda one: one.update(
        columns=[["a", "b", str(n)] for n in range(5000)]
    ),
    "column of a flow that is not there": lambda one: one["columns"].append(["a", "fossil", "A"]),
    "findings without end": lambda one: one.update(findings=[FINDING] * 20_000),
    "finding of no code": lambda one: one.update(findings=[{**FINDING, "code": "XX999"}]),
    "finding that cannot be shown": lambda one: one.update(findings=[{**FINDING, "code": "DQ003"}]),
    "finding at a line of text": lambda one: one.update(
        findings=[{**FINDING, "at": {"file": "a", "line": "b", "column": None}}]
    ),
    "text without end": lambda one: one.update(licence="x" * 100_000),
}  # fmt: skip


@pytest.mark.parametrize("case", IDENTITIES)
def test_an_identity_of_another_form_is_named(sealed: Path, tmp_path: Path, case: str) -> None:
    members = changed_json(
        members_of(sealed), IDENTITY, lambda data: IDENTITIES[case](data["backgrounds"][0])
    )
    assert "SE014" in found(write(tmp_path / "i.pcfz", remade(members)))


def changed_table(content: bytes, change: Callable[[list[dict[str, str]]], object]) -> bytes:
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    change(rows)
    target = io.StringIO()
    writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


TABLES: dict[str, tuple[str, Callable[[list[dict[str, str]]], object]]] = {
    "kind that is none": (SCORES, lambda rows: rows[0].update(kind="magic")),
    "amount that is none": (SCORES, lambda rows: rows[0].update(amount="")),
    "amount without end": (SCORES, lambda rows: rows[0].update(amount="inf")),
    "sources without end": (SCORES, lambda rows: rows[0].update(sources="a;" * 5000)),
    "source that is not there": (SCORES, lambda rows: rows[0].update(sources="nowhere")),
    "text without end": (SCORES, lambda rows: rows[0].update(name_en="x" * 50_000)),
    "product twice": (SCORES, lambda rows: rows[1].update(process=rows[0]["process"],
                                                          flow=rows[0]["flow"])),
    "flow of a product taken out": (FLOWS, lambda rows: rows.pop()),
    "flow twice": (FLOWS, lambda rows: rows.append(rows[0])),
    "kind of flow that is none": (FLOWS, lambda rows: rows[0].update(kind="gold")),
    "mass that is none": (FLOWS, lambda rows: rows[0].update(mass_kg="nan")),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_a_table_of_another_form_is_named(sealed: Path, tmp_path: Path, case: str) -> None:
    name, change = TABLES[case]
    members = members_of(sealed)
    members[name] = changed_table(members[name], change)
    assert "SE014" in found(write(tmp_path / "t.pcfz", remade(members)))


def test_half_a_character_is_no_text() -> None:
    assert read_json(b'["\\ud83d\\ude00", "\\\\ud800"]') == ["\U0001f600", "\\ud800"]
    for text in (b'"\\ud800"', b'{"\\uDFFF": 1}', b'["a\\ud83d"]'):
        with pytest.raises(ValueError, match="surrogate"):
            read_json(text)


def test_a_table_that_differs_in_its_last_byte_only_is_found(sealed: Path, tmp_path: Path) -> None:
    members = members_of(sealed)
    members["judgements.csv"] = members["judgements.csv"].rstrip(b"\n")
    assert codes(write(tmp_path / "b.pcfz", remade(members))) == {"SE032"}


def test_findings_that_say_of_evidence_what_nobody_can_show_do_not_crash(
    sealed: Path, tmp_path: Path
) -> None:
    members = members_of(sealed)
    data = json.loads(members["findings.json"])
    bad = {"code": "DQ002", "file": "evidence/evidence.csv", "line": "x", "observed": 5}
    data["cases"]["base"]["findings"].append(bad)
    members["findings.json"] = json_bytes(data)
    assert codes(write(tmp_path / "f.pcfz", remade(members)))
