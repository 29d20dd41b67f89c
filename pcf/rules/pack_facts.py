"""Facts as one pack sees them: those of the project, and the routes that the pack looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcf.findings import Location
from pcf.rules.choice import Choice
from pcf.rules.conditions import Value, all_hold
from pcf.rules.facts import Facts
from pcf.rules.pack import Route
from pcf.rules.record import yes_no
from pcf.rules.subjects import Subjects


class PackFacts(Mapping[str, Value]):
    """Facts of a project with ``route.ID`` and ``choice.ID`` of one pack; its words as codes."""

    def __init__(
        self, of: Subjects, routes: tuple[Route, ...], choices: tuple[Choice, ...] = ()
    ) -> None:
        self._subjects = of
        self._facts: Facts = of.facts
        self._routes = {f"route.{route.id}": route for route in routes}
        self._choices = {f"choice.{choice.id}": choice for choice in choices}
        self._worded = {f"study.{choice.key}": choice for choice in choices}
        self._known: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name in self._worded:
            value = self._facts[name]
            return self._worded[name].code(value) or value
        if name in self._choices:
            if name not in self._known:
                choice = self._choices[name]
                stated = choice.code(self._facts[f"study.{choice.key}"])
                self._known[name] = stated or choice.modelled(self._subjects)
            return self._known[name]
        route = self._routes.get(name)
        if route is None:
            return self._facts[name]
        if name not in self._known:
            records = self._subjects.records(route.of)
            found = any(all_hold(route.where, record.values) for record in records)
            self._known[name] = yes_no(found)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._facts, *self._routes, *self._choices])

    def __len__(self) -> int:
        return len(self._facts) + len(self._routes) + len(self._choices)

    def stated(self, name: str) -> bool:
        """Whether the project states a ``study.`` or ``pcf.`` key."""
        return self._facts.stated(name)

    def not_applicable(self, name: str) -> str:
        """Reason for which the study calls a key not applicable; empty otherwise."""
        return self._facts.not_applicable(name)

    def place(self, name: str) -> Location | None:
        """Where a stated fact stands, or should stand."""
        return self._facts.place(name)
