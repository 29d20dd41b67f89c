"""Required unit processes and materials of a family: there, once, and with an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pcf.rules.conditions import all_hold
from pcf.rules.outcome import Ask, Failure, Outcome, words_of
from pcf.rules.pack import Required
from pcf.rules.record import Record
from pcf.rules.record_index import RecordIndex

_SAME = ("process", "flow", "part", "supplier", "amount", "unit")


def required(ask: Ask) -> Outcome:
    """Every row of ``required.csv`` of the kind is met by a record of the project.

    A material is looked for among the rows that take something in or send it to treatment, a
    unit process among the project's processes and the background datasets that it uses. Missing is
    a failure; so is a record that has the amount zero, is unlinked, or stands twice in one process
    with the same flow, part, supplier and amount. A part of something that the project buys as a
    whole is not looked for, nor what the list `waived_by` of the study names with a reason. The
    check is not applicable when nothing is required.
    """
    search = ask.subjects.kept(f"required {ask.pack.id}", lambda: _Search(ask))
    kind, group = ask.params["kind"], ask.params.get("group", "")
    listed = [
        item
        for item in ask.pack.required
        if item.kind == kind and group in ("", item.group) and all_hold(item.when, ask.facts)
    ]
    waived = _waived(ask, {item.id for item in listed})
    wanted = [i for i in listed if i.id not in waived and search.is_required(i)]
    if not listed:
        return Outcome(na=words_of("na_nothing_required"))
    told: set[str] = set()
    failures = [failure for item in wanted for failure in _faults(item, search.find(item), told)]
    note = words_of(
        "note_required",
        met=len(wanted),
        inside=len(listed) - len(wanted) - len(waived),
        waived=len(waived),
        ids=", ".join(sorted(waived)) or "-",
    )
    return Outcome(tuple(failures), note=note)


def _waived(ask: Ask, known: set[str]) -> set[str]:
    """Items that the study says it does not use, with a reason."""
    name = ask.params.get("waived_by")
    stated = ask.subjects.case.reading.study.get(name) if name else None
    texts = stated.value if stated is not None and isinstance(stated.value, tuple) else ()
    pairs = [text.replace("：", ":").partition(":") for text in texts]
    return {id.strip() for id, _, reason in pairs if reason.strip()} & known


class _Search:
    """Finds the records of required items in one project."""

    def __init__(self, ask: Ask) -> None:
        self._items = {item.id: item for item in ask.pack.required}
        processes = (*ask.subjects.records("processes"), *ask.subjects.records("datasets"))
        materials = (
            record
            for record in ask.subjects.records("rows")
            if record.values["direction"] in ("input", "waste")
            and record.values["table"] != "endoflife"
        )
        self._records = {"process": RecordIndex(processes), "material": RecordIndex(materials)}
        self._found: dict[str, tuple[Record, ...]] = {}

    def find(self, item: Required) -> tuple[Record, ...]:
        """Give the records of the project that meet an item."""
        if item.id not in self._found:
            self._found[item.id] = self._records[item.kind].find(item.any_of)
        return self._found[item.id]

    def is_required(self, item: Required) -> bool:
        """Whether an item is no part of something that is bought as a whole or missing itself."""
        wholes = [self._items[name] for name in item.within if name in self._items]
        return not wholes or any(self._is_made(whole) for whole in wholes)

    def _is_made(self, item: Required) -> bool:
        """Whether a unit process of the project makes the item."""
        return any(
            record.values.get("supplier_kind", "process") == "process"
            for record in self.find(item)
            if "stage" in record.values  # rows and unit processes have one, datasets have none
        )


def _faults(item: Required, found: tuple[Record, ...], told: set[str]) -> Iterable[Failure]:
    """Failures of one required item; a row that serves several items is told once."""
    if not found:
        yield _failure("fail_missing", item, None, "-")
        return
    present = [r for r in found if r.values.get("amount") != 0.0]
    if not present:
        yield _failure("fail_zero", item, found[0], "0")
    for record in present:
        if record.values.get("linked") == "no" and record.node not in told:
            told.add(record.node)
            yield _failure("fail_unlinked", item, record, record.node)
    for twins in _twins(present):
        nodes = ", ".join(r.node for r in twins)
        if nodes not in told:
            told.add(nodes)
            yield _failure("fail_duplicate", item, twins[1], nodes)


def _twins(records: Iterable[Record]) -> list[list[Record]]:
    """Rows that say the same: one process, flow, part, supplier and amount."""
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        if "flow" in record.values:
            key = tuple(record.values.get(n) for n in _SAME)
            groups[key].append(record)
    return [group for group in groups.values() if len(group) > 1]


def _failure(key: str, item: Required, record: Record | None, observed: str) -> Failure:
    group = f" [{item.group}]" if item.group else ""
    return Failure(
        key,
        observed,
        " | ".join(" & ".join(c.text for c in conditions) for conditions in item.any_of),
        record.place if record else None,
        record.node if record else item.id,
        record.share if record else None,
        {"name": (f"{item.name_zh}{group}", f"{item.name_en}{group}")},
    )
