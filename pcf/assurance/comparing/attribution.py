"""What the difference of two totals is made of; the parts add up exactly.

Two sides that can be computed are walked from one to the other in the order of `CAUSES`: every
state is a full calculation of A with the changes so far. A result that was read from a file cannot
be computed again: then the rows are set against each other, and causes that rows cannot tell apart
stay together.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pcf.assurance.comparing.causes import CAUSES, NONE, PROGRAM, Cause
from pcf.assurance.comparing.change import InputChange
from pcf.assurance.comparing.mixing import mixed
from pcf.assurance.comparing.resting import table_differences
from pcf.assurance.comparing.sides import Data, Side, System, compute
from pcf.calc.footprint import Footprint, RowResult
from pcf.calc.walk import Stretch, exact_difference, walk
from pcf.errors import PcfError
from pcf.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class Step:
    """One step from A to B.

    causes
        What changes in it; several when the states between them cannot be computed.
    total, unit
        After the step.
    delta, rest
        Total after minus total before: `delta` + `rest` is exact, `rest` being what rounding to
        `delta` has left (mostly 0).
    merged_because
        Why the causes cannot be told apart.
    """

    causes: tuple[str, ...]
    total: float
    unit: str
    delta: float
    rest: float
    merged_because: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Steps from A to B, and the two results around the step of the backgrounds."""

    steps: tuple[Step, ...]
    around_background: tuple[Footprint, Footprint]


def attribute(a: Side, b: Side, changes: Sequence[InputChange]) -> Attribution:
    """Attribute the difference of two sides to causes."""
    if a.system is None or b.system is None:
        steps = _by_rows(a.footprint, b.footprint)
        return Attribution(_with_program(a, steps, b), (a.footprint, b.footprint))
    differing = _differing(a, b, changes)
    between = _Between(a.system, b.system, changes, f"{a.name}..{b.name}")
    stretches = walk(CAUSES, differing, (a.footprint, b.footprint), between.state)
    around = next(s for s in stretches if "background" in s.names)
    steps = _with_program(a, tuple(map(_step, stretches)), b)
    return Attribution(steps, (around.before, around.after))


def _with_program(a: Side, steps: tuple[Step, ...], b: Side) -> tuple[Step, ...]:
    """Lead from what a bundle declares to what its inputs give here, and back at the other end."""
    first = _program(a.total, a.footprint.total, a.footprint.unit) if a.declared is not None else ()
    last = _program(b.footprint.total, b.total, b.footprint.unit) if b.declared is not None else ()
    return (*first, *steps, *last)


def _program(before: float, after: float, unit: str) -> tuple[Step, ...]:
    return (Step((PROGRAM,), after, unit, *exact_difference(before, after)),)


def _step(stretch: Stretch[Cause]) -> Step:
    after = stretch.after
    delta, rest = exact_difference(stretch.before.total, after.total)
    return Step(stretch.names, after.total, after.unit, delta, rest, stretch.because)


def _differing(a: Side, b: Side, changes: Sequence[InputChange]) -> frozenset[Cause]:
    """Causes that change something; what is left of a difference counts as activity data."""
    found: set[Cause] = {c.cause for c in changes if c.cause != NONE}  # type: ignore[misc]
    one, other = a.footprint.identity, b.footprint.identity
    if one.data_digest != other.data_digest:
        found.add("background")
    if one.factors_sha256 != other.factors_sha256:
        found.add("factors")
    if a.system and b.system and any(table_differences(a.system.resting, b.system.resting)):
        found.add("method")
    if a.system and b.system and a.system.data.decisions != b.system.data.decisions:
        found.add("supplier")
    if not found and a.footprint.total != b.footprint.total:
        found.add("activity")
    return frozenset(found)


class _Between:
    """Computes what lies between two systems."""

    def __init__(self, a: System, b: System, changes: Sequence[InputChange], name: str) -> None:
        self._a, self._b, self._changes, self._name = a, b, changes, name

    def state(self, number: int) -> Footprint:
        """Compute A with the changes of the first causes; raises `PcfError`."""
        done = CAUSES[: number + 1]
        try:
            return self._computed(done, early=True)
        except PcfError:
            if not any(change.early for change in self._changes):
                raise
            return self._computed(done, early=False)

    def _computed(self, done: Collection[Cause], early: bool) -> Footprint:
        raw = mixed(self._a.raw, self._b.raw, self._changes, done, early)
        a, b = self._a.data, self._b.data
        first, last = (b, a) if "supplier" in done else (a, b)
        data = Data(
            (b if "background" in done else a).background,
            (b if "factors" in done else a).factors,
            {**last.decisions, **first.decisions},
            (b if "method" in done else a).tables,
        )
        return compute(raw, data, self._name)


