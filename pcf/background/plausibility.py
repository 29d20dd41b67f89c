"""Published ranges of results, and where the results of a background stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pcf.background.csvtable import Columns, Row, read_rows
from pcf.findings import Finding, Findings, Location, finding
from pcf.location import data_root

RANGES = Columns(
    ("id", "family", "product_zh", "product_en", "flow", "process", "unit", "boundary", "region",
     "year", "low", "typical", "high", "quoted", "independent", "independent_note", "tag", "source",
     "why_not", "explanation_zh", "explanation_en"),
    (),
    ("id", "product_zh", "product_en", "unit", "low", "typical", "high", "tag", "source"),
)  # fmt: skip
FILE = "plausibility/plausibility.csv"
#: Distance from the typical value that asks for a sentence.
FAR = 0.3


@dataclass(frozen=True, slots=True)
class Band:
    """A published range, kg CO2e per `unit`.

    process, flow
        Dataset it is compared with; empty when there is none (`why_not`).
    quoted
        Which of low, typical and high stand in a cited source; the others are the compiler's.
    independent
        ``yes``, ``partly`` or ``no``: whether the dataset owes nothing to this source.
    explanation
        Why the computed result lies elsewhere, by language; empty when nobody said.
    """

    id: str
    family: str
    product_zh: str
    product_en: str
    flow: str
    process: str
    unit: str
    boundary: str
    region: str
    year: str
    low: float
    typical: float
    high: float
    quoted: tuple[str, ...]
    independent: str
    independent_note: str
    tag: str
    source: str
    why_not: str
    explanation: Mapping[str, str]
    at: Location


@dataclass(frozen=True, slots=True)
class Comparison:
    """A band beside the computed result, kg CO2e per unit."""

    band: Band
    computed: float

    @property
    def ratio(self) -> float:
        """Computed over typical."""
        return self.computed / self.band.typical

    @property
    def is_inside(self) -> bool:
        """Whether the result lies between low and high."""
        return self.band.low <= self.computed <= self.band.high

    @property
    def is_near(self) -> bool:
        """Whether it lies inside and within `FAR` of the typical value."""
        return self.is_inside and abs(self.ratio - 1) <= FAR


def read_bands(findings: Findings) -> tuple[Band, ...]:
    """Read the table of ranges; a range that is none is ``DS050``."""
    path = data_root("datasets") / "plausibility" / "plausibility.csv"
    made = []
    for row in read_rows(path, FILE, RANGES, findings):
        band = _band(row)
        if 0 < band.low <= band.typical <= band.high:
            made.append(band)
        else:
            shown = f"{band.low:g} / {band.typical:g} / {band.high:g}"
            findings.add(finding("DS050", row.at("typical"), node=band.id, observed=shown))
    return tuple(made)


def _band(row: Row) -> Band:
    words = ("id", "family", "product_zh", "product_en", "flow", "process", "unit", "boundary",
             "region", "year")  # fmt: skip
    return Band(
        **{name: row.text(name) for name in words},
        low=row.amount("low"),
        typical=row.amount("typical"),
        high=row.amount("high"),
        quoted=row.words("quoted"),
        independent=row.choice("independent", ("", "yes", "partly", "no")),
        independent_note=row.text("independent_note"),
        tag=row.text("tag"),
        source=row.text("source"),
        why_not=row.text("why_not"),
        explanation={"zh": row.text("explanation_zh"), "en": row.text("explanation_en")},
        at=row.at("typical"),
    )


def comparisons(
    bands: tuple[Band, ...], score: Callable[[str, str], float | None]
) -> tuple[Comparison, ...]:
    """Put the bands beside the results of a background.

    Parameters
    ----------
    score
        kg CO2e per unit of (process, flow); None when the background has no such product.
    """
    found = []
    for band in bands:
        computed = score(band.process, band.flow) if band.process else None
        if computed is not None:
            found.append(Comparison(band, computed))
    return tuple(found)


def band_findings(compared: tuple[Comparison, ...]) -> Iterator[Finding]:
    """Tell what lies outside its range (``DS063``) or far from the typical value (``DS064``)."""
    for item in compared:
        if item.is_near:
            continue
        band = item.band
        shown = f"{band.low:g} .. {band.high:g}" if not item.is_inside else f"{band.typical:g}"
        yield finding(
            "DS064" if item.is_inside else "DS063",
            band.at,
            node=band.process,
            observed=f"{item.computed:.4g}",
            expected=shown,
            product=band.process,
            unit=band.unit,
            ratio=f"{item.ratio:.2f}",
        )
