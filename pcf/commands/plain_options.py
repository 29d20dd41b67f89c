"""Values of options taken as they are where typer's own way would load a library to copy them.

typer (0.29) hands every value, also a default, to pydantic. For words, lists of words and paths
without conditions there is nothing to convert; whatever else there is goes typer's way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PLAIN_PATH = {
    "file_okay": True,
    "dir_okay": True,
    "exists": False,
    "writable": False,
    "resolve_path": False,
    "path_type": None,
    "parser": None,
}


def take_plainly(parameters: Iterable[Any]) -> list[Any]:
    """Give parameters that hold words or paths a conversion without library."""
    found = list(parameters)
    for parameter in found:
        descriptor = getattr(parameter, "type_descriptor", None)
        if descriptor is not None and getattr(parameter, "_runtime_param", 0) is None:
            parameter._runtime_param = _Plainly(descriptor)
    return found


class _Plainly:
    """Conversion of one parameter; typer's own is made when a value needs it."""

    def __init__(self, descriptor: Any) -> None:
        self._descriptor = descriptor

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the value of a call."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if self._is_ready(value):
            return Path(value) if self._descriptor.annotation is Path else value
        if self._is_words(value):
            return list(value)
        from typer._coercion import build_runtime_param

        return build_runtime_param(self._descriptor).coerce(value, param=param, ctx=ctx)

    def _is_words(self, value: Any) -> bool:
        descriptor = self._descriptor
        plain = descriptor.annotation == list[str] and descriptor.parameter_info.parser is None
        return plain and isinstance(value, list | tuple) and all(type(v) is str for v in value)

    def _is_ready(self, value: Any) -> bool:
        wanted, info = self._descriptor.annotation, self._descriptor.parameter_info
        if wanted is str:
            return type(value) is str and info.parser is None
        if wanted is int:  # a default; what a person gives is text and is checked
            return type(value) is int and value == info.default
        if wanted is Path and isinstance(value, str | Path):
            plain = all(getattr(info, key, None) == given for key, given in _PLAIN_PATH.items())
            return plain and (not Path(value).exists() or os.access(value, os.R_OK))
        return False
