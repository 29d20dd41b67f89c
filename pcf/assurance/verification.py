"""What verifying a bundle gives: one line per thing looked at, and every mismatch."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pcf.assurance.brought import Brought
from pcf.assurance.manifest import Manifest
from pcf.assurance.sign import Signature
from pcf.findings import Finding
from pcf.i18n import Language
from pcf.plain import PlainData
from pcf.rules.checked_rows import CheckedRows

Name = Literal[
    "integrity", "signature", "rules", "factors", "background", "results", "verdicts",
    "documents", "evidence",
]  # fmt: skip
#: ``none``: the bundle holds nothing of the kind; ``own-scores``: a background was taken as the
#: bundle has it, and no database with that content was there to compare it with.
State = Literal["ok", "mismatch", "warning", "none", "own-scores", "not-checked"]
#: ``whole``: not changed since it was sealed, and not computed again.
Verdict = Literal["sound", "sound-background-not-compared", "whole", "mismatch"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    count
        How many members, numbers, datasets ... were compared.
    mismatches
        How many of them differ.
    """

    name: Name
    state: State
    count: int
    mismatches: int = 0


@dataclass(frozen=True, slots=True)
class Verification(PlainData):
    """The verdict on a bundle.

    how
        Per background, by what it was recomputed: ``scores`` of the bundle, ``embedded`` the same
        one in this pcf, ``own`` the database of the verifier.
    total
        Of the base case: sealed, recomputed (None when it was not), unit.
    packs
        Rule packs that were asked, ``ID@EDITION``, each ``shipped`` with pcf, the sealer's ``own``,
        or ``other``: it or one it builds on is not the one of that name in this pcf.
    checked
        Checks of a verifier that the bundle holds, when it was computed again and has any.
    brought
        Rule packs, factor sets and tables of the bundle, each against those of this pcf.
    """

    file: str
    sha256: str
    manifest: Manifest
    signature: Signature
    checks: tuple[Check, ...]
    how: tuple[tuple[str, str], ...]
    total: tuple[float | None, float | None, str]
    findings: tuple[Finding, ...]
    packs: tuple[tuple[str, str], ...] = ()
    checked: CheckedRows | None = None
    brought: tuple[Brought, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing that was looked at differs."""
        return not any(item.level == "error" for item in self.findings)

    @property
    def verdict(self) -> Verdict:
        """The verdict in a word: plain ``sound`` only when every background was compared."""
        if not self.is_sound:
            return "mismatch"
        if self.check("results").state == "not-checked":
            return "whole"
        compared = all(by != "scores" for _, by in self.how)
        return "sound" if compared else "sound-background-not-compared"

    def check(self, name: Name) -> Check:
        """Give one line of the verdict."""
        return next(item for item in self.checks if item.name == name)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf verify``."""
        sealed, found, unit = self.total
        mark = self.signature
        return {
            "bundle": {"file": self.file, "sha256": self.sha256},
            "project": {"id": self.manifest.project, "digest": self.manifest.digest},
            "sealed_with": self.manifest.version,
            "verdict": self.verdict,
            "signature": {"state": mark.state, "fingerprint": mark.fingerprint,
                          "name": mark.name, "since": mark.since},
            "checks": [asdict(item) for item in self.checks],
            "backgrounds": [{"id": id, "by": by} for id, by in self.how],
            "rule_packs": [{"id": id, "origin": origin} for id, origin in self.packs],
            "brought": [
                {"kind": item.kind, "name": item.name, "state": item.state,
                 "differs": list(item.differs), "accepted": item.accepted} for item in self.brought
            ],
            "total": {"sealed": sealed, "recomputed": found, "unit": unit},
            "computed": list(self.manifest.computed),
            "verifier_checks": self.checked and self.checked.counts,
        }  # fmt: skip
