"""Facts of the computed duties: cut-off, data quality, balances, uncertainty, second runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pcf.rules.conditions import Value
from pcf.rules.grid_told import GRID_MIX, is_told
from pcf.rules.record import yes_no

if TYPE_CHECKING:
    from pcf.calc.balances import UnitBalance
    from pcf.calc.cutoff import CutOffProof
    from pcf.calc.duties import DataQuality
    from pcf.calc.footprint import Footprint
    from pcf.calc.grid_total import GridTotal
    from pcf.calc.uncertainty import Uncertainty

#: Key of ``study.toml`` by which an empty list of exclusions is a statement.
NOTHING_LEFT_OUT = "cutoff.nothing_left_out"


class Alternative(Protocol):
    """One alternative of a sensitivity set."""

    @property
    def relative(self) -> float | None:
        """Change of the total by the base total; None when not computed."""


class Alternatives(Protocol):
    """A sensitivity set, as far as rules look at it."""

    @property
    def computed(self) -> tuple[Alternative, ...]:
        """Alternatives that have a result."""


class DutyFacts:
    """Values of ``duty.*`` for one result, each duty computed once and when it is asked for.

    Parameters
    ----------
    footprint
        The result.
    run
        Runs the sensitivity set; None where it cannot be run.
    """

    def __init__(self, footprint: Footprint, run: Callable[[], Alternatives] | None) -> None:
        self._footprint = footprint
        self._run = run

    def value(self, key: str) -> Value:
        """Value of ``duty.KEY``."""
        head = key.partition("_")[0]
        families: Mapping[str, Callable[[str], Value]] = {
            "cutoff": self._cut_off,
            "dqr": self._rating,
            "mass": self._balance,
            "carbon": self._balance,
            "energy": self._energy,
            "grid": self._grid,
            "uncertainty": self._uncertain,
            "sensitivity": self._sensitive,
        }
        return families[head](key)

    @cached_property
    def _proof(self) -> CutOffProof:
        return self._footprint.cutoff_proof()

    @cached_property
    def _quality(self) -> DataQuality:
        return self._footprint.data_quality()

    @cached_property
    def _balances(self) -> tuple[UnitBalance, ...]:
        return self._footprint.unit_balances()

    @cached_property
    def _grid_total(self) -> GridTotal | None:
        return self._footprint.grid_total()

    @cached_property
    def _spread(self) -> Uncertainty:
        return self._footprint.uncertainty()

    @cached_property
    def _alternatives(self) -> tuple[Alternative, ...] | None:
        return None if self._run is None else self._run().computed

    def _cut_off(self, key: str) -> Value:
        """Shares of what is estimated; what is not is counted apart and never passes as nothing.

        An empty list says that nothing is left out only where the study states so.
        """
        proof = self._proof
        if key == "cutoff_mass":
            return proof.unexplained_mass
        by = {"cutoff_mass": proof.mass, "cutoff_energy": proof.energy}
        head, _, last = key.rpartition("_")
        if last == "max":
            head = head.removesuffix("_single")
        measure = by.get(head, proof.footprint)
        if last == "unestimated":
            return float(measure.unestimated)
        if not proof.items and not self._nothing_left_out:
            return None
        return measure.single_max if last == "max" else measure.total

    @property
    def _nothing_left_out(self) -> bool:
        """Whether the study states, with its reason, that nothing was left out."""
        stated = self._footprint.solved.linked.model.study.get(NOTHING_LEFT_OUT)
        return stated is not None and stated.is_stated

    def _rating(self, key: str) -> Value:
        quality = self._quality
        found = {
            "dqr": quality.rating,
            "dqr_rated_share": quality.rated_share,
            "dqr_worst": quality.worst,
        }
        return found[key]

    def _balance(self, key: str) -> Value:
        kind, _, what = key.partition("_")
        of_kind = [b for b in self._balances if b.kind == kind]
        if what == "gap_max":
            return max((b.gap for b in of_kind if b.gap is not None), default=None)
        if what == "balanced":
            return float(sum(1 for b in of_kind if b.is_decided))
        return float(sum(1 for b in of_kind if b.state == "undecided"))

    def _energy(self, key: str) -> Value:
        if key not in ("energy_ratio", "energy_coverage"):
            return self._balance(key)
        from pcf.calc.energy import system_energy

        whole = system_energy(self._footprint.solved)
        return whole.ratio if key == "energy_ratio" else whole.coverage

    def _grid(self, key: str) -> Value:
        """Total on the grid; without a claim the second run is the first."""
        found = self._grid_total
        if key == "grid_told":
            stated = self._footprint.solved.linked.model.study.get(GRID_MIX)
            told = None if found is None else is_told(stated, found)
            return None if told is None else yes_no(told)
        if found is None:
            return self._footprint.total if key == "grid_total" else 0.0
        return found.total if key == "grid_total" else found.relative

    def _uncertain(self, key: str) -> Value:
        spread = self._spread
        return spread.stated_share if key == "uncertainty_share" else spread.relative95

    def _sensitive(self, key: str) -> Value:
        found = self._alternatives
        if found is None:
            return None
        if key == "sensitivity_cases":
            return float(len(found))
        changes = [abs(a.relative) for a in found if a.relative is not None]
        return max(changes, default=None)

    @property
    def sensitivity_ran(self) -> bool:
        """Whether the automatic set gave at least one alternative."""
        return bool(self._alternatives)
