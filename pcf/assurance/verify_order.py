"""How far a bundle is to be verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pcf.assurance.canonical import Opener
from pcf.assurance.contents import Sealable

Load = Callable[[Path, Opener], Sealable]


@dataclass(frozen=True, slots=True)
class VerifyOrder:
    """How far a bundle is to be verified.

    recompute
        Compute it again; else only integrity and signature are looked at.
    trust
        File of the keys that the verifier trusts.
    home
        Folder of a project of the verifier whose databases it is solved with (``--deep``).
    evidence
        Folder in which the files of evidence lie, when they are not in the bundle.
    embedded
        Use the background that pcf ships when it is the one that was sealed.
    accepted
        Rule packs (``ID@EDITION``), factor sets (id), tables of defaults (file) and backgrounds
        (id) that the verifier takes as the bundle has them although they are not those of this pcf.
    """

    recompute: bool = True
    trust: Path | None = None
    home: Path | None = None
    evidence: Path | None = None
    embedded: bool = True
    accepted: tuple[str, ...] = ()
