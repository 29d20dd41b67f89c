"""What a clause changes of the parameters of its parent's check, and whether it lets more pass.

A change tightens when it is known to: a lower ``at_most`` or ``tolerance``, a higher ``at_least``,
further keys or needs, and fewer conditions on which records are looked at. Every other change of a
parameter loosens, or cannot be compared and is taken for one that loosens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pcf.rules.conditions import Condition
from pcf.rules.pack import Clause

#: What, before, after, and whether it relaxes.
Changed = tuple[str, str, str, bool]
_LOWER, _HIGHER = ("at_most", "tolerance"), ("at_least",)
#: Checks whose `where` picks what has to hold: fewer conditions look at more records.
_PICKS = ("every", "none")
_NONE = "-"


def param_changes(before: Clause, after: Clause) -> Iterator[Changed]:
    """Give each parameter that differs, with ``na_allowed``; none where the check itself does."""
    if before.na_allowed != after.na_allowed:
        yield "na_allowed", _word(before.na_allowed), _word(after.na_allowed), after.na_allowed
    if before.check != after.check:
        return
    names = dict.fromkeys((*before.params, *after.params))
    for name in names:
        old, new = before.params.get(name), after.params.get(name)
        if _key(old) != _key(new):
            yield name, told(old), told(new), not _tightens(before.check, name, old, new)


def _tightens(check: str, name: str, old: Any, new: Any) -> bool:
    if name in _LOWER or name in _HIGHER:
        if old is None or new is None:
            # A tolerance left out has a default; a bound that is left out bounds nothing.
            return old is None and name != "tolerance" and check != "some"
        return bool(new < old) if name in _LOWER else bool(new > old)
    if name == "where":
        return check in _PICKS and _holds(old, new)
    if name == "keys":
        return _holds(new, old)
    if name == "need":
        return all(any(implies(n, o) for n in new or ()) for o in old or ())
    return name == "none_needs" and old is None


def _holds(all: Any, some: Any) -> bool:
    """Whether each part of a list, or none for no list, is in another one."""
    known = {_key(part) for part in all or ()}
    return all is not None and {_key(part) for part in some or ()} <= known


def implies(new: Condition, old: Condition) -> bool:
    """Whether what satisfies a condition satisfies another one: the same, or a closer bound."""
    if new.text == old.text:
        return True
    if new.field != old.field:
        return False
    if old.op in ("<", "<=") and new.op in ("<", "<="):
        closer = new.numbers[0] < old.numbers[0]
    elif old.op in (">", ">=") and new.op in (">", ">="):
        closer = new.numbers[0] > old.numbers[0]
    elif old.op in ("=", "in") and new.op in ("=", "in"):
        return set(new.words) <= set(old.words)
    else:
        return old.op == "filled" and new.op not in ("!=", "not in", "!~", "empty")
    return closer or (new.numbers[0] == old.numbers[0] and (new.op == old.op or "=" in old.op))


def _key(value: Any) -> Any:
    """Something by which values are equal, whatever place they were read at."""
    return told(value)


def told(value: Any) -> str:
    """Text of a parameter, as it stands in a pack as nearly as can be."""
    if value is None or value == ():
        return _NONE
    if isinstance(value, Condition):
        return value.text
    if isinstance(value, (tuple, list)):
        return "; ".join(told(part) for part in value)
    if isinstance(value, bool):
        return _word(value)
    if isinstance(value, float):
        return f"{value:g}"
    if is_dataclass(value):
        parts = ((f.name, getattr(value, f.name)) for f in fields(value))
        return ", ".join(
            f"{name} {told(part)}" for name, part in parts
            if part not in (None, (), "") and name != "place"
        )  # fmt: skip
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {told(part)}" for name, part in value.items())
    return str(value)


def _word(holds: bool) -> str:
    return "yes" if holds else "no"
