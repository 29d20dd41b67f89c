"""Nodes of Brightway as a neutral package: what supplies what, by key, else by stated words.

An exchange that states no key means the activity of the same file that has everything it states:
name, unit, and where given reference product, location and database. When there is none, the only
activity with its name, unit and location is taken and that is said (``IM042``): reference products
and databases get renamed. What fits no activity, or several that make different things, keeps a
flow of its own and is an open end.

A negative amount of production is a treatment, as Brightway means it: the flow is waste, its
reference is an input, and who gives waste away has an output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pcf.findings import finding
from pcf.importing.brightway.nodes import CONSUMPTION, PRODUCTION, Edge, Key, Node
from pcf.importing.conservation import Collect
from pcf.importing.gases import own_code
from pcf.importing.keeping import keep_process, plain_id, word_id
from pcf.importing.package import (
    Direction,
    Exchange,
    Flow,
    FlowKind,
    Names,
    Package,
    Place,
    Process,
)

_MARKET = re.compile(r"^market (for|group)\b", re.IGNORECASE)
_UNKNOWN = ("", "(unknown)", "none")
#: Unit of what only a key names: the file does not state it.
NO_UNIT = "?"


@dataclass(frozen=True, slots=True)
class _Made:
    """A process node with the ids that it has here."""

    node: Node
    process: str
    flow: str
    turned: bool


@dataclass(slots=True)
class _Shelf:
    flows: dict[str, Flow] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)


def join(nodes: Sequence[Node], format: str, name: str, sha256: str, collect: Collect) -> Package:
    """Give the package that nodes make; processes, exchanges and flows are entered."""
    joiner = _Joiner(nodes, collect)
    shelf = joiner.run()
    return Package(format, name, sha256, shelf.flows, shelf.processes)


class _Joiner:
    def __init__(self, nodes: Sequence[Node], collect: Collect) -> None:
        self._collect = collect
        self._shelf = _Shelf()
        self._nodes = nodes
        self._renamed: list[str] = []
        self._products = {n.key: n for n in nodes if n.is_product}
        self._biosphere = {n.key: n for n in nodes if n.is_biosphere}
        self._bio_by_name: dict[str, list[Node]] = {}
        for node in self._biosphere.values():
            self._bio_by_name.setdefault(_folded(node.name), []).append(node)
        self._made = [self._placed(n) for n in nodes if not n.is_product and not n.is_biosphere]
        self._by_key: dict[Key, _Made] = {}
        self._by_name: dict[str, list[_Made]] = {}
        for made in self._made:
            self._by_key.setdefault(made.node.key, made)
            self._by_name.setdefault(_folded(made.node.name), []).append(made)
        self._makers: dict[Key, list[_Made]] = {}
        for made in self._made:
            for edge in made.node.edges:
                if edge.kind in PRODUCTION and edge.key in self._products:
                    self._makers.setdefault(edge.key, []).append(made)

    def run(self) -> _Shelf:
        for node in (*self._biosphere.values(), *self._products.values()):
            self._collect.ledger.enter("flow")
            self._collect.ledger.take("flow")
            self._described(node)
        for made in self._made:
            keep_process(self._shelf.processes, self._process(made), self._collect)
        if self._renamed:
            count, first = len(self._renamed), self._renamed[0]
            self._collect.findings.add(finding("IM042", observed=count, expected=first))
        return self._shelf

    def _placed(self, node: Node) -> _Made:
        own = _own_production(node)
        amount = own.amount if own is not None else node.amount
        turned = amount is not None and amount < 0
        if own is not None and own.key in self._products:
            flow = _product_id(self._products[own.key], turned=False)
        else:
            flow = _product_id(node, turned=turned)
        process = plain_id(node.key[1], node.name, node.product, node.unit, node.location)
        return _Made(node, process, flow, turned)

    def _described(self, node: Node) -> str:
        """Put the flow of a node that is no process on the shelf."""
        if node.is_product:
            id = _product_id(node, turned=False)
            flow = Flow(id, "", Names(en=node.product or node.name), "product", node.place,
                        unit=node.unit, categories=node.categories)  # fmt: skip
        else:
            id = _elementary_id(node.key[1], node.name, node.categories, node.unit)
            kind = (node.kind,) if node.kind.casefold() == "natural resource" else ()
            places = node.categories if kind and kind[0] in node.categories else (
                *kind, *node.categories
            )  # fmt: skip
            flow = Flow(id, "", Names(en=node.name), "elementary", node.place, unit=node.unit,
                        categories=places, cas=node.cas)  # fmt: skip
        self._shelf.flows.setdefault(id, flow)
        return id

    def _process(self, made: _Made) -> Process:
        node = made.node
        kind: FlowKind = "waste" if made.turned else "product"
        if made.flow not in self._shelf.flows:
            self._shelf.flows[made.flow] = Flow(
                made.flow, "", Names(node.product_zh, node.product or node.name), kind, node.place,
                categories=node.categories, unit=node.unit,
            )  # fmt: skip
        rows: list[Exchange] = []
        own = _own_production(node)
        if own is None:
            stated = 1.0 if node.amount is None else node.amount
            own = Edge("production", stated, "production amount", node.place.line, unit=node.unit)
            rows.append(replace(self._output(made, own, "production"), derivation="implied"))
            references = ("production",)
        else:
            references = (str(node.edges.index(own) + 1),)
        for number, edge in enumerate(node.edges, 1):
            rows.append(self._exchange(made, edge, str(number), is_own=edge is own))
        return Process(
            id=made.process,
            version="",
            names=Names(node.name_zh, node.name),
            kind=node.stands_for,
            place=node.place,
            kind_text=node.kind,
            categories=node.categories,
            location=_known(node.location),
            year=node.year,
            comment=" ".join(part for part in (node.comment, node.source) if part),
            references=references,
            market=bool(_MARKET.search(node.name)),
            parameters=node.parameters,
            exchanges=tuple(rows),
        )

    def _exchange(self, made: _Made, edge: Edge, id: str, *, is_own: bool) -> Exchange:
        kind = edge.kind
        if is_own:
            return self._output(made, edge, id)
        if kind in PRODUCTION:
            flow, _, _ = self._supply(edge, made.node.place.file)
            return _row(edge, id, "output", flow)
        if kind == "biosphere":
            return self._biosphere_row(made.node, edge, id)
        if kind in CONSUMPTION or kind == "substitution":
            flow, provider, turned = self._supply(edge, made.node.place.file)
            direction: Direction = "output" if turned and kind in CONSUMPTION else "input"
            row = _row(edge, id, direction, flow, provider, turned=direction == "output")
            return replace(row, avoided=kind == "substitution")
        return _row(edge, id, "", "")

    def _output(self, made: _Made, edge: Edge, id: str) -> Exchange:
        if made.turned:
            return _row(edge, id, "input", made.flow, turned=True)
        return _row(edge, id, "output", made.flow)

    def _supply(self, edge: Edge, file: str) -> tuple[str, str, bool]:
        """Flow and process that an edge means, and whether it is waste to be treated."""
        found = self._meant(edge)
        if len(found) == 1:
            return found[0].flow, found[0].process, found[0].turned
        if found and len({made.flow for made in found}) == 1:
            return found[0].flow, "", found[0].turned
        if edge.key in self._products:
            return _product_id(self._products[edge.key], turned=False), "", False
        return self._unmatched(edge, file), "", False

    def _meant(self, edge: Edge) -> list[_Made]:
        if edge.key is not None:
            made = self._by_key.get(edge.key)
            return [made] if made is not None else self._makers.get(edge.key, [])
        named = self._by_name.get(_folded(edge.name), [])
        found = [made for made in named if _fits(made.node, edge)]
        if not found and edge.unit and _known(edge.location):
            less = replace(edge, product="", database="")
            found = [made for made in named if _fits(made.node, less)]
            if len(found) != 1:
                return []
            self._renamed.append(" / ".join(t for t in (edge.product, edge.database) if t))
        return found

    def _unmatched(self, edge: Edge, file: str) -> str:
        database, code = edge.key or (edge.database, "")
        words = (edge.product, edge.location, edge.unit)  # one flow, whatever database it is in
        id = word_id(edge.name, *words) if edge.name else word_id(code, *words, database)
        if id not in self._shelf.flows:
            self._collect.ledger.enter("flow")
            self._collect.ledger.take("flow", "named by exchanges only")
            title = edge.product or edge.name or f"{database}: {code}"
            self._shelf.flows[id] = Flow(
                id, "", Names(en=title), "product", Place(file, edge.pointer, edge.line),
                categories=edge.categories, synonyms=tuple(t for t in (edge.name,) if t != title),
                unit=edge.unit or NO_UNIT, location=_known(edge.location),
            )  # fmt: skip
        return id

    def _biosphere_row(self, node: Node, edge: Edge, id: str) -> Exchange:
        known = self._biosphere_of(edge)
        if known is not None:
            flow = self._described(known)
        elif not edge.name and edge.key is None:
            return _row(edge, id, "output", "")
        else:
            flow = self._elementary(node, edge)
        places = self._shelf.flows[flow].categories
        taken = bool(places) and places[0].casefold() in ("natural resource", "resource", "raw")
        return _row(edge, id, "input" if taken else "output", flow)

    def _elementary(self, node: Node, edge: Edge) -> str:
        code = edge.key[1] if edge.key else ""
        flow = _elementary_id(code, edge.name, edge.categories, edge.unit)
        if flow not in self._shelf.flows:
            self._collect.ledger.enter("flow")
            self._collect.ledger.take("flow", "named by exchanges only")
            named = edge.name or code
            place = Place(node.place.file, edge.pointer, edge.line)
            self._shelf.flows[flow] = Flow(
                flow, "", Names(en=named), "elementary", place, categories=edge.categories,
                unit=edge.unit,
            )  # fmt: skip
        return flow

    def _biosphere_of(self, edge: Edge) -> Node | None:
        if edge.key is not None:
            return self._biosphere.get(edge.key)
        found = [
            node
            for node in self._bio_by_name.get(_folded(edge.name), [])
            if (not edge.categories or edge.categories == node.categories)
            and (not edge.unit or not node.unit or edge.unit == node.unit)
        ]
        return found[0] if len(found) == 1 else None


def _own_production(node: Node) -> Edge | None:
    """The reference of an activity: production of itself, else of its only product."""
    made = [edge for edge in node.edges if edge.kind in PRODUCTION]
    own = [e for e in made if e.key == node.key or (e.key is None and _names(node, e))]
    return next(iter(own or made), None)


def _names(node: Node, edge: Edge) -> bool:
    return _folded(edge.name) == _folded(node.name)


def _fits(node: Node, edge: Edge) -> bool:
    """Whether an activity has everything that an exchange states."""
    stated = (
        (edge.unit, node.unit),
        (edge.product, node.product or node.name),
        (_known(edge.location), _known(node.location)),
        (edge.database, node.key[0]),
    )
    return all(not said or _folded(said) == _folded(own) for said, own in stated)


def _row(
    edge: Edge, id: str, direction: Direction, flow: str, provider: str = "", *,
    turned: bool = False,
) -> Exchange:  # fmt: skip
    amount, formula = edge.amount, edge.formula
    if turned:
        amount = None if amount is None else -amount
        formula = f"-({formula})" if formula and not formula.startswith("=") else formula
    return Exchange(
        id=id, direction=direction, flow=flow, amount=amount, pointer=edge.pointer,
        line=edge.line, stated=edge.stated, unit=edge.unit, formula=formula,
        location=_known(edge.location), provider=provider, uncertainty=edge.uncertainty,
        comment=edge.comment,
    )  # fmt: skip


def _product_id(node: Node, *, turned: bool) -> str:
    parts = ("waste",) if turned else ()
    return word_id(node.product or node.name, node.unit, *parts)


def _elementary_id(code: str, name: str, categories: Iterable[str], unit: str) -> str:
    if own_code(code) is not None:
        return code
    listed = "/".join(categories)
    return plain_id(code.lower(), name, listed, unit) if code else word_id(name, listed, unit)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _known(text: str) -> str:
    return "" if text.casefold() in _UNKNOWN else text
