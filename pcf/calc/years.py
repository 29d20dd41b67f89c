"""Years in texts: of datasets, periods and sources."""

from __future__ import annotations

import re

_YEARS = re.compile(r"(?:19|20)\d\d")


def last_year(text: str | int | None) -> float | None:
    """Year in a text, of a span its last: ``2019-2022`` gives 2022; None without one."""
    found = _YEARS.findall(str(text or ""))
    return float(max(found)) if found else None
