"""One thing that is read field by field: a row of a table or a table of a TOML file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pcf.findings import Location, finding
from pcf.project.cells import CellFault
from pcf.project.collect import Collector

_NONE: frozenset[str] = frozenset()


class Entry:
    """Typed values of a row or TOML table, with their places.

    A field is None when it is blank. A field that could not be read is None, too, and is listed in
    `bad`, so that later checks neither trust it nor take it for blank.
    """

    __slots__ = ("bad", "collect", "node", "values")

    def __init__(self, values: dict[str, Any], collect: Collector, node: str | None) -> None:
        self.values = values
        self.collect = collect
        self.node = node
        self.bad: frozenset[str] = _NONE

    def at(self, name: str | None = None) -> Location:
        """Give the place of a field, or of the whole."""
        raise NotImplementedError

    def text(self, name: str) -> str:
        """Give what stands in a field, as written."""
        raise NotImplementedError

    def given(self, name: str) -> bool:
        """Whether a field holds something, readable or not."""
        return self.values.get(name) is not None or name in self.bad

    def tell(self, code: str, name: str | None = None, **params: Any) -> None:
        """Report something at a field without calling it unreadable."""
        params.setdefault("node", self.node)
        self.collect.add(finding(code, self.at(name), **params))

    def refuse(self, code: str, name: str, **params: Any) -> None:
        """Report a field that cannot be used; nothing is made of an entry with such a field."""
        self.bad = self.bad | {name}
        self.values[name] = None
        if code:
            params.setdefault("observed", self.text(name))
            self.tell(code, name, field=name, **params)

    def fault(self, name: str, fault: CellFault) -> None:
        """Report what a cell reader or formula has refused."""
        self.refuse(
            fault.code,
            name,
            observed=fault.observed if fault.observed is not None else self.text(name),
            expected=fault.expected,
            suggestion=fault.suggestion,
            **fault.params,
        )

    def read(self, name: str, reader: Callable[[Any], Any], value: Any) -> Any:
        """Read `value` into the field `name`; a refused value is reported and gives None."""
        try:
            self.values[name] = reader(value)
        except CellFault as fault:
            self.fault(name, fault)
        return self.values.get(name)
