"""Open, auditable product carbon footprints.

>>> import pcf
>>> footprint = pcf.Project.load("my-pack").calculate()      # doctest: +SKIP
>>> footprint.to_frame()                                     # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcf.api import Project
    from pcf.background import Background, open_background
    from pcf.calc.compare import Difference, compare
    from pcf.calc.explanation import Explanation
    from pcf.calc.footprint import Footprint
    from pcf.errors import PcfError, UsageError
    from pcf.findings import Finding, Findings

__version__ = "0.1.0"

_HOME = {
    "Project": "pcf.api",
    "Background": "pcf.background",
    "open_background": "pcf.background",
    "Difference": "pcf.calc.compare",
    "compare": "pcf.calc.compare",
    "Explanation": "pcf.calc.explanation",
    "Footprint": "pcf.calc.footprint",
    "PcfError": "pcf.errors",
    "UsageError": "pcf.errors",
    "Finding": "pcf.findings",
    "Findings": "pcf.findings",
}

__all__ = [
    "Background",
    "Difference",
    "Explanation",
    "Finding",
    "Findings",
    "Footprint",
    "PcfError",
    "Project",
    "UsageError",
    "compare",
    "open_background",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import pcf`` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'pcf' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
