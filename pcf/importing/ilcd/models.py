"""Life-cycle models of eILCD and TIDAS: which process supplies which, as named suppliers.

A model is taken when its connections say no more than that: every process is in the package and
stands in the model once, no parameters are set, and both sides of a connection name the same flow.
Any other model is held back whole, with the reason; its processes are linked like all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pcf.findings import finding
from pcf.importing.conservation import Collect, Held
from pcf.importing.ilcd.walk import at, many, names, reference, version, word
from pcf.importing.intake import row_id
from pcf.importing.package import Exchange, Place, Process
from pcf.importing.xml_tree import Tree

ROOT = "lifeCycleModelDataSet"


@dataclass(frozen=True, slots=True)
class Connection:
    """An output of one process instance that goes into another; flows as each side names them."""

    supplier: str
    made: str
    consumer: str
    taken: str


@dataclass(frozen=True, slots=True)
class Model:
    """A life-cycle model as stated.

    instances
        Process by id of the instance.
    parametrized
        Whether an instance sets parameters.
    """

    id: str
    version: str
    name: str
    place: Place
    instances: Mapping[str, str]
    connections: tuple[Connection, ...]
    parametrized: bool


def model(tree: Tree, place: Place) -> Model:
    """Read a life-cycle model."""
    information = at(tree, "lifeCycleModelInformation")
    head = at(information, "dataSetInformation")
    listed = many(at(information, "technology", "processes", "processInstance"))
    return Model(
        word(at(head, "common:UUID")).lower(),
        version(tree),
        names(at(head, "name", "baseName")).any,
        place,
        {word(at(p, "@dataSetInternalID")): _process(p) for p in listed},
        tuple(one for part in listed for one in _connections(part)),
        any(many(at(part, "parameters", "parameter")) for part in listed),
    )


def _process(part: Tree) -> str:
    return row_id(reference(at(part, "referenceToProcess"))[0])


def _connections(part: Tree) -> Iterator[Connection]:
    supplier = word(at(part, "@dataSetInternalID"))
    for out in many(at(part, "connections", "outputExchange")):
        made = word(at(out, "@flowUUID")).lower()
        for down in many(at(out, "downstreamProcess")):
            taken = word(at(down, "@flowUUID")).lower()
            yield Connection(supplier, made, word(at(down, "@id")), taken)


def with_models(
    processes: Mapping[str, Process], models: list[Model], collect: Collect
) -> dict[str, Process]:
    """Give the processes with the suppliers that the models name.

    An input for which two models name different suppliers is left to the linking of the import.
    """
    named: dict[tuple[str, str], set[str]] = {}
    for one in models:
        collect.ledger.enter("model")
        why = _not_simple(one, processes)
        if why:
            collect.ledger.hold(Held("model", "model-not-simple", one.place, one.id, why))
            at_file = one.place.location()
            told = finding("IM059", at_file, node=one.id, observed=one.name or one.id, why=why)
            collect.findings.add(told)
            continue
        collect.ledger.take("model", "links")
        for c in one.connections:
            key = (one.instances[c.consumer], c.taken)
            named.setdefault(key, set()).add(one.instances[c.supplier])
    chosen = {key: next(iter(makers)) for key, makers in named.items() if len(makers) == 1}
    wanted = {process for process, _ in chosen}
    return {
        id: _with(process, chosen) if id in wanted else process for id, process in processes.items()
    }


def _not_simple(one: Model, processes: Mapping[str, Process]) -> str:
    """Say why the connections of a model are more than names of suppliers; empty: they are not."""
    absent = [id for id in one.instances.values() if id not in processes]
    if absent:
        return f"process {absent[0]}"
    twice = [id for id, n in Counter(one.instances.values()).items() if n > 1]
    if twice:
        return f"2x {twice[0]}"
    if one.parametrized:
        return "parameters"
    for c in one.connections:
        if c.supplier not in one.instances or c.consumer not in one.instances:
            return f"instance {c.supplier} -> {c.consumer}"
        if c.made != c.taken:
            return f"flow {c.made} -> {c.taken}"
    return ""


def _with(process: Process, chosen: Mapping[tuple[str, str], str]) -> Process:
    def named(row: Exchange) -> Exchange:
        supplier = chosen.get((process.id, row.flow), "")
        is_input = row.direction == "input" and row.id not in process.references
        return replace(row, provider=supplier) if supplier and is_input else row

    return replace(process, exchanges=tuple(map(named, process.exchanges)))
