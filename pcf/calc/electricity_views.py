"""What electricity datasets stand for, and which of a project's rows draw electricity.

``datasets/electricity/views.csv`` states for every electricity dataset its scope (whose electricity
it is), place, reference year and basis (how the factor was obtained). All are life-cycle factors:
generation-only CO2 factors are no datasets and cannot be linked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from pcf.background.csvtable import Columns, read_rows
from pcf.background.joined import MARK
from pcf.calc.electricity import denial
from pcf.errors import PcfError
from pcf.findings import Findings
from pcf.graph.link import Link
from pcf.graph.rows import END_OF_LIFE, Row
from pcf.location import data_file, per_data
from pcf.units import conversion_factor

if TYPE_CHECKING:
    from pcf.background import Background
    from pcf.calc.calculate import Solved
    from pcf.model import ElectricityUse, Model

Scope = Literal[
    "national", "regional", "provincial", "residual", "international", "sector", "technology"
]
Basis = Literal["official", "published", "network", "co2-derived", "estimate"]
#: Scopes that are the mix of a grid; `sector` and `technology` are not.
GRID_SCOPES: tuple[Scope, ...] = (
    "national", "regional", "provincial", "residual", "international",
)  # fmt: skip
UNIT = "kWh"
#: Places of processes that the table of datasets names otherwise.
_ALIASES = {"EU": "RER", "RoW": "GLO"}

_DATASETS = Columns(
    ("dataset", "scope", "location", "year", "basis", "official_region", "sources", "tag"),
    (),
    ("dataset", "location", "year", "sources", "tag"),
)
_REGIONS = Columns(("province", "grid", "comment", "tag"), (), ("province", "tag"))


@dataclass(frozen=True, slots=True)
class ElectricityDataset:
    """What one electricity dataset stands for.

    scope
        Whose electricity: ``national``, ``regional`` (grid of several provinces), ``provincial``,
        ``residual`` (what is left after market-traded non-fossil electricity), ``international``,
        ``sector`` (mix of an industry), ``technology`` (kind of plant).
    basis
        ``official`` announced life-cycle factor; ``published`` life-cycle factor of the literature;
        ``network`` computed by the background from fuels, plants and mixes; ``co2-derived`` as
        network, with a fossil share inferred from an official generation-only CO2 factor;
        ``estimate`` a proxy.
    """

    dataset: str
    scope: Scope
    location: str
    year: str
    basis: Basis

    @property
    def is_grid(self) -> bool:
        """Whether it is the mix of a grid."""
        return self.scope in GRID_SCOPES


@dataclass(frozen=True, slots=True)
class ElectricityTable:
    """Every electricity dataset that a background holds, and the regional grid of provinces."""

    datasets: tuple[ElectricityDataset, ...]
    regions: tuple[tuple[str, str], ...] = ()

    def of(self, dataset: str) -> ElectricityDataset | None:
        """What a dataset stands for; None when the table does not hold it."""
        return next((d for d in self.datasets if d.dataset == dataset), None)

    def find(
        self, scope: Scope, location: str, basis: Basis | None = None, year: str | None = None
    ) -> ElectricityDataset | None:
        """Give the first dataset of a scope at exactly this place, with this basis and year."""
        return next(
            (
                d
                for d in self.datasets
                if d.scope == scope
                and d.location == location
                and basis in (None, d.basis)
                and year in (None, d.year)
            ),
            None,
        )

    def region(self, location: str) -> str:
        """Regional grid of a province; empty when it is not one, or the code cannot tell."""
        return dict(self.regions).get(location, "")

    def official_years(self) -> tuple[str, ...]:
        """Years for which an announced national life-cycle factor exists, sorted."""
        found = {d.year for d in self.datasets if d.scope == "national" and d.basis == "official"}
        return tuple(sorted(found))

    def fitting(self, location: str) -> ElectricityDataset | None:
        """Give the finest grid dataset of a place: its province, else its country, else its group.

        Of several national datasets the one computed by the background is meant, because it goes
        with the provincial ones.
        """
        place = _ALIASES.get(location, location)
        return (
            self.find("provincial", place)
            or self.find("national", country_of(place), "network")
            or self.find("national", country_of(place))
            or self.find("international", place)
        )

    def residual(self, location: str) -> ElectricityDataset | None:
        """Give the residual mix of the country of a place."""
        country = country_of(location)
        fits = (d for d in self.datasets if country_of(d.location) == country)
        return next((d for d in fits if d.scope == "residual"), None)

    def covers(self, dataset: ElectricityDataset, location: str) -> bool:
        """Whether the grid of a dataset reaches a place."""
        place = _ALIASES.get(location, location)
        country = country_of(place)
        if dataset.location in (place, country, "GLO"):
            return True
        if dataset.location == "RER":
            return country in _EUROPE.split()
        if country_of(dataset.location) != country or place == country:
            return False
        in_region = self.region(place) in ("", dataset.location)
        return dataset.scope == "residual" or (dataset.scope == "regional" and in_region)

    def lies_within(self, dataset: ElectricityDataset, location: str) -> bool:
        """Whether the grid of a dataset is a part of a larger place."""
        place = _ALIASES.get(location, location)
        country = country_of(dataset.location)
        in_europe = place == "RER" and country in _EUROPE.split()
        return place == "GLO" or in_europe or place == country != dataset.location


#: Member states of the European Union, which the group grid ``RER`` stands for.
_EUROPE = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row that draws electricity from outside the project.

    claim
        Its row in the electricity ledger; None for a row of another table.
    counts_as
        ``grid``; ``instrument`` a claim that counts (own generation, line, certificate);
        ``unclaimed`` a dataset that is no grid, taken outside the ledger.
    location
        Place of the unit process.
    dataset
        What its supplier stands for; None for a received footprint, a unit process of the project
        or a dataset that the table does not hold.
    kwh
        Amount per functional unit; negative for a credit.
    factor
        kg CO2e per kWh of its supplier; None when a unit process of the project supplies it.
    value
        kg CO2e per functional unit that the row carries.
    """

    number: int
    row: Row
    link: Link
    claim: ElectricityUse | None
    counts_as: Literal["grid", "instrument", "unclaimed"]
    location: str
    dataset: ElectricityDataset | None
    kwh: float
    factor: float | None
    value: float

    @property
    def is_background(self) -> bool:
        """Whether a dataset of the background supplies it."""
        return self.link.supplier.kind == "background"


