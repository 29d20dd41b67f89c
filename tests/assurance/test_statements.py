"""What the manifest says beside hashes is made again and compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tampering import codes, members_of, remade, write

from pcf.assurance.rounded import json_bytes


def _put(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: data.__setitem__(name, value)


def _no_case(data: dict[str, Any]) -> None:
    data["computed"] = data["computed"][:1]


def _other_reason(data: dict[str, Any]) -> None:
    data["reports"][0]["path"] = "reports/other.md"


def _export(data: dict[str, Any]) -> None:
    entry = {"kind": "pact", "target": "", "lang": "", "path": "", "reason": "not asked for"}
    data["exports"].append(entry)


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], set[str]]] = {
    "project": (_put("project", "another-bottle"), {"SE069"}),
    "computed": (_no_case, {"SE069"}),
    "report": (_other_reason, {"SE069"}),
    "export": (_export, {"SE069"}),
    "evidence": (_put("evidence", "notarised"), {"SE069"}),
    "evidence as files": (_put("evidence", "files"), {"SE043", "SE032"}),
    "tolerance": (_put("tolerance", 0.5), {"SE069"}),
    "digits": (_put("digits", 3), {"SE069"}),
    "digest": (_put("digest", "sha256:00"), {"SE040"}),
    "key": (_put("certified_by", "TUV"), {"SE068"}),
    "digits as text": (_put("digits", "12"), {"SE068"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_statement_that_the_inputs_do_not_give(sealed: Path, tmp_path: Path, change: str) -> None:
    make, expected = CHANGES[change]
    members = members_of(sealed)
    data = json.loads(members["manifest.json"])
    make(data)
    members["manifest.json"] = json_bytes(data)
    assert codes(write(tmp_path / "t.pcfz", remade(members))) == expected


def test_a_key_that_is_there_twice(sealed: Path, tmp_path: Path) -> None:
    members = remade(members_of(sealed))
    content = members["manifest.json"]
    members["manifest.json"] = content.replace(b'{\n "computed"', b'{\n "digits": 3,\n "computed"')
    assert members["manifest.json"] != content
    assert codes(write(tmp_path / "t.pcfz", members)) == {"SE008"}


@pytest.mark.parametrize(
    ("member", "place"),
    [("findings.json", ""), ("findings.json", "cases.base"),
     ("findings.json", "cases.base.verdicts"), ("results/base.json", ""),
     ("results/base.json", "data"), ("results/base.json", "data.total")],
)  # fmt: skip
def test_a_statement_beside_those_made_again_is_found(
    sealed: Path, tmp_path: Path, member: str, place: str
) -> None:
    """Somebody adds a key that nobody asks for, at every level."""
    members = members_of(sealed)
    data = json.loads(members[member])
    inside = data
    for key in filter(None, place.split(".")):
        inside = inside[key]
    inside["assurance"] = [{"code": "verified by an accredited body"}]
    path = write(tmp_path / "s.pcfz", remade({**members, member: json_bytes(data)}))
    assert codes(path) & {"SE031", "SE032"}
