"""Rows of SimaPro processes: which columns each section has, and what a row of it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pcf.importing.package import Direction, FlowKind, Uncertainty
from pcf.importing.simapro.blocks import Line
from pcf.importing.simapro.formulas import formula, number


@dataclass(frozen=True, slots=True)
class Form:
    """Meaning of a section.

    unit, amount, spread, comment
        Columns; `spread` is -1 when there is none. The name is always the first.
    place
        Column of the sub-compartment; -1 when there is none.
    """

    direction: Direction
    kind: FlowKind
    unit: int
    amount: int
    spread: int
    comment: int
    place: int = -1
    role: Literal["", "product", "waste", "avoided"] = ""


def _exchange(direction: Direction, kind: FlowKind, role: Literal["", "avoided"] = "") -> Form:
    return Form(direction, kind, 1, 2, 3, 7, role=role)


def _elementary(direction: Direction) -> Form:
    return Form(direction, "elementary", 2, 3, 4, 8, place=1)


#: Sections that hold exchanges, of processes and of assemblies. The fraction of a waste scenario
#: is in percent.
FORMS: Mapping[str, Form] = {
    "products": Form("output", "product", 1, 2, -1, 6, role="product"),
    "waste treatment": Form("input", "waste", 1, 2, -1, 5, role="waste"),
    "waste scenario": Form("input", "waste", 1, 2, -1, 5, role="waste"),
    "avoided products": _exchange("input", "product", "avoided"),
    "resources": _elementary("input"),
    "materials/fuels": _exchange("input", "product"),
    "electricity/heat": _exchange("input", "product"),
    "emissions to air": _elementary("output"),
    "emissions to water": _elementary("output"),
    "emissions to soil": _elementary("output"),
    "final waste flows": _elementary("output"),
    "non material emissions": _elementary("output"),
    "non material emission": _elementary("output"),
    "social issues": _elementary("output"),
    "economic issues": _elementary("output"),
    "waste to treatment": _exchange("output", "waste"),
    "materials/assemblies": _exchange("input", "product"),
    "processes": _exchange("input", "product"),
    "separated waste": Form("output", "waste", -1, 2, -1, 3),
    "remaining waste": Form("output", "waste", -1, 2, -1, 3),
}
#: Lists of substances, by the section in which the substances stand.
SUBSTANCES: Mapping[str, str] = {
    "raw materials": "resources",
    "airborne emissions": "emissions to air",
    "waterborne emissions": "emissions to water",
    "emissions to soil": "emissions to soil",
    "final waste flows": "final waste flows",
    "non material emissions": "non material emissions",
    "social issues": "social issues",
    "economic issues": "economic issues",
}
#: Sections of a waste scenario: parts of what comes in, and parts of what is left of it.
SEPARATED, REMAINING = "separated waste", "remaining waste"
#: Word for waste of any kind.
ANY_WASTE = ("", "all waste types")
_SPREADS = {
    "lognormal": "log-normal", "normal": "normal", "triangle": "triangular", "uniform": "uniform",
}  # fmt: skip


def unit_of(row: Line, form: Form) -> str:
    """Unit of a row as stated; shares of a waste scenario are in percent."""
    return "%" if form.unit < 0 else row.cell(form.unit)


def amount_of(row: Line, form: Form, decimal: str) -> tuple[float | None, str, str]:
    """Amount, its text, and the formula that stands for it."""
    stated = row.cell(form.amount)
    value = number(stated, decimal)
    if value is not None or not stated or stated.casefold() in ("nan", "inf", "-inf"):
        return value, stated, ""
    return None, stated, formula(stated, decimal)


def spread_of(row: Line, form: Form, decimal: str, amount: float | None) -> Uncertainty | None:
    """Uncertainty of a row.

    The figure beside a log-normal spread is the squared geometric standard deviation, that beside
    a normal one twice the standard deviation, in the unit of the row.
    """
    kind = _SPREADS.get(row.cell(form.spread).casefold()) if form.spread >= 0 else None
    if kind is None:
        return None
    parts = [number(row.cell(form.spread + n), decimal) for n in (1, 2, 3)]
    deviation, low, high = parts
    if kind == "normal":
        deviation = None if deviation is None or not amount else 100 * deviation / abs(amount)
    if kind in ("triangular", "uniform"):
        mode = amount if kind == "triangular" else None
        return Uncertainty(kind, low, high, None, mode)
    return Uncertainty(kind, None, None, deviation)
