"""What rows refer to: names that the whole project declares, and the formulas of its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pcf import units
from pcf.model import Amount
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.entry import Entry
from pcf.project.formulas import FormulaBook
from pcf.project.raw import RawProject
from pcf.project.received import received_ids
from pcf.project.schema import EVIDENCE
from pcf.project.suppliers import SupplierReader
from pcf.suggest import Known


@dataclass(frozen=True, slots=True)
class AmountFields:
    """Names of the three fields that make an amount."""

    value: str = "amount"
    formula: str = "formula"
    unit: str = "unit"


AMOUNT = AmountFields()


@dataclass(slots=True)
class Scope:
    """Names and formulas of one project.

    Parameters
    ----------
    processes, flows, evidence
        Declared ids, readable rows or not, so that one faulty row does not make others faulty.
    flow_units
        Unit of each flow of ``model/flows.csv``.
    functional_unit
        Amount and unit, once ``pcf.toml`` has been read; formulas may give a result per it.
    """

    raw: RawProject
    collect: Collector
    processes: Known
    flows: Known
    evidence: Known
    suppliers: SupplierReader
    flow_units: dict[str, str]
    book: FormulaBook
    functional_unit: tuple[float, str] | None = None

    def known_process(self, text: str) -> str | None:
        """Read a reference to a row of ``processes.csv``."""
        word = text.strip()
        if word and word not in self.processes and "processes" in self.raw.tables:
            raise CellFault("GR001", word, suggestion=self.processes.nearest(word))
        return word or None

    def known_evidence(self, text: str) -> str | None:
        """Read a reference to a row of ``evidence.csv``."""
        word = text.strip()
        unread = "evidence" not in self.raw.tables and EVIDENCE.file in self.raw.present
        if word and word not in self.evidence and not unread:
            raise CellFault("DQ001", word, suggestion=self.evidence.nearest(word))
        return word or None


def make_scope(raw: RawProject, collect: Collector, book: FormulaBook) -> Scope:
    """Gather the declared names of a project."""
    processes = Known(_ids(raw, "processes"))
    return Scope(
        raw,
        collect,
        processes,
        Known(_ids(raw, "flows")),
        Known(_ids(raw, "evidence")),
        SupplierReader(processes, received_ids(raw.folder), strict="processes" in raw.tables),
        {},
        book,
    )


def _ids(raw: RawProject, table: str) -> list[str]:
    rows = raw.tables.get(table)
    return [] if rows is None else [name for name in (*rows.column("id"), *rows.lost) if name]


def read_amount(
    entry: Entry, scope: Scope, fields: AmountFields = AMOUNT, per: tuple[float, str] | None = None
) -> Amount | None:
    """Read an amount that is given by a number or a formula, exactly one of them.

    Returns None and makes a finding when both or none are given (``NU005``, ``NU006``), or when
    the formula cannot be computed in the unit of the entry.
    """
    values, bad = entry.values, entry.bad
    value, formula, unit = values[fields.value], values[fields.formula], values[fields.unit]
    if formula is None and value is not None and unit is not None:
        return Amount(value, unit, entry.text(fields.value))
    has_value = entry.given(fields.value)
    if has_value and formula is not None:
        entry.refuse(
            "NU005", fields.formula, observed=entry.text(fields.value), formula=formula,
            value_field=fields.value,
        )  # fmt: skip
        return None
    if not has_value and formula is None and fields.formula not in bad:
        entry.refuse("NU006", fields.value, observed="", formula_field=fields.formula)
        return None
    if formula is None or unit is None:
        return None
    try:
        return Amount(scope.book.amount(formula, unit, per), unit, formula)
    except CellFault as fault:
        entry.fault(fields.formula, fault)
        return None


def not_negative(entry: Entry, amount: Amount | None, fields: AmountFields = AMOUNT) -> None:
    """Refuse a negative amount (``NU004``)."""
    if amount is not None and amount.value < 0:
        name = fields.value if entry.values[fields.value] is not None else fields.formula
        entry.refuse("NU004", name, observed=f"{amount.value!r}", unit=amount.unit)


def positive(entry: Entry, amount: Amount | None, fields: AmountFields = AMOUNT) -> None:
    """Refuse an amount that is zero (``NU015``) or negative (``NU004``)."""
    if amount is not None and amount.value == 0:
        name = fields.value if entry.values[fields.value] is not None else fields.formula
        entry.refuse("NU015", name, observed=amount.text)
    not_negative(entry, amount, fields)


def check_kind(entry: Entry, name: str, code: str, is_fit: Callable[[str], bool]) -> None:
    """Refuse a unit that measures the wrong kind of thing."""
    unit = entry.values.get(name)
    if unit is not None and not is_fit(unit):
        entry.refuse(code, name, observed=unit)


def is_length(unit: str) -> bool:
    """Whether `unit` is a length."""
    return units.compatible(unit, "km")


def is_energy(unit: str) -> bool:
    """Whether `unit` is an energy."""
    return units.compatible(unit, "kWh")


def check_flow_unit(entry: Entry, scope: Scope, flow: str | None) -> None:
    """Refuse a unit that does not measure what the declared unit of the flow measures."""
    unit = entry.values.get("unit")
    declared = scope.flow_units.get(flow or "")
    if unit is None or declared is None or unit == declared:
        return
    if not units.compatible(unit, declared):
        entry.refuse("UN003", "unit", observed=unit, expected=declared, suggestion=declared,
                     flow=flow)  # fmt: skip
