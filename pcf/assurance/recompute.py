"""Compute a bundle again from what is in it, and say by what the backgrounds were replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from pcf.assurance.canonical import CanonicalOpener, Key, with_canonical
from pcf.assurance.differences import Allowed, relative
from pcf.assurance.scores import SCORES, ScoredDataset, ScoreTables
from pcf.background import Background, available_backgrounds, open_background
from pcf.background.joined import join
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.model import BackgroundChoice

#: How a background was had again.
BY_SCORES, EMBEDDED, OWN = "scores", "embedded", "own"


class BundleOpener(CanonicalOpener):
    """Opens the backgrounds of a bundle: of the verifier, of pcf if it is the same, else scores.

    Parameters
    ----------
    home
        Folder of a project of the verifier whose databases are used (``--deep``); None = no such.
    embedded
        Use the background that pcf ships when its hash is the one that was sealed; of an id that
        pcf ships nothing is looked for in `home`.

    Attributes
    ----------
    how
        By what each background was replaced.
    asked
        Backgrounds that the study draws on.
    unequal
        Those that pcf ships with another content, as it is here.
    """

    def __init__(self, tables: ScoreTables, home: Path | None, embedded: bool = True) -> None:
        super().__init__()
        self._tables = tables
        self._home = home
        self._embedded = embedded
        self.how: dict[Key, str] = {}
        self.asked: set[Key] = set()
        self.unequal: dict[Key, Background] = {}

    def __call__(self, choice: BackgroundChoice, home: Path | None) -> Background:
        """Open the backgrounds of a study; the folder of the bundle holds none."""
        wanted = ((choice.id, choice.allocation), *((c.id, c.allocation) for c in choice.also))
        self.asked.update(wanted)
        first, *others = (self.part(*key, None) for key in wanted)
        return join(first, others)

    def part(self, id: str, allocation: str, home: Path | None) -> Background:
        """Give one background; ``SE015`` when the bundle has none of that id and allocation."""
        key = (id, allocation)
        if key not in self.parts:
            if key not in self._tables.keys:
                raise PcfError([finding("SE015", Location(SCORES), observed=f"{id} {allocation}")])
            self.parts[key], self.how[key] = self._had(key)
        return self.parts[key]

    def _had(self, key: Key) -> tuple[Background, str]:
        wanted = str(self._tables.identity(key).get("sha256"))
        is_shipped = key[0] in available_backgrounds()
        if self._home is not None and not is_shipped:
            own = open_background(*key, home=self._home)
            if own.sha256 != wanted:
                raise PcfError([finding("SE044", Location(SCORES), observed=own.sha256[:12],
                                        expected=wanted[:12], node=key[0])])  # fmt: skip
            return with_canonical(own), OWN
        if self._embedded and is_shipped:
            shipped = open_background(*key)
            if shipped.sha256 == wanted:
                return with_canonical(shipped), EMBEDDED
            self.unequal[key] = shipped
        return self._tables.background(key), BY_SCORES


def score_findings(
    tables: ScoreTables, parts: Mapping[Key, Background], allowed: Allowed, file: str
) -> tuple[int, tuple[Finding, ...]]:
    """Compare the datasets of a bundle with those of opened backgrounds, one by one.

    Returns
    -------
    tuple
        Number of datasets compared; a finding for each that is not there (``SE036``), is another
        one (``SE037``) or has another score (``SE035``, the gas that differs most).
    """
    count = 0
    found: list[Finding] = []
    for key, background in parts.items():
        for dataset in tables.datasets(key):
            count += 1
            found += _dataset(dataset, background, allowed, f"{file}!{SCORES}")
    return count, tuple(found)


def _dataset(
    dataset: ScoredDataset, background: Background, allowed: Allowed, file: str
) -> Iterator[Finding]:
    name = f"bg:{background.id}:{dataset.process}/{dataset.flow}"
    where = Location(file)
    try:
        row = background.index(dataset.process, dataset.flow)
        record = background.process(dataset.process)
    except KeyError:
        yield finding("SE036", where, node=name, observed=name)
        return
    unit = background.flow(dataset.flow).unit if dataset.flow != record.product else record.unit
    stated = (dataset.name_en, dataset.location, dataset.year, dataset.unit)
    held = (record.name_en, record.location, record.year, record.unit)
    if stated != held:
        yield finding("SE037", where, node=name, observed=" | ".join(stated),
                      expected=" | ".join(held), unit=unit)  # fmt: skip
    line = np.asarray(background.intensities[row]).tolist()
    own = {f"{c.flow}/{c.ledger}": v for c, v in zip(background.columns, line, strict=True)}
    scale = max(map(abs, line), default=0.0)
    within = Allowed(allowed.relative, 1e-15 * scale)
    wrong = [
        (gas, dataset.gases.get(gas, 0.0), own.get(gas, 0.0))
        for gas in dataset.gases.keys() | own.keys()
        if not within.same(dataset.gases.get(gas, 0.0), own.get(gas, 0.0))
    ]
    if wrong:
        gas, a, b = max(wrong, key=lambda item: (abs(relative(item[1], item[2]) or 0.0), item[0]))
        yield finding(
            "SE035", where, node=name, observed=f"{a:.12g}", expected=f"{b:.12g}", gas=gas,
            count=len(wrong), size=f"{100 * (relative(a, b) or 0.0):+.3g} %",
        )  # fmt: skip
