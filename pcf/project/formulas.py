"""Parameters and formulas: values with units, computed without `eval`.

Every value is a quantity, so that ``kg * kWh`` in a ``kg`` cell is refused. A result without unit
takes the unit of its cell.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from pcf.project import expressions
from pcf.project.cells import CellFault
from pcf.project.expressions import Expression, parse
from pcf.suggest import Known
from pcf.units import Measured, UnitError, memo, quantity, registry

if TYPE_CHECKING:
    from simpleeval import SimpleEval

#: Largest exponent of a formula.
MAX_EXPONENT = 64
#: Code of a fault whose cause has been told already.
TOLD = ""
_MEMO = memo(__file__, expressions.__file__)


class FormulaBook:
    """Computes formulas over named quantities.

    Parameters
    ----------
    values
        Parameters with their units (a `Measured` or a pint quantity) or plain numbers; None for a
        parameter that could not be computed, whose own finding has been made: formulas that use it
        are not computed either.
    """

    def __init__(self, values: Mapping[str, Any | None]) -> None:
        self._values = values
        self._known = Known(tuple(values))
        self._results: dict[str, Any] = {}

    @cached_property
    def _evaluator(self) -> SimpleEval:
        return _evaluator(self._name)

    def _name(self, node: ast.Name) -> Any:
        value = self._values[node.id]
        return value.quantity() if isinstance(value, Measured) else value

    def quantity(self, text: str) -> Any:
        """Compute a formula: a float, or a pint quantity when a parameter with unit is in it.

        Raises
        ------
        CellFault
            ``NU007``-``NU014`` and ``UN005``, ``UN006``; code `TOLD` for a broken parameter.
        """
        if text not in self._results:
            self._results[text] = self._compute(parse(text))
        return self._results[text]

    def _compute(self, expression: Expression) -> Any:
        for name in expression.names:
            if name not in self._known:
                raise CellFault("NU008", name, suggestion=self._known.nearest(name))
        if any(self._values[name] is None for name in expression.names):
            raise CellFault(TOLD)
        import pint

        text = expression.text
        try:
            result = self._evaluator.eval(text, previously_parsed=expression.tree)
        except pint.DimensionalityError as error:
            one, other = _unit_text(error.units1), _unit_text(error.units2)
            raise CellFault("UN005", text, one=one, other=other) from error
        except ZeroDivisionError as error:
            raise CellFault("NU011", text) from error
        except (OverflowError, ValueError) as error:
            raise CellFault("NU012", text) from error
        magnitude = getattr(result, "magnitude", result)
        if not isinstance(magnitude, float) or not math.isfinite(magnitude):
            raise CellFault("NU012", text)
        return result

    def amount(self, text: str, unit: str, per: tuple[float, str] | None = None) -> float:
        """Compute a formula in the unit of its cell.

        Parameters
        ----------
        per
            The functional unit. A result per functional unit, e.g. ``piece / kWh`` in a ``piece``
            cell with a unit of 1 kWh, is multiplied by it.

        Raises
        ------
        CellFault
            As `quantity`; ``UN004`` when the result measures something else than `unit`.
        """
        return self._kept(("amount", text, unit, per), lambda: self._amount(text, unit, per))

    def _kept(self, question: tuple[object, ...], make: Callable[[], float]) -> float:
        """Give a result of the same formula over the same values, or compute it."""
        names = sorted(parse(str(question[1])).names)
        used = {name: self._values.get(name) for name in names}
        if not all(isinstance(value, Measured) for value in used.values()):
            return make()
        stated = [(n, v.value, v.unit) for n, v in used.items() if isinstance(v, Measured)]
        return float(_MEMO.answer((*question, stated), make))

    def _amount(self, text: str, unit: str, per: tuple[float, str] | None) -> float:
        result = self.quantity(text)
        value = _fitted(result, unit)
        if value is None and per is not None:
            value = _fitted(result * quantity(*per), unit)
        if value is None:
            raise CellFault("UN004", _unit_text(result.units), unit, formula=text)
        if not math.isfinite(value):
            raise CellFault("NU012", text)
        return value

    def factor(self, text: str, unit: str, base: tuple[float, str]) -> float:
        """Compute a factor between totals: kg CO2e per `base` × factor = kg CO2e per `unit`.

        The result is a plain number, or measures `base` per `unit` (``kWh / piece``) or `base`
        (``kWh``, meant per one `unit`): it is then divided by the base quantity. Raises as
        `amount` does.
        """
        return self._kept(("factor", text, unit, base), lambda: self._factor(text, unit, base))

    def _factor(self, text: str, unit: str, base: tuple[float, str]) -> float:
        result = self.quantity(text)
        if isinstance(result, float):
            return result
        for candidate in (result, result / quantity(*base), result * _one(unit) / quantity(*base)):
            if candidate.dimensionless:
                return float(candidate.to("").magnitude)
        raise CellFault("UN004", _unit_text(result.units), f"{base[1]} / {unit}", formula=text)


def _fitted(result: Any, unit: str) -> float | None:
    """Value in `unit`; None when the result measures something else."""
    if isinstance(result, float):
        return result
    target = _one(unit)
    if result.units == target.units:
        return float(result.magnitude)
    if result.is_compatible_with(target.units):
        return float(result.to(target.units).magnitude)
    return float(result.to("").magnitude) if result.dimensionless else None


@lru_cache(maxsize=1024)
def _one(unit: str) -> Any:
    try:
        return quantity(1.0, unit)
    except UnitError as error:  # units are checked when their cell is read
        raise CellFault("UN001", unit) from error


def _unit_text(units: Any) -> str:
    """Show a unit in symbols; pint's errors name some of theirs in another form."""
    shown = registry().Unit(units) if not isinstance(units, str) else units
    return "1" if shown == "dimensionless" else f"{shown:~}" or "1"


def _power(base: Any, exponent: Any) -> Any:
    """Raise to a bounded plain power."""
    if hasattr(exponent, "units"):
        if not exponent.dimensionless:
            raise CellFault("UN006", _unit_text(exponent.units))
        exponent = float(exponent.to("").magnitude)
    if abs(exponent) > MAX_EXPONENT:
        raise CellFault("NU013", f"{exponent:g}", MAX_EXPONENT)
    result = base**exponent
    if isinstance(getattr(result, "magnitude", result), complex):
        raise ValueError("no real result")
    return result


def _sqrt(value: Any) -> Any:
    return _power(value, 0.5)


def _smallest(*values: Any) -> Any:
    return min(_of_one_kind(values))


def _largest(*values: Any) -> Any:
    return max(_of_one_kind(values))


def _of_one_kind(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the values; what cannot be subtracted cannot be compared and raises as a sum does."""
    for value in values[1:]:
        values[0] - value
    return values


def _evaluator(names: Callable[[ast.Name], Any]) -> SimpleEval:
    from simpleeval import SimpleEval

    return SimpleEval(
        operators={
            ast.Add: operator.add,
            ast.Sub: operator.sub,
            ast.Mult: operator.mul,
            ast.Div: operator.truediv,
            ast.Pow: _power,
            ast.UAdd: operator.pos,
            ast.USub: operator.neg,
        },
        functions={"min": _smallest, "max": _largest, "abs": abs, "sqrt": _sqrt},
        names=names,
    )
