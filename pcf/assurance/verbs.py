"""Sealing and verifying; `pcf.api.Project` has these methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.findings import Finding, finding

if TYPE_CHECKING:
    from pcf.assurance.canonical import Opener
    from pcf.assurance.seal import Sealed
    from pcf.assurance.verification import Verification


class AssuranceVerbs:
    """Methods of a project that concern sealed bundles."""

    folder: Path

    if TYPE_CHECKING:

        def claim_findings(self) -> tuple[Finding, ...]:
            """What stands against the versions of the study and its claims."""

    @classmethod
    def _opened_by(cls, folder: Path, opener: Opener) -> Any:
        """Read a project whose backgrounds somebody else opens."""
        raise NotImplementedError

    def seal(
        self,
        *,
        key: str | Path | None = None,
        reports: Sequence[str] = ("auto",),
        exports: Sequence[str] = (),
        evidence: bool = False,
    ) -> Sealed:
        """Make the bundle of the project as it lies in its folder; `Sealed.write` writes it.

        Parameters
        ----------
        key
            File of the private key to sign with.
        reports, exports
            ``KIND`` or ``KIND:TARGET``; ``auto`` takes every sheet that fits and is not withheld.
        evidence
            Take in the files of evidence; else their hashes only.

        Returns
        -------
        Sealed
            Its `content` is None while blocking findings stand: errors of the calculation, clauses
            at error level of the rules that the project declares, documents asked for and withheld,
            faulty change notes, claims that the declaration before does not allow.

        Raises
        ------
        PcfError
            When the key cannot be used or a file cannot be read.
        """
        from pcf.assurance.seal import Sealed, SealOrder, seal
        from pcf.assurance.self_check import checked

        claims = self.claim_findings()
        refused = [item for item in claims if item.level == "error"]
        if refused:
            return Sealed(None, None, "", (finding("SE050", observed=len(refused)), *refused))
        file = None if key is None else Path(key)
        order = SealOrder(tuple(reports), tuple(exports), evidence, file)
        made = checked(seal(self.folder, self._opened_by, order), self._opened_by)
        return replace(made, findings=(*made.findings, *claims))

    @classmethod
    def verify(
        cls,
        path: str | Path,
        *,
        recompute: bool = True,
        trust: str | Path | None = None,
        deep: str | Path | None = None,
        evidence: str | Path | None = None,
        accept: Sequence[str] = (),
    ) -> Verification:
        """Verify a bundle without its project and without a network.

        Parameters
        ----------
        recompute
            Compute it again from what is in it and compare, besides integrity and signature.
        trust
            File of the keys that the verifier trusts.
        deep
            Folder of a project of the verifier: its databases are used in place of the scores.
        evidence
            Folder of the project or of the files of evidence, when they are not in the bundle.
        accept
            Rule packs (``ID@EDITION``), factor sets (``AR6``), tables of defaults
            (``transport/modes.csv``) and backgrounds (``pcf-open``) to be taken as the bundle has
            them, although they are not those of this pcf.

        Raises
        ------
        PcfError
            When it is no bundle, or none that may be opened (``SE001`` to ``SE009``, ``SE085``);
            when a database that `deep` needs is not there, or `evidence` is no folder (``SE084``).
        """
        from pcf.assurance.verify import VerifyOrder, verify

        trusted, home, aside = (None if f is None else Path(f) for f in (trust, deep, evidence))
        order = VerifyOrder(recompute, trusted, home, aside, accepted=tuple(accept))
        return verify(Path(path), cls._opened_by, order)
