"""What the links of a project show to be missing or stated twice, before anything is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pcf.findings import Finding
from pcf.graph.link import Link
from pcf.graph.reach import reach_findings
from pcf.graph.rows import Row
from pcf.graph.twins import twin_findings
from pcf.model import Model


def completeness_findings(
    model: Model, rows: Iterable[Row], links: Mapping[str, Link]
) -> tuple[Finding, ...]:
    """Give processes that the product does not draw on and inputs that stand twice.

    They are errors of the inventory, not of the calculation: the total is computed and told with
    them.
    """
    every = tuple(rows)
    return (*reach_findings(model, every, links), *twin_findings(every, links))
