"""Flows and unit processes of a project."""

from __future__ import annotations

from pcf.findings import Finding, Location, finding
from pcf.model import AllocationRule, Flow, UnitProcess
from pcf.project import cells
from pcf.project.cells import CellFault
from pcf.project.entry import Entry
from pcf.project.rows import TableReader
from pcf.project.scope import Scope, check_flow_unit, read_amount


def read_flows(scope: Scope) -> list[Flow]:
    """Read ``model/flows.csv`` and enter the units of its flows into the scope."""
    raw = scope.raw.tables.get("flows")
    if raw is None:
        return []
    made = []
    for row in TableReader(raw, scope.collect):
        values = row.values
        for name in ("mass_kg", "energy_mj", "price"):
            if (values[name] or 0.0) < 0.0:
                row.refuse("NU004", name, unit="")
        properties = _properties(row)
        if values["id"] and values["unit"]:
            scope.flow_units.setdefault(values["id"], values["unit"])
        if not row.bad:
            made.append(
                Flow(
                    id=values["id"],
                    name_zh=values["name_zh"],
                    name_en=values["name_en"],
                    unit=values["unit"],
                    cas=values["cas"],
                    mass_kg=values["mass_kg"],
                    energy_mj=values["energy_mj"],
                    price=values["price"],
                    properties=properties,
                    place=row.at(),
                    source=values["source"] or "",
                )
            )
    return made


def _properties(row: Entry) -> tuple[tuple[str, float], ...]:
    """Read ``name=value; name=value``."""
    text = row.values["properties"]
    if text is None:
        return ()
    made: dict[str, float] = {}
    for part in text.replace("；", ";").replace("＝", "=").split(";"):
        name, mark, value = (piece.strip() for piece in part.partition("="))
        if not name and not mark:
            continue
        try:
            number = cells.number(value)
        except CellFault as fault:
            row.fault("properties", fault)
            return ()
        if not name or number is None or name in made:
            row.refuse("NU028", "properties", observed=part.strip())
            return ()
        made[name] = number
    return tuple(sorted(made.items()))


def read_processes(scope: Scope) -> list[UnitProcess]:
    """Read ``model/processes.csv``.

    A reference amount of zero is refused (``NU015``); a negative one marks the treatment of a
    waste and is kept.
    """
    raw = scope.raw.tables.get("processes")
    if raw is None:
        return []
    made = []
    for row in TableReader(raw, scope.collect):
        values = row.values
        amount = read_amount(row, scope)
        if amount is not None and amount.value == 0:
            row.refuse("NU015", "amount" if values["formula"] is None else "formula")
        check_flow_unit(row, scope, values["product"])
        rule = allocation_rule(values["allocation"], values["allocation_reason"])
        if not row.bad and amount is not None:
            made.append(
                UnitProcess(
                    id=values["id"],
                    name_zh=values["name_zh"],
                    name_en=values["name_en"],
                    stage=values["stage"],
                    product=values["product"],
                    reference=amount,
                    location=values["location"],
                    allocation=rule,
                    component=values["component"] or "",
                    year=values["year"],
                    technology=values["technology"] or "",
                    source=values["source"] or "",
                    note=values["note"] or "",
                    place=row.at(),
                )
            )
    if not raw.rows:
        scope.collect.add(_none(scope))
    return made


def _none(scope: Scope) -> Finding:
    return finding("MB004", Location(scope.raw.tables["processes"].table.file))


def allocation_rule(word: str | None, reason: str | None) -> AllocationRule | None:
    """Make the rule that a cell or key states; None when nothing is stated."""
    if word is None:
        return None
    head, _, name = word.partition(":")
    return AllocationRule(head, name or None, reason or "")  # type: ignore[arg-type]  # read from the closed set
