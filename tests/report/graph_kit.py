"""Supply chains for tests of pictures."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pcf.documents.graph.supply import merged


def with_more(supply, count):
    """Give a chain so many more processes: one line, with loops over six of them, and one of one.

    They stand in three stages and forty components.
    """
    model = next(node for node in supply.nodes.values() if node.kind == "process")
    flow = supply.flows[0]
    keys = [f"process:p{n}" for n in range(count)]
    more = {
        key: replace(model, key=key, component=f"c{n % 40}",
                     stage=("raw_material", "production", "use")[n % 3])
        for n, key in enumerate(keys)
    }  # fmt: skip
    links = [replace(flow, source=a, target=b) for a, b in pairwise(keys)]
    links += [replace(flow, source=keys[n + 5], target=keys[n]) for n in range(0, count - 6, 50)]
    links.append(replace(flow, source=keys[7], target=keys[7]))
    nodes = {**supply.nodes, **more}
    return merged(replace(supply, nodes=nodes, flows=(*supply.flows, *links)), {})
