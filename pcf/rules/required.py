"""Required unit processes and materials of a family: there, where they belong, with an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from math import fsum

from pcf.model.empty_words import names_nothing, not_applicable
from pcf.rules.conditions import all_hold
from pcf.rules.outcome import Ask, Failure, Outcome, words_of
from pcf.rules.pack import Required
from pcf.rules.record import Record
from pcf.rules.required_search import Search, Use, maker_of
from pcf.rules.wording import named_group

_SAME = ("process", "flow", "part", "supplier")
#: Rows that say the same thing twice differ by no more than this part of the larger.
_TWIN = 0.01
#: A material below this part of the mass that its process makes is as good as none.
TRACE = 1e-6


def required(ask: Ask) -> Outcome:
    """Every row of ``required.csv`` of the kind is met by a record of the product system.

    A material is looked for among the rows that take something in or send it to treatment, a
    unit process among the project's processes and the background datasets that it uses; processes
    that the product does not draw on do not count. What is part of something (`within`) must enter
    each process of the project that makes that thing, or one upstream of it that makes nothing
    else of the list. Missing is a failure; so is a record that has the amount zero (or less than
    1e-6 of the mass that its process makes), is unlinked, or stands twice in one process with the
    same flow, part and supplier and amounts within 1 %. A part of something that the project
    buys as a whole is not looked for, nor what the list `waived_by` of the study names with a
    reason, as ``ID`` or, for one process, ``ID@PROCESS``; where the list says what may stand
    `instead` of such an item, that is looked for. Where the list states the `least` of an item, the
    records of a place, and what may stand instead, make that up together, by the mass that their
    processes make; one that only brings what another takes in does not count. The check is not
    applicable when nothing is required.
    """
    search = ask.subjects.kept(f"required {ask.pack.id}", lambda: Search(ask))
    kind, group = ask.params["kind"], ask.params.get("group", "")
    listed = [
        item
        for item in ask.pack.required
        if item.kind == kind and group in ("", item.group) and all_hold(item.when, ask.facts)
    ]
    waived = _waived(ask, {item.id for item in listed})
    inside = [item for item in listed if not search.is_required(item)]
    wanted = [i for i in listed if i.id not in waived and i not in inside]
    if not listed:
        return Outcome(na=words_of("na_nothing_required"))
    told: set[str] = set()
    failures: list[Failure] = []
    for item in listed:
        if item not in inside:
            failures += _of_item(item, search, waived, told)
    note = words_of(
        "note_required",
        met=len(wanted),
        inside=len(listed) - len(wanted) - len(waived & {item.id for item in listed}),
        waived=len(waived),
        ids=", ".join(sorted(waived)) or "-",
    )
    return Outcome(tuple(failures), note=note)


def _of_item(item: Required, search: Search, waived: Set[str], told: set[str]) -> list[Failure]:
    """Failures of an item where it is wanted, or of what has to stand in its place."""
    found: list[Failure] = []
    is_waived = any(name.partition("@")[0] == item.id for name in waived)
    is_asked = bool(item.instead) and (is_waived or item.least > 0.0)
    others = search.uses(item, search.instead(item)) if is_asked else []
    beside = {use.process: use.found for use in others}
    replaced = {use.process for use in others if any(not _is_nothing(r) for r in use.found)}
    for use in search.uses(item):
        if not {item.id, f"{item.id}@{use.process}"} & waived:
            found += _faults(item, use, told, beside.get(use.process, ()))
        elif item.instead and use.process not in replaced:
            found.append(replace(_missing(item, use), key="fail_waived"))
    return found


def _waived(ask: Ask, known: set[str]) -> set[str]:
    """Items that the study says it does not use, or not in one process, with a reason."""
    name = ask.params.get("waived_by")
    stated = ask.subjects.case.reading.study.get(name) if name else None
    texts = stated.value if stated is not None and isinstance(stated.value, tuple) else ()
    pairs = [text.replace("：", ":").partition(":") for text in texts]
    return {
        id.strip()
        for id, _, reason in pairs
        if _is_reason(reason) and id.split("@")[0].strip() in known
    }


def _is_reason(text: str) -> bool:
    """Whether a text gives a reason; ``n/a`` and a place holder give none."""
    behind = not_applicable(text)
    return not names_nothing(text if behind is None else behind)


def _faults(
    item: Required, use: Use, told: set[str], beside: Sequence[Record] = ()
) -> Iterable[Failure]:
    """Failures of one required item at one place; a row that serves several is told once.

    What may stand `beside` it, in its place, counts towards its least amount.
    """
    if not use.found:
        yield _missing(item, use)
        return
    present = [r for r in use.found if not _is_nothing(r)]
    if not present:
        yield _nothing(item, use.found[0])
    counted = list({r.node: r for r in (*present, *beside) if not _is_nothing(r)}.values())
    share = _share_of_output(counted) if item.least else None
    if share is not None and share < item.least:
        yield _too_little(item, present[0], share)
    for record in present:
        if record.values.get("linked") == "no" and record.node not in told:
            told.add(record.node)
            yield _failure("fail_unlinked", item, record, record.node)
    for twins in _twins(present):
        nodes = ", ".join(r.node for r in twins)
        if nodes not in told:
            told.add(nodes)
            yield _failure("fail_duplicate", item, twins[1], nodes)


def _is_nothing(record: Record) -> bool:
    """Whether a row takes nothing: zero, or a trace of the mass that its process makes."""
    amount = record.values.get("amount")
    if not isinstance(amount, float) or "flow" not in record.values:
        return amount == 0.0
    kg, made = record.values.get("kg"), record.values.get("process_output_kg")
    trace = isinstance(kg, float) and isinstance(made, float) and abs(kg) < TRACE * made
    return amount == 0.0 or trace


def _share_of_output(found: list[Record]) -> float | None:
    """Sum of kg per kg that the processes make; None where a mass is not known."""
    brought = {maker_of(record) for record in found}
    parts = [
        (record.values.get("kg"), record.values.get("process_output_kg"))
        for record in found
        if record.values.get("process") not in brought
    ]
    known = [kg / made for kg, made in parts
             if isinstance(kg, float) and isinstance(made, float) and made]  # fmt: skip
    return fsum(known) if known and len(known) == len(parts) else None


def _too_little(item: Required, record: Record, share: float) -> Failure:
    failure = _failure("fail_least", item, record, f"{share:.3g}")
    return replace(failure, words={"name": _names(item), "least": f"{item.least:g}"})


def _nothing(item: Required, record: Record) -> Failure:
    if record.values.get("amount") == 0.0:
        return _failure("fail_zero", item, record, "0")
    kg, made = record.values["kg"], record.values["process_output_kg"]
    failure = _failure("fail_trace", item, record, f"{kg:g}")
    return replace(failure, words={"name": _names(item), "made": f"{made:g}"}, unit="kg")


def _twins(records: Iterable[Record]) -> list[list[Record]]:
    """Rows that say the same: one process, flow, part and supplier, amounts within 1 %."""
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        if "flow" in record.values:
            key = tuple(record.values.get(n) for n in _SAME)
            groups[key].append(record)
    made = []
    for group in groups.values():
        first = group[0]
        same = [first, *(r for r in group[1:] if _is_alike(first, r))]
        made += [same] if len(same) > 1 else []
    return made


def _is_alike(one: Record, other: Record) -> bool:
    """Whether two rows state one amount, in the unit of their supplier."""
    a, b = (r.values.get("supplied") for r in (one, other))
    if not isinstance(a, float) or not isinstance(b, float):
        return one.values.get("amount") == other.values.get("amount")
    return abs(a - b) <= _TWIN * max(abs(a), abs(b))


def _missing(item: Required, use: Use) -> Failure:
    """Tell what is missing, and in which process."""
    if use.maker is None:
        return _failure("fail_missing", item, None, "-")
    values = use.maker.values
    maker = str(values["name_zh"] or use.process), str(values["name_en"] or use.process)
    names = words_of("missing_in", name=_names(item), process=maker)
    return Failure(
        "fail_missing",
        "-",
        _ways(item),
        use.maker.place,
        f"{item.id}@{use.process}",
        use.maker.share,
        {"name": names},
    )


def _names(item: Required) -> tuple[str, str]:
    zh, en = named_group(item.group) if item.group else ("", "")
    return (
        f"{item.name_zh}（{zh}）" if zh not in ("", item.name_zh) else item.name_zh,
        f"{item.name_en} ({en})" if en not in ("", item.name_en) else item.name_en,
    )


def _ways(item: Required) -> str:
    return " | ".join(" & ".join(c.text for c in conditions) for conditions in item.any_of)


def _failure(key: str, item: Required, record: Record | None, observed: str) -> Failure:
    return Failure(
        key,
        observed,
        _ways(item),
        record.place if record else None,
        record.node if record else item.id,
        record.share if record else None,
        {"name": _names(item)},
    )
