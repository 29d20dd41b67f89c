"""Files of evidence against the hashes that a project recorded of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pcf.assurance.grounds import EvidenceRow
from pcf.findings import Finding, finding
from pcf.hashing import file_sha256
from pcf.project.read_evidence import is_inside

_MOST_NAMED, _LONGEST = 5, 80


def evidence_findings(
    rows: Iterable[EvidenceRow], home: Path, given: Path | None, strict: bool
) -> tuple[int, list[Finding]]:
    """Look at the files of evidence.

    Parameters
    ----------
    home
        Folder of the inputs, whose files lie where the table says.
    given
        Folder of the verifier in which they are looked for else: at the path that the table says,
        or at the end of it (the folder may be that of the project or that of the files).
    strict
        The files have to be there (``SE043``); else their absence is only told (``SE046``).

    Returns
    -------
    tuple
        Files that were hashed; files of another hash (``SE042``), without one (``SE047``) and
        missing ones.
    """
    looked, found, unseen = 0, [], []
    listed = tuple(rows)
    for row in listed:
        hashes = _hashes(row.file, home, given)
        content = row.sha256 if row.sha256 in hashes else next(iter(hashes), None)
        if content is None:
            unseen.append(row.file or row.id)
        elif not row.sha256:
            found.append(finding("SE047", row.place, node=row.id, observed=row.file))
        else:
            looked += 1
            if content != row.sha256:
                found.append(finding("SE042", row.place, node=row.id, observed=content[:12],
                                     expected=row.sha256[:12], file=row.file))  # fmt: skip
    if unseen:
        code = "SE043" if strict else "SE046"
        folder = "-" if given is None else given.resolve().name
        found.append(finding(code, observed=len(unseen), expected=len(listed), folder=folder,
                             files=_listed(unseen)))  # fmt: skip
    return looked, found


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:_LONGEST] for name in names[:_MOST_NAMED])
    plain = "".join(c if c.isprintable() else " " for c in shown)
    return plain if len(names) <= _MOST_NAMED else f"{plain} ..."


def _hashes(name: str, home: Path, given: Path | None) -> list[str]:
    """SHA-256 of the files that may be the one of a path, the likeliest first."""
    if not name:
        return []
    parts = PurePosixPath(name.replace("\\", "/")).parts
    ends = ["/".join(parts[n:]) for n in range(len(parts))]
    places = [(home, name), *((given, end) for end in ends if given is not None)]
    return [file_sha256(folder / path) for folder, path in places
            if is_inside(folder, path) and (folder / path).is_file()]  # fmt: skip
