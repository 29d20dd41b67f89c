"""Read the factors of the Circular Footprint Formula for one material."""

from __future__ import annotations

from dataclasses import dataclass, field

from pcf import units
from pcf.model import CircularFactors, DefaultValue, Method
from pcf.project.endoflife_defaults import DefaultSet
from pcf.project.scope import Scope
from pcf.project.toml_entry import SectionReader, TomlEntry

#: A of the formulas that know no other; open-loop has 1 - open_loop_factor.
_A_OF = {"cut-off": 1.0, "closed-loop": 0.0}


@dataclass(slots=True)
class MaterialContext:
    """What every material of one file is read against.

    method
        None when it could not be read; then only the form of the entries is checked.
    to_end
        Whether the end of life lies inside the boundary.
    unit
        Unit of the discarded quantity.
    """

    scope: Scope
    reader: SectionReader
    method: Method | None
    to_end: bool
    unit: str | None
    defaults: DefaultSet | None = None
    targets: str = ""
    taken: dict[str, str] = field(default_factory=dict)

    @property
    def is_cff(self) -> bool:
        """Whether the Circular Footprint Formula is the method."""
        return self.method is not None and self.method.end_of_life == "cff"


class FactorReader:
    """Reads stated factors, and takes what is missing from the named table of defaults.

    `told` lists what was taken.
    """

    def __init__(self, entry: TomlEntry, context: MaterialContext) -> None:
        self.entry = entry
        self.context = context
        self.told: list[DefaultValue] = []

    def factors(self) -> CircularFactors | None:
        """Give the factors of the chosen formula; None with findings."""
        method = self.context.method
        if method is None or method.end_of_life is None:
            return CircularFactors(a=1.0)
        if not self.context.is_cff:
            a = _A_OF.get(method.end_of_life, 1.0 - (method.open_loop_factor or 0.0))
            r1 = self._value("R1", needed=False)
            quality = self._value("quality_in") if r1 and a < 1.0 else 1.0
            return None if quality is None else CircularFactors(a, r1=r1 or 0.0, quality_in=quality)
        return self._all_factors()

    def _all_factors(self) -> CircularFactors | None:
        """Give the factors of the formula; those without effect keep neutral values."""
        inside = self.context.to_end
        r1 = self._value("R1")
        r2 = self._r2() if inside else 0.0
        r3 = self._value("R3") if inside else 0.0
        if r1 is None or r2 is None or r3 is None:
            return None
        a = self._value("A") if r1 or r2 else 1.0
        b = self._value("B") if r3 else 0.0
        shared = a is not None and a < 1.0
        quality_in = self._value("quality_in") if r1 and shared else 1.0
        quality_out = self._value("quality_out") if r2 and shared else 1.0
        heat, power, lhv = self._energy() if r3 and b != 1.0 else (0.0, 0.0, 0.0)
        if self.entry.bad or None in (a, b, quality_in, quality_out, heat, power, lhv):
            return None
        displaced = self.entry.values["displaced_amount"]
        return CircularFactors(
            a or 0.0, b or 0.0, r1, r2, r3, quality_in or 0.0, quality_out or 0.0,
            1.0 if displaced is None else displaced, lhv or 0.0, heat or 0.0, power or 0.0,
        )  # fmt: skip

    def _value(self, name: str, *, needed: bool = True) -> float | None:
        """Give a stated value, else that of the table of defaults; None with ``AL017``."""
        entry = self.entry
        if entry.given(name):
            stated: float | None = entry.values[name]
            return stated
        found = self._default(name)
        if found is not None:
            self.told.append(found)
            return found.value
        if needed:
            defaults = self.context.defaults
            entry.refuse("AL017", name, observed=name, expected=defaults.id if defaults else "-")
        return None

    def _default(self, name: str) -> DefaultValue | None:
        defaults, values = self.context.defaults, self.entry.values
        if defaults is None:
            return None
        kind, substance = values["class"] or "", values["substance"] or ""
        return defaults.find(name, kind, substance, self.context.targets)

    def _r2(self) -> float | None:
        """R2 as stated, or collection × yield, or what the table of defaults gives."""
        entry = self.entry
        parts = [name for name in ("collection", "yield") if entry.given(name)]
        if parts and entry.given("R2"):
            entry.refuse("AL019", "R2", observed="R2", expected=parts[0])
            return None
        if entry.given("yield"):
            return self._times("collection", entry.values["yield"])
        if not entry.given("R2") and self._default("R2") is None:
            recovery = self._default("recovery")
            if recovery is not None:
                self.told.append(recovery)
                return self._times("collection", recovery.value)
            if self._lacks_date():
                return None
        if parts:
            entry.refuse("AL019", "collection", observed="collection", expected="yield")
            return None
        return self._value("R2")

    def _lacks_date(self) -> bool:
        """Refuse a recovery that the table of defaults knows by date only (``AL037``)."""
        defaults, substance = self.context.defaults, self.entry.values["substance"]
        dates = defaults.targets() if defaults else ()
        dated = [
            date for date in dates
            if defaults and substance and defaults.find(
                "recovery", self.entry.values["class"] or "", substance, date)
        ]  # fmt: skip
        if dated and not self.context.targets:
            listed = ", ".join(dated)
            self.entry.refuse("AL037", "R2", observed=substance, expected=listed,
                              suggestion=dated[0])  # fmt: skip
            return True
        return False

    def _times(self, name: str, recovery: float | None) -> float | None:
        collected = self._value(name)
        return None if collected is None or recovery is None else collected * recovery

    def _energy(self) -> tuple[float | None, float | None, float | None]:
        """Give efficiencies, and the heating value in MJ per unit of the discarded quantity."""
        entry = self.entry
        heat, power = self._value("heat_efficiency"), self._value("power_efficiency")
        if not heat and not power:
            return heat, power, 0.0
        lhv, unit = self._value("lhv"), entry.values["lhv_unit"]
        if unit is None or lhv is None or self.context.unit is None:
            if not entry.given("lhv_unit"):
                entry.refuse("UN010", "lhv_unit", observed="", quantity="lhv")
            return heat, power, None
        if lhv < 0:
            entry.refuse("NU004", "lhv", observed=f"{lhv!r}", unit=unit)
            return heat, power, None
        try:
            factor = units.conversion_factor(f"({unit})*({self.context.unit})", "MJ")
        except units.UnitError:
            entry.refuse("AL036", "lhv_unit", observed=unit, expected=self.context.unit)
            return heat, power, None
        return heat, power, lhv * factor
