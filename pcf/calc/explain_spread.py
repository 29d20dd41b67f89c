"""Take apart the spread of the total.

Addresses: ``uncertainty`` (the standard deviation), ``uncertainty.FIELD`` (``expected``,
``low95``, ``high95``, ``low``, ``high``, ``stated_share``) and ``uncertainty:ADDRESS`` (the part of
an input).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pcf.calc.explain_figures import Figures, named
from pcf.calc.explanation import Explanation, Fact

if TYPE_CHECKING:
    from pcf.calc.uncertainty import Uncertainty

_BOUNDS = ("low95", "high95", "low", "high", "stated_share")
_FIELDS = ("expected", *_BOUNDS)
#: Inputs that are named.
_LISTED = 10


def uncertainty(figures: Figures, key: str) -> Explanation | None:
    """Explain the spread of the total, one of its figures, or the part of an input in it."""
    found = figures.footprint.uncertainty()
    if key in _FIELDS:
        return _figure(figures, found, key)
    if key:
        item = next((i for i in found.inputs if i.address == key), None)
        if item is None:
            return None
        facts = [Fact("how", "how_variance"), Fact("low", f"{item.low:.6g}"),
                 Fact("high", f"{item.high:.6g}")]  # fmt: skip
        return figures.made(named("study_variance"), item.share, facts=facts)
    facts = [Fact("how", "how_uncertainty"), _expected(found)]
    for name in _BOUNDS:
        value = getattr(found, name)
        facts.append(Fact(name, "" if value is None else f"{value:.6g}"))
    facts += [Fact(i.address, f"{i.share or 0.0:.1%}") for i in found.inputs[:_LISTED]]
    return figures.made(named("uncertainty"), found.standard_deviation, found.unit, facts=facts)


def _figure(figures: Figures, found: Uncertainty, key: str) -> Explanation:
    """Explain a bound of the total, or how much of it has a stated spread."""
    facts = [Fact("how", f"how_spread_{key}")]
    if key == "stated_share":
        return figures.made(named("study_spread_share"), found.stated_share, facts=facts)
    deviation = found.standard_deviation
    facts += [
        Fact("total", f"{figures.footprint.total:.9g} {found.unit}"),
        Fact("uncertainty", "" if deviation is None else f"{deviation:.6g} {found.unit}"),
    ]
    if key in ("low95", "high95"):
        facts.append(_expected(found))
    names = named(f"study_{key}")
    return figures.made(names, getattr(found, key), found.unit, facts=facts)


def _expected(found: Uncertainty) -> Fact:
    mean = found.expected
    return Fact("study_expected", "" if mean is None else f"{mean:.9g} {found.unit}")


SPREAD: dict[str, Callable[[Figures, str], Explanation | None]] = {"uncertainty": uncertainty}
