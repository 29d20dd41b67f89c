"""Seal a project: everything that somebody else needs to compute it again, in one file."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pcf.assurance.archive import LARGEST, packed
from pcf.assurance.asked_documents import AUTO, documents_of, exports_of
from pcf.assurance.canonical import CanonicalOpener, Opener
from pcf.assurance.contents import BASE, Contents, Maker, Sealable
from pcf.assurance.grounds import (
    evidence_files,
    evidence_rows,
    factor_members,
    input_members,
    rule_members,
)
from pcf.assurance.manifest import NAME, Held, Manifest, listed
from pcf.assurance.member_names import is_plain
from pcf.assurance.rounded import DIGITS, json_bytes
from pcf.assurance.scores import score_members
from pcf.assurance.sign import NAME as SIGNATURE
from pcf.assurance.sign import fingerprint_of, key_findings, load_private, signed
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.project.digest import stamp
from pcf.project.files import write_bytes

#: Relative difference up to which a recomputed number is the same number.
TOLERANCE = 1e-9
#: Libraries whose versions a result may hang on.
_LIBRARIES = ("numpy", "scipy", "networkx", "pint")

Load = Callable[[Path, Opener], Sealable]


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What a bundle shall hold besides what every bundle holds.

    reports, exports
        ``KIND`` or ``KIND:TARGET``; ``auto`` takes every sheet that fits and is not withheld.
    evidence
        Take in the files of evidence; else their hashes only.
    key
        File of the private key to sign with.
    """

    reports: tuple[str, ...] = (AUTO,)
    exports: tuple[str, ...] = ()
    evidence: bool = False
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Sealed(PlainData):
    """How sealing went.

    content
        Bytes of the bundle; None when it was refused, and `findings` say why.
    fingerprint
        Of the key that signed; empty when nobody did.
    total
        Of the base case, with its unit.
    """

    content: bytes | None
    manifest: Manifest | None
    fingerprint: str
    findings: tuple[Finding, ...]
    total: tuple[float, str] | None = None

    @property
    def sha256(self) -> str:
        """SHA-256 of the bundle; empty when there is none."""
        return "" if self.content is None else sha256(self.content).hexdigest()

    def write(self, path: Path) -> Path:
        """Write the bundle whole or not at all, and beside it ``FILE.log.json`` with the time.

        The time is no part of the bundle: the same inputs give the same bytes.

        Raises
        ------
        PcfError
            ``IO003`` when it cannot be written.
        """
        if self.content is None:
            raise PcfError(self.findings)
        write_bytes(path, self.content)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        log = {"schema": "pcf/seal-log/1", "bundle": path.name, "sha256": self.sha256,
               "sealed_at": moment, "signed_by": self.fingerprint,
               "platform": platform.platform(), "python": platform.python_version()}  # fmt: skip
        write_bytes(path.with_name(f"{path.name}.log.json"), json_bytes(log))
        return path

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf seal``."""
        made = self.manifest
        total = self.total
        return {
            "sealed": self.content is not None,
            "sha256": self.sha256,
            "size": len(self.content or b""),
            "signed_by": self.fingerprint,
            "total": None if total is None else {"value": total[0], "unit": total[1]},
            "manifest": None if made is None else made.to_dict(),
        }


def seal(folder: Path, load: Load, order: SealOrder) -> Sealed:
    """Seal the project of a folder; see `pcf.assurance.verbs.AssuranceVerbs.seal`."""
    key = None if order.key is None else load_private(order.key)
    opener = CanonicalOpener()
    before = stamp(folder, "")
    project = load(folder, opener)
    reports = documents_of(project, order.reports)
    contents = Maker(project).make(reports, exports_of(order.exports))
    blocking = _blocking(contents)
    if blocking:
        closing = finding("SE050", observed=len(blocking))
        return Sealed(None, None, "", (closing, *blocking))
    members = _members(project, opener, contents, order)
    manifest = _manifest(project, contents, members, order)
    if (manifest.digest, manifest.lock) != (before.digest, before.lock or ""):
        raise PcfError([finding("SE065", observed=folder.name)])
    members[NAME] = manifest.to_bytes()
    mark = ""
    if key is not None:
        members[SIGNATURE] = signed(members[NAME], key)
        mark = fingerprint_of(key)
    content = packed(members)
    if len(content) > LARGEST:
        raise PcfError([finding("SE002", observed=f"{len(content) >> 20} MB",
                                expected=f"{LARGEST >> 20} MB")])  # fmt: skip
    told = (*_told(contents), *key_findings(order.key))
    return Sealed(content, manifest, mark, told, contents.total)


def _blocking(contents: Contents) -> tuple[Finding, ...]:
    if contents.blocking or BASE in contents.computed:
        return contents.blocking
    return (finding("SE057"),)


def _told(contents: Contents) -> list[Finding]:
    """Name the documents that stay out and what a verifier has left open."""
    withheld = [item for item in (*contents.reports, *contents.exports) if not item.path]
    told = [finding("SE058", observed=_name(item), expected=item.reason) for item in withheld]
    told += contents.notices
    return told if contents.packs else [finding("SE063"), *told]


def _name(item: Held) -> str:
    return " ".join(filter(None, (item.kind, item.target, item.lang)))


def _members(
    project: Sealable, opener: CanonicalOpener, contents: Contents, order: SealOrder
) -> dict[str, bytes]:
    files = evidence_files(project.folder) if order.evidence else ()
    inputs = input_members(project.folder, files)
    if order.evidence:
        _require_files(project.folder, inputs)
    members = {
        **inputs,
        **rule_members(project.rule_packs, contents.packs),
        **factor_members(),
        **score_members(opener.parts),
        **contents.members,
        "environment.json": json_bytes(environment()),
    }
    for name in members:
        if not is_plain(name):
            raise PcfError([finding("SE003", Location(name), observed=name)])
    return members


def _require_files(folder: Path, inputs: Mapping[str, bytes]) -> None:
    """Refuse (``SE070``) when a file of evidence that was asked for is not in its place."""
    missing = [row for row in evidence_rows(folder)
               if row.file and f"inputs/{Path(row.file).as_posix()}" not in inputs]  # fmt: skip
    if missing:
        raise PcfError(finding("SE070", row.place, node=row.id, observed=row.file)
                       for row in missing)  # fmt: skip


def _manifest(
    project: Sealable, contents: Contents, members: Mapping[str, bytes], order: SealOrder
) -> Manifest:
    import pcf

    held = stamp(project.folder, project.model.id)
    return Manifest(
        version=pcf.__version__,
        project=project.model.id,
        digest=held.digest,
        lock=held.lock or "",
        computed=contents.computed,
        reports=contents.reports,
        exports=contents.exports,
        evidence="files" if order.evidence else "hashes",
        tolerance=TOLERANCE,
        digits=DIGITS,
        members=listed(members),
    )


def environment() -> dict[str, Any]:
    """Versions of pcf and of the libraries that compute; nothing of the machine."""
    import pcf

    return {"pcf": pcf.__version__, "python": platform.python_version(),
            "libraries": {name: _version(name) for name in _LIBRARIES}}  # fmt: skip


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def default_name(project: str, digest: str) -> str:
    """Name of a bundle in ``declarations/``: the project and the first digits of its digest."""
    return f"{project}-{digest.removeprefix('sha256:')[:12]}.pcfz"


def words(values: Sequence[str] | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """Give what was said, or the default when nothing was; ``none`` means nothing."""
    if not values:
        return default
    return () if tuple(values) == ("none",) else tuple(values)
