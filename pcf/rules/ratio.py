"""Two sums over records or facts, one by the other, held between bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum

from pcf.rules.conditions import Condition, all_hold
from pcf.rules.outcome import Ask, Failure, Outcome, bounds, limits, no_value, shown, unit_of
from pcf.rules.plant_flows import Plant, PlantFlows
from pcf.rules.record import Record
from pcf.rules.record_names import RecordNames
from pcf.rules.wording import Words, fact_name, field_name, number, words_of


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a sum: ``factor * field`` of the records of a subject, or ``factor * fact``.

    factor_fact
        Name of a fact that is multiplied in.
    """

    of: str = ""
    where: tuple[Condition, ...] = ()
    field: str = ""
    factor: float = 1.0
    fact: str = ""
    factor_fact: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A value of a sum with the record behind it; None for a fact.

    of
        Subject of the record.
    absent
        Name of the value where the record has none; it then counts 0 (`_known`).
    named
        Whether a process is picked by its own name, not only by that of its component group or
        product.
    """

    value: float
    record: Record | None
    process: str | None
    unit: str = ""
    of: str = ""
    absent: Words | None = None
    named: bool = True


class _AbsentError(Exception):
    """A record or fact has no value."""


def ratio(ask: Ask) -> Outcome:
    r"""The sum of terms by another sum of terms lies in bounds: consumption, yield, stoichiometry.

    .. math:: \frac{\sum_i f_i x_i}{\sum_j f_j y_j}

    Without a record to relate to the clause does not apply. When a record or fact has no value, a
    clause of level error fails and a milder one does not apply (`no_value`), unless the bound is
    kept whatever the value. No record in the upper sum counts 0, so that a missing row is found.

    With ``group = "process"`` the sums are made for each unit process that has a record to relate
    to; with ``"connected"`` for each plant of linked ones (`pcf.rules.plant_flows`): what a member
    supplies to another counts once, and outputs count as far as they leave the plant; for
    ``at_most`` as far as they leave what converts something: losses of steps behind it are not its
    own. With ``"net"`` there is one sum, in which outputs count so.
    """
    group = ask.params.get("group")
    try:
        upper = _parts(ask, ask.params["sum"])
        lower = _parts(ask, ask.params["per"])
        groups = _GROUPS[group](ask, upper, lower) if group else [(upper, lower, lower)]
        related = [sums for sums in groups if _is_related(sums[1])]
        failures = [_compare(ask, *sums) for sums in related]
    except _AbsentError as error:
        return no_value(ask, error.args[0]) if len(error.args) == 1 else _absent(ask, *error.args)
    if not related:
        return Outcome(na=_nothing())
    return Outcome(tuple(failure for failure in failures if failure is not None))


def _is_related(lower: Sequence[_Part]) -> bool:
    return bool(fsum(p.value for p in lower)) or any(p.absent for p in lower)


def _absent(ask: Ask, name: Words, record: Record) -> Outcome:
    """Make of a record without value what `no_value` makes of a fact."""
    if ask.clause.severity != "error":
        return Outcome(na=words_of("na_no_value", name=name))
    place, node, share = record.place, record.node, record.share
    return Outcome((Failure("fail_no_value", "-", "filled", place, node, share, {"name": name}),))


def _nothing() -> Words:
    return words_of("na_no_relation")


def _by_process(ask: Ask, upper: list[_Part], lower: list[_Part]) -> list[_Sums]:
    names = dict.fromkeys(p.process for p in lower if p.process is not None)
    below = [(name, _of(lower, (name,))) for name in names]
    return [(_of(upper, (name,)), parts, parts) for name, parts in below]


def _of(parts: Sequence[_Part], processes: Container[str | None]) -> list[_Part]:
    return [p for p in parts if p.process is None or p.process in processes]


def _connected(ask: Ask, upper: list[_Part], lower: list[_Part]) -> list[_Sums]:
    """Sums of each plant that converts something."""
    (flows, plants), below, found = _plants(ask, lower), _valued(lower), []
    for plant in plants:
        if plant.converts and any(plant.scale.values()):
            over, under = (_of(parts, plant.members) for parts in (upper, below))
            alone = _within(flows, replace(plant, made=plant.converted), under)
            sums = _within(flows, plant, over), _within(flows, plant, under)
            found.append((*sums, alone if fsum(p.value for p in alone) > 0 else sums[1]))
    return found


def _net(ask: Ask, upper: list[_Part], lower: list[_Part]) -> list[_Sums]:
    """One sum over the whole, in which outputs of processes count as far as they leave a plant."""
    _, plants = _plants(ask, [p for p in lower if p.of == "processes"])
    made = {name: part for plant in plants for name, part in plant.made.items()}
    counted = [
        replace(p, value=p.value * made[str(p.process)]) if p.of == "processes" else p
        for p in lower
        if p.of != "processes" or made.get(str(p.process))
    ]
    return [(upper, counted, counted)] if any(p.of == "processes" for p in counted) else []


def _plants(ask: Ask, parts: Sequence[_Part]) -> tuple[PlantFlows, list[Plant]]:
    """Plants of the processes picked by name; where those convert nothing, of all that are picked.

    A component group is often named after the furnace, and holds all of its neighbours. Power and
    heat of a plant come from processes beside it: those do not belong to it. Where nothing at all
    converts something for certain, what takes materials of unknown carbon does.
    """
    parts = _valued(parts)
    flows = ask.subjects.kept("plant flows", lambda: PlantFlows(ask.subjects))
    named, every = ([str(p.process) for p in parts if p.named or of] for of in (False, True))
    plants: list[Plant] = []
    for names, doubt in ((named, False), (every, False), (named, True), (every, True)):
        plants = flows.plants(names, doubt=doubt)
        if any(plant.converts for plant in plants):
            break
    return flows, plants


def _valued(lower: Sequence[_Part]) -> Sequence[_Part]:
    """Leave out outputs without mass, power or heat of a plant say, where there are others."""
    known = [p for p in lower if p.of != "processes" or p.absent is None]
    return known if any(p.of == "processes" for p in known) else lower


def _within(flows: PlantFlows, plant: Plant, parts: list[_Part]) -> list[_Part]:
    """Scale the parts of a plant; a row that a member supplies counts beyond what that took in."""
    scaled = [
        p if p.record is None else replace(p, value=p.value * flows.counts(plant, p.record, p.of))
        for p in parts
    ]
    brought: dict[str, float] = defaultdict(float)
    for p in scaled:
        if p.of == "rows":
            brought[str(p.process)] += p.value
    return [
        replace(p, value=p.value - _twice(flows, plant, p, brought)) if p.of == "rows" else p
        for p in scaled
    ]


def _twice(flows: PlantFlows, plant: Plant, part: _Part, brought: Mapping[str, float]) -> float:
    """What of a row counts already at the member of the plant that supplies it."""
    taken = flows.taken(part.record.values) if part.record is not None else None
    if taken is None or taken.supplier not in plant.members:
        return 0.0
    scale = plant.scale[taken.supplier]
    share = taken.share * plant.scale[str(part.process)] / scale if scale else 0.0
    return min(part.value, share * brought.get(taken.supplier, 0.0))


#: Upper sum, lower sum, and the lower sum for the bound above.
_Sums = tuple[list[_Part], list[_Part], list[_Part]]
_GROUPS: Mapping[str, Callable[[Ask, list[_Part], list[_Part]], list[_Sums]]] = {
    "process": _by_process,
    "connected": _connected,
    "net": _net,
}


def _parts(ask: Ask, terms: Iterable[Term]) -> list[_Part]:
    made = []
    for term in terms:
        if term.fact:
            unit = "" if term.factor_fact else fact_name(term.fact, ask.pack).unit
            made.append(_Part(_fact(ask, term.fact) * _factor(ask, term), None, None, unit))
            continue
        for record in ask.subjects.index(term.of).find([term.where]):
            value = record.values.get(term.field)
            absent = None if isinstance(value, float) else _called(ask, term, record)
            process = str(record.values.get("process", record.values.get("id")))
            unit = "" if term.factor_fact else _unit(term, record)
            known = value * _factor(ask, term) if isinstance(value, float) else 0.0
            named = _is_named(term, record)
            made.append(_Part(known, record, process, unit, term.of, absent, named))
    return made


def _is_named(term: Term, record: Record) -> bool:
    own = record.values.get("own_words")
    return own is None or all_hold(term.where, {**record.values, "words": own})


def _called(ask: Ask, term: Term, record: Record) -> Words:
    """Name of a value of a record."""
    called = field_name(term.of, term.field)
    names = ask.subjects.kept("record names", lambda: RecordNames(ask.subjects))
    return words_of("cond_of_record", who=names.of(record), name=(called.zh, called.en))


def _unit(term: Term, record: Record) -> str:
    unit = unit_of(field_name(term.of, term.field), record.values)
    return "" if unit in ("share", "text") else unit


def _factor(ask: Ask, term: Term) -> float:
    return term.factor * (_fact(ask, term.factor_fact) if term.factor_fact else 1.0)


def _fact(ask: Ask, name: str) -> float:
    value = ask.facts.get(name)
    if not isinstance(value, float):
        raise _AbsentError(name)
    return value


def _compare(
    ask: Ask, upper: Sequence[_Part], lower: Sequence[_Part], alone: Sequence[_Part]
) -> Failure | None:
    low, high = ask.params.get("at_least"), ask.params.get("at_most")
    _known(upper, lower, low, high)
    above = fsum(p.value for p in upper)
    found = above / fsum(p.value for p in lower)
    if low is None or found >= low:
        found, lower = above / fsum(p.value for p in alone), alone
        if high is None or found <= high:
            return None
    about = _largest(upper) or _largest(lower)
    one, other = (_told_sum(parts) for parts in (upper, lower))
    shares = [p.record.share for p in upper if p.record and p.record.share is not None]
    return Failure(
        "fail_ratio",
        f"{found:.4g}",
        bounds(low, high),
        about.place if about else None,
        about.node if about else None,
        min(fsum(shares), 1.0) if shares else None,
        lambda: {
            "observed": number(found, "", [bound for bound in (low, high) if bound is not None]),
            "upper": one,
            "lower": other,
            "required": limits(low, high, "", found),
        },
    )


def _known(
    upper: Sequence[_Part], lower: Sequence[_Part], low: float | None, high: float | None
) -> None:
    """Raise for a value that is absent, unless it could only add to a bound that is kept."""
    above, below = fsum(p.value for p in upper), fsum(p.value for p in lower)
    open_upper = [p for p in upper if p.absent]
    open_lower = [p for p in lower if p.absent]
    at_least = high is None and not open_lower and below > 0 and low is not None
    at_most = low is None and not open_upper and below > 0 and high is not None
    if (at_least and above >= (low or 0.0) * below) or (at_most and above <= (high or 0.0) * below):
        return
    for part in (*open_upper, *open_lower):
        raise _AbsentError(part.absent, part.record)


def _told_sum(parts: Sequence[_Part]) -> Words:
    """Sum with its unit, where all of its parts have one and the same."""
    units = {p.unit for p in parts}
    text = shown(fsum(p.value for p in parts))
    unit = units.pop() if len(units) == 1 else ""
    return (f"{text} {unit}",) * 2 if unit else (text, text)


def _largest(parts: Sequence[_Part]) -> Record | None:
    found = [p for p in parts if p.record is not None]
    return max(found, key=lambda p: abs(p.value)).record if found else None
