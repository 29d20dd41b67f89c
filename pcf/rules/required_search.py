"""Where the items of ``required.csv`` are in a project, and which processes make them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcf.graph.reach import reach_of, upstream
from pcf.rules.conditions import Condition, all_hold
from pcf.rules.heads import names_thing
from pcf.rules.outcome import Ask
from pcf.rules.pack import Required
from pcf.rules.record import Record
from pcf.rules.record_index import RecordIndex

if TYPE_CHECKING:
    from pcf.rules.subjects import Subjects

Ways = tuple[tuple[Condition, ...], ...]
#: Fields that say what a record is by an id.
_IDS = ("id", "flow", "product", "dataset")


@dataclass(frozen=True, slots=True)
class Use:
    """Where an item is needed: a process that makes its whole, and the records found there.

    process
        Id of the process; empty when the item may be anywhere.
    """

    process: str
    maker: Record | None
    found: tuple[Record, ...]


class Reached:
    """Records of the product system of one project, in which the items of all packs are looked for.

    makers
        Records of its unit processes, by id.
    suppliers
        Unit processes that supply each unit process.
    indexes
        Records that may be an item of each kind.
    """

    def __init__(self, of: Subjects) -> None:
        linked = of.case.linked
        reached: Set[str] = frozenset()
        if linked is not None:
            reached = reach_of(linked.model, linked.rows, linked.links).demanded
        own = [r for r in of.records("processes") if r.values["id"] in reached]
        self.makers = {str(record.values["id"]): record for record in own}
        rows = [r for r in of.records("rows") if r.values["process"] in reached]
        self.suppliers = _suppliers(rows)
        materials = (
            record
            for record in rows
            if record.values["direction"] in ("input", "waste")
            and record.values["table"] != "endoflife"
        )
        processes = (*own, *of.records("datasets"))
        self.indexes = {"process": RecordIndex(processes), "material": RecordIndex(materials)}
        self._found: dict[tuple[str, Ways], tuple[Record, ...]] = {}

    def find(self, item: Required) -> tuple[Record, ...]:
        """Records that meet an item; packs that inherit it ask for the same."""
        key = item.kind, item.any_of
        if key not in self._found:
            self._found[key] = self.indexes[item.kind].find(item.any_of)
        return self._found[key]


class Search:
    """Finds the records of required items in the product system of one project."""

    def __init__(self, ask: Ask) -> None:
        self._facts = ask.facts
        self._items = {item.id: item for item in ask.pack.required}
        self._parts: dict[str, list[Required]] = defaultdict(list)
        for item in ask.pack.required:
            for name in item.within:
                self._parts[name].append(item)
        self._reached = ask.subjects.kept("reached", lambda: Reached(ask.subjects))
        self._makers, self._suppliers = self._reached.makers, self._reached.suppliers
        self._records = self._reached.indexes
        self._found: dict[str, tuple[Record, ...]] = {}
        self._made: dict[str, list[str]] = {}
        self._regions: dict[str, frozenset[str]] = {}
        self._barred = frozenset(
            process
            for item in ask.pack.required
            if item.kind == "material" and all_hold(item.when, ask.facts)
            for process in self._made_by(item)
        )

    def find(self, item: Required) -> tuple[Record, ...]:
        """Give the records of the product system that meet an item, wherever they are."""
        if item.id not in self._found:
            found = self._reached.find(item)
            self._found[item.id] = self._meant(item, found) if self._parts[item.id] else found
        return self._found[item.id]

    def instead(self, item: Required) -> tuple[Record, ...]:
        """Give the records that meet an item or may take its place: parts of its wholes."""
        wholes = {r.node for whole in self._wholes(item) for r in self.find(whole)}
        found = self._records[item.kind].find((*item.any_of, *item.instead))
        return tuple(record for record in found if record.node not in wholes)

    def _meant(self, item: Required, found: tuple[Record, ...]) -> tuple[Record, ...]:
        """Records that are the item, and not a thing whose name only holds its word.

        Beside those that ids or whole names show, one counts when its own upstream takes in half
        of the parts of the item; where none is shown either way, the words have to do.
        """
        sure = [record for record in found if is_shown(item, record)]
        if len(sure) == len(found):
            return found
        makers = {_made_in(record) for record in sure}
        nodes = {record.node for record in sure}
        meant = (
            r for r in found
            if r.node in nodes or (_made_in(r) and self._has_parts(item, _made_in(r), makers))
        )  # fmt: skip
        return tuple(meant) or found

    def _has_parts(self, item: Required, process: str, makers: Set[str]) -> bool:
        """Whether a process takes in half of the parts of an item, itself or upstream of it.

        What enters through a maker of the item itself is no sign of another one.
        """
        if process in makers:
            return True
        region = upstream([process], self._suppliers, makers)
        parts = [p for p in self._parts[item.id]
                 if p.kind == "material" and all_hold(p.when, self._facts)]  # fmt: skip
        rows = self._records["material"]
        there = [
            part for part in parts
            if any(r.values["process"] in region for r in rows.find(part.any_of))
        ]  # fmt: skip
        return len(parts) > 0 and 2 * len(there) >= len(parts)

    def is_required(self, item: Required) -> bool:
        """Whether an item is no part of something that is bought as a whole or missing itself."""
        wholes = self._wholes(item)
        return not wholes or any(self._made_by(whole) for whole in wholes)

    def uses(self, item: Required, found: tuple[Record, ...] | None = None) -> list[Use]:
        """Give the places at which an item is needed; one for all when it may be anywhere.

        `found` are the records that meet it, where they are others than `find` gives.
        """
        found = self.find(item) if found is None else found
        makers = dict.fromkeys(
            process for whole in self._wholes(item) for process in self._made_by(whole)
        )
        if item.kind != "material" or not makers:
            return [Use("", None, found)]
        made = []
        regions = {process: self._region(process) for process in makers}
        for process, region in regions.items():
            if any(other < region for other in regions.values()):
                continue  # the inner process says more
            here = tuple(
                r for r in found if r.values["process"] in region or maker_of(r) == process
            )
            made.append(Use(process, self._makers.get(process), here))
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
        made = dict.fromkeys(maker_of(record) for record in found)
        known = {maker_of(record) for record in found if _has_id(item, record)}
        return [
            name for name in made
            if name and name not in users
            and (name in known or not self._is_of_another_material(item, name))
        ]  # fmt: skip

    def _is_of_another_material(self, item: Required, process: str) -> bool:
        """Whether a process makes a thing of one material out of another one: a cover of plastic.

        Then what it takes in weighs at least half of what it makes, and the material is not there.
        """
        parts = [part for part in self._parts[item.id] if part.kind == "material"]
        if len(parts) != 1:
            return False
        rows = self._records["material"]
        region = upstream([process], self._suppliers)
        if any(r.values["process"] in region for r in rows.find(parts[0].any_of)):
            return False
        taken = [r.values for r in rows.records if r.values["process"] == process]
        kg = [value for values in taken if isinstance(value := values.get("kg"), float)]
        made = taken[0].get("process_output_kg") if taken else None
        return isinstance(made, float) and 2.0 * sum(kg) >= made


def is_shown(item: Required, record: Record) -> bool:
    """Whether a record is an item by its ids, or by a name that names the thing.

    A condition that only looks for a word inside of a name shows nothing: the cell is inside of
    ``电芯托盘`` too.
    """
    names = [str(record.values.get(field) or "") for field in ("name_zh", "name_en")]
    called = [name.partition("(")[0] for name in (item.name_zh, item.name_en)]
    if any(names_thing(name, wanted) for name, wanted in zip(names, called, strict=True)):
        return True
    for way in item.any_of:
        if all_hold(way, record.values) and any(_shows(c, record) for c in way):
            return True
    return False


def _has_id(item: Required, record: Record) -> bool:
    """Whether an id, and no name, shows a record to be an item."""
    return any(
        all_hold(way, record.values) and any(c.field in _IDS and c.op in ("=", "in") for c in way)
        for way in item.any_of
    )


def _shows(condition: Condition, record: Record) -> bool:
    if condition.field in _IDS:
        return condition.op in ("=", "in")
    value = str(record.values.get(condition.field) or "")
    wanted = condition.field in ("name_zh", "name_en") and condition.op in ("~", "=", "names")
    return wanted and any(names_thing(value, word) for word in condition.words)


def _made_in(record: Record) -> str:
    """Id of the unit process of the project that a record is, or that makes what it takes in."""
    return str(record.values["id"]) if "coproducts" in record.values else maker_of(record)


def _suppliers(rows: Iterable[Record]) -> Mapping[str, list[str]]:
    """Unit processes that supply each unit process."""
    found: dict[str, list[str]] = defaultdict(list)
    for record in rows:
        maker = maker_of(record)
        if maker:
            found[str(record.values["process"])].append(maker)
    return found


def maker_of(row: Record) -> str:
    """Id of the unit process that supplies a row; empty when none does."""
    if row.values.get("supplier_kind") != "process":
        return ""
    return str(row.values["supplier"]).removeprefix("process:").partition("/")[0]
