"""What a bundle says of its inputs, its makers and its total, against what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pcf
from pcf.assurance.bundle import Bundle, result_path
from pcf.assurance.contents import BASE
from pcf.assurance.grounds import evidence_files, input_members
from pcf.assurance.rounded import json_bytes
from pcf.assurance.seal import environment
from pcf.assurance.strict_json import read_json
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.project.digest import stamp

ENVIRONMENT = "environment.json"
_LONGEST_VERSION = 60


def version_findings(bundle: Bundle) -> Iterator[Finding]:
    """Tell when other versions sealed it, of pcf (``SE041``) or of what computes (``SE067``)."""
    sealed, where = bundle.manifest.version, Location(f"{bundle.file}!{ENVIRONMENT}")
    if sealed != pcf.__version__:
        yield finding("SE041", observed=sealed, expected=pcf.__version__)
    try:
        stated = dict(bundle.read_json(ENVIRONMENT))
        listed = sorted({**dict(stated["libraries"]), "python": stated["python"]}.items())
        fits = stated.keys() == {"pcf", "python", "libraries"} and stated["pcf"] == sealed
        told = ", ".join(f"{name} {version}"[:_LONGEST_VERSION] for name, version in listed)
    except (PcfError, KeyError, TypeError, ValueError):
        fits, told = False, ""
    if not fits:
        yield finding("SE014", where, observed=ENVIRONMENT)
    elif bundle.members[ENVIRONMENT] != json_bytes(environment()) and told.isprintable():
        yield finding("SE067", where, observed=told)


def input_findings(bundle: Bundle, folder: Path) -> Iterator[Finding]:
    """Compare digest and lock with the inputs (``SE040``), and tell what is none (``SE045``)."""
    manifest = bundle.manifest
    held = stamp(folder, manifest.project)
    for name, stated, now in (("digest", manifest.digest, held.digest),
                              ("lock", manifest.lock, held.lock or "")):  # fmt: skip
        if stated != now:
            where = Location(f"{bundle.file}!manifest.json")
            yield finding("SE040", where, node=name, observed=now[:19], expected=stated[:19])
    expected = input_members(folder, evidence_files(folder))
    for path in bundle.members:
        if path.startswith("inputs/") and path not in expected:
            yield finding("SE045", Location(f"{bundle.file}!{path}"), observed=path)


def totals(
    sealed: Mapping[str, bytes], made: Mapping[str, bytes]
) -> tuple[float | None, float | None, str]:
    """Total of the base case: sealed, recomputed, unit."""
    path = result_path(BASE)
    one, other = _total(sealed.get(path)), _total(made.get(path))
    return one[0], other[0], one[1] or other[1]


def _total(content: bytes | None) -> tuple[float | None, str]:
    try:
        total = read_json(content or b"null")["data"]["total"]
        return float(total["value"]), str(total["unit"])
    except (ValueError, KeyError, TypeError):
        return None, ""  # the mismatch of the member is a finding of its own
