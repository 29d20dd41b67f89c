"""Several backgrounds in one study: which are used, and whether their system models fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pcf.background import Background, available_backgrounds
from pcf.background.records import APART, ProcessRecord
from pcf.findings import Finding, Location, finding
from pcf.graph.link import Link
from pcf.importing.settings import NOT_STATED

#: Words by which a text of a system model is told apart, the first that fits.
_APPROACHES = ("consequential", "apos", "cut-off")
#: What a data set says when it states no modelling principle.
_NO_MODEL = ("", "not applicable", NOT_STATED)
#: Datasets that a result rests on, each with the id of its background.
Needed = Sequence[tuple[str, ProcessRecord]]


def approach_of(background: Background) -> str:
    """Give the system model in one word: what an import states, else the manifest of a shipped one.

    ``not stated`` when an import states none.
    """
    manifest = background.manifest
    if manifest.imported:
        return manifest.approach or NOT_STATED
    return _word(manifest.system_model)


def _word(text: str) -> str:
    """Give a text of a system model as one word, where it has one of ours."""
    plain = text.casefold()
    return next((word for word in _APPROACHES if word in plain), plain)


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


def kinds_mixed(needed: Needed) -> tuple[Finding, ...]:
    """Tell (``IM031``) when reference parameters or sectors stand beside other datasets."""
    kinds = Counter(record.kind for _, record in needed)
    if len(kinds) < 2 or not any(kind in kinds for kind in APART):
        return ()
    listed = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return (finding("IM031", observed=listed),)


def models_mixed(needed: Needed) -> tuple[Finding, ...]:
    """Tell (``IM033``) when datasets of one imported background state different system models.

    What states none counts only beside datasets that a mapping list took from a shipped background.
    """
    shipped = available_backgrounds()
    told = []
    for id in dict.fromkeys(id for id, _ in needed if id not in shipped):
        records = [record for part, record in needed if part == id]
        models = Counter(_stated(record) for record in records)
        if not any(source in shipped for record in records for source in record.sources):
            models.pop(NOT_STATED, None)
        if len(models) > 1:
            listed = ", ".join(f"{model} {count}" for model, count in sorted(models.items()))
            told.append(f"{id}: {listed}")
    if not told:
        return ()
    at = Location("pcf.toml", None, "background")
    return (finding("IM033", at, observed="; ".join(told)),)


def _stated(record: ProcessRecord) -> str:
    return NOT_STATED if record.principle in _NO_MODEL else _word(record.principle)
