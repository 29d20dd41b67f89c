"""The manifest of a bundle: what is in it, by hash, and what it speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from pcf.assurance.member_names import OUTSIDE
from pcf.assurance.rounded import json_bytes
from pcf.assurance.strict_json import read_json
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.i18n import Language
from pcf.plain import PlainData

SCHEMA = "pcf/bundle/1"
NAME = "manifest.json"
_LARGEST = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a bundle: path, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Held:
    """A document of a bundle that is made from its inputs.

    path
        Empty when it was withheld and is not there; `reason` then names the finding codes.
    """

    kind: str
    target: str
    lang: str
    path: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Manifest(PlainData):
    """What a bundle says of itself.

    version
        Version of pcf that sealed it.
    project, digest, lock
        Id of the project, digest of its inputs, digest of ``pcf.lock`` (empty without one).
    computed
        Results in it: ``base``, ``scenario:NAME``, ``target:ID``.
    tolerance
        Relative difference up to which a recomputed number counts as the same.
    digits
        Significant digits to which numbers of results are written.
    evidence
        ``files`` when the files of evidence are in the bundle, else ``hashes``.
    """

    version: str
    project: str
    digest: str
    lock: str
    computed: tuple[str, ...]
    reports: tuple[Held, ...]
    exports: tuple[Held, ...]
    evidence: str
    tolerance: float
    digits: int
    members: tuple[Member, ...]

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the manifest as it stands in the bundle."""
        plain = asdict(self)
        return {"schema": SCHEMA, **{k: _listed(v) for k, v in plain.items()}}

    def to_bytes(self) -> bytes:
        """Give the file."""
        return json_bytes(self.to_dict())


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def listed(members: Mapping[str, bytes]) -> tuple[Member, ...]:
    """Give what a manifest says of members, in order of path."""
    return tuple(
        Member(path, len(content), sha256(content).hexdigest())
        for path, content in sorted(members.items())
        if path not in OUTSIDE
    )


def read_manifest(content: bytes | None, file: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    PcfError
        ``SE008`` when there is none or it cannot be read, ``SE007`` for another schema.
    """
    where = Location(f"{file}!{NAME}")
    if content is None or len(content) > _LARGEST:
        raise PcfError([finding("SE008", where, observed=NAME)])
    try:
        data = read_json(content)
        schema = str(data["schema"])
    except (ValueError, KeyError, TypeError) as error:
        raise PcfError([finding("SE008", where, observed=NAME)]) from error
    if schema != SCHEMA:
        raise PcfError([finding("SE007", where, observed=schema[:60], expected=SCHEMA)])
    try:
        return _typed(data)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise PcfError([finding("SE008", where, observed=NAME)]) from error


def _typed(data: Mapping[str, Any]) -> Manifest:
    text = {key: _text(data[key]) for key in ("version", "project", "digest", "lock", "evidence")}
    members = tuple(
        Member(_text(m["path"]), int(m["size"]), _text(m["sha256"])) for m in data["members"]
    )
    if len({m.path for m in members}) != len(members):
        raise ValueError("members")
    return Manifest(
        computed=tuple(map(_text, data["computed"])),
        reports=tuple(_held(item) for item in data["reports"]),
        exports=tuple(_held(item) for item in data["exports"]),
        tolerance=float(data["tolerance"]),
        digits=int(data["digits"]),
        members=members,
        **text,
    )


def _held(item: Mapping[str, Any]) -> Held:
    return Held(*(_text(item[key]) for key in ("kind", "target", "lang", "path", "reason")))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def member_findings(
    manifest: Manifest, members: Mapping[str, bytes], file: str
) -> tuple[Finding, ...]:
    """Compare members with the manifest: changed (``SE010``), missing (``SE011``), added."""
    stated = {member.path: member for member in manifest.members}
    found = []
    for actual in listed(members):
        where = Location(f"{file}!{actual.path}")
        wanted = stated.pop(actual.path, None)
        if wanted is None:
            found.append(finding("SE012", where, observed=actual.path, size=actual.size))
        elif wanted != actual:
            found.append(
                finding("SE010", where, observed=f"{actual.size} B, {actual.sha256[:12]}",
                        expected=f"{wanted.size} B, {wanted.sha256[:12]}", member=actual.path)
            )  # fmt: skip
    for path, member in stated.items():
        where = Location(f"{file}!{path[:120]}")
        found.append(finding("SE011", where, observed=path[:120], size=member.size))
    return tuple(found)
