"""Backgrounds and factors of an earlier state: what was locked, not what is installed now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pcf.assurance.brought import bundled_sets
from pcf.assurance.grounds import CLIMATE_FILES, FACTORS
from pcf.assurance.scores import ScoreTables
from pcf.background import Background, available_backgrounds, open_background
from pcf.background.joined import join
from pcf.background.opening import imported_backgrounds
from pcf.background.stored import stored_background
from pcf.climate import FactorSet, load_factor_set
from pcf.errors import PcfError
from pcf.findings import Location, finding
from pcf.model import BackgroundChoice

Key = tuple[str, str]


class LockedOpener:
    """Opens backgrounds by the hash that was locked.

    The content installed here, if it is that one; else the one compiled here before; else the
    scores of a bundle.

    Parameters
    ----------
    wanted
        SHA-256 by id; an id without one is opened as installed.
    homes
        Project folders that may hold imported backgrounds, tried in order.
    tables
        Scores of a bundle.
    """

    def __init__(
        self,
        wanted: Mapping[str, str],
        homes: tuple[Path, ...],
        tables: ScoreTables | None = None,
    ) -> None:
        self._wanted, self._homes, self._tables = wanted, homes, tables

    def __call__(self, choice: BackgroundChoice, home: Path | None) -> Background:
        """Open the backgrounds of a study; ``CP008`` when the locked content is not here."""
        first = self._part(choice.id, choice.allocation)
        return join(first, [self._part(c.id, c.allocation) for c in choice.also])

    def _part(self, id: str, allocation: str) -> Background:
        wanted = self._wanted.get(id)
        if self._tables is not None and (id, allocation) in self._tables.keys:
            wanted = str(self._tables.identity((id, allocation)).get("sha256"))
        for home in self._homes:
            if id in available_backgrounds() or id in imported_backgrounds(home):
                found = open_background(id, allocation, home=home)
                if wanted in (None, found.sha256):
                    return found
        known = None if wanted is None else stored_background(id, wanted, allocation)
        if known is not None:
            return known
        if self._tables is not None and (id, allocation) in self._tables.keys:
            return self._tables.background((id, allocation))
        if wanted is None:
            return open_background(id, allocation, home=self._homes[0])
        raise PcfError([finding("CP008", Location("pcf.lock"), observed=f"{id} {wanted[:12]}")])


def factors_of(members: Mapping[str, bytes]) -> Callable[[str], FactorSet]:
    """Give the factor sets of a bundle: those of pcf while they are the same."""

    def load(id: str) -> FactorSet:
        if not any(path.startswith(FACTORS) for path in members):
            return load_factor_set(id)
        try:
            sets = {held.id: held for held in bundled_sets(members)}
        except PcfError as error:
            where = Location(f"{FACTORS}{CLIMATE_FILES[0]}")
            raise PcfError([finding("CP009", where, observed=id)]) from error
        stated = sets.get(id)
        try:
            installed = load_factor_set(id)
        except PcfError:
            if stated is None:
                raise
            return stated  # a set that is not here
        return installed if stated in (None, installed) else stated

    return load
