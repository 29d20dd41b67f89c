"""The spread of a value: bounds, a geometric standard deviation, or values with weights."""

from __future__ import annotations

import math

from pcf.project.cells import CellFault, number
from pcf.project.entry import Entry

#: Fields of a spread, besides its distribution.
_BOUNDS = ("low", "high")
_MOST = 1000


def check_spread(entry: Entry, word: str) -> None:
    """Check the spread of a row or parameter whose distribution stands in the field `word`.

    ``NU019`` bounds in the wrong order, ``NU025`` a distribution without its bounds, ``MC014`` two
    statements at once, ``MC015`` a geometric standard deviation that is not above 1, ``MC016``
    values that are no discrete distribution. The values of the field ``values`` become numbers.
    """
    values = entry.values
    kind = values[word]
    low, high = values["low"], values["high"]
    if low is not None and high is not None and low > high:
        entry.refuse("NU019", "low", observed=entry.text("low"), expected=entry.text("high"))
    text, values["values"] = values["values"], ()
    if entry.given("gsd"):
        _instead(entry, "gsd", kind in (None, "lognormal"))
        if values["gsd"] is not None and not values["gsd"] > 1.0:
            entry.refuse("MC015", "gsd")
    elif text is not None or kind == "discrete":
        _instead(entry, "values", kind in (None, "discrete"))
        entry.read("values", _outcomes, text or "")
        values["values"] = values["values"] or ()
    elif kind is not None or word == "uncertainty":
        for name in _BOUNDS:
            if not entry.given(name):
                entry.refuse("NU025", name, observed="")


def _instead(entry: Entry, name: str, fits: bool) -> None:
    """Refuse a statement that does not fit its distribution, or stands beside bounds."""
    if not fits or any(entry.given(bound) for bound in _BOUNDS):
        entry.tell("MC014", name, observed=name)
        entry.bad |= {name}


def _outcomes(text: str) -> tuple[tuple[float, float], ...]:
    """Read ``9:0.2; 10:0.5; 12:0.3``: values, each once, with weights above zero."""
    made: dict[float, float] = {}
    for part in text.replace("；", ";").replace("：", ":").split(";"):
        if not part.strip():
            continue
        value, mark, weight = part.partition(":")
        pair = (number(value), number(weight)) if mark else (None, None)
        if pair[0] is None or pair[1] is None or pair[1] <= 0.0 or pair[0] in made:
            raise CellFault("MC016", text)
        made[pair[0]] = pair[1]
    whole = math.fsum(made.values())
    if not 2 <= len(made) <= _MOST or not math.isfinite(whole):
        raise CellFault("MC016", text)
    return tuple((value, made[value] / whole) for value in sorted(made))
