"""The result of an electricity sensitivity: views of one footprint, and why others do not apply."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from pcf.calc.as_json import named
from pcf.i18n import Language
from pcf.plain import PlainData

if TYPE_CHECKING:
    import pandas as pd

    from pcf.findings import Finding

Why = Literal[
    "no-electricity",
    "no-grid-row",
    "no-dataset",
    "no-claim",
    "no-fallback",
    "fallback-no-grid",
    "own-process",
    "other-unit",
    "generation-only",
]


@dataclass(frozen=True, slots=True)
class FactorUse:
    """One factor of a view and how much electricity it serves, per functional unit.

    factor
        kg CO2e per kWh; None when a unit process of the project supplies the electricity, whose
        burden its own rows carry.
    kwh, value
        Electricity, and kg CO2e that it carries: value = kwh × factor.
    year, scope, basis, location
        What the dataset stands for; empty for a supplier that the table does not hold.
    """

    supplier: str
    name_zh: str
    name_en: str
    scope: str
    location: str
    year: str
    basis: str
    sources: tuple[str, ...]
    rows: int
    kwh: float
    factor: float | None
    value: float


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that keeps its stated supplier under a view, and why."""

    address: str
    why: Why


@dataclass(frozen=True, slots=True)
class ElectricityView:
    """The footprint under one view; total = electricity + rest.

    electricity
        kg CO2e of the project's own electricity rows.
    delta, relative
        Difference to the stated total, and the same over the absolute stated total (None when that
        is zero).
    covered, kept
        Rows that count at the factor of the view, and rows it is about that could not take one.
    """

    id: str
    name_zh: str
    name_en: str
    total: float
    delta: float
    relative: float | None
    electricity: float
    share: float | None
    rest: float
    covered: tuple[str, ...]
    kept: tuple[Kept, ...]
    factors: tuple[FactorUse, ...]


@dataclass(frozen=True, slots=True)
class NotAdmissible:
    """A view that does not apply, and why."""

    id: str
    name_zh: str
    name_en: str
    why: Why
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class ElectricitySensitivity(PlainData):
    """A footprint under its electricity views; the first view is the stated one."""

    project: str
    product_zh: str
    product_en: str
    scenario: str | None
    unit: str
    background: str
    views: tuple[ElectricityView, ...]
    not_admissible: tuple[NotAdmissible, ...]
    findings: tuple[Finding, ...]

    @property
    def stated(self) -> ElectricityView:
        """The project as it stands."""
        return self.views[0]

    @property
    def low(self) -> ElectricityView:
        """View with the smallest total."""
        return min(self.views, key=lambda view: view.total)

    @property
    def high(self) -> ElectricityView:
        """View with the largest total."""
        return max(self.views, key=lambda view: view.total)

    @property
    def spread(self) -> float | None:
        """(largest − smallest total) / |stated total|; None when the stated total is zero."""
        stated = self.stated.total
        return (self.high.total - self.low.total) / abs(stated) if stated else None

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the `data` object of ``pcf sensitivity --electricity --format json``."""
        return {
            "product": {"id": self.project, **named(self.product_zh, self.product_en, lang)},
            "scenario": self.scenario,
            "unit": self.unit,
            "background": self.background,
            "stated": self.stated.total,
            "low": {"view": self.low.id, "total": self.low.total},
            "high": {"view": self.high.id, "total": self.high.total},
            "spread": self.spread,
            "views": [_view_json(view, lang) for view in self.views],
            "not_admissible": [
                {
                    "id": view.id,
                    **named(view.name_zh, view.name_en, lang),
                    "why": view.why,
                    "reason": view.why_zh if lang == "zh" else view.why_en,
                }
                for view in self.not_admissible
            ],
        }

    def to_frame(self) -> pd.DataFrame:
        """Give the views as a frame indexed by id."""
        import pandas as pd

        columns = ("id", "name_zh", "name_en", "total", "delta", "relative", "electricity", "share",
                   "rest")  # fmt: skip
        records = [{name: getattr(view, name) for name in columns} for view in self.views]
        return pd.DataFrame.from_records(records, columns=list(columns)).set_index("id")


def _view_json(view: ElectricityView, lang: Language) -> dict[str, Any]:
    return {
        "id": view.id,
        **named(view.name_zh, view.name_en, lang),
        "total": view.total,
        "delta": view.delta,
        "relative": view.relative,
        "electricity": {"value": view.electricity, "share": view.share},
        "rest": view.rest,
        "covered": list(view.covered),
        "kept": [asdict(row) for row in view.kept],
        "factors": [
            {
                "supplier": {"id": use.supplier, **named(use.name_zh, use.name_en, lang)},
                "scope": use.scope,
                "location": use.location,
                "year": use.year,
                "basis": use.basis,
                "sources": list(use.sources),
                "rows": use.rows,
                "kwh": use.kwh,
                "factor": use.factor,
                "value": use.value,
            }
            for use in view.factors
        ],
    }
