"""Values of a result that was read from a file: of the type of their field, numbers finite."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints


def check_types(made: Any) -> None:
    """Check the fields of a record, and those of records inside it.

    Raises
    ------
    ValueError
        Naming the first field whose value it cannot hold: text for a number, a truth value for a
        number, a number that is not finite, a word that is not of the list.
    """
    hints = _hints(cast(Hashable, type(made)))
    for field in fields(made):
        if field.name in hints and not _fits(getattr(made, field.name), hints[field.name]):
            raise ValueError(f"{type(made).__name__}.{field.name}")


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    """Types of the fields; `context` and `rerun` are never read from a file."""
    from pcf.calc.open_flows import OpenEnds

    names = {"OpenEnds": OpenEnds, "Solved": Any, "SensitivitySet": Any}
    known = get_type_hints(cast("type", kind), localns=names)
    return {name: hint for name, hint in known.items() if name not in ("context", "rerun")}


def _fits(value: Any, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, str) and value in inner
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(part, inner[0]) for part in value)
    if origin is Mapping:
        pairs = value.items() if isinstance(value, Mapping) else ((None, None),)
        return all(_fits(k, inner[0]) and _fits(v, inner[1]) for k, v in pairs)
    if hint is float:
        return type(value) in (int, float) and isfinite(value)
    if type(value) is hint and is_dataclass(hint):
        check_types(value)
    return value is None if hint is NoneType else type(value) is hint
