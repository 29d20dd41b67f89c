"""Addresses of a reconciliation: ``walk:A/B/N``, its total after step N, and what the step changed.

N is 0 for A itself. ``.delta`` and ``.relative`` name the change of the step, the latter as a share
of the absolute total of A.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from pcf.calc.explanation import Explanation, Fact, Term
from pcf.i18n import LANGUAGES, label

if TYPE_CHECKING:
    from pcf.targets.reconcile import Reconciliation, Step

_WALK = re.compile(r"walk:([^/]+)/([^/]+)/(\d{1,3})(?:\.(delta|relative))?\Z")


class Walked(Protocol):
    """What an address of a reconciliation needs of a project."""

    def reconcile(self, a: str, b: str) -> Reconciliation:
        """Attribute the difference of two targets."""


def is_of_walk(address: str) -> bool:
    """Whether an address is one of this module."""
    return _WALK.match(address) is not None


def walk_address(walk: Reconciliation, step: int, field: str = "") -> str:
    """Address of the total after a step, or of one of its fields."""
    return f"walk:{walk.a}/{walk.b}/{step}" + (f".{field}" if field else "")


def explain_walk(project: Walked, address: str) -> Explanation | None:
    """Explain a total between two targets, or a step; None when the walk has no such step.

    Raises
    ------
    PcfError
        As `Project.reconcile`.
    """
    found = _WALK.match(address)
    if found is None:
        return None
    a, b, number, field = found[1], found[2], int(found[3]), found[4] or ""
    walk = project.reconcile(a, b)
    if number > len(walk.steps) or (field and not number):
        return None
    if not number:
        return _explanation(address, (walk.a, walk.a), walk.total_a, walk.unit_a)
    step = walk.steps[number - 1]
    zh, en = (" + ".join(label(f"group_{g}", lang) for g in step.groups) for lang in LANGUAGES)
    value = {"": step.total, "delta": step.delta, "relative": relative(walk, step)}[field]
    terms = () if field else _terms(walk, number)
    unit = "" if field == "relative" else step.unit
    facts = tuple(Fact("put_in", f"{c.key}: {c.before or '-'} -> {c.after or '-'}")
                  for c in step.changes)  # fmt: skip
    return _explanation(address, (zh, en), value, unit, terms, facts)


def relative(walk: Reconciliation, step: Step) -> float | None:
    """Change of a step as a share of the absolute total of A; None where the units differ."""
    same = walk.unit_a == walk.unit_b and walk.total_a
    return step.delta / abs(walk.total_a) if same else None


def _terms(walk: Reconciliation, number: int) -> tuple[Term, ...]:
    """Total before the step, and its change."""
    step = walk.steps[number - 1]
    before = walk.steps[number - 2].total if number > 1 else walk.total_a
    parts = (("total", number - 1, "", before), ("change", number, "delta", step.delta))
    return tuple(
        Term(walk_address(walk, at, field), label(name, "zh"), label(name, "en"), value,
             value / step.total if step.total else None)
        for name, at, field, value in parts
    )  # fmt: skip


def _explanation(
    address: str, names: tuple[str, str], value: float | None, unit: str,
    terms: tuple[Term, ...] = (), facts: tuple[Fact, ...] = (),
) -> Explanation:  # fmt: skip
    field = address.rpartition(".")[2]
    how = Fact("how", f"how_walk_{field}" if field in ("delta", "relative") else "how_walk")
    return Explanation(address, *names, value, unit, None, terms, 0, 0.0, (how, *facts))
