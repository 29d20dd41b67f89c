"""Parameters: values and formulas of ``model/parameters.toml``, computed in order of their use."""

from __future__ import annotations

import graphlib

from pcf.model import Parameter
from pcf.project.cells import CellFault
from pcf.project.collect import Collector
from pcf.project.expressions import is_parameter_name, parse
from pcf.project.formulas import FormulaBook
from pcf.project.raw_toml import RawToml
from pcf.project.read_spread import check_spread, check_value, drop_spread, is_of_another
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import PARAMETER
from pcf.units import Measured


def read_parameters(raw: RawToml | None, collect: Collector) -> tuple[list[Parameter], FormulaBook]:
    """Read and compute all parameters; give them with the book that computes formulas of cells."""
    if raw is None:
        return [], FormulaBook({})
    entries = _entries(raw, collect)
    values: dict[str, Measured | None] = dict.fromkeys(raw.data)
    book = FormulaBook(values)
    for name in _order(entries):
        entry = entries[name]
        if not entry.bad:
            values[name] = _value(entry, book)
    made = [_parameter(n, e, v) for n, e in entries.items() if (v := values[n]) is not None]
    return made, book


def _entries(raw: RawToml, collect: Collector) -> dict[str, TomlEntry]:
    reader = SectionReader(raw, collect, lambda text: text)
    entries = {}
    for name, source in raw.data.items():
        if not isinstance(source, dict):
            entry = TomlEntry(raw, (), raw.data, collect)
            entry.refuse("IO018", name, expected=f"[{name}]")
            continue
        entry = entries[name] = reader.read(PARAMETER, source, (name,))
        entry.node = name
        if not is_parameter_name(name):
            entry.tell("NU021", None, observed=name)
            entry.bad |= {""}
        check_spread(entry, "distribution")
        _one_of_two(entry)
    return entries


def _one_of_two(entry: TomlEntry) -> None:
    has_value, formula = entry.given("value"), entry.values["formula"]
    if has_value and formula is not None:
        entry.refuse("NU005", "formula", observed=entry.text("value"), formula=formula,
                     value_field="value")  # fmt: skip
    elif not has_value and not entry.given("formula"):
        entry.refuse("NU006", "value", observed="", formula_field="formula")


def _order(entries: dict[str, TomlEntry]) -> list[str]:
    """Sort parameters so that each comes after those it uses; every cycle is ``NU010``.

    Formulas that cannot be read are reported here and count as using nothing.
    """
    uses: dict[str, set[str]] = {}
    for name, entry in entries.items():
        uses[name] = set()
        if entry.values["formula"] is not None:
            try:
                uses[name] = {n for n in parse(entry.values["formula"]).names if n in entries}
            except CellFault as fault:
                entry.fault("formula", fault)
    while True:
        try:
            return list(graphlib.TopologicalSorter(uses).static_order())
        except graphlib.CycleError as error:
            _report_cycle(error.args[1], entries, uses)


def _report_cycle(
    cycle: list[str], entries: dict[str, TomlEntry], uses: dict[str, set[str]]
) -> None:
    """Report a cycle at its first parameter in alphabetical order, and take it out."""
    steps = cycle[:-1][::-1]  # graphlib names each node before those that use it
    start = steps.index(min(steps))
    steps = [*steps[start:], *steps[:start]]
    entries[steps[0]].refuse("NU010", "formula", observed=" -> ".join([*steps, steps[0]]))
    for name in steps:
        entries[name].bad |= {"formula"}
        uses[name] = set()


def _value(entry: TomlEntry, book: FormulaBook) -> Measured | None:
    """Compute one parameter; None when its formula is refused."""
    unit, formula = entry.values["unit"], entry.values["formula"]
    if formula is None:
        return Measured(entry.values["value"], unit)
    try:
        return Measured(book.amount(formula, unit), unit)
    except CellFault as fault:
        entry.fault("formula", fault)
        return None


def _parameter(name: str, entry: TomlEntry, value: Measured) -> Parameter:
    values = entry.values
    replaced = is_of_another(entry, "value", "formula")
    if replaced:
        drop_spread(entry, "distribution")
    check_value(entry, "distribution", "value")
    return Parameter(
        name=name,
        value=float(value.value),
        unit=values["unit"],
        formula=values["formula"],
        source=values["source"] or "",
        low=values["low"],
        high=values["high"],
        place=entry.at(),
        distribution=values["distribution"],
        gsd=values["gsd"],
        values=values["values"] or (),
        spread_of_another=replaced,
    )
