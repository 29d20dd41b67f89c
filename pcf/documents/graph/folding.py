"""Folds the background of a supply chain: one node for each category of datasets."""

from __future__ import annotations

from pcf.calc.supply_flows import Fold, folds_of
from pcf.documents.graph.supply import Node, Supply, merged


def folded(supply: Supply) -> Supply:
    """Give the supply chain with one node for each category of datasets.

    A category of one dataset is that dataset.
    """
    fold = {key: node.fold for key, node in supply.nodes.items() if node.fold}
    holder: dict[str, Node] = {}
    for found in folds_of(supply.flows, fold, supply.weight).values():
        holder.update(dict.fromkeys(found.held, _holder(supply, found)))
    return merged(supply, holder)


def _holder(supply: Supply, fold: Fold) -> Node:
    largest = sorted(fold.held, key=lambda k: (-abs(supply.nodes[k].entry.weight), k))
    entry = supply.scale.entry(supply.shown.use(fold.key), fold.names, 0.0)
    return Node(
        fold.key, "category", entry, entry, fold=fold.key, group=fold.names, holds=tuple(largest)
    )
