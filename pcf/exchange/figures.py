r"""Figures of a cradle-to-gate declaration: declared unit, mass, parts of the footprint.

The ledger of the result gives the parts: with biogenic CO2 counted −1/+1, what was taken up less
what was given off before the gate is what the product holds,

.. math:: u = F_\mathrm{removal} + F_\mathrm{biogenic,CO_2} \le 0 .

All figures of one document are written to the same absolute digit, the fourteenth significant one
of the largest: so sums of printed figures are exact and every JSON reader gets the same number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from math import fsum

from pcf.calc.footprint import Footprint
from pcf.exchange.export import Draught, Subject
from pcf.exchange.stated import Stated
from pcf.findings import finding
from pcf.model import Model
from pcf.model.packaging import is_packaging
from pcf.project.declared_units import MASSLESS_WORDS, UNIT_WORDS
from pcf.project.received_statement import ZERO, Parts
from pcf.units import UnitError, conversion_factor, convert

DIGITS = 14
#: Molar masses of CO2 (44.009 g/mol) and carbon (12.011 g/mol): IUPAC standard atomic weights 2021.
CO2_PER_C = 44.009 / 12.011
#: Relative difference up to which the parts are the total: rounding of floating-point sums.
TOLERANCE = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class DeclaredUnit:
    """Unit word of the format, its amount, and total of the result × `factor` per that amount."""

    word: str
    amount: Decimal
    factor: float
    mass: Decimal | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Parts per declared unit, kg CO2e; `excluding` and `including` are their exact sums.

    packaging
        What rows of packaging contribute to `excluding`.
    """

    unit: DeclaredUnit
    parts: Parts
    excluding: Decimal
    including: Decimal
    packaging: Decimal
    quantum: Decimal


def declared_unit(subject: Subject, stated: Stated, made: Draught) -> DeclaredUnit | None:
    """Find the declared unit: the alternative that ``pact.unit`` names, else that of the study.

    A functional unit (a service, such as 1 kWh delivered over a life) is no declared unit of a
    product: ``EX005``.
    """
    unit = subject.model.unit
    name = stated.text("pact.unit")
    if name:
        chosen = next((a for a in unit.alternatives if a.id == name), None)
        if chosen is None:
            known = ", ".join(a.id for a in unit.alternatives) or "-"
            made.tell([finding("EX015", observed=f"pact.unit = {name}", expected=known)])
            return None
        amount, word, factor = 1.0, chosen.unit, chosen.factor
    elif unit.kind == "functional":
        made.tell([finding("EX005", observed=unit.amount.unit, suggestion="pact.unit")])
        return None
    else:
        amount, word, factor = unit.amount.value, unit.amount.unit, 1.0
    found = _word(word, amount)
    if found is None:
        known = ", ".join(UNIT_WORDS)
        made.tell([finding("EX015", observed=word, expected=known)])
        return None
    return _with_mass(DeclaredUnit(found[0], exact(found[1]), factor, None), subject.model, stated)


def _word(unit: str, amount: float) -> tuple[str, float] | None:
    for word, known in UNIT_WORDS.items():
        if known == unit:
            return word, amount
    for word, known in UNIT_WORDS.items():
        try:
            return word, amount * conversion_factor(unit, known)
        except UnitError:
            continue
    return None


def _with_mass(unit: DeclaredUnit, model: Model, stated: Stated) -> DeclaredUnit:
    """Mass of product per declared unit; ``EX002`` when nothing says it."""
    if unit.word == "kilogram":
        return replace(unit, mass=unit.amount)
    if unit.word in MASSLESS_WORDS:
        return replace(unit, mass=ZERO)
    mass = stated.number("pact.mass_kg")
    one = model.product.mass
    if mass is None and one is not None and unit.word == "piece":
        mass = exact(convert(one.value, one.unit, "kg")) * unit.amount
    if mass is None:
        stated.missing("productMassPerDeclaredUnit", "pact.mass_kg")
    return replace(unit, mass=mass)


def ledger_by_gas(
    footprint: Footprint, chosen: Collection[int] | None = None
) -> dict[tuple[str, str], float]:
    """kg CO2e of the whole result by ledger column and gas; adds up to the total.

    chosen
        Numbers of the rows that count; None = all.
    """
    solved = footprint.solved
    per_unit = solved.scored.characterized()
    whole: dict[tuple[str, str], float] = defaultdict(float)
    sums = sum(
        (
            solved.quantity[number] * per_unit[line]
            for number, line in enumerate(solved.scored.line)
            if line >= 0 and (chosen is None or number in chosen)
        ),
        start=per_unit[:0].sum(axis=0),
    )
    for column, value in zip(solved.scored.columns, sums, strict=True):
        whole[column.ledger, column.gas] += float(value)
    return dict(whole)


