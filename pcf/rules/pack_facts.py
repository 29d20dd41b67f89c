"""Facts as one pack sees them: those of the project, and the routes that the pack looks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pcf.findings import Location
from pcf.model import StudyValue
from pcf.rules.choice import Choice
from pcf.rules.conditions import Value
from pcf.rules.facts import Facts
from pcf.rules.kept import kept_parts
from pcf.rules.pack import Route
from pcf.rules.record import yes_no
from pcf.rules.subjects import Subjects

#: Head of the facts that tell what allocation leaves to the product at a route.
KEPT = "kept."


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
                stated = self._facts[f"study.{choice.key}"]
                self._known[name] = choice.effective(stated, self._subjects)
            return self._known[name]
        if name.startswith(KEPT):
            return self._kept(name)
        route = self._routes.get(name)
        if route is None:
            return self._facts[name]
        if name not in self._known:
            found = self._subjects.index(route.of).first(route.where)
            self._known[name] = yes_no(found is not None)
        return self._known[name]

    def _kept(self, name: str) -> Value:
        """Part of the burdens of the processes of a route that allocation leaves to the product.

        Of several processes those count that emit something, and of these the largest part.
        """
        footprint = self._subjects.case.footprint
        route = self._routes.get(f"route.{name.removeprefix(KEPT)}")
        if footprint is None or route is None:
            return None
        parts = self._subjects.kept("kept parts", lambda: kept_parts(footprint))
        records = self._subjects.index(route.of).find((route.where,))
        found = {str(r.values.get("process", r.values.get("id"))) for r in records}
        emitting = {e.process for e in footprint.solved.linked.model.exchanges
                    if e.direction == "emission"}  # fmt: skip
        chosen = [parts[p] for p in (found & emitting or found) if p in parts]
        return max(chosen, default=None)

    def __iter__(self) -> Iterator[str]:
        return iter([*self._facts, *self._routes, *self._choices])

    def __len__(self) -> int:
        return len(self._facts) + len(self._routes) + len(self._choices)

    def stated(self, name: str) -> bool:
        """Whether the project states a ``study.`` or ``pcf.`` key."""
        return self._facts.stated(name)

    def statement(self, name: str) -> StudyValue | None:
        """Value of ``study.toml`` behind a fact, as it is written."""
        return self._facts.statement(name)

    def not_applicable(self, name: str) -> str:
        """Reason for which the study calls a key not applicable; empty otherwise."""
        return self._facts.not_applicable(name)

    def place(self, name: str) -> Location | None:
        """Where a stated fact stands, or should stand."""
        return self._facts.place(name)
