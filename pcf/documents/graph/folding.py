"""Folds the background of a supply chain: one node for each category of datasets."""

from __future__ import annotations

from math import fsum

from pcf.documents.graph.supply import Names, Node, Supply, merged
from pcf.documents.living.entries import others
from pcf.i18n import label

#: Most nodes of a folded background; the smallest categories stand together.
MOST = 14


def folded(supply: Supply) -> Supply:
    """Give the supply chain with one node for each category of datasets.

    A category of one dataset is that dataset.
    """
    groups: dict[Names, list[str]] = {}
    for key, node in supply.nodes.items():
        if node.kind in ("background", "received"):
            groups.setdefault(_group(node), []).append(key)
    size = _sizes(supply)
    gross = {group: fsum(size[key] for key in keys) for group, keys in groups.items()}
    order = sorted(groups, key=lambda group: (-gross[group], group))
    alone, rest = (order, []) if len(order) <= MOST else (order[: MOST - 1], order[MOST - 1 :])
    holder: dict[str, Node] = {}
    for group in alone:
        if len(groups[group]) > 1:
            node = _holder(supply, group, f"category:{group[1] or group[0]}", groups[group])
            holder.update(dict.fromkeys(groups[group], node))
    if rest:
        keys = [key for group in rest for key in groups[group]]
        node = _holder(supply, others(len(rest)), "category:", keys)
        holder.update(dict.fromkeys(keys, node))
    return merged(supply, holder)


def _sizes(supply: Supply) -> dict[str, float]:
    """Absolute sum of what each node supplies."""
    made = dict.fromkeys(supply.nodes, 0.0)
    for edge in supply.edges:
        made[edge.source] += edge.width
    return made


def _group(node: Node) -> Names:
    if node.kind == "received":
        return label("living_received", "zh"), label("living_received", "en")
    return node.group


def _holder(supply: Supply, names: Names, key: str, keys: list[str]) -> Node:
    largest = sorted(keys, key=lambda k: (-abs(supply.nodes[k].entry.weight), k))
    entry = supply.scale.entry("", names, 0.0)
    return Node(key, "category", entry, entry, group=names, holds=tuple(largest))
