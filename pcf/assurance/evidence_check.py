"""Files of evidence against the hashes that a project recorded of them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path

from pcf.assurance.grounds import EvidenceRow
from pcf.findings import Finding, finding
from pcf.project.read_evidence import is_inside


def evidence_findings(
    rows: Iterable[EvidenceRow], homes: tuple[Path | None, ...], strict: bool
) -> tuple[int, list[Finding]]:
    """Look at the files of evidence.

    Parameters
    ----------
    homes
        Folders in which a file is looked for, one after the other.
    strict
        The files have to be there (``SE043``); else their absence is only told (``SE046``).

    Returns
    -------
    tuple
        Files that were hashed; files of another hash (``SE042``), without one (``SE047``) and
        missing ones.
    """
    looked, found, unseen = 0, [], 0
    listed = tuple(rows)
    for row in listed:
        content = _hash(row.file, homes)
        if content is None:
            unseen += 1
        elif not row.sha256:
            found.append(finding("SE047", row.place, node=row.id, observed=row.file))
        else:
            looked += 1
            if content != row.sha256:
                found.append(finding("SE042", row.place, node=row.id, observed=content[:12],
                                     expected=row.sha256[:12], file=row.file))  # fmt: skip
    if unseen:
        code = "SE043" if strict else "SE046"
        found.append(finding(code, observed=unseen, expected=len(listed)))
    return looked, found


def _hash(name: str, homes: Iterable[Path | None]) -> str | None:
    """SHA-256 of a file of evidence, of the first folder that has it; None without one."""
    for home in homes:
        if home is not None and name and is_inside(home, name) and (home / name).is_file():
            with (home / name).open("rb") as stream:
                return file_digest(stream, "sha256").hexdigest()
    return None
