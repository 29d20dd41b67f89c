"""Several backgrounds in one study: which are used, and whether their system models fit."""

from __future__ import annotations

from collections.abc import Mapping

from pcf.background import Background
from pcf.findings import Finding, Location, finding
from pcf.graph.link import Link
from pcf.importing.settings import NOT_STATED

#: Words by which a text of a system model is told apart, the first that fits.
_APPROACHES = ("consequential", "apos", "cut-off")


def approach_of(background: Background) -> str:
    """Give the system model in one word: what an import states, else the manifest of a shipped one.

    ``not stated`` when an import states none.
    """
    manifest = background.manifest
    if manifest.imported:
        return manifest.approach or NOT_STATED
    text = manifest.system_model.casefold()
    return next((word for word in _APPROACHES if word in text), text)


def used_backgrounds(background: Background, links: Mapping[str, Link]) -> tuple[Background, ...]:
    """Give the backgrounds that rows draw on, the default one first."""
    met = {
        id(background.component(link.index)[0]) for link in links.values() if link.index is not None
    }
    return tuple(part for part in background.components if id(part) in met)


def mixing_findings(background: Background, links: Mapping[str, Link]) -> tuple[Finding, ...]:
    """Tell (``IM033``) when rows draw on backgrounds of different, or of unknown, system models."""
    if len(background.components) == 1:
        return ()
    used = used_backgrounds(background, links)
    approaches = {part.id: approach_of(part) for part in used}
    if len(set(approaches.values())) < 2:
        return ()
    listed = "; ".join(f"{id}: {approach}" for id, approach in approaches.items())
    return (finding("IM033", Location("pcf.toml", None, "background"), observed=listed),)
