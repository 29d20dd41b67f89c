"""Backgrounds that a bundle was computed with by its own scores: what can be said of them here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pcf.assurance.canonical import Key
from pcf.assurance.differences import Allowed, relative
from pcf.assurance.recompute import BY_SCORES, BundleOpener
from pcf.assurance.scores import SCORES, ScoredDataset, ScoreTables
from pcf.background import Background
from pcf.climate import characterize, load_factor_set
from pcf.findings import Finding, Location, finding

#: Factor set by which two scores of one dataset are set against each other.
_BY = "AR6"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far the scores of a bundle are from those of a background of the same name.

    here, all
        Datasets of the bundle that this one has too, and all of them.
    differing
        Those of `here` with another amount of some gas.
    largest
        Dataset whose kg CO2e per unit differ most: of the bundle, of this one, and the difference
        by the larger of the two; ``-`` when none differ.
    """

    here: int
    all: int
    differing: int
    largest: str


def other_findings(
    tables: ScoreTables, opener: BundleOpener, allowed: Allowed, accepted: Sequence[str], file: str
) -> tuple[Finding, ...]:
    """Tell of every background that was known by the scores of the bundle only.

    Returns
    -------
    tuple
        ``SE080`` for one with the id and version of a background of this pcf and another content,
        ``SE075`` when the verifier accepts it; ``SE081`` for another version; ``SE082`` for an id
        that pcf does not ship.
    """
    by_scores = (key for key, by in opener.how.items() if by == BY_SCORES)
    told = (_told(key, tables, opener.unequal.get(key), (allowed, accepted)) for key in by_scores)
    return tuple(replace(item, location=Location(f"{file}!{SCORES}")) for item in told)


def _told(
    key: Key, tables: ScoreTables, here: Background | None, judged: tuple[Allowed, Sequence[str]]
) -> Finding:
    allowed, accepted = judged
    id = key[0]
    if here is None:
        return finding("SE082", node=id, observed=id)
    identity = tables.identity(key)
    stated, own = str(identity.get("version")), here.manifest.version
    near = nearness(tables.datasets(key), here, allowed)
    sizes: dict[str, Any] = {
        "here": near.here,
        "all": near.all,
        "count": near.differing,
        "dataset": near.largest,
    }
    if stated != own:
        shown = "".join(c if c.isprintable() else " " for c in stated[:_LONGEST])
        return finding("SE081", node=id, observed=shown, expected=own, **sizes)
    hashes = str(identity.get("sha256"))[:12], here.sha256[:12]
    if id in accepted:
        return finding("SE075", node=id, observed="SHA-256 {} / {}".format(*hashes))
    return finding("SE080", node=id, observed=hashes[0], expected=hashes[1], version=own,
                   **sizes)  # fmt: skip


def nearness(listed: Sequence[ScoredDataset], here: Background, allowed: Allowed) -> Nearness:
    """Compare the datasets of a bundle with those of the same ids in `here`."""
    factors, _ = characterize(here.columns, load_factor_set(_BY), "-1/+1")
    names = [f"{column.flow}/{column.ledger}" for column in here.columns]
    known, differing = 0, 0
    largest: tuple[float, str] = (0.0, "-")
    for dataset in listed:
        try:
            row = here.index(dataset.process, dataset.flow)
        except KeyError:
            continue
        known += 1
        own = np.asarray(here.intensities[row])
        stated = np.array([dataset.gases.get(name, 0.0) for name in names])
        more = dataset.gases.keys() - set(names)
        pairs = zip(stated.tolist(), own.tolist(), strict=True)
        if not more and all(allowed.same(a, b) for a, b in pairs):
            continue
        differing += 1
        score, other = (float(np.nansum(values * factors)) for values in (stated, own))
        size = relative(score, other) or 0.0
        name = (f"bg:{here.id}:{dataset.process}/{dataset.flow} {score:.3g} / {other:.3g} kg CO2e"
                f" ({100 * size:+.3g} %)")  # fmt: skip
        largest = max(largest, (abs(size), name))
    return Nearness(known, len(listed), differing, largest[1])
