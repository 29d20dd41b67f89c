"""Units: what a unit measures, and conversion between units of the same kind.

The definitions are in ``units.txt`` beside this module and are read by pint. A conversion is a
factor; units of different kinds never convert (kg of coal is not MJ of coal: that takes a heating
value, which is data).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcf.cache import Memo

if TYPE_CHECKING:
    from pint import Quantity, UnitRegistry

DIMENSIONLESS = "1"
_SYMBOLS = str.maketrans({"·": "*", "×": "*", "³": "3", "²": "2", "％": "%", "．": "."})
_PERCENT = re.compile(r"(?<![A-Za-z])%")
_NAMES = re.compile(r"[^\W\d]\w*").findall
#: Unit names up to this length are symbols.
_LONGEST_SYMBOL = 4


class UnitError(ValueError):
    """A unit is unknown, or two units measure different things. Readers turn it into a finding."""


@lru_cache(maxsize=1)
def registry() -> UnitRegistry[Any]:
    """Give the registry of all units of pcf (built once)."""
    import pint

    made: UnitRegistry[Any] = pint.UnitRegistry(None, case_sensitive=True)
    made.load_definitions(_definitions().splitlines())
    return made


@lru_cache(maxsize=1)
def _definitions() -> str:
    return files("pcf").joinpath("units.txt").read_text(encoding="utf-8")


def memo(*code: str) -> Memo:
    """Make a memory of answers that pint gave, from one process to the next.

    Parameters
    ----------
    *code
        Files of the code that works the answers out: with another code they are worked out anew,
        as with other definitions of the units or another pint.
    """

    def basis() -> bytes:
        found = find_spec("pint")
        place = Path(found.origin or "").parent.parent if found else Path()
        versions = sorted(entry.name for entry in place.glob("[Pp]int-*.dist-info"))
        written = [Path(path).read_bytes() for path in (__file__, *code)]
        return b"\0".join((_definitions().encode(), *written, repr(versions).encode()))

    return Memo("units", basis)


_MEMO = memo()


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit that becomes a pint quantity when arithmetic needs one."""

    value: float
    unit: str

    def quantity(self) -> Quantity[Any]:
        """Give it for arithmetic that carries units; raises `UnitError`."""
        return quantity(self.value, self.unit)


@cache
def _parsed(unit: str) -> Any:
    import pint

    text = _PERCENT.sub("percent", unit.strip().translate(_SYMBOLS))
    text = re.sub(r"^t\s*[*.\- ]\s*km$", "tkm", text)
    if not _plurals_of_symbols().isdisjoint(_NAMES(text)):
        raise UnitError(unit)
    try:
        if text in ("", DIMENSIONLESS):
            return registry().Unit("")
        return registry().parse_units(text)
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, ValueError, TypeError) as error:
        raise UnitError(unit) from error
    except Exception as error:  # pint lets errors of the tokenizer through on hostile text
        raise UnitError(unit) from error


@cache
def is_known(unit: str) -> bool:
    """Whether ``unit`` can be read."""
    return bool(_MEMO.answer(("known", unit), lambda: _can_be_parsed(unit)))


def _can_be_parsed(unit: str) -> bool:
    try:
        _parsed(unit)
    except UnitError:
        return False
    return True


@cache
def conversion_factor(source: str, target: str) -> float:
    """Factor that turns an amount in ``source`` into an amount in ``target``.

    Raises
    ------
    UnitError
        When a unit is unknown or the two measure different things.
    """
    if not is_known(source):
        raise UnitError(source)
    if source == target:
        return 1.0
    if not is_known(target):
        raise UnitError(target)
    found = _MEMO.answer(("factor", source, target), lambda: _factor(source, target))
    if found is None:
        raise UnitError(f"{source} -> {target}")
    return float(found)


def _factor(source: str, target: str) -> float | None:
    """Conversion factor as pint gives it; None when the two measure different things."""
    import pint

    try:
        return float(registry().Quantity(1.0, _parsed(source)).to(_parsed(target)).magnitude)
    except pint.DimensionalityError:
        return None


def convert(amount: float, source: str, target: str) -> float:
    """Convert ``amount`` from ``source`` to ``target``; equal units leave every bit as it is."""
    return amount if source == target else amount * conversion_factor(source, target)


def quantity(amount: float, unit: str) -> Quantity[Any]:
    """Give `amount` with its unit, for arithmetic that carries units; raises `UnitError`."""
    return registry().Quantity(amount, _parsed(unit))


def compatible(one: str, other: str) -> bool:
    """Whether two units measure the same thing; unknown units are compatible with nothing."""
    try:
        conversion_factor(one, other)
    except UnitError:
        return False
    return True


def is_mass(unit: str) -> bool:
    """Whether ``unit`` is a mass."""
    return compatible(unit, "kg")


@lru_cache(maxsize=1)
def _plurals_of_symbols() -> frozenset[str]:
    """Words that pint would take for a plural: ``ms`` is no metre, ``kWs`` no kilowatt."""
    names = known_units()
    return frozenset(f"{n}s" for n in names if len(n) <= _LONGEST_SYMBOL) - frozenset(names)


@lru_cache(maxsize=1)
def known_units() -> tuple[str, ...]:
    """Every spelling that is understood, for suggestions and help."""
    names: list[str] = []
    for line in _definitions().splitlines():
        if line and not line.startswith("#"):
            parts = [part.strip() for part in line.split("=")]
            names += [p for p in (parts[0], *parts[2:]) if p and not p.startswith("[")]
    return tuple(names)
