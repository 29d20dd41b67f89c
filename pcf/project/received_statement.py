"""What a supplier's file states, before it becomes an input: neutral, exact, still in its unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from pcf.findings import Location

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a footprint, kg CO2e; None = not stated. Emissions >= 0, removals <= 0.

    fossil
        Fossil emissions without those of aircraft.
    land_out, land_in
        Biogenic CO2 of land management, emitted and removed.
    non_co2
        Biogenic emissions other than CO2.
    uptake
        Biogenic CO2 taken up and held in the product at the gate.
    captured, removed
        CO2 captured and stored, and CO2 removed by technology.
    """

    fossil: Decimal | None = None
    aircraft: Decimal | None = None
    land_use: Decimal | None = None
    land_out: Decimal | None = None
    land_in: Decimal | None = None
    non_co2: Decimal | None = None
    uptake: Decimal | None = None
    captured: Decimal | None = None
    removed: Decimal | None = None

    def addends(self) -> tuple[Decimal, ...]:
        """Parts of the total without uptake, as far as they are stated."""
        every = (self.fossil, self.aircraft, self.land_use, self.land_out, self.land_in,
                 self.non_co2, self.captured, self.removed)  # fmt: skip
        return tuple(part for part in every if part is not None)

    def excluding(self) -> Decimal:
        """Sum without uptake."""
        return sum(self.addends(), ZERO)

    def including(self) -> Decimal:
        """Sum with uptake."""
        return self.excluding() + (self.uptake or ZERO)


@dataclass(frozen=True, slots=True)
class Statement:
    """A footprint as a supplier states it, per `amount` of the unit `word`.

    format, version
        ``pact`` or ``catena-x``, and the version of its data model.
    mass
        kg of product per `amount` of `word`; None when not stated.
    excluding, including
        Totals without and with biogenic uptake, kg CO2e.
    gwp
        Names of the factor sets.
    period, valid_from, valid_until
        Dates; the end of a period is its last day. `valid_until` is its last day.
    primary, exempted
        Percent.
    dqr
        Technology, geography and time, 1 (best) to 5.
    strict
        Whether the format says that its parts add up to its totals.
    stated_amount
        Amount of the unit that the file names, where its values are per one unit all the same.
    apart
        kg CO2e that the file states apart and outside its total (packaging, distribution).
    packaged
        Whether the file says that its total holds packaging.
    places
        Place of each value in the file, by the name of the field here.
    """

    format: str
    version: str
    id: str
    product: str
    company: str
    boundary: str
    gwp: tuple[str, ...]
    location: str
    period: str
    valid_from: str
    valid_until: str
    word: str = ""
    amount: Decimal = Decimal(1)
    mass: Decimal | None = None
    excluding: Decimal | None = None
    including: Decimal | None = None
    parts: Parts = Parts()
    primary: Decimal | None = None
    exempted: Decimal | None = None
    dqr: tuple[Decimal | None, Decimal | None, Decimal | None] = (None, None, None)
    status: str = ""
    verification: str = ""
    strict: bool = True
    stated_amount: Decimal | None = None
    apart: Decimal | None = None
    packaged: bool = False
    places: Mapping[str, Location] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Format and version, e.g. ``pact/3.0.0``."""
        return f"{self.format}/{self.version}"


def day_of(text: str) -> date | None:
    """Day of an ISO time stamp; None when it cannot be read."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def last_day(text: str) -> date | None:
    """Last day of a time span whose end (exclusive) is a time stamp."""
    day = day_of(text)
    midnight = text[10:].startswith("T00:00:00")
    return day - timedelta(days=1) if day is not None and midnight else day


def years_later(day: date, years: int) -> date:
    """Give the same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def half_last_digit(value: Decimal) -> Decimal:
    """Half a unit of the last printed digit: how far rounding may have moved it; whole: 0."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0 or value == 0:
        return ZERO
    return Decimal(5).scaleb(exponent - 1)