def figures(subject: Subject, unit: DeclaredUnit, stated: Stated, made: Draught) -> Figures | None:
    """Give the parts per declared unit; None with ``EX007`` when biogenic CO2 cannot be held.

    Under ``0/0`` the result holds no uptake: it is the biogenic carbon content that the study
    states × M(CO2)/M(C); without that statement ``EX013``.
    """
    footprint, factor = subject.footprint, unit.factor
    values = _values(ledger_by_gas(footprint))
    counted = footprint.method["biogenic"] == "-1/+1"
    if not counted:
        content = stated.number("pact.biogenic_carbon_content")
        if content is None:
            made.tell([finding("EX013", observed=footprint.method["biogenic"])])
            return None
        values["uptake"] = -float(content) * CO2_PER_C / factor
        made.note("mapped", "biogenicCO2Uptake", "export_uptake_of_carbon")
    largest = max(map(abs, [*values.values(), footprint.total])) * abs(factor)
    quantum = quantum_of(largest)
    exactly = {key: rounded(value * factor, quantum) for key, value in values.items()}
    parts = Parts(**exactly)
    if parts.uptake is not None and parts.uptake > 0:
        made.tell([finding("EX007", observed=parts.uptake)])
        return None
    _notes(values, counted, made)
    total = exact(footprint.total * factor)
    slack = max(abs(total), rounded(largest, quantum)) * TOLERANCE
    whole = parts.including() if counted else parts.excluding()
    made.equal("ledger = total", whole, total, slack)
    packaging = rounded(_packaging(footprint) * factor, quantum)
    return Figures(unit, parts, parts.excluding(), parts.including(), packaging, quantum)


def _packaging(footprint: Footprint) -> float:
    """kg CO2e of the rows of packaging, without biogenic uptake: a part of `excluding`."""
    chosen = {
        number
        for number, row in enumerate(footprint.rows)
        if is_packaging(row.component, row.part, row.flow, row.name_zh, row.name_en)
    }
    if not chosen:
        return 0.0
    values = _values(ledger_by_gas(footprint, chosen))
    return fsum(value for name, value in values.items() if name != "uptake")


def _values(whole: dict[tuple[str, str], float]) -> dict[str, float]:
    values = dict.fromkeys(("fossil", "aircraft", "land_use", "non_co2", "uptake"), 0.0)
    names = {"fossil": "fossil", "unsplit": "fossil", "aircraft": "aircraft", "dluc": "land_use"}
    for (ledger, gas), value in whole.items():
        if ledger == "biogenic_removal" or (ledger, gas) == ("biogenic_emission", "CO2"):
            values["uptake"] += value
        else:
            values[names.get(ledger, "non_co2")] += value
    return values


def _notes(values: dict[str, float], counted: bool, made: Draught) -> None:
    if values["uptake"] and counted:
        made.note("mapped", "biogenicCO2Uptake", "export_net_uptake")
    if values["non_co2"]:
        made.note("mapped", "biogenicNonCO2Emissions", "export_non_co2")


def unsplit_note(footprint: Footprint, made: Draught) -> None:
    """Say which part of fossil emissions is an aggregated figure that was not split."""
    unsplit = next((part for part in footprint.ledger if part.id == "unsplit"), None)
    if unsplit is not None and unsplit.value:
        made.note("mapped", "fossilGhgEmissions", "export_unsplit",
                  value=f"{unsplit.value:.4g}", unit=footprint.unit)  # fmt: skip


def quantum_of(largest: float) -> Decimal:
    """Digit to which the figures of a document are written."""
    if not largest:
        return Decimal(1).scaleb(-DIGITS)
    return Decimal(1).scaleb(exact(largest).adjusted() - DIGITS + 1)


def rounded(value: float, quantum: Decimal) -> Decimal:
    """Give the value at that digit."""
    return exact(value).quantize(quantum)


def exact(value: float) -> Decimal:
    """Give the shortest decimal number that is this floating-point number."""
    return Decimal(repr(float(value)))
