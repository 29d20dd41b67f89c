"""Formulas of parameters over many draws at once: the same signs and units, arrays for numbers."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pcf.engine.system import Floats
from pcf.project.expressions import parse
from pcf.units import quantity


class NotEvaluatedError(ArithmeticError):
    """A formula that arrays cannot compute; the exact way takes over."""


def magnitude(value: Any) -> Any:
    """Give the number of a quantity in whatever unit it is in."""
    return getattr(value, "magnitude", value)


class ArrayBook:
    """Computes formulas over named arrays with units.

    Parameters
    ----------
    values
        Quantities by the name of their parameter: arrays for those that are drawn.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._known: dict[str, Any] = {}

    def quantity(self, text: str) -> Any:
        """Compute a formula; raises `NotEvaluatedError`."""
        if text not in self._known:
            with np.errstate(all="ignore"):
                try:
                    self._known[text] = self._node(parse(text).tree)
                except NotEvaluatedError:
                    raise
                except Exception as error:  # units that arrays cannot carry: the exact way says why
                    raise NotEvaluatedError(text) from error
        return self._known[text]

    def in_unit(self, text: str, unit: str) -> Any:
        """Compute a formula in a unit; a result without unit takes it."""
        found = self.quantity(text)
        if not hasattr(found, "units"):
            return found
        target = quantity(1.0, unit).units
        if found.units == target:
            return found.magnitude
        return found.to(target if found.is_compatible_with(target) else "").magnitude

    def _node(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._values[node.id]
        if isinstance(node, ast.UnaryOp):
            value = self._node(node.operand)
            return -value if isinstance(node.op, ast.USub) else value
        if isinstance(node, ast.BinOp):
            return _OPERATORS[type(node.op)](self._node(node.left), self._node(node.right))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return _FUNCTIONS[node.func.id]([self._node(argument) for argument in node.args])
        raise NotEvaluatedError(ast.dump(node))


def _power(base: Any, exponent: Any) -> Any:
    if hasattr(exponent, "units"):
        exponent = exponent.to("").magnitude
    if np.ndim(exponent) and hasattr(base, "units"):
        base = base.to("").magnitude
    return base**exponent


def _folded(function: Any) -> Any:
    def fold(values: Sequence[Any]) -> Any:
        found = values[0]
        for value in values[1:]:
            found - value  # what cannot be subtracted cannot be compared
            found = function(found, value)
        return found

    return fold


_OPERATORS: Mapping[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
}
_FUNCTIONS: Mapping[str, Any] = {
    "min": _folded(np.minimum),
    "max": _folded(np.maximum),
    "abs": lambda values: abs(values[0]),
    "sqrt": lambda values: _power(values[0], 0.5),
}


def parameter_quantities(
    order: Sequence[tuple[str, str | None, str, Any]],
) -> dict[str, Any]:
    """Quantities of all parameters.

    Parameters
    ----------
    order
        (name, formula, unit, value), each after those that its formula uses. The value of a
        parameter without formula is a number, or an array of draws.
    """
    values: dict[str, Any] = {}
    for name, formula, unit, value in order:
        if formula is not None:
            value = ArrayBook(values).in_unit(formula, unit)
        values[name] = quantity(value, unit)
    return values


def ratio(found: Any) -> Floats | float:
    """Values by the first of them, which is the deterministic one; 1.0 for a constant.

    Raises `NotEvaluatedError` when the first is zero: no ratio to it exists.
    """
    plain = magnitude(found)
    if not np.ndim(plain):
        return 1.0
    array = np.asarray(plain, dtype=np.float64)
    if not array[0] or not np.isfinite(array[0]):
        raise NotEvaluatedError("zero")
    made: Floats = array[1:] / array[0]
    return made
