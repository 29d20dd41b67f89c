"""Read the ways of recycling a material: one supplier, or ``[[material.option]]`` with shares."""

from __future__ import annotations

from math import fsum, isclose

from pcf.model import RecyclingOption, Supplier
from pcf.project.scope import Scope, not_negative, read_amount
from pcf.project.toml_entry import SectionReader, TomlEntry
from pcf.project.toml_keys import END_OF_LIFE

#: Stands for ``none``: no burden, by a rule that a reason names.
NO_SUPPLIER = Supplier("process", "none")
_TOLERANCE = 1e-6


def read_options(
    entry: TomlEntry, scope: Scope, reader: SectionReader
) -> tuple[RecyclingOption, ...] | None:
    """Read how a material is recycled; None when an option cannot be used.

    The shares of the options of one step must add up to 1 (``AL016``); a supplier beside options is
    ``AL034``.
    """
    described = END_OF_LIFE.section("material")
    section = described.section("option") if described else None
    entries = reader.children(entry, section) if section else []
    single = entry.values["recycling"]
    if not entries:
        if single is None:
            return ()
        supplier = None if single is NO_SUPPLIER else single
        return (RecyclingOption("recycling", 1.0, supplier, None, place=entry.at("recycling")),)
    if entry.given("recycling"):
        entry.refuse("AL034", "recycling", observed=entry.text("recycling"))
    made = [_option(option, scope) for option in entries]
    found = [option for option in made if option is not None]
    if len(found) != len(entries):
        return None
    _check_steps(entries, found)
    return None if any(option.bad for option in entries) else tuple(found)


def _check_steps(entries: list[TomlEntry], options: list[RecyclingOption]) -> None:
    for step in dict.fromkeys(option.step for option in options):
        numbers = [n for n, option in enumerate(options) if option.step == step]
        total = fsum(options[n].share for n in numbers)
        if not isclose(total, 1.0, rel_tol=0.0, abs_tol=_TOLERANCE):
            summands = " + ".join(f"{options[n].share:.10g}" for n in numbers)
            entries[numbers[0]].refuse(
                "AL016", "share", observed=f"{total:.10g}", summands=summands
            )


def _option(entry: TomlEntry, scope: Scope) -> RecyclingOption | None:
    values, amount = entry.values, None
    if entry.given("amount") or entry.given("formula"):
        if not entry.given("unit"):
            entry.refuse("UN010", "unit", observed="", quantity="amount")
        amount = read_amount(entry, scope)
        not_negative(entry, amount)
    if values["supplier"] is NO_SUPPLIER and values["source"] is None:
        entry.refuse("AL024", "source", observed="supplier")
    if entry.bad:
        return None
    supplier = None if values["supplier"] is NO_SUPPLIER else values["supplier"]
    return RecyclingOption(
        values["id"],
        values["share"],
        supplier,
        amount,
        values["step"] or "",
        values["source"] or "",
        entry.at(),
    )
