"""The one result object. Screens, JSON, reports and frames are views of it; none of them computes.

Signs: emissions positive, removals and credits negative. All values are kg CO2e per functional or
declared unit unless a name says otherwise. Rows partition the total: every row carries the burden
that it draws from the background or emits itself; a row that is fed by another unit process of the
project carries nothing of its own, because that process has rows. Hence stages, processes,
components, ledger columns and gases each add up to the total.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.covered import Coverage as Coverage
from pcf.calc.covered import Uncharacterized as Uncharacterized
from pcf.calc.identity import BackgroundIdentity as BackgroundIdentity
from pcf.calc.identity import Identity as Identity
from pcf.errors import UsageError
from pcf.findings import Finding, Location, finding
from pcf.i18n import Language
from pcf.model import Stage
from pcf.plain import PlainData

if TYPE_CHECKING:
    import pandas as pd

    from pcf.calc.balances import UnitBalance
    from pcf.calc.calculate import Solved
    from pcf.calc.cutoff import CutOffProof
    from pcf.calc.data_needs import DataNeeds
    from pcf.calc.duties import DataQuality
    from pcf.calc.energy import EnergyBalance
    from pcf.calc.explanation import Explanation
    from pcf.calc.grid_total import GridTotal
    from pcf.calc.mass import MassBalance
    from pcf.calc.performance import PerformanceClass
    from pcf.calc.recycled_content import RecycledContent
    from pcf.calc.sensitivity_cases import SensitivitySet
    from pcf.calc.uncertainty import Uncertainty
    from pcf.model.performance import PerformanceTable


@dataclass(frozen=True, slots=True)
class RowResult:
    """What one row of the project contributes.

    activity, activity_unit
        Amount of the row per reference flow of its process, as stated.
    amount, unit
        Amount per functional unit in the unit of the supplier; negative for credits.
    intensity
        kg CO2e per `unit` of the supplier (characterization factor for an emission). For a row fed
        by a unit process of the project it is the cradle-to-gate intensity of that process, shown
        for information: its `value` is 0.
    value
        Contribution to the total.
    ledger, gases
        The same contribution by ledger column and by gas (kg CO2e); each adds up to `value`.
    supplier
        ``process:ID``, ``bg:DATASET/FLOW``, ``supplier:ID`` or ``emission``.
    reason
        Why the row is linked so (``stated``, ``only-producer``, ``decided``, rule of the ledger).
    """

    address: str
    process: str
    stage: Stage
    component: str
    part: str
    direction: str
    flow: str
    name_zh: str
    name_en: str
    supplier: str
    supplier_zh: str
    supplier_en: str
    reason: str
    origin: Literal["primary", "secondary", "estimate"]
    evidence: str | None
    source: str
    dq: str | None
    activity: float
    activity_unit: str
    amount: float
    unit: str
    intensity: float
    value: float
    ledger: Mapping[str, float]
    gases: Mapping[str, float]
    place: Location | None


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the total: a stage, process, component, ledger column or gas.

    `share` is value / total, or None when the total is zero (a zero footprint is a valid result).
    """

    id: str
    name_zh: str
    name_en: str
    value: float
    share: float | None


@dataclass(frozen=True, slots=True)
class AlternativeTotal:
    """The total per another unit."""

    id: str
    name_zh: str
    name_en: str
    unit: str
    value: float


