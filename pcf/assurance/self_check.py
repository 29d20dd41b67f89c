"""A bundle that nobody could compute again never leaves the house."""

from __future__ import annotations

from dataclasses import replace

from pcf.assurance.archive import read_bytes
from pcf.assurance.bundle import Bundle
from pcf.assurance.scores import IDENTITY
from pcf.assurance.seal import Sealed
from pcf.assurance.verify import Load, VerifyOrder, verify_bundle
from pcf.findings import finding


def checked(made: Sealed, load: Load) -> Sealed:
    """Verify a new bundle by its own scores, when it rests on a database that stays behind.

    A database that pcf ships is there for everybody, in full; of another one the bundle has scores
    only, and they have to give the same results and verdicts. If they do not, nothing is sealed and
    ``SE066`` stands before the differences.
    """
    if made.content is None:
        return made
    members, around = read_bytes(made.content, "new.pcfz")
    bundle = Bundle("new.pcfz", members, around)
    listed = bundle.read_json(IDENTITY)["backgrounds"]
    if not any(item["imported"] for item in listed):
        return made
    seen = verify_bundle(bundle, made.sha256, load, VerifyOrder())
    if seen.is_sound:
        return made
    errors = tuple(item for item in seen.findings if item.level == "error")
    return replace(made, content=None, findings=(finding("SE066", observed=len(errors)), *errors))
