"""What a manifest says besides hashes, against what the inputs of the bundle give."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from pcf.assurance.contents import Contents, Sealable
from pcf.assurance.grounds import evidence_files, input_members
from pcf.assurance.manifest import NAME, Held, Manifest
from pcf.assurance.rounded import DIGITS
from pcf.assurance.seal import TOLERANCE
from pcf.findings import Finding, Location, finding

_LONGEST = 160
_KINDS = ("files", "hashes")


def expected_manifest(project: Sealable, stated: Manifest, contents: Contents) -> Manifest:
    """Give the manifest that the inputs of a bundle give, documents being those it speaks of.

    Version, digests and members are looked at elsewhere and taken over.
    """
    return replace(
        stated,
        project=project.model.id,
        computed=contents.computed,
        reports=contents.reports,
        exports=contents.exports,
        evidence=_evidence(project, stated),
        tolerance=TOLERANCE,
        digits=DIGITS,
    )


def _evidence(project: Sealable, stated: Manifest) -> str:
    """Say whether files of evidence are there that are not there as inputs anyway."""
    inputs = input_members(project.folder)
    if any(f"inputs/{name}" not in inputs for name in evidence_files(project.folder)):
        return "files"
    return stated.evidence if stated.evidence in _KINDS else "hashes"


def statement_findings(stated: Manifest, found: Manifest, file: str) -> tuple[Finding, ...]:
    """Compare two manifests field by field (``SE069``)."""
    where = Location(f"{file}!{NAME}")
    pairs = ((f.name, getattr(stated, f.name), getattr(found, f.name)) for f in fields(Manifest))
    return tuple(
        finding("SE069", where, node=name, observed=_shown(a), expected=_shown(b))
        for name, a, b in pairs
        if a != b
    )


def _shown(value: Any) -> str:
    """Give a value on one line, bounded; a document by its file, or by why it is not there."""
    if isinstance(value, tuple):
        text = ", ".join(map(_shown, value)) or "-"
    elif isinstance(value, Held):
        text = value.path or " ".join((value.kind, value.target, value.lang, value.reason))
    else:
        text = str(value)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
