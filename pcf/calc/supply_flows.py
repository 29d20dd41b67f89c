"""What flows along the supply chain, row by row, and which datasets a picture puts together.

A picture draws a line for all flows between two nodes, burdens apart from credits, and folds the
background into categories. ``pcf explain`` takes every box and every line: both are made here.

Addresses: ``use:SUPPLIER`` for what a supplier gives to all rows, where SUPPLIER may be a fold
(``category:NAME``, ``received``, ``rest``), and ``burden:SUPPLIER,USER`` or
``credit:SUPPLIER,USER`` for a line; in a picture by mass ``burden_mass:`` and ``credit_mass:``,
where the sign is that of the mass. ``@NODE`` behind an address counts only what lies upstream of
that node, ``@NODE+N`` only N steps of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Literal

from pcf.calc.datasets import dataset_behind

if TYPE_CHECKING:
    import networkx as nx

    from pcf.calc.footprint import Footprint
    from pcf.i18n import Language

Weight = Literal["gwp", "mass"]
WEIGHTS: tuple[Weight, ...] = ("gwp", "mass")
EMISSION = "emission"
#: Folds: footprints that were received, and the smallest categories together.
RECEIVED, REST = "received", "rest"
_CATEGORY = "category:"
#: Most nodes of a folded background; the smallest categories stand together.
MOST = 14
_STEPS = re.compile(r"(?P<node>.+)\+(?P<depth>\d{1,4})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Flow:
    """A supply of one row.

    row
        Address of the row; of what the functional unit takes ``reference_flow:N``.
    value
        kg CO2e upstream of it per functional unit, negative for credits.
    mass
        kg, where its unit is one of mass.
    """

    source: str
    target: str
    row: str
    value: float
    mass: float | None

    def size(self, weight: Weight) -> float:
        """What the width of its line stands for, signed."""
        return self.value if weight == "gwp" else self.mass or 0.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture shows: widths by `weight`, upstream of `focus`, at most `depth` steps."""

    weight: Weight = "gwp"
    focus: str = ""
    depth: int | None = None

    def use(self, supplier: str) -> str:
        """Address of the box of a supplier from outside, or of a fold."""
        steps = "" if self.depth is None else f"+{self.depth}"
        return f"use:{supplier}" + (f"@{self.focus}{steps}" if self.focus else "")

    def line(self, source: str, target: str, *, less: bool) -> str:
        """Address of the line between two nodes."""
        head = ("credit" if less else "burden") + ("_mass" if self.weight == "mass" else "")
        return self.use(f"{source},{target}").replace("use:", f"{head}:", 1)


def flows_of(footprint: Footprint, graph: nx.MultiDiGraph[str]) -> tuple[Flow, ...]:
    """Give the flows of a supply chain or of a part of it, emissions and removals among them."""
    return (*_supplies(graph), *_emissions(footprint, graph))


def part_asked(
    graph: nx.MultiDiGraph[str], key: str, boxes: Collection[str]
) -> tuple[str, nx.MultiDiGraph[str]]:
    """Take ``WHAT@NODE+N`` apart: what is asked for, and the part of the chain it lies in.

    A key that is a box or a line as it stands is not taken apart: names may hold ``@``.

    Parameters
    ----------
    boxes
        Suppliers and folds, at which lines begin.
    """
    from pcf.graph.supply import part_of

    if not _is_whole(graph, key, boxes):
        for at in (found.start() for found in reversed([*re.finditer("@", key)])):
            node, depth = key[at + 1 :], None
            steps = _STEPS.fullmatch(node)
            if node not in graph and steps is not None:
                node, depth = steps["node"], int(steps["depth"])
            if node in graph:
                return key[:at], part_of(graph, node, depth)
    return key, graph


def _is_whole(graph: nx.MultiDiGraph[str], key: str, boxes: Collection[str]) -> bool:
    """Whether a key is a box, or a line from one to a node."""
    if key in boxes:
        return True
    commas = (found.start() for found in re.finditer(",", key))
    return any(key[:at] in boxes and key[at + 1 :] in graph for at in commas)


def fold_keys(footprint: Footprint, sources: Iterable[str]) -> dict[str, str]:
    """Give the fold of each supplier from outside: its category, or `RECEIVED`."""
    background = footprint.solved.linked.background
    made: dict[str, str] = {}
    for source in sources:
        kind, _, key = source.partition(":")
        if kind == "bg":
            record = background.process(key.partition("/")[0])
            made[source] = f"{_CATEGORY}{dataset_behind(background, record).category}"
        elif kind == "supplier":
            made[source] = RECEIVED
    return made


@dataclass(frozen=True, slots=True)
class Fold:
    """A box of a folded background: its suppliers, and how many categories they are."""

    key: str
    held: tuple[str, ...]
    categories: int = 1

    @property
    def names(self) -> tuple[str, str]:
        """Names in Chinese and English."""
        from pcf.i18n import label

        if self.categories > 1:
            zh, en = others(self.categories)
        elif self.key == RECEIVED:
            zh, en = label("living_received", "zh"), label("living_received", "en")
        else:
            name = self.key.removeprefix(_CATEGORY)
            zh, en = category_word(name, "zh"), category_word(name, "en")
        return zh, en


def others(count: int) -> tuple[str, str]:
    """Name of parts that stand together because each is small, in Chinese and English."""
    from pcf.i18n import phrase

    return phrase("living_others", "zh", count=count), phrase("living_others", "en", count=count)


def category_word(name: str, lang: Language) -> str:
    """Word of a category of datasets; one that the label list lacks is shown as it is."""
    from pcf.i18n import label

    key = f"living_category {name}"
    word = label(key, lang)
    return (name or label("living_no_category", lang)) if word == key else word


def folds_of(flows: Iterable[Flow], fold: Mapping[str, str], weight: Weight) -> dict[str, Fold]:
    """Give the boxes of a folded background that stand for more than one supplier.

    A category of one dataset is that dataset and no fold; beyond `MOST` boxes the categories that
    supply least, by absolute sum, stand together as `REST`.

    Parameters
    ----------
    fold
        Of `fold_keys`, by supplier.
    """
    sizes: dict[str, list[float]] = {}
    held: dict[str, list[str]] = {}
    for source in sorted(fold):
        held.setdefault(fold[source], []).append(source)
    for flow in flows:
        if flow.source in fold:
            sizes.setdefault(fold[flow.source], []).append(abs(flow.size(weight)))
    order = sorted(held, key=lambda key: (-fsum(sizes.get(key, ())), key))
    alone, rest = (order, []) if len(order) <= MOST else (order[: MOST - 1], order[MOST - 1 :])
    made = {key: Fold(key, tuple(held[key])) for key in alone if len(held[key]) > 1}
    if rest:
        key = rest_key(weight)
        made[key] = Fold(key, tuple(source for key in rest for source in held[key]), len(rest))
    return made


def rest_key(weight: Weight) -> str:
    """Key of the fold of the smallest categories: those by mass are others than those by GWP."""
    return REST if weight == "gwp" else f"{REST}_{weight}"


def _supplies(graph: nx.MultiDiGraph[str]) -> Iterator[Flow]:
    ends = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2])))
    for source, target, _, data in ends:
        yield Flow(source, target, data["row"], float(data["cumulative"]), data.get("mass_kg"))


def _emissions(footprint: Footprint, graph: nx.MultiDiGraph[str]) -> Iterator[Flow]:
    for row in footprint.rows:
        user = f"process:{row.process}"
        if row.supplier == EMISSION and user in graph:
            yield Flow(EMISSION, user, row.address, row.value, None)
