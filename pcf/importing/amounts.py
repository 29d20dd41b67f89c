"""Amounts of exchanges: stated, or computed from the formulas of their process."""

from __future__ import annotations

import math

from pcf.importing.package import Exchange, Parameter, Process


class AmountError(Exception):
    """An exchange has no amount; `reason` is a reason of the ledger."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


def amount_of(exchange: Exchange, process: Process) -> float:
    """Give the amount of an exchange.

    Raises
    ------
    AmountError
        ``amount-missing``, ``amount-unreadable`` (not a finite number) or ``formula-fault``.
    """
    if exchange.amount is not None:
        if not math.isfinite(exchange.amount):
            raise AmountError("amount-unreadable", str(exchange.amount))
        return exchange.amount
    if exchange.formula:
        return _computed(exchange.formula, process.parameters)
    if exchange.stated:
        raise AmountError("amount-unreadable", exchange.stated[:80])
    raise AmountError("amount-missing")


def _computed(formula: str, parameters: tuple[Parameter, ...]) -> float:
    from pcf.project.cells import CellFault
    from pcf.project.expressions import parse
    from pcf.project.formulas import FormulaBook

    known = {p.name: p for p in parameters}
    values: dict[str, float | None] = {}

    def value(name: str, above: tuple[str, ...]) -> None:
        if name in values or name not in known:
            return
        parameter = known[name]
        values[name] = parameter.value
        if parameter.formula and name not in above:
            text = parameter.formula.replace("^", "**")
            for other in parse(text).names:
                if other in (name, *above):
                    raise AmountError("formula-fault", f"{name} -> {other}")
                value(other, (*above, name))
            values[name] = FormulaBook(values).amount(text, "1")

    text = formula.replace("^", "**")
    try:
        for name in parse(text).names:
            value(name, ())
        return FormulaBook(values).amount(text, "1")
    except RecursionError as fault:
        raise AmountError("formula-fault", formula[:60]) from fault
    except CellFault as fault:
        raise AmountError("formula-fault", f"{formula[:60]} ({fault.code or '?'})") from fault
