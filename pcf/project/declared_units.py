"""Words for units of declared products in exchange formats, and the units of pcf they mean."""

from __future__ import annotations

from types import MappingProxyType

#: PACT data model 3.0 ``declaredUnitOfMeasurement``; Catena-X 9.0.0 has the same words but
#: ``megabit`` and ``second`` apart. A megabit second is no unit of pcf and is refused.
UNIT_WORDS = MappingProxyType({
    "liter": "L",
    "kilogram": "kg",
    "cubic meter": "m3",
    "kilowatt hour": "kWh",
    "megajoule": "MJ",
    "ton kilometer": "tkm",
    "square meter": "m2",
    "piece": "piece",
    "hour": "hour",
})  # fmt: skip

#: Words whose product has no mass: the mass per declared unit is 0.
MASSLESS_WORDS = ("kilowatt hour", "megajoule", "ton kilometer", "hour")
