"""Battery passport: the carbon footprint of a battery in the shapes of three data models.

``batterypass`` Battery Pass 1.2.0, ``idta`` IDTA 02035-3 1.0, ``catena-x`` battery_pass 6.1.0.
Names and words of fields stand in ``passport_fields.toml``. Values are kg CO2e per kWh delivered
over the service life; stages add up to the total. A negative stage in a shape that forbids it is
not clipped: its stages are withheld and the total is sent.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pcf.exchange.export import Draught, Export, Subject, finish
from pcf.exchange.figures import TOLERANCE, exact, quantum_of, rounded
from pcf.exchange.pact import filled
from pcf.exchange.stated import Stated
from pcf.findings import finding
from pcf.project.received_statement import ZERO
from pcf.units import UnitError, conversion_factor

FORMAT = "battery-passport"
SHAPES = ("batterypass", "idta", "catena-x")


@dataclass(frozen=True, slots=True)
class PassportValues:
    """Total and stages in kg CO2e per kWh, absolute footprint in kg CO2e per battery."""

    total: Decimal
    stages: Mapping[str, Decimal]
    absolute: Decimal | None


@lru_cache(maxsize=1)
def passport_fields() -> Mapping[str, Any]:
    """Names, units and words of each shape."""
    text = files("pcf.exchange").joinpath("passport_fields.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def export_battery_passport(
    subject: Subject, draft: bool = False, shape: str = SHAPES[0]
) -> Export:
    """Write the carbon footprint of a battery passport.

    Parameters
    ----------
    shape
        One of `SHAPES`.

    Raises
    ------
    UsageError
        ``GR051`` for a result that was read from a file.
    """
    made = Draught()
    stated = Stated(subject.model.study, made)
    fields = passport_fields()[shape]
    values = _values(subject, made)
    document: Mapping[str, Any] = {}
    if values is not None:
        document = _SHAPES[shape](values, fields, stated, made)
    _dropped(subject, made, draft)
    return finish(made, subject, document, (FORMAT, f"{shape}/{fields['version']}"), draft)


def _values(subject: Subject, made: Draught) -> PassportValues | None:
    """Give the figures per kWh; ``EX005`` for another unit, ``EX014`` for a stage outside."""
    unit = subject.model.unit.amount
    try:
        per_kwh = 1.0 / (unit.value * conversion_factor(unit.unit, "kWh"))
    except UnitError:
        made.tell([finding("EX017", observed=subject.footprint.unit, expected="kg CO2e/kWh")])
        return None
    known = passport_fields()[SHAPES[0]]["stages"]
    for part in subject.stages:
        if part.id not in known and part.value:
            made.tell([finding("EX014", node=part.id, observed=f"{part.value:.4g}",
                               expected=", ".join(known))])  # fmt: skip
    largest = max(abs(subject.footprint.total), *(abs(part.value) for part in subject.stages))
    largest *= per_kwh
    quantum = quantum_of(largest)
    stages = {
        part.id: rounded(part.value * per_kwh, quantum)
        for part in subject.stages
        if part.id in known
    }
    total = sum(stages.values(), ZERO)
    slack = max(abs(total), rounded(largest, quantum)) * TOLERANCE
    made.equal("stages = total", total, exact(subject.footprint.total * per_kwh), slack)
    return PassportValues(total, stages, _absolute(subject, made))


def _absolute(subject: Subject, made: Draught) -> Decimal | None:
    """Footprint of one battery: the one alternative unit that counts pieces."""
    found = [a for a in subject.footprint.alternatives if a.unit == "kg CO2e/piece"]
    if len(found) != 1:
        made.note("left-empty", "absoluteCarbonFootprint", "export_no_absolute", count=len(found))
        return None
    return rounded(found[0].value, quantum_of(found[0].value))


def _battery_pass(
    values: PassportValues, fields: Mapping[str, Any], stated: Stated, made: Draught
) -> Mapping[str, Any]:
    entries = [
        {"lifecycleStage": fields["stages"][id], "carbonFootprint": value}
        for id, value in values.stages.items()
    ]
    study = stated.url("passport.study_url", field="carbonFootprintStudy")
    absolute = {} if values.absolute is None else {"absoluteCarbonFootprint": values.absolute}
    return {
        "batteryCarbonFootprint": values.total,
        "carbonFootprintPerLifecycleStage": entries,
        **filled({
            "carbonFootprintPerformanceClass": _class(stated, "carbonFootprintPerformanceClass"),
            "carbonFootprintStudy": study,
        }),
        **absolute,
    }  # fmt: skip


def _class(stated: Stated, field: str = "") -> str:
    """Performance class as the study states it: classes are not published yet."""
    return stated.text("passport.performance_class", field=field)


def _idta(
    values: PassportValues, fields: Mapping[str, Any], stated: Stated, made: Draught
) -> Mapping[str, Any]:
    common = {
        "PcfCalculationMethods": stated.text("passport.method", field="PcfCalculationMethods"),
        "PerformanceClass": _class(stated, "PerformanceClass"),
        "WebLinkToPublicCarbonFootprintStudy": stated.texts(
            "passport.study_document_id", field="WebLinkToPublicCarbonFootprintStudy"
        ),
    }
    words = fields["stages"]
    every = [words[id] for id in values.stages]

    def entry(value: Decimal, phases: list[str], unit: str) -> Mapping[str, Any]:
        return {
            "PcfCo2eq": value,
            "ReferenceImpactUnitForCalculation": unit,
            "QuantityOfMeasureForCalculation": Decimal(1),
            "LifeCyclePhases": phases,
            **filled(dict(common)),
        }

    energy = fields["energy_unit"]
    entries = [entry(values.total, every, energy)]
    entries += [entry(value, [words[id]], energy) for id, value in values.stages.items()]
    if values.absolute is not None:
        entries.append(entry(values.absolute, every, fields["piece_unit"]))
    return {"ProductCarbonFootprints": entries}


def _catena_x(
    values: PassportValues, fields: Mapping[str, Any], stated: Stated, made: Draught
) -> Mapping[str, Any]:
    lowest = Decimal(fields["minimum"])
    if values.total < lowest:
        made.tell([finding("EX008", node="value", observed=values.total, expected=">= 0")])
    below = [id for id, value in values.stages.items() if value < lowest]
    figures = [(fields["whole"], values.total)]
    if below:
        for id in below:
            made.tell([finding("EX012", node=id, observed=values.stages[id])])
        made.note("dropped", "sustainability.carbonFootprint[].lifecycle", "export_stages_withheld",
                  stages=", ".join(below))  # fmt: skip
    else:
        figures += [(fields["stages"][id], value) for id, value in values.stages.items()]
    common = _catena_x_common(fields, stated)
    if values.absolute is not None:
        made.note("dropped", "absolute footprint", "export_drop_absolute", value=values.absolute)
    return {
        "sustainability": {
            "carbonFootprint": [
                {"value": value, "unit": fields["unit"], "lifecycle": name, **common}
                for name, value in figures
            ]
        }
    }


def _catena_x_common(fields: Mapping[str, Any], stated: Stated) -> dict[str, Any]:
    plant = stated.text("passport.plant_id", field="manufacturingPlant[].facility")
    return filled({
        "type": fields["type"],
        "performanceClass": _class(stated),
        "manufacturingPlant": [{"facility": plant}] if plant else [],
        "rulebook": _link(stated, "passport.rulebook_url", "passport.method", fields),
        "declaration": _link(stated, "passport.declaration_url", "passport.declaration_id", fields),
    })  # fmt: skip


def _link(stated: Stated, key: str, title: str, fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """Give a link with its heading; a heading that the format cannot hold is left to the link."""
    name = key.removeprefix("passport.").removesuffix("_url")
    content = stated.url(key, field=f"{name}[].content")
    header = stated.text(title, field=f"{name}[].header")
    if not content or len(header) > fields["header_length"]:
        if content:
            stated.missing(f"{name}[].header <= {fields['header_length']}", title)
        return []
    return [{"contentType": "URL", "header": header, "content": content}]


def _dropped(subject: Subject, made: Draught, draft: bool) -> None:
    method = subject.footprint.method
    made.note("dropped", "characterization factors", "export_drop_factors", value=method["gwp_set"])
    made.note("dropped", "end of life", "export_drop_end_of_life", value=method["end_of_life"])
    made.note("dropped", "gases", "export_drop_gases", count=len(subject.footprint.gases))
    if draft:
        made.note("draft", "-", "export_draft_unmarked")


_SHAPES: Mapping[
    str, Callable[[PassportValues, Mapping[str, Any], Stated, Draught], Mapping[str, Any]]
] = {"batterypass": _battery_pass, "idta": _idta, "catena-x": _catena_x}
