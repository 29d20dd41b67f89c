"""What a verifier has checked and left open, as a sealed bundle holds it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pcf.assurance.bundle import Bundle
from pcf.assurance.canonical import Opener
from pcf.assurance.contents import Sealable
from pcf.assurance.recompute import BundleOpener
from pcf.assurance.verification import Verification
from pcf.project.workpaper import WORKPAPER
from pcf.rules.checked_rows import checked_rows


def with_checked_rows(
    path: Path, load: Callable[[Path, Opener], Sealable], seen: Verification
) -> Verification:
    """Add the checks of a bundle to its verdict; a bundle that was changed speaks for none.

    Open deviations and stale checks are warnings: they do not make the bundle unsound.
    """
    bundle = Bundle.open(path)
    unable = bundle.faults or seen.total[1] is None  # changed, or not computed again
    if unable or f"inputs/{WORKPAPER.file}" not in bundle.members:
        return seen
    with tempfile.TemporaryDirectory(prefix="pcf-checks-") as aside:
        folder = bundle.extract_inputs(Path(aside).resolve() / "project")
        footprint = load(folder, BundleOpener(bundle.scores, None)).calculate()
        found = checked_rows(folder, footprint)
    if found is None:
        return seen
    return replace(seen, checked=found, findings=(*seen.findings, *found.findings))
