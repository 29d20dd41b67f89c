"""What a project can be asked beyond its footprint; `pcf.api.Project` has these methods."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.compare import Difference
    from pcf.calc.electricity_spread import ElectricitySensitivity
    from pcf.calc.footprint import Footprint
    from pcf.calc.sensitivity_cases import SensitivitySet
    from pcf.calc.uncertain.derivatives import Derivatives
    from pcf.calc.uncertain.monte_carlo import MonteCarlo
    from pcf.calc.uncertain.sobol import Sobol
    from pcf.calc.whatif import HasFootprint
    from pcf.duties import Choice
    from pcf.ranking import Sensitivity
    from pcf.rules.evaluation import Evaluation
    from pcf.spread import DrawChoice
    from pcf.status import Status


class QuestionVerbs:
    """Methods of a project that rest on its calculation and its evaluation."""

    folder: Path

    @classmethod
    @abstractmethod
    def load(cls, path: str | Path, packs: str | Path | None = None) -> Self:
        """Read the project that `path` is or lies in."""

    @abstractmethod
    def calculate(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Footprint:
        """Solve the project."""

    @abstractmethod
    def calculate_target(
        self, id: str, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> HasFootprint:
        """Solve the project under a target."""

    @abstractmethod
    def total(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> float:
        """Solve the project for its total alone."""

    @abstractmethod
    def evaluate(self, rules: Sequence[str] = (), scenario: str | None = None) -> Evaluation:
        """Check the project and give the verdict of every clause of the rule packs."""

    def sensitivity(self, choice: Choice | None = None) -> Sensitivity:
        """Compute the sensitivity set and rank what the total depends on; see `pcf.ranking`."""
        from pcf.ranking import sensitivity

        return sensitivity(self, choice)

    def _rerun(
        self, scenario: str | None, overrides: Sequence[str], swaps: Sequence[str]
    ) -> Callable[[Footprint | None], SensitivitySet]:
        """Give what computes the sensitivity set of these values from their result."""

        def again(base: Footprint | None) -> SensitivitySet:
            from pcf.duties import Choice, sensitivity_set

            return sensitivity_set(self, Choice(scenario, tuple(overrides), tuple(swaps)), base)

        return again

    def uncertainty(self, choice: DrawChoice | None = None) -> MonteCarlo:
        """Draw the distributions that the project states; see `pcf.spread.draw_project`."""
        from pcf.spread import DrawChoice, draw_project

        return draw_project(self, choice or DrawChoice(), type(self).load)

    def derivatives(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> Derivatives:
        """Give every first-order sensitivity; see `pcf.calc.uncertain.derivatives`."""
        from pcf.calc.uncertain.derivatives import derivatives

        return derivatives(self.calculate(scenario, overrides, swaps))

    def sobol(self, count: int, choice: DrawChoice | None = None) -> Sobol:
        """Give Sobol indices by `count` (k + 2) evaluations; see `pcf.calc.uncertain.sobol`."""
        from pcf.spread import DrawChoice, sobol_of

        return sobol_of(self, count, choice or DrawChoice())

    def whatif(
        self, overrides: Sequence[str] = (), swaps: Sequence[str] = (), scenario: str | None = None
    ) -> Difference:
        """Compare the project with itself under other values; see `pcf.calc.whatif.what_if`."""
        from pcf.calc.whatif import what_if

        return what_if(self, overrides, swaps, scenario).difference

    def sensitivity_electricity(
        self, scenario: str | None = None, overrides: Sequence[str] = (), swaps: Sequence[str] = ()
    ) -> ElectricitySensitivity:
        """Compute the footprint under every admissible view of the project's own electricity.

        Parameters as in `calculate`; see `pcf.calc.electricity_sensitivity`.
        """
        from pcf.calc.electricity_sensitivity import electricity_sensitivity

        return electricity_sensitivity(self.calculate(scenario, overrides, swaps))

    def status(self) -> Status:
        """Say where the project stands and what comes next."""
        from pcf.rules.evaluation import ALL
        from pcf.status import status_of

        return status_of(self.evaluate((ALL,)))

    def graph(self, scenario: str | None = None) -> nx.MultiDiGraph[str]:
        """Supply chain as a frozen graph; see `pcf.graph.supply.supply_graph`."""
        from pcf.calc.as_graph import graph_of

        return graph_of(self.calculate(scenario))