@dataclass(frozen=True, slots=True)
class Footprint(PlainData):
    """Carbon footprint of a product per functional or declared unit.

    total
        kg CO2e per functional unit; `unit` is its text, e.g. ``kg CO2e/kWh``.
    rows
        Every row, in order of table and id.
    stages
        All five stages in fixed order; a stage outside the boundary is absent.
    processes, components, ledger, gases
        Further partitions of the total.
    context
        The solved system behind it; None for a result read from a file.
    rerun
        Computes the project behind it under other choices; None where no project is.
    """

    project: str
    product_zh: str
    product_en: str
    scenario: str | None
    unit: str
    unit_kind: str
    unit_zh: str
    unit_en: str
    boundary: str
    method: Mapping[str, str]
    total: float
    rows: tuple[RowResult, ...]
    stages: tuple[Part, ...]
    processes: tuple[Part, ...]
    components: tuple[Part, ...]
    ledger: tuple[Part, ...]
    gases: tuple[Part, ...]
    alternatives: tuple[AlternativeTotal, ...]
    coverage: Coverage
    identity: Identity
    findings: tuple[Finding, ...]
    context: Solved | None = None
    rerun: Callable[[Footprint], SensitivitySet] | None = field(
        default=None, compare=False, repr=False
    )

    @property
    def solved(self) -> Solved:
        """The solved system behind the result.

        Raises
        ------
        UsageError
            ``GR051`` for a result that was read from a file: it can be shown and compared only.
        """
        if self.context is None:
            raise UsageError([finding("GR051", observed=self.project)])
        return self.context

    def top(self, count: int = 10) -> tuple[RowResult, ...]:
        """Rows with the largest absolute contribution, largest first, ties by address."""
        return tuple(sorted(self.rows, key=lambda r: (-abs(r.value), r.address))[:count])

    def share(self, value: float) -> float | None:
        """Part of the total, or None when the total is zero."""
        return value / self.total if self.total else None

    def explain(self, address: str = "total", until: float = 0.8, depth: int = 1) -> Explanation:
        """Take a number apart; see `pcf.calc.explain.explain`."""
        from pcf.calc.explain import explain

        return explain(self, address, until=until, depth=depth)

    def cutoff_proof(self) -> CutOffProof:
        """Tell what was left out; see `pcf.calc.cutoff.CutOffProof`."""
        from pcf.calc.cutoff import cutoff_proof

        return cutoff_proof(self)

    def data_quality(self) -> DataQuality:
        """Rate the data by contribution; see `pcf.calc.duties.DataQuality`."""
        from pcf.calc.duties import data_quality

        return data_quality(self)

    def data_needs(self, criteria: Literal[3, 4] = 4) -> DataNeeds:
        """Rate the data by the PEF method; see `pcf.calc.data_needs.DataNeeds`."""
        from pcf.calc.data_needs import data_needs

        return data_needs(self, criteria)

    def recycled_content(self) -> RecycledContent:
        """Recycled shares of Co, Ni, Li, Pb; see `pcf.calc.recycled_content.RecycledContent`."""
        from pcf.calc.recycled_content import recycled_content

        return recycled_content(self)

    def stated_recycled_content(self) -> RecycledContent | None:
        """Recycled content where the project states it (``model/recycled.csv``), else None."""
        known = self.context is not None and self.context.linked.model.recycled
        return self.recycled_content() if known else None

    def mass_balances(self) -> tuple[MassBalance, ...]:
        """Balance the masses of the unit processes; see `pcf.calc.mass.MassBalance`."""
        from pcf.calc.mass import mass_balances

        return mass_balances(self.solved.linked)

    def unit_balances(self) -> tuple[UnitBalance, ...]:
        """Balance mass, carbon and energy of every unit process; see `pcf.calc.balances`."""
        from pcf.calc.balances import unit_balances

        return unit_balances(self.solved.linked)

    def energy_balances(self) -> tuple[EnergyBalance, ...]:
        """Balance the energy of every unit process, and last of the system; `pcf.calc.energy`."""
        from pcf.calc.energy import energy_balances, system_energy

        return (*energy_balances(self.solved.linked), system_energy(self.solved))

    def system_balances(self) -> tuple[UnitBalance, ...]:
        """Balance what crosses the border of the project; see `pcf.calc.balances`."""
        from pcf.calc.balances import system_balances

        return system_balances(self.solved)

    def uncertainty(self) -> Uncertainty:
        """Propagate stated distributions to first order; see `pcf.calc.uncertainty`."""
        from pcf.calc.uncertainty import uncertainty

        return uncertainty(self)

    def sensitivity_set(self) -> SensitivitySet:
        """Compute the choices that a reviewer would ask about; see `pcf.duties.sensitivity_set`.

        Raises
        ------
        UsageError
            ``GR053`` for a result that `Project.calculate` did not give: of a file or of a target.
        PcfError
            As `pcf.duties.sensitivity_set`.
        """
        if self.rerun is None:
            raise UsageError([finding("GR053", observed=self.project)])
        return self.rerun(self)

    def grid_total(self) -> GridTotal | None:
        """Total with the grid in place of instruments; None when none is claimed."""
        from pcf.calc.grid_total import grid_total

        return grid_total(self)

    def performance_class(self, table: PerformanceTable | None = None) -> PerformanceClass | None:
        """Class of the total in a table of the user (that of the project when None)."""
        from pcf.calc.performance import performance_class

        return performance_class(self, table)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf calc --format json``."""
        from pcf.calc.as_json import footprint_json

        return footprint_json(self, lang)

    def to_frame(self) -> pd.DataFrame:
        """Give the rows as a frame, one row each, with ledger columns; indexed by address."""
        from pcf.calc.as_frame import footprint_frame

        return footprint_frame(self)

    def _repr_html_(self) -> str:
        from pcf.calc.as_frame import footprint_html

        return footprint_html(self)
