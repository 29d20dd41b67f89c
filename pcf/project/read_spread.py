"""The spread of a value: bounds, a geometric standard deviation, or values with weights."""

from __future__ import annotations

import math

from pcf.project.cells import CellFault, number
from pcf.project.entry import Entry

#: Fields of a spread, besides its distribution.
_BOUNDS = ("low", "high")
_STATED = (*_BOUNDS, "gsd", "values")
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


def is_of_another(entry: Entry, *numbers: str) -> bool:
    """Whether the bounds or values of an entry belong to a number that has been replaced.

    `numbers` are the fields of the number: its value, its formula. A spread that was put in itself
    belongs to what was put in, and a geometric standard deviation goes with any number.
    """
    if not any(entry.given(name) for name in (*_BOUNDS, "values")):
        return False
    home = entry.at().file
    stays = all(entry.at(name).file == home for name in _STATED if entry.given(name))
    return stays and any(entry.at(name).file != home for name in numbers if entry.given(name))


def drop_spread(entry: Entry, word: str) -> None:
    """Take the spread away, with its distribution in the field `word`."""
    entry.values |= {word: None, "low": None, "high": None, "values": ()}


def check_value(entry: Entry, word: str, name: str) -> None:
    """Compare the number of a field `name` with its own bounds or values.

    ``MC024`` a triangular distribution without room for its mode; ``MC023`` any other number that
    lies outside.
    """
    values = entry.values
    value, low, high = values[name], values["low"], values["high"]
    if values["values"]:
        low, high = values["values"][0][0], values["values"][-1][0]
    if value is None or low is None or high is None or low > high or low <= value <= high:
        return
    code = "MC024" if values[word] == "triangular" else "MC023"
    entry.tell(code, name, observed=entry.text(name), low=f"{low:g}", high=f"{high:g}")


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
