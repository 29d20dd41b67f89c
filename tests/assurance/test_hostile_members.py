"""Whatever stands in the members of a bundle, verifying it ends with findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from tampering import codes, members_of, remade, write

from pcf.assurance.member_names import NameCheck

DEEP = b"a = " + b"[" * 300 + b"]" * 300
HOSTILE = {
    "nothing": b"",
    "deep nesting": DEEP,
    "endless nesting": b"a = " + b"[" * 100_000,
    "deep tables": b"[" + b".".join([b"a"] * 2000) + b"]\n",
    "long integer": b"a = " + b"9" * 401,
    "long integer of JSON": b'{"schema": "pcf/bundle/1", "a": ' + b"9" * 401 + b"}",
    "number without bound": b'{"backgrounds": [{"id": 1e999}]}',
    "null": b"null",
    "bytes": bytes(range(256)),
    "quotes": b'a,b\n"' + b"x" * 200_000,
}
#: Deep TOML is read by one reader for all; the rest meets every member.
OF_TOML = ("deep nesting", "endless nesting", "deep tables", "long integer")
OF_JSON = ("long integer of JSON", "number without bound", "null")
MEMBERS = (
    "inputs/pcf.toml", "inputs/study.toml", "inputs/scenarios/hydro-power.toml",
    "inputs/model/exchanges.csv", "inputs/evidence/evidence.csv", "inputs/pcf.lock",
    "rules/gbt24067/2024/pack.toml", "results/base.json", "findings.json", "environment.json",
    "background/identity.json", "background/scores.csv", "manifest.json", "signature.json",
)  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE)
def test_no_content_of_a_member_is_a_crash(sealed: Path, tmp_path: Path, content: str) -> None:
    members = members_of(sealed)
    for n, name in enumerate(MEMBERS):
        if content in OF_TOML and not name.endswith((".toml", ".lock")):
            continue
        if content in OF_JSON and not name.endswith(".json"):
            continue
        made = {**members, name: HOSTILE[content]}
        if name not in ("manifest.json", "signature.json"):
            made = remade(made)
        assert codes(write(tmp_path / f"{n}.pcfz", made)), name


@pytest.mark.parametrize("member", ["size", "tolerance", "digits"])
@pytest.mark.parametrize("number", [b"1e999", b"9" * 401, b"NaN", b'"12"', b"null", b"-1"])
def test_no_number_of_a_manifest_is_a_crash(
    sealed: Path, tmp_path: Path, member: str, number: bytes
) -> None:
    import re

    made = members_of(sealed)
    pattern = f'"{member}": [0-9.e-]+'.encode()
    made["manifest.json"], count = re.subn(
        pattern, f'"{member}": '.encode() + number, made["manifest.json"], count=1
    )
    assert count == 1
    assert codes(write(tmp_path / "t.pcfz", made), recompute=False)


def test_names_that_are_one_file_somewhere_are_refused_one_by_one() -> None:
    check = NameCheck()
    listed = ("inputs/a", "inputs/a/b", "inputs/c/d", "inputs/c", "inputs/A", "inputs/é.csv",
              "inputs/e\u0301.csv", "inputs/b")  # fmt: skip
    assert [check.fault(name) for name in listed] == [
        None, "SE003", None, "SE003", "SE004", None, "SE004", None,
    ]  # fmt: skip
