"""Required unit processes and materials of a family: there, where they belong, with an amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from pcf.graph.reach import reach_of, upstream
from pcf.rules.conditions import all_hold
from pcf.rules.outcome import Ask, Failure, Outcome, words_of
from pcf.rules.pack import Required
from pcf.rules.record import Record
from pcf.rules.record_index import RecordIndex
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
    reason, as ``ID`` or, for one process, ``ID@PROCESS``. The check is not applicable when nothing
    is required.
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
    failures: list[Failure] = []
    for item in wanted:
        for use in search.uses(item):
            if f"{item.id}@{use.process}" not in waived:
                failures += _faults(item, use, told)
    note = words_of(
        "note_required",
        met=len(wanted),
        inside=len(listed) - len(wanted) - len(waived & {item.id for item in listed}),
        waived=len(waived),
        ids=", ".join(sorted(waived)) or "-",
    )
    return Outcome(tuple(failures), note=note)


def _waived(ask: Ask, known: set[str]) -> set[str]:
    """Items that the study says it does not use, or not in one process, with a reason."""
    name = ask.params.get("waived_by")
    stated = ask.subjects.case.reading.study.get(name) if name else None
    texts = stated.value if stated is not None and isinstance(stated.value, tuple) else ()
    pairs = [text.replace("：", ":").partition(":") for text in texts]
    return {
        id.strip()
        for id, _, reason in pairs
        if reason.strip() and id.split("@")[0].strip() in known
    }


@dataclass(frozen=True, slots=True)
class _Use:
    """Where an item is needed: a process that makes its whole, and the records found there.

    process
        Id of the process; empty when the item may be anywhere.
    """

    process: str
    maker: Record | None
    found: tuple[Record, ...]


class _Search:
    """Finds the records of required items in the product system of one project."""

    def __init__(self, ask: Ask) -> None:
        self._items = {item.id: item for item in ask.pack.required}
        self._parts: dict[str, list[Required]] = defaultdict(list)
        for item in ask.pack.required:
            for name in item.within:
                self._parts[name].append(item)
        linked = ask.subjects.case.linked
        reached: Set[str] = frozenset()
        if linked is not None:
            reached = reach_of(linked.model, linked.rows, linked.links).demanded
        own = [r for r in ask.subjects.records("processes") if r.values["id"] in reached]
        self._makers = {str(record.values["id"]): record for record in own}
        rows = [r for r in ask.subjects.records("rows") if r.values["process"] in reached]
        materials = (
            record
            for record in rows
            if record.values["direction"] in ("input", "waste")
            and record.values["table"] != "endoflife"
        )
        processes = (*own, *ask.subjects.records("datasets"))
        self._records = {"process": RecordIndex(processes), "material": RecordIndex(materials)}
        self._found: dict[str, tuple[Record, ...]] = {}
        self._made: dict[str, list[str]] = {}
        self._regions: dict[str, frozenset[str]] = {}
        self._suppliers = _suppliers(rows)
        self._barred = frozenset(
            process
            for item in ask.pack.required
            if item.kind == "material" and all_hold(item.when, ask.facts)
            for process in self._made_by(item)
        )

    def find(self, item: Required) -> tuple[Record, ...]:
        """Give the records of the product system that meet an item, wherever they are."""
        if item.id not in self._found:
            self._found[item.id] = self._records[item.kind].find(item.any_of)
        return self._found[item.id]

    def is_required(self, item: Required) -> bool:
        """Whether an item is no part of something that is bought as a whole or missing itself."""
        wholes = self._wholes(item)
        return not wholes or any(self._made_by(whole) for whole in wholes)

    def uses(self, item: Required) -> list[_Use]:
        """Give the places at which an item is needed; one for all when it may be anywhere."""
        found = self.find(item)
        makers = dict.fromkeys(
            process for whole in self._wholes(item) for process in self._made_by(whole)
        )
        if item.kind != "material" or not makers:
            return [_Use("", None, found)]
        made = []
        regions = {process: self._region(process) for process in makers}
        for process, region in regions.items():
            if any(other < region for other in regions.values()):
                continue  # the inner process says more
            here = tuple(r for r in found if r.values["process"] in region or _maker(r) == process)
            made.append(_Use(process, self._makers.get(process), here))
        return made

    def _region(self, process: str) -> frozenset[str]:
        """Give a process and what lies upstream of it, up to the makers of listed materials."""
        if process not in self._regions:
            self._regions[process] = upstream([process], self._suppliers, self._barred)
        return self._regions[process]

    def _wholes(self, item: Required) -> list[Required]:
        return [self._items[name] for name in item.within if name in self._items]

    def _made_by(self, item: Required) -> list[str]:
        """Give the unit processes of the project that make an item.

        One that takes the same thing in passes it on, as a purchase or a delivery does, unless
        what it takes in is one of the parts of that thing.
        """
        if item.id not in self._made:
            self._made[item.id] = self._makers_of(item)
        return self._made[item.id]

    def _makers_of(self, item: Required) -> list[str]:
        found = self.find(item)
        if item.kind == "process":
            return [str(r.values["id"]) for r in found if "stage" in r.values]
        parts = {r.node for part in self._parts[item.id] for r in self.find(part)}
        users = {r.values["process"] for r in found if r.node not in parts}
        made = dict.fromkeys(_maker(record) for record in found)
        return [name for name in made if name and name not in users]


def _suppliers(rows: Iterable[Record]) -> Mapping[str, list[str]]:
    """Unit processes that supply each unit process."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in rows:
        maker = _maker(record)
        if maker:
            found[str(record.values["process"])].append(maker)
    return found


def _maker(row: Record) -> str:
    """Id of the unit process that supplies a row; empty when none does."""
    if row.values.get("supplier_kind") != "process":
        return ""
    return str(row.values["supplier"]).removeprefix("process:").partition("/")[0]


def _faults(item: Required, use: _Use, told: set[str]) -> Iterable[Failure]:
    """Failures of one required item at one place; a row that serves several is told once."""
    if not use.found:
        yield _missing(item, use)
        return
    present = [r for r in use.found if not _is_nothing(r)]
    if not present:
        yield _nothing(item, use.found[0])
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


def _missing(item: Required, use: _Use) -> Failure:
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