def country_of(location: str) -> str:
    """Country of a place: ``CN-FJ`` lies in ``CN``."""
    return location.partition("-")[0]


def electricity_table(background: Background) -> ElectricityTable:
    """Give the electricity datasets of the shipped table that a background holds."""
    known = {record.id for record in background.processes()}
    datasets, regions = shipped_electricity()
    prefixes = ("", *(f"{part.id}{MARK}" for part in background.components[1:]))
    found = (replace(d, dataset=f"{prefix}{d.dataset}") for prefix in prefixes for d in datasets)
    return ElectricityTable(tuple(d for d in found if d.dataset in known), regions)


@per_data
def shipped_electricity() -> tuple[tuple[ElectricityDataset, ...], tuple[tuple[str, str], ...]]:
    """Give the electricity datasets of pcf, and the grid of each province."""
    faults = Findings()
    rows = read_rows(data_file("electricity/views.csv"), "electricity/views.csv", _DATASETS, faults)
    datasets = tuple(
        ElectricityDataset(
            row.text("dataset"),
            cast(Scope, row.choice("scope", get_args(Scope))),
            row.text("location"),
            row.text("year"),
            cast(Basis, row.choice("basis", get_args(Basis))),
        )
        for row in rows
    )
    places = read_rows(
        data_file("electricity/grid_regions.csv"), "electricity/grid_regions.csv", _REGIONS, faults
    )
    if faults.errors:
        raise PcfError(faults)
    return datasets, tuple((row.text("province"), row.text("grid")) for row in places)


def drawn_electricity(solved: Solved, table: ElectricityTable) -> tuple[Drawn, ...]:
    """Give the rows of a project that draw electricity, in the order of its rows.

    These are the rows of the electricity ledger, and rows of any other table whose supplier is an
    electricity dataset. Electricity inside the background is not among them.
    """
    model = solved.linked.model
    claims = {use.exchange.address: use for use in model.electricity}
    places = _places(model)
    per_unit = solved.scored.characterized().sum(axis=1)
    found = []
    for number, row in enumerate(solved.linked.rows):
        link = solved.linked.links.get(row.address)
        claim = claims.get(row.address)
        if link is None:
            continue
        dataset = _dataset(link, solved.linked.background, table)
        if claim is None and dataset is None:
            continue
        line = int(solved.scored.line[number])
        amount = float(solved.quantity[number])
        per_kwh = 1.0 if link.unit == UNIT else conversion_factor(link.unit, UNIT)
        found.append(
            Drawn(
                number=number,
                row=row,
                link=link,
                claim=claim,
                counts_as=_counts_as(claim, dataset, model),
                location=places[row.process],
                dataset=dataset,
                kwh=amount * per_kwh,
                factor=float(per_unit[line]) / per_kwh if line >= 0 else None,
                value=amount * float(per_unit[line]) if line >= 0 else 0.0,
            )
        )
    return tuple(found)


def _places(model: Model) -> dict[str, str]:
    places = {process.id: process.location for process in model.processes}
    return {**places, END_OF_LIFE: model.product.location}


def _dataset(
    link: Link, background: Background, table: ElectricityTable
) -> ElectricityDataset | None:
    """What a link takes; None unless it is the electricity of an electricity dataset."""
    supplier = link.supplier
    if supplier.kind != "background":
        return None
    if supplier.flow != background.process(supplier.id).product:
        return None
    return table.of(supplier.id)


def _counts_as(
    claim: ElectricityUse | None, dataset: ElectricityDataset | None, model: Model
) -> Literal["grid", "instrument", "unclaimed"]:
    if claim is None:
        return "grid" if dataset is not None and dataset.is_grid else "unclaimed"
    counts = claim.kind != "grid" and not denial(claim, model.method)
    return "instrument" if counts else "grid"


def listed(words: Iterable[str], limit: int = 3) -> str:
    """Text of the first few words for a message, and how many more there are."""
    every = tuple(words)
    more = f" (+{len(every) - limit})" if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