# --- results that cannot be computed again


def _by_rows(a: Footprint, b: Footprint) -> tuple[Step, ...]:
    """Attribute by rows: amounts, suppliers and intensities of each.

    With amounts q and intensities i of a row before (0) and after (1) its change is
    (q₁ − q₀)·i₀ + q₁·(i₁ − i₀): the first part is activity data, the second the supplier where it
    is another one, else the background or the factors, whichever differs.
    """
    together = _together(a, b)
    parts = dict.fromkeys(CAUSES, Fraction(0))
    old, new = ({row.address: row for row in f.rows} for f in (a, b))
    for address in old.keys() | new.keys():
        for cause, value in _of_row(old.get(address), new.get(address), (a, b)):
            parts[cause] += value
    groups: list[tuple[Cause, ...]] = [(c,) for c in CAUSES if c not in together]
    if together:
        groups.append(together)
    return _steps(groups, parts, (a, b))


def _steps(
    groups: Sequence[tuple[Cause, ...]],
    parts: dict[Cause, Fraction],
    ends: tuple[Footprint, Footprint],
) -> tuple[Step, ...]:
    """Make the steps: the totals between them are sums of the parts, the last one is B."""
    a, b = ends
    moving = [g for g in groups if any(parts[c] for c in g)] or [groups[-1]]
    before, sum_ = a.total, Fraction(a.total)
    steps = []
    for group in groups:
        sum_ += sum((parts[cause] for cause in group), Fraction(0))
        after = b.total if group == moving[-1] else float(sum_) if group in moving else before
        delta, rest = exact_difference(before, after)
        why = (finding("CP010"),) if len(group) > 1 else ()
        steps.append(Step(group, after, b.unit, delta, rest, why))
        before = after
    return tuple(steps)


def _together(a: Footprint, b: Footprint) -> tuple[Cause, ...]:
    """Causes that rows cannot tell apart."""
    if (a.unit, a.unit_kind) != (b.unit, b.unit_kind):
        return CAUSES
    own = {k: v for k, v in a.method.items() if k != "gwp_set"}
    other = {k: v for k, v in b.method.items() if k != "gwp_set"}
    if own != other:
        return tuple(c for c in CAUSES if c != "scope")
    both = a.identity.data_digest != b.identity.data_digest
    if both and a.identity.factors_sha256 != b.identity.factors_sha256:
        return ("factors", "background")
    return ()


def _of_row(
    a: RowResult | None, b: RowResult | None, ends: tuple[Footprint, Footprint]
) -> list[tuple[Cause, Fraction]]:
    before = Fraction(a.value) if a else Fraction(0)
    after = Fraction(b.value) if b else Fraction(0)
    if a is None or b is None:
        row, other = (b, ends[0]) if a is None else (a, ends[1])
        inside = row is not None and row.stage in {part.id for part in other.stages}
        return [("activity" if inside else "scope", after - before)]
    if after == before:
        return []
    if a.unit != b.unit or not a.amount:
        return [("supplier" if a.supplier != b.supplier else "activity", after - before)]
    carried = before / Fraction(a.amount)
    amount = (Fraction(b.amount) - Fraction(a.amount)) * carried
    return [("activity", amount), (_of_intensity(a, b, ends), after - before - amount)]


def _of_intensity(a: RowResult, b: RowResult, ends: tuple[Footprint, Footprint]) -> Cause:
    if a.supplier != b.supplier or b.supplier.startswith("supplier:"):
        return "supplier"
    one, other = (f.identity for f in ends)
    if one.factors_sha256 != other.factors_sha256 and (
        one.data_digest == other.data_digest or b.supplier == "emission"
    ):
        return "factors"
    return "background" if one.data_digest != other.data_digest else "activity"
