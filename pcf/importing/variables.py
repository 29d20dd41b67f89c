"""Parameters that stand outside of a process, given to the processes whose formulas use them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pcf.importing.package import Parameter
from pcf.project.cells import CellFault
from pcf.project.expressions import parse


def readable(formula: str) -> bool:
    """Whether the formula can be read by the evaluator of the house."""
    try:
        parse(formula.replace("^", "**"))
    except CellFault:
        return False
    return True


def visible(
    own: Iterable[Parameter], common: Mapping[str, Parameter], formulas: Iterable[str]
) -> tuple[Parameter, ...]:
    """Give the parameters of a process: its own, and those of `common` that it needs.

    A parameter of the process goes before one of the same name outside of it.
    """
    found = {parameter.name: parameter for parameter in own}
    waiting = [*formulas, *(p.formula for p in found.values())]
    while waiting:
        for name in _names(waiting.pop()):
            if name not in found and name in common:
                found[name] = common[name]
                waiting.append(common[name].formula)
    return tuple(found.values())


def _names(formula: str) -> tuple[str, ...]:
    if not formula or not readable(formula):
        return ()
    return parse(formula.replace("^", "**")).names
