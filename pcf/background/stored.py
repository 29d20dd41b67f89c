"""A content of a background that was compiled here before, found again by its hash."""

from __future__ import annotations

from pcf.background import store
from pcf.background.background import Background
from pcf.background.compiled import PARTS


def stored_background(id: str, sha256: str, allocation: str) -> Background | None:
    """Open a content by its hash from the cache; None when it was never compiled here.

    The cache seals every file, and the head carries hash and id of the tables it was made of, so
    that what is opened is what the hash means.
    """
    place = store.store_folder(sha256, allocation)
    try:
        head, intensities = store.load(place)
        for name in PARTS:
            getattr(head, name)
        details = store.load_details(place)
    except store.DamagedError:
        return None
    if head.sha256 != sha256 or head.manifest.id != id:
        return None
    return Background(head, intensities, lambda: details)
